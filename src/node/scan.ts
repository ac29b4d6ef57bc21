import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { bytesPerSample, interleave } from '../core/dsp/pcm.ts';
import { BASE_FRAMES } from '../core/dsp/pyramid.ts';
import type { AudioStream, CodedStream, PcmStream } from '../core/formats/format.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import { BlockEmitter, type Blocks } from './blockEmitter.ts';
import type { DecodedBlock } from './codecs/codec.ts';
import { openCodec } from './codecs/openCodec.ts';
import { asFileError } from './fileSource.ts';

export interface ScanJob {
  path: string;
  name: string;
  stream: AudioStream;
  /** From the header, if it is exact. */
  expectedFrames: number | null;
  keepFd: number | null;
  keepLimit: number;
}

export interface ScanHooks {
  post: (blocks: Blocks) => void;
  /** Lets messages in; throws once the scan is no longer wanted. */
  breathe: () => Promise<void>;
}

const PCM_CHUNK_BYTES = 256 << 10;
const KEEP_FRAMES = 64 * BASE_FRAMES;

/** Reads a file once, in order, and posts its peaks. Runs in a worker thread, so it reads synchronously. */
export async function scan(job: ScanJob, hooks: ScanHooks): Promise<{ frames: number; warnings: string[] }> {
  let fd: number;
  try {
    fd = openSync(job.path, 'r');
  } catch (error) {
    throw asFileError(error, job.name);
  }
  const warnings = new Set<string>();
  try {
    const { stream } = job;
    const emitter = new BlockEmitter(
      stream.kind === 'pcm' ? stream.encoding : stream.keepAs,
      stream.channels,
      hooks.post,
    );
    try {
      if (stream.kind === 'pcm') await scanPcm(fd, stream, emitter, hooks);
      else await scanCoded(fd, stream, job, emitter, hooks, warnings);
    } finally {
      // What was read before a failure counts.
      emitter.flush();
    }
    const { frames, notFinite } = emitter;
    if (frames === 0)
      throw new EarshotError('corrupt', `${job.name} cannot be read: no audio could be decoded from it.`);
    if (notFinite)
      warnings.add(`${notFinite} samples are not numbers (NaN or infinite); the waveform leaves them out.`);
    if (job.expectedFrames !== null && frames !== job.expectedFrames) {
      warnings.add(`The header promises ${job.expectedFrames} frames; ${frames} could be read.`);
    }
    return { frames, warnings: [...warnings] };
  } finally {
    closeSync(fd);
  }
}

async function scanPcm(fd: number, stream: PcmStream, emitter: BlockEmitter, hooks: ScanHooks): Promise<void> {
  const frameBytes = bytesPerSample[stream.encoding] * stream.channels;
  const blockBytes = frameBytes * BASE_FRAMES;
  const buffer = new Uint8Array(Math.max(1, Math.floor(PCM_CHUNK_BYTES / blockBytes)) * blockBytes);
  // The first piece is small, so that it is on screen at once.
  let wanted = Math.min(buffer.length, Math.ceil(65536 / blockBytes) * blockBytes);
  for (let done = 0; done < stream.frames;) {
    const bytes = Math.min(wanted, (stream.frames - done) * frameBytes);
    const got = readInto(fd, buffer, bytes, stream.dataOffset + done * frameBytes);
    const frames = Math.floor(got / frameBytes);
    emitter.push(buffer, frames);
    done += frames;
    if (got < bytes) break; // the file has shrunk
    wanted = buffer.length;
    await hooks.breathe();
  }
}

async function scanCoded(
  fd: number,
  stream: CodedStream,
  job: ScanJob,
  emitter: BlockEmitter,
  hooks: ScanHooks,
  warnings: Set<string>,
): Promise<void> {
  const keeper = new Keeper(stream, job, emitter);
  const warn = (sentence: string): unknown => warnings.add(sentence);
  const { size } = fstatSync(fd);
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    return bytes.subarray(0, readInto(fd, bytes, bytes.length, Math.max(0, offset)));
  };
  try {
    const codec = await openCodec({ stream, size, read, warn });
    let lastBreath = performance.now();
    for await (const block of codec.blocks) {
      if (block.frames > 0) keeper.push(fitted(block, stream, warn), block.frames, codec.step);
      emitter.tick();
      if (performance.now() - lastBreath < 10) continue;
      await hooks.breathe();
      lastBreath = performance.now();
    }
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    if (keeper.frames === 0) throw new EarshotError('corrupt', `${job.name} cannot be decoded: ${cause}`);
    const seconds = (keeper.frames / stream.sampleRate).toFixed(3);
    warn(`Decoding stopped after ${seconds} s: ${cause}`);
  }
  keeper.finish();
}

/** As many planes as the header promised: decoders change their mind where both channels are alike, or on damage. */
function fitted(block: DecodedBlock, stream: CodedStream, warn: (sentence: string) => unknown): Float32Array[] {
  const { planes, sampleRate } = block;
  if (sampleRate !== stream.sampleRate) {
    warn(
      `Parts of the file are coded at ${sampleRate} Hz instead of ${stream.sampleRate} Hz and are shown at the wrong speed.`,
    );
  }
  if (planes.length === stream.channels) return planes;
  if (planes.length !== 1) warn(`Parts of the file have ${planes.length} channels instead of ${stream.channels}.`);
  return Array.from({ length: stream.channels }, (_, channel) => planes[channel % planes.length]!);
}

/** Gathers decoded frames, writes them in file order where the server can read them, and has their peaks taken. */
class Keeper {
  frames = 0;
  readonly #job: ScanJob;
  readonly #emitter: BlockEmitter;
  readonly #encoding: CodedStream['keepAs'];
  readonly #frameBytes: number;
  readonly #buffer: Uint8Array;
  #held = 0;
  #written = 0;

  constructor(stream: CodedStream, job: ScanJob, emitter: BlockEmitter) {
    this.#job = job;
    this.#emitter = emitter;
    this.#encoding = stream.keepAs;
    this.#frameBytes = bytesPerSample[stream.keepAs] * stream.channels;
    this.#buffer = new Uint8Array(KEEP_FRAMES * this.#frameBytes);
  }

  push(planes: readonly Float32Array[], frames: number, step: number): void {
    for (let done = 0; done < frames;) {
      const now = Math.min(frames - done, KEEP_FRAMES - this.#held);
      const part = now === frames ? planes : planes.map((plane) => plane.subarray(done, done + now));
      interleave(part, now, this.#encoding, step, this.#buffer.subarray(this.#held * this.#frameBytes));
      this.#held += now;
      done += now;
      if (this.#held === KEEP_FRAMES) this.#flush(KEEP_FRAMES);
    }
    this.frames += frames;
    if (this.#emitter.due) this.#flush(this.#held - (this.#held % BASE_FRAMES));
  }

  finish(): void {
    this.#flush(this.#held);
  }

  #flush(frames: number): void {
    if (frames === 0) return;
    const bytes = frames * this.#frameBytes;
    this.#write(this.#buffer.subarray(0, bytes));
    this.#emitter.push(this.#buffer, frames);
    this.#buffer.copyWithin(0, bytes, this.#held * this.#frameBytes);
    this.#held -= frames;
  }

  #write(bytes: Uint8Array): void {
    const { keepFd, keepLimit, name } = this.#job;
    if (keepFd === null) return;
    if (this.#written + bytes.length > keepLimit) {
      throw new EarshotError(
        'too-large',
        `${name} is too large: decoded it takes more than the ${gigabytes(keepLimit)} GB of temporary space that Earshot may use.`,
      );
    }
    try {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(keepFd, bytes, done, bytes.length - done, this.#written + done);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      throw new EarshotError('too-large', `${name} cannot be decoded: the disk for temporary files is full.`);
    }
    this.#written += bytes.length;
  }
}

const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

function readInto(fd: number, buffer: Uint8Array, length: number, position: number): number {
  let done = 0;
  while (done < length) {
    const got = readSync(fd, buffer, done, length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}
