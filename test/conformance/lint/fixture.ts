import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Channels, type SampleFormat, seededRandom, wavBytes } from '../../support/signal.ts';

/** A file that a test makes, what is asked of it, and what must be found. */
export interface Fixture {
  /** inside and outside: as near to the limit as the figure allows. */
  readonly kind: 'bad' | 'good' | 'inside' | 'outside';
  readonly file: Made;
  readonly options?: Readonly<Record<string, unknown>>;
  /** As the configuration knows it; default: that of the file. */
  readonly name?: string;
  /** One for each violation; none of what is good or inside. */
  readonly says?: readonly (string | RegExp)[];
  /** [startFrame, endFrame, channel] of each violation, where they are told. */
  readonly places?: readonly (readonly [number | null, number | null, number | null])[];
}

/** Writes the file into a folder unless it is there; returns its path. */
export type Made = (folder: string) => string;

const bytesMade =
  (make: () => Uint8Array, extension: string): Made =>
  (folder) => {
    const bytes = make();
    const path = join(folder, `${createHash('md5').update(bytes).digest('hex')}.${extension}`);
    if (!existsSync(path)) writeFileSync(path, bytes);
    return path;
  };

export const RATE = 48000;
export const wav = (planes: Channels, { rate = RATE, format }: { rate?: number; format?: SampleFormat } = {}): Made =>
  bytesMade(() => wavBytes(planes, rate, format), 'wav');
export const floats = (planes: Channels, rate = RATE): Made => wav(planes, { rate, format: 'float32' });
export const changed = (planes: Channels, change: (bytes: Buffer) => Uint8Array): Made =>
  bytesMade(() => change(wavBytes(planes, RATE)), 'wav');

/** What ffmpeg makes of it. */
export const coded =
  (of: Made, extension: string, ...args: string[]): Made =>
  (folder) => {
    const key = createHash('md5')
      .update(`${of(folder)} ${args.join(' ')}`)
      .digest('hex');
    const path = join(folder, `${key}.${extension}`);
    if (!existsSync(path)) execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', of(folder), ...args, path]);
    return path;
  };

export const db = (decibels: number): number => 10 ** (decibels / 20);
/** Begins at its peak. 1 kHz: a millisecond is a period. */
export const tone = (seconds: number, amplitude = 0.5, hertz = 1000, rate = RATE): Float32Array =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => amplitude * Math.cos((2 * Math.PI * hertz * i) / rate),
  );
export const zeros = (frames: number): Float32Array => new Float32Array(frames);
export const joined = (...parts: Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};
export const noise = (seconds: number, amplitude = 0.3, rate = RATE, seed = 7): Float32Array => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => amplitude * (2 * random() - 1));
};
export const edited = (plane: Float32Array, edit: (plane: Float32Array) => void): Float32Array => {
  const out = plane.slice();
  edit(out);
  return out;
};
/** Without the overshoot of a sudden beginning or end. */
export const faded = (plane: Float32Array, frames = 4800): Float32Array =>
  plane.map((x, i) => x * Math.min(1, i / frames, (plane.length - 1 - i) / frames));

/** Nothing above `hertz`: a windowed sinc of 1,201 taps. */
export function lowPassed(plane: Float32Array, hertz: number, rate: number): Float32Array {
  const half = 600;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const n = i - half;
    const sinc = n === 0 ? (2 * hertz) / rate : Math.sin((2 * Math.PI * hertz * n) / rate) / (Math.PI * n);
    const phase = (Math.PI * i) / half;
    return sinc * (0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase));
  });
  return plane.map((_, i) => {
    let sum = 0;
    for (let k = Math.max(0, half - i); k < taps.length && i + k - half < plane.length; k++)
      sum += taps[k]! * plane[i + k - half]!;
    return sum;
  });
}

/** A RIFF chunk behind all others. */
export function withChunk(wavFile: Buffer, id: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(content.length, 4);
  const out = Buffer.concat([wavFile, head, content]);
  out.writeUInt32LE(out.length - 8, 4);
  return out;
}

/** Loops of a sampler: first and last frame of each. */
export function smpl(...loops: readonly (readonly [number, number])[]): Buffer {
  const chunk = Buffer.alloc(36 + 24 * loops.length);
  chunk.writeUInt32LE(loops.length, 28);
  loops.forEach(([first, last], i) => {
    chunk.writeUInt32LE(i, 36 + 24 * i);
    chunk.writeUInt32LE(first, 44 + 24 * i);
    chunk.writeUInt32LE(last, 48 + 24 * i);
  });
  return chunk;
}
