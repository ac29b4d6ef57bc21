import { Transfer } from '../../../core/protocol/rpc.ts';
import type { Conclusion, Stretched } from '../../measures/measureApi.ts';
import type { OpenFiles } from '../openFiles.ts';
import { Breath } from '../pictures/breath.ts';
import type { JobHooks } from '../scan.ts';
import { conclude, type ConcludeParams } from './conclude.ts';
import { md5 } from './md5.ts';
import { measure, type MeasureParams } from './measure.ts';

type WithId<T> = T & { id: number };

/** begin: a job has been taken, and no earlier wish to stop concerns it; end: it left some buffers behind. */
export function measureHandlers(
  files: OpenFiles,
  hooks: Pick<JobHooks, 'breathe'>,
  begin: () => void,
  end: () => void,
): {
  measure: (params: WithId<MeasureParams>) => Promise<Transfer<Stretched>>;
  conclude: (params: WithId<ConcludeParams>) => Promise<Conclusion>;
  md5: (params: WithId<{ spill: number | null }>) => Promise<{ md5: string }>;
} {
  const job = async <T>(run: (breath: Breath) => Promise<T>): Promise<T> => {
    begin();
    try {
      return await run(new Breath(hooks));
    } finally {
      end();
    }
  };
  return {
    measure: (params) =>
      job(async (breath) => {
        const result = await measure(files.use(params.id), params, breath);
        return new Transfer(result, [result.energies.buffer]);
      }),
    conclude: (params) => job((breath) => conclude(files.use(params.id), params, breath)),
    md5: (params) => job((breath) => md5(files.use(params.id), params, breath)),
  };
}
