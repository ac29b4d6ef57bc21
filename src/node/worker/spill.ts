import { fstatSync, writeSync } from 'node:fs';
import { bytesPerSample, interleave } from '../../core/dsp/pcm.ts';
import type { CodedStream } from '../../core/formats/format.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { DecodedBlock } from '../codecs/codec.ts';
import { openCodec } from '../codecs/openCodec.ts';
import type { ExcerptPlace } from '../measures/measureApi.ts';
import { PcmHash } from '../measures/pcmHash.ts';
import type { ScanResult } from '../threadApi.ts';
import { Collector } from './collector.ts';
import { type OpenFile, readBytes } from './openFiles.ts';
import { type JobHooks, notFinite } from './scan.ts';

const WRITE_FRAMES = 1 << 14;

/** Decodes a file that cannot be sought from start to end, into the file `fd`, and scans it on the way. */
export async function spillAll(
  file: OpenFile,
  target: { fd: number; limitBytes: number; excerpt: ExcerptPlace },
  hooks: JobHooks,
): Promise<ScanResult> {
  const { stream, sampleRate, weights, name, pcm } = file.facts;
  if (stream.kind !== 'coded') throw new EarshotError('internal', `${name} needs no spill.`);
  const written = new Writer(stream, name, target);
  const hash = pcm ? new PcmHash(pcm, weights.length) : undefined;
  let failed = false;
  const range = { at: 0, from: 0, loudFrom: 0, measureFrom: 0, excerpt: target.excerpt };
  const collector = new Collector(range, file.facts, (scanned) => {
    // Readers are told of frames only when they can read them.
    written.flush();
    hooks.post(scanned);
  });
  try {
    const { size } = fstatSync(file.fd);
    const read = (offset: number, length: number): Uint8Array =>
      readBytes(file.fd, Math.max(0, offset), Math.max(0, Math.min(length, size - offset)));
    const codec = await openCodec({ stream, size, read, warn: (sentence) => file.warn(sentence) });
    let breath = performance.now();
    for await (const block of codec.blocks) {
      if (block.frames > 0) {
        const planes = fitted(block, stream, file);
        written.push(planes, block.frames);
        hash?.planes(planes, block.frames);
        collector.push(planes, block.frames);
      }
      collector.tick();
      if (performance.now() - breath < 10) continue;
      await hooks.breathe();
      breath = performance.now();
    }
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    if (collector.frames === 0) throw new EarshotError('corrupt', `${name} cannot be decoded: ${cause}`);
    failed = true;
    file.warn(`Decoding stopped after ${(collector.frames / sampleRate).toFixed(3)} s: ${cause}`);
  } finally {
    collector.finish();
  }
  if (collector.frames === 0) {
    throw new EarshotError('corrupt', `${name} cannot be read: no audio could be decoded from it.`);
  }
  const warnings = [...file.takeWarnings(), ...notFinite(collector)];
  return { frames: collector.frames, warnings, md5: hash && !failed ? hash.digest() : null };
}

/** As many planes as the header promised: decoders change their mind where both channels are alike, or on damage. */
function fitted({ planes, sampleRate }: DecodedBlock, stream: CodedStream, file: OpenFile): Float32Array[] {
  if (sampleRate !== stream.sampleRate) {
    file.warn(
      `Parts of the file are coded at ${sampleRate} Hz instead of ${stream.sampleRate} Hz and are shown at the wrong speed.`,
    );
  }
  if (planes.length === stream.channels) return planes;
  if (planes.length !== 1) file.warn(`Parts of the file have ${planes.length} channels instead of ${stream.channels}.`);
  return Array.from({ length: stream.channels }, (_, channel) => planes[channel % planes.length]!);
}

/** Writes decoded frames in file order where the server can read them. */
class Writer {
  readonly #name: string;
  readonly #target: { fd: number; limitBytes: number };
  readonly #frameBytes: number;
  readonly #samples: Float32Array;
  readonly #bytes: Uint8Array;
  #held = 0;
  #written = 0;

  constructor(stream: CodedStream, name: string, target: { fd: number; limitBytes: number }) {
    this.#name = name;
    this.#target = target;
    this.#frameBytes = bytesPerSample.f32 * stream.channels;
    this.#samples = new Float32Array(WRITE_FRAMES * stream.channels);
    this.#bytes = new Uint8Array(this.#samples.buffer);
  }

  push(planes: readonly Float32Array[], frames: number): void {
    const { limitBytes } = this.#target;
    if (this.#written + (this.#held + frames) * this.#frameBytes > limitBytes) {
      throw new EarshotError(
        'too-large',
        `${this.#name} is too large: decoded it takes more than the ${gigabytes(limitBytes)} GB of temporary space that Earshot may use.`,
      );
    }
    for (let done = 0; done < frames;) {
      const now = Math.min(frames - done, WRITE_FRAMES - this.#held);
      const part = now === frames ? planes : planes.map((plane) => plane.subarray(done, done + now));
      interleave(part, now, this.#samples.subarray(this.#held * part.length));
      this.#held += now;
      done += now;
      if (this.#held === WRITE_FRAMES) this.flush();
    }
  }

  flush(): void {
    const { fd } = this.#target;
    const bytes = this.#held * this.#frameBytes;
    try {
      for (let done = 0; done < bytes;) done += writeSync(fd, this.#bytes, done, bytes - done, this.#written + done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      throw new EarshotError('too-large', `${this.#name} cannot be decoded: the disk for temporary files is full.`);
    }
    this.#written += bytes;
    this.#held = 0;
  }
}

const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
