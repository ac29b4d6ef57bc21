import type { RawLayout } from '../core/protocol/audio.ts';
import { toErrorInfo } from '../core/protocol/errors.ts';
import { failedReport } from '../core/report/buildReport.ts';
import type { Report } from '../core/report/report.ts';
import { type AudioFiles, Interrupted } from '../node/clientFiles.ts';
import { reportOf } from '../node/clientReport.ts';
import { inOrder } from './inOrder.ts';
import type { Input } from './inputs.ts';
import type { Selection } from '../core/report/select.ts';

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
