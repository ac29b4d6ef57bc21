import type { FileMeasures, FrameRange } from '../../core/protocol/measures.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { ScannedFile } from '../scannedFile.ts';
import type { Running } from '../threadPool.ts';
import { figuresOf } from './figures.ts';
import { Gathered, middleOf } from './gathered.ts';
import type { Stretched } from './measureApi.ts';
import { storedSamples } from './storedSamples.ts';

/** Frames that a thread measures in one go; as a scan does it, so that the figures are the same. */
const PIECE_FRAMES = 1 << 20;
/** Pieces of one range under way: those that are done wait for the ones before them. */
const AT_ONCE = 3;
const UNSEEN = -1e12;

let newest = 0;

/** Measures frames of a file as if they had been cut out: now, in threads, the newest request first. */
export async function measureRange(
  file: ScannedFile,
  { startFrame, endFrame: wantedEnd }: FrameRange,
  signal: AbortSignalLike,
): Promise<FileMeasures> {
  const number = ++newest;
  const priority = (): number => number + (file.attention === 'seen' ? 0 : UNSEEN);
  await file.reached(Math.min(wantedEnd, file.info.framesExact ? (file.info.frames ?? Infinity) : Infinity), signal);
  const endFrame = Math.min(wantedEnd, knownEnd(file));
  if (startFrame >= endFrame) throw outside(file);
  const { sampleRate, channels } = file.info;
  const stored = storedSamples(file.opened);
  const frames = endFrame - startFrame;
  const gathered = new Gathered({ sampleRate, channels, bits: stored.bits, frames });
  const excerpt = gathered.place;
  const jobs: Running<unknown>[] = [];
  const stop = (): void => jobs.forEach((job) => job.stop());
  signal.addEventListener('abort', stop, { once: true });
  try {
    const pieces: Promise<Stretched>[] = [];
    for (let at = startFrame, first = 0; at < endFrame; at += PIECE_FRAMES, first++) {
      while (pieces.length < AT_ONCE && startFrame + (first + pieces.length) * PIECE_FRAMES < endFrame) {
        const from = startFrame + (first + pieces.length) * PIECE_FRAMES;
        const to = Math.min(endFrame, from + PIECE_FRAMES);
        const job = file.pictures.run('measure', { start: startFrame, from, to, excerpt }, priority);
        jobs.push(job);
        job.done.catch(() => undefined);
        pieces.push(job.done);
      }
      if (signal.aborted) throw cancelled();
      const piece = await pieces.shift()!;
      const end = at - startFrame + piece.frames;
      gathered.addEnergies(piece.slice, piece.energies, end);
      if (piece.stretch) gathered.add(piece.stretch);
      if (end >= Math.min(frames, at - startFrame + PIECE_FRAMES)) continue;
      // The audio ends sooner than was known.
      if (end === 0) throw outside(file);
      stop();
      return await measureRange(file, { startFrame, endFrame: startFrame + end }, signal);
    }
    const samples = gathered.takeExcerpts();
    const { at, length } = middleOf(frames);
    const ask = { energies: gathered.energies, samples, excerpt: { at: startFrame + at, length } };
    const job = file.pictures.run('conclude', ask, priority);
    jobs.push(job);
    const conclusion = await job.done;
    if (signal.aborted) throw cancelled();
    const measured = figuresOf({
      ...{ sampleRate, startFrame, frames, stored, conclusion, more: [] },
      ...{ measures: gathered.result()!, loudness: gathered.series.result() },
    });
    return { final: true, startFrame, endFrame, measured, pcmMd5: null, storedMd5: null };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Where the end is not known yet, measuring tells. */
function knownEnd(file: ScannedFile): number {
  if (file.progress.state !== 'scanning') return file.availableFrames;
  return file.info.framesExact ? (file.info.frames ?? Infinity) : Infinity;
}

const cancelled = (): EarshotError => new EarshotError('cancelled', 'The figures are no longer wanted.');
const outside = (file: ScannedFile): EarshotError =>
  new EarshotError('no-audio', `${file.opened.name} has no audio in the range to be measured.`);
