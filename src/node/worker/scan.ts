import { settlingFrames } from '../../core/analysis/loudness.ts';
import type { PcmStream } from '../../core/formats/format.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { decodePcm } from './pcmRange.ts';
import { PcmHash } from '../measures/pcmHash.ts';
import type { Scanned, ScanResult } from '../threadApi.ts';
import { Collector, type ScanRange } from './collector.ts';
import { pcmFrames } from './frames.ts';
import { type OpenFile, readBytes } from './openFiles.ts';

export interface JobHooks {
  post: (scanned: Scanned) => void;
  /** Lets messages in; throws once the job is no longer wanted. */
  breathe: () => Promise<void>;
}

/** Scans frames from … to−1 of a file and posts what it finds. Runs in a worker thread, so it reads synchronously. */
export async function scanRange(
  file: OpenFile,
  range: Omit<ScanRange, 'at'> & { to: number; hash: boolean },
  hooks: JobHooks,
): Promise<ScanResult> {
  const { stream, sampleRate, weights, pcm } = file.facts;
  const { from, to, loudFrom } = range;
  const at = Math.max(0, Math.min(from, loudFrom - settlingFrames(sampleRate)));
  const collector = new Collector({ ...range, at }, file.facts, hooks.post);
  const hash = range.hash && pcm ? new PcmHash(pcm, weights.length) : undefined;
  let failed = false;
  try {
    if (stream.kind === 'pcm') await scanPcm(file.fd, stream, at, to, collector, hash, hooks);
    else await scanPackets(file, at, to, collector, hash, hooks);
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    if (from === 0 && collector.frames === 0) throw undecodable(file, error);
    const seconds = ((from + collector.frames) / sampleRate).toFixed(3);
    file.warn(`Decoding stopped after ${seconds} s: ${causeOf(error)}.`);
    failed = true;
  } finally {
    // What was read before a failure counts.
    collector.finish();
  }
  const warnings = [...file.takeWarnings(), ...notFinite(collector)];
  return { frames: collector.frames, warnings, md5: hash && !failed ? hash.digest() : null };
}

export function notFinite(collector: Collector): string[] {
  const { notFinite: count } = collector;
  if (count === 0) return [];
  return [`${count} samples are not numbers (NaN or infinite); the waveform leaves them out.`];
}

async function scanPcm(
  fd: number,
  stream: PcmStream,
  at: number,
  to: number,
  collector: Collector,
  hash: PcmHash | undefined,
  hooks: JobHooks,
): Promise<void> {
  let breath = performance.now();
  for (const { planes, frames, bytes } of pcmFrames(fd, stream, at, to)) {
    if (hash?.ofBytes && bytes) hash.bytes(bytes);
    else hash?.planes(planes, frames);
    collector.push(planes, frames);
    if (performance.now() - breath < 20) continue;
    await hooks.breathe();
    breath = performance.now();
  }
}

async function scanPackets(
  file: OpenFile,
  at: number,
  to: number,
  collector: Collector,
  hash: PcmHash | undefined,
  hooks: JobHooks,
): Promise<void> {
  let breath = performance.now();
  for await (const block of file.reader.blocks(at, to)) {
    hash?.planes(block.planes, block.frames);
    collector.push(block.planes, block.frames);
    if (performance.now() - breath < 20) continue;
    await hooks.breathe();
    breath = performance.now();
  }
}

/** A range as planes, one after the other; fewer frames only where the audio ends. */
export async function readRange(
  file: OpenFile,
  from: number,
  frames: number,
): Promise<{ frames: number; data: Float32Array<ArrayBuffer> }> {
  const { stream, weights } = file.facts;
  const channels = weights.length;
  if (stream.kind === 'pcm') {
    const data = new Float32Array(frames * channels);
    const read = (offset: number, length: number): Uint8Array => readBytes(file.fd, offset, length);
    return { frames: decodePcm(stream, from, frames, read, data, frames), data };
  }
  let data = new Float32Array(frames * channels);
  let done = 0;
  try {
    for await (const block of file.reader.blocks(from, from + frames)) {
      block.planes.forEach((plane, channel) => data.set(plane.subarray(0, block.frames), channel * frames + done));
      done += block.frames;
    }
  } catch (error) {
    throw undecodable(file, error);
  }
  file.takeWarnings();
  if (done < frames) {
    const whole = data;
    data = new Float32Array(done * channels);
    for (let c = 0; c < channels; c++) data.set(whole.subarray(c * frames, c * frames + done), c * done);
  }
  return { frames: done, data };
}

const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** Decoders know neither the file's name nor the user. */
export function undecodable(file: OpenFile, error: unknown): unknown {
  if (error instanceof EarshotError) return error;
  return new EarshotError('corrupt', `${file.facts.name} cannot be decoded: ${causeOf(error)}.`);
}
