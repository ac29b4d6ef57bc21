import type { LintFacts, Loop } from '../core/lint/facts.ts';
import type { Report } from '../core/report/report.ts';
import type { AudioFiles, OpenAudioFile } from './clientFiles.ts';
import { reportOf } from './clientReport.ts';

/** More loops are not looked into: their number is the file's own word. */
const MOST_LOOPS = 64;

/** What facts of an open file are read through. */
type Reads = Pick<AudioFiles, 'client'>;

/** What the rules know of an open file, when its scan has ended. */
export async function lintFacts(files: Reads, path: string, file: OpenAudioFile): Promise<LintFacts> {
  const { handle, info } = file;
  // Beside the scan, not behind it: nobody waits for both.
  const described = files.client.details({ handle, brief: true });
  described.catch(() => undefined);
  const report = await reportOf(files, path, file, undefined);
  const { tags, loops: marked = [] } = await described;
  const loops: Loop[] = [];
  for (const { startFrame, endFrame, label } of marked.slice(0, MOST_LOOPS)) {
    loops.push({ startFrame, endFrame, label, seam: await seamOf(files, handle, startFrame, endFrame, report) });
  }
  const { bitrateMode: bitRateMode } = info;
  return { report, tags, loops, bitRate: info.bitrate ?? bitRateOf(report), ...(bitRateMode && { bitRateMode }) };
}

/** Of a file that cannot be read. */
export const failedFacts = (report: Report): LintFacts => ({ report, tags: [], loops: [], bitRate: null });

async function seamOf(
  files: Reads,
  handle: number,
  startFrame: number,
  endFrame: number,
  report: Report,
): Promise<number | null> {
  if (startFrame >= endFrame || endFrame > report.decode.framesDecoded) return null;
  const sample = async (frame: number): Promise<Float32Array> =>
    (await files.client.pcm({ handle, startFrame: frame, frames: 1 })).data;
  const [last, first] = [await sample(endFrame - 1), await sample(startFrame)];
  return Math.max(...first.map((value, channel) => Math.abs(value - last[channel]!)));
}

function bitRateOf({ file }: Report): number | null {
  if (file.sizeBytes === null || !file.durationSeconds) return null;
  return (file.sizeBytes * 8) / file.durationSeconds;
}
