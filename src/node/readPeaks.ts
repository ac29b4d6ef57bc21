import { midSide, tracksOf } from '../core/dsp/midSide.ts';
import { PEAK_VALUES, peaksResult, planePeaks } from '../core/dsp/peaks.ts';
import { BASE_FRAMES, BASE_LEVEL, MEMORY_LEVEL, mergeRecords } from '../core/dsp/pyramid.ts';
import { blockFrames, type PeaksResult } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { ScannedFile } from './scannedFile.ts';

export interface PeaksRequest {
  level: number;
  start: number;
  count: number;
  tracks?: 'channels' | 'midSide' | undefined;
}

/** Frames read at a time where peaks are made on demand. */
const DETAIL_FRAMES = 1 << 16;
/** Ranges that the scan has not reached are made from samples if they are no longer than this. */
const AHEAD_FRAMES = 1 << 21;

/** Peaks from the pyramid in memory, from the store of its base, or from samples. */
export async function readPeaks(
  file: ScannedFile,
  request: PeaksRequest,
  signal: AbortSignalLike,
): Promise<PeaksResult> {
  const { level, start, count } = request;
  const { channels } = file.info;
  const derived = request.tracks === 'midSide';
  if (derived && channels !== 2) {
    const names = channels === 1 ? '1 channel' : `${channels} channels`;
    throw new EarshotError('unsupported', `Mid and side are of two channels; ${file.opened.name} has ${names}.`);
  }
  const answer = (records: Float32Array, there: number): PeaksResult =>
    peaksResult(records, start, there, tracksOf(channels), derived ? channels : 0, channels);
  const detail = (): Promise<PeaksResult> => readDetail(file, request, derived, signal);
  if (level >= MEMORY_LEVEL) {
    const { records, count: there } = file.pyramid.read(level, start, count);
    const ahead = file.progress.state === 'scanning' && count * blockFrames(level) <= AHEAD_FRAMES;
    return there === 0 && ahead ? detail() : answer(records, there);
  }
  const scanned = start * blockFrames(level) < file.pyramid.frames;
  const stored = level >= BASE_LEVEL && scanned ? await readStored(file, level, start, count) : undefined;
  return stored ? answer(stored.records, stored.count) : detail();
}

/** Levels that are kept in the store; undefined where there is none. */
async function readStored(
  file: ScannedFile,
  level: number,
  start: number,
  count: number,
): Promise<{ records: Float32Array; count: number } | undefined> {
  const tracks = tracksOf(file.info.channels);
  const fan = blockFrames(level) / BASE_FRAMES;
  const base = await file.store?.read(start * fan, count * fan);
  if (!base || fan === 1) return base;
  // A block that would still change is not given.
  const usable = file.progress.state === 'scanning' ? base.count - (base.count % fan) : base.count;
  const merged = new Float32Array(Math.ceil(usable / fan) * tracks * PEAK_VALUES);
  const frames = file.pyramid.frames - start * blockFrames(level);
  return { records: merged, count: mergeRecords(base.records, usable, tracks, BASE_FRAMES, frames, merged) };
}

/** From samples: levels finer than the store has, and what the scan has not reached yet. */
async function readDetail(
  file: ScannedFile,
  { level, start, count }: PeaksRequest,
  derived: boolean,
  signal: AbortSignalLike,
): Promise<PeaksResult> {
  const { channels } = file.info;
  const size = blockFrames(level);
  // What is not there yet is not waited for; a block that would still change is not given.
  const available = file.availableFrames;
  const end = file.progress.state === 'scanning' ? Math.floor(available / size) : Math.ceil(available / size);
  const blocks = Math.max(0, Math.min(count, end - start));
  const stride = channels * PEAK_VALUES;
  const records = new Float32Array(blocks * stride);
  const step = Math.max(1, Math.floor(DETAIL_FRAMES / size));
  let made = 0;
  while (made < blocks) {
    if (signal.aborted) throw new EarshotError('cancelled', 'peaks was cancelled.');
    const first = (start + made) * size;
    const wanted = Math.min(Math.min(step, blocks - made) * size, available - first);
    const { frames, data } = await file.source.read(first, wanted, signal);
    const planes = Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
    const [left, right] = planes;
    // In place: the samples are this call's own.
    if (derived) midSide(left!, right!, frames, left!, right!);
    for (const [c, plane] of planes.entries()) {
      planePeaks(plane, frames, size, records, made * stride + c * PEAK_VALUES, stride);
    }
    made += Math.ceil(frames / size);
    if (frames < wanted) break;
  }
  return peaksResult(records, start, made, channels);
}
