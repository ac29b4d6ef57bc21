export interface Difference {
  max: number;
  /** Signal to difference, in dB. */
  snr: number;
}

/** Of as many frames as both have. */
export function difference(ours: readonly Float32Array[], theirs: readonly Float32Array[]): Difference {
  let [max, signal, noise] = [0, 0, 0];
  ours.forEach((plane, c) => {
    const other = theirs[c]!;
    for (let i = 0; i < Math.min(plane.length, other.length); i++) {
      const d = plane[i]! - other[i]!;
      max = Math.max(max, Math.abs(d));
      signal += plane[i]! * plane[i]!;
      noise += d * d;
    }
  });
  return { max, snr: 10 * Math.log10(signal / noise) };
}

const SIZE = 256;
const BANDS = 32;
const cosine = Float64Array.from({ length: SIZE }, (_, i) => Math.cos((2 * Math.PI * i) / SIZE));

/** Mean power in 32 bands of equal width, in dB, floor −120: of noise what does not hang on chance. */
export function bandLevels(signal: Float32Array): Float64Array {
  const power = new Float64Array(BANDS);
  const windowed = new Float64Array(SIZE);
  let blocks = 0;
  for (let at = 0; at + SIZE <= signal.length; at += SIZE, blocks++) {
    for (let i = 0; i < SIZE; i++) windowed[i] = signal[at + i]! * (0.5 - 0.5 * cosine[i]!);
    for (let bin = 0; bin < SIZE / 2; bin++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < SIZE; i++) {
        re += windowed[i]! * cosine[(bin * i) % SIZE]!;
        im += windowed[i]! * cosine[(bin * i + SIZE / 4) % SIZE]!;
      }
      const band = Math.floor((bin * BANDS * 2) / SIZE);
      power[band] = power[band]! + re * re + im * im;
    }
  }
  return power.map((sum) => 10 * Math.log10(sum / blocks / SIZE + 1e-12));
}

/** The largest difference of any band of any channel, in dB. */
export function bandDifference(ours: readonly Float32Array[], theirs: readonly Float32Array[]): number {
  return Math.max(
    ...ours.map((plane, c) => {
      const [a, b] = [bandLevels(plane), bandLevels(theirs[c]!.subarray(0, plane.length))];
      return Math.max(...a.map((level, band) => Math.abs(level - b[band]!)));
    }),
  );
}

export const cut = (planes: readonly Float32Array[], from: number, to?: number): Float32Array[] =>
  planes.map((plane) => plane.subarray(from, to));

/** Bit for bit. */
export function same(a: readonly Float32Array[], b: readonly Float32Array[]): boolean {
  const bytes = (x: Float32Array): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  return a.length === b.length && a.every((plane, c) => Buffer.compare(bytes(plane), bytes(b[c]!)) === 0);
}
