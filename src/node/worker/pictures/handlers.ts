import { Transfer } from '../../../core/protocol/rpc.ts';
import type { PictureJob, PictureParams, PictureResult } from '../../spectrogram/pictureApi.ts';
import type { OpenFile, OpenFiles } from '../openFiles.ts';
import type { JobHooks } from '../scan.ts';
import { Breath } from './breath.ts';
import { matrix } from './matrix.ts';
import { pitch } from './pitch.ts';
import { spectrum } from './spectrum.ts';
import { bins, rows } from './tiles.ts';

type Handler<K extends PictureJob> = (
  params: PictureParams<K>,
) => Promise<PictureResult<K> | Transfer<PictureResult<K>>>;

/** begin: a job has been taken, and no earlier wish to stop concerns it; end: it left some buffers behind. */
export function pictureHandlers(
  files: OpenFiles,
  hooks: Pick<JobHooks, 'breathe'>,
  begin: () => void,
  end: () => void,
): { [K in PictureJob]: Handler<K> } {
  const job =
    <K extends PictureJob>(
      run: (file: OpenFile, params: PictureParams<K>, breath: Breath) => Promise<PictureResult<K>>,
      buffers: (result: PictureResult<K>) => ArrayBuffer[],
    ): Handler<K> =>
    async (params) => {
      begin();
      try {
        const result = await run(files.use(params.id), params, new Breath(hooks));
        return new Transfer(result, buffers(result));
      } finally {
        end();
      }
    };
  return {
    bins: job<'bins'>(bins, ({ tiles }) => tiles.map(({ buffer }) => buffer)),
    rows: job<'rows'>(rows, ({ data }) => [data.buffer]),
    spectrum: job<'spectrum'>(spectrum, (result) => [result.bins.buffer]),
    pitch: job<'pitch'>(pitch, ({ hertz, voiced }) => [hertz.buffer, voiced.buffer]),
    matrix: job<'matrix'>(matrix, ({ bytes }) => [bytes.buffer]),
  };
}
