import type { RawLayout } from '../core/protocol/audio.ts';
import { toErrorInfo } from '../core/protocol/errors.ts';
import { buildReport, failedReport } from '../core/report/buildReport.ts';
import { type Measured, nothing } from '../core/report/measured.ts';
import type { Report } from '../core/report/report.ts';
import { clock } from '../core/util/clock.ts';
import { type AudioFiles, Interrupted, type OpenAudioFile } from './files.ts';
import { inOrder } from './inOrder.ts';
import type { Input } from './inputs.ts';
import { framesOf, type Selection } from './select.ts';

export interface InspectOptions {
  layout: RawLayout | undefined;
  selection: Selection | undefined;
  jobs: number;
}

/** Reports that may wait for the ones before them. */
const AHEAD = 256;

/** A report of each input, in order; files are read several at a time. */
export function inspectAll(
  files: AudioFiles,
  inputs: AsyncIterable<Input>,
  options: InspectOptions,
): AsyncGenerator<Report> {
  return inOrder(inputs, (input) => inspectFile(files, input, options), { jobs: options.jobs, ahead: AHEAD });
}

async function inspectFile(files: AudioFiles, { path, error }: Input, options: InspectOptions): Promise<Report> {
  if (error) return failedReport(path, error);
  try {
    return await files.use(path, options.layout, async (file) => reportOf(files, path, file, options.selection));
  } catch (failure) {
    if (failure instanceof Interrupted) throw failure;
    return failedReport(path, toErrorInfo(failure));
  }
}

async function reportOf(
  files: AudioFiles,
  path: string,
  file: OpenAudioFile,
  wanted: Selection | undefined,
): Promise<Report> {
  const { handle, info } = file;
  const { scan, error } = await file.end();
  const facts = { path, info, scan, error };
  const frames = scan.scannedFrames;
  if (frames === 0) return buildReport(facts, nothing({ reason: 'no audio could be decoded' }));
  const range = wanted && framesOf(wanted, info.sampleRate);
  const startFrame = range?.startFrame ?? 0;
  const endFrame = Math.min(range?.endFrame ?? frames, frames);
  if (startFrame >= endFrame) {
    return buildReport({ ...facts, error: error ?? outside(wanted!, frames, info.sampleRate) }, outOfFile);
  }
  const figures = await files.client.measures({ handle, range: wanted ? { startFrame, endFrame } : null });
  const shorter = range?.endFrame !== undefined && range.endFrame > frames;
  return buildReport(
    {
      ...facts,
      ...(!wanted && { pcmMd5: figures.pcmMd5, storedMd5: figures.storedMd5 }),
      ...(wanted && { selection: { startFrame, endFrame } }),
      ...(shorter && { remarks: ['The selection goes beyond the end of the file; it ends with the file.'] }),
    },
    figures.measured as Measured,
  );
}

const outOfFile: Measured = nothing({ reason: 'the selection holds no frame of the file' });

function outside({ text }: Selection, frames: number, sampleRate: number): NonNullable<Report['error']> {
  const length = `${frames} frames (${clock(frames / sampleRate)})`;
  return { code: 'outside-file', message: `The selection ${text} holds no frame of the file, which has ${length}.` };
}
