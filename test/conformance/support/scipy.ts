import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findSciPy } from '../../../scripts/lib/systemPackages.mjs';
import type { FrequencyRows, FrequencyScaleKind, WindowKind } from '../../../src/core/protocol/spectrogram.ts';
import { lenaPath } from '../../unit/formats/lena.ts';

interface Tasks {
  /** Points of each case, chosen by `seed` among those within 100 dB of the loudest: column, bin, dBFS. */
  stft: {
    request: { samples: string; seed: number; cases: readonly StftCase[] };
    answer: [column: number, bin: number, level: number][][];
  };
  windows: { request: { kinds: readonly WindowKind[]; size: number }; answer: number[][] };
  scales: { request: { hertz: readonly number[] }; answer: Record<FrequencyScaleKind, number[]> };
  /** Of each axis where each bin lies, in rows from the lower edge; null outside. */
  rows: {
    request: { axes: readonly FrequencyRows[]; bins: number; binHz: number };
    answer: (number | null)[][];
  };
  reassigned: {
    request: { samples: string; size: number; padding: number; firsts: readonly number[] };
    answer: { energy: number[]; frames: number[]; bins: number[] }[];
  };
  pitch: { request: { samples: string; rate: number; frames: readonly number[] }; answer: number[] };
}

export interface StftCase {
  readonly window: WindowKind;
  readonly size: number;
  readonly padding: number;
  readonly hop: number;
  /** So many windows are a column, by their largest power or the mean. */
  readonly combine: readonly [windows: number, how: 'max' | 'mean'];
  /** Of the picture. */
  readonly columns: number;
  readonly points: number;
}

const script = fileURLToPath(new URL('spectrogram.py', import.meta.url));

let python: string | undefined;

/** Asks NumPy and SciPy. */
export function scipy<T extends keyof Tasks>(task: T, request: Tasks[T]['request']): Tasks[T]['answer'] {
  // Three interpreters may have to be tried, for seconds.
  python ??= findSciPy();
  if (!python)
    throw new Error(
      'These figures are compared with SciPy: install Python 3 with NumPy and SciPy (Debian: python3-scipy), ' +
        'or set PYTHON to one that has them.',
    );
  const input = JSON.stringify({ task, ...request });
  return JSON.parse(
    execFileSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1 << 28 }),
  ) as Tasks[T]['answer'];
}

/** A recorded voice: 12 s, mono, 44.1 kHz, 16 bits. */
export const VOICE_RATE = 44100;
export function voice(): Float32Array {
  const wav = readFileSync(lenaPath('wav'));
  const from = wav.indexOf('data', 36) + 8;
  return Float32Array.from({ length: wav.readUInt32LE(from - 4) / 2 }, (_, i) => wav.readInt16LE(from + 2 * i) / 32768);
}

/** Where Python reads them. */
export function writeSamples(path: string, samples: Float32Array): string {
  writeFileSync(path, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  return path;
}
