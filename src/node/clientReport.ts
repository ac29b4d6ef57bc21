import { buildReport } from '../core/report/buildReport.ts';
import { type Measured, nothing } from '../core/report/measured.ts';
import type { Report } from '../core/report/report.ts';
import { framesOf, type Selection } from '../core/report/select.ts';
import { clock } from '../core/util/clock.ts';
import type { AudioFiles, OpenAudioFile } from './clientFiles.ts';

/** The report of an open file, or of a range of it, when its scan has ended. */
export async function reportOf(
  files: Pick<AudioFiles, 'client'>,
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
