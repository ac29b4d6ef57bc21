import { stat } from 'node:fs/promises';
import { copyFrames, type ByteCopy } from '../core/export/wavCopy.ts';
import { wavHeader, wavSizes } from '../core/export/wavHeader.ts';
import { planWav, type WavPlan } from '../core/export/wavPlan.ts';
import { encodeFrames } from '../core/export/wavSamples.ts';
import { frameBytesOf } from '../core/export/wavSpec.ts';
import type { PcmStream } from '../core/formats/format.ts';
import { framesIn, pcmRanges } from '../core/formats/pcmRange.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { PendingFile, PendingFiles } from './pendingFile.ts';
import type { ScannedFile } from './scannedFile.ts';

export interface ExportRequest {
  startFrame: number;
  endFrame: number;
  path: string;
}

export interface ExportHooks {
  signal: AbortSignalLike;
  /** So many bytes of buffers have been used. */
  used: (bytes: number) => void;
}

/** Of the WAV file, written at a time. */
const PIECE_BYTES = 1 << 20;
/** Frames decoded at a time, of up to eight channels: more than a read that the source takes for a seek. */
const PIECE_FRAMES = 1 << 16;

/**
 * Writes a range of a file as WAV with the depth that it has: bytes are copied where they are those of a WAV file, all
 * else is decoded and encoded, a piece at a time. What fails or is cancelled leaves nothing behind.
 */
export async function exportWav(
  file: ScannedFile,
  { startFrame, endFrame, path }: ExportRequest,
  pending: PendingFiles,
  hooks: ExportHooks,
): Promise<{ bytes: number; warnings: string[] }> {
  const { name, identity } = file.opened;
  const source = file.opened.realPath;
  const plan = planWav(file.opened);
  const frames = Math.min(endFrame, knownFrames(file)) - startFrame;
  if (frames <= 0) throw new EarshotError('no-audio', `${name} has no audio in the range to be saved.`);
  const sizes = wavSizes(plan.spec, frames);
  const out = await pending.create(path, sizes.fileBytes, { path: source, name });
  try {
    await out.append(wavHeader(plan.spec, frames));
    const written = await writeSamples(file, plan, startFrame, frames, out, hooks);
    const now = wavSizes(plan.spec, written.frames);
    const warnings = [...plan.notes, ...written.warnings];
    if (written.frames < frames) {
      if (written.frames === 0 || now.headerBytes !== sizes.headerBytes) throw endedEarly(name);
      await out.write(wavHeader(plan.spec, written.frames), 0);
      warnings.push(`${name} ended before the range did: ${written.frames} of ${frames} frames were saved.`);
    }
    await out.append(new Uint8Array(now.padBytes));
    const { size, mtimeMs } = await stat(source).catch(() => identity);
    // What was copied may be of both versions. A recording that grows is the same before its end.
    if (file.info.growing ? size < identity.size : size !== identity.size || mtimeMs !== identity.mtimeMs) {
      throw new EarshotError('changed', `${name} has changed on disk while it was being saved.`);
    }
    throwIfUnwanted(file, hooks.signal);
    await out.keep();
    return { bytes: now.fileBytes, warnings };
  } catch (error) {
    await out.discard();
    throw file.closed ? cancelled() : error;
  }
}

const cancelled = (): EarshotError => new EarshotError('cancelled', 'Saving was cancelled.');
const endedEarly = (name: string): EarshotError =>
  new EarshotError('corrupt', `${name} cannot be saved: it ends before the range does.`);

function throwIfUnwanted(file: ScannedFile, signal: AbortSignalLike): void {
  if (signal.aborted || file.closed) throw cancelled();
}

/** Where the end is not known yet, reading tells. */
function knownFrames(file: ScannedFile): number {
  if (file.progress.state !== 'scanning') return file.availableFrames;
  return file.info.framesExact ? (file.info.frames ?? Infinity) : Infinity;
}

async function writeSamples(
  file: ScannedFile,
  { spec, copy }: WavPlan,
  startFrame: number,
  frames: number,
  out: PendingFile,
  { signal, used }: ExportHooks,
): Promise<{ frames: number; warnings: string[] }> {
  const { stream } = file.opened;
  const { channels } = spec;
  const decodedFrames = Math.max(1, Math.floor(PIECE_FRAMES / Math.ceil(channels / 8)));
  const step = copy ? Math.max(1, Math.floor(PIECE_BYTES / frameBytesOf(spec))) : decodedFrames;
  let [done, clipped, notNumbers] = [0, 0, 0];
  while (done < frames) {
    throwIfUnwanted(file, signal);
    const wanted = Math.min(step, frames - done);
    let there: number;
    if (copy && stream.kind === 'pcm') {
      const piece = await readCopy(file, stream, copy, startFrame + done, wanted);
      there = piece.frames;
      await out.append(piece.bytes);
      used(piece.bytes.length);
    } else {
      const samples = await file.source.read(startFrame + done, wanted, signal);
      there = samples.frames;
      const planes = Array.from({ length: channels }, (_, c) => samples.data.subarray(c * there, (c + 1) * there));
      const encoded = encodeFrames(planes, there, spec);
      clipped += encoded.clipped;
      notNumbers += encoded.notNumbers;
      await out.append(encoded.bytes);
      used(samples.data.byteLength + encoded.bytes.length);
    }
    done += there;
    if (there < wanted) break;
  }
  const warnings: string[] = [];
  if (clipped > 0) warnings.push(`${samplesOf(clipped)} beyond full scale, and saved at full scale.`);
  if (notNumbers > 0) warnings.push(`${samplesOf(notNumbers)} no numbers (NaN), and saved as silence.`);
  return { frames: done, warnings };
}

const samplesOf = (count: number): string => (count === 1 ? '1 sample was' : `${count} samples were`);

/** Stored bytes of frames from … as a WAV file has them. */
async function readCopy(
  file: ScannedFile,
  stream: PcmStream,
  copy: ByteCopy,
  from: number,
  wanted: number,
): Promise<{ frames: number; bytes: Uint8Array }> {
  const bytes = file.opened.file;
  const read = await Promise.all(
    pcmRanges(stream, from, wanted).map(({ offset, length }) => bytes.read(offset, length)),
  );
  const frames = framesIn(stream, read);
  // Shorter where the file is: no part of a frame is copied.
  const channels = stream.planar ? 1 : stream.channels;
  const whole = read.map((part) => part.subarray(0, frames * channels * copy.size));
  return { frames, bytes: copyFrames(copy, whole, frames) };
}
