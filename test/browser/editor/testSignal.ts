/** A made-up take: beats that decay, a low line, noise. Deterministic; full scale or beyond only where asked. */
export function makeSignal(channels: number, frames: number, sampleRate: number, overs: boolean): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    let noise = 12345 + channel * 977;
    for (let i = 0; i < frames; i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
      const white = noise / 2147483648;
      const t = i / sampleRate;
      const beat = Math.floor(t * 2);
      const since = t - beat / 2;
      const loud = 0.3 + 0.5 * ((beat * 7 + channel * 3) % 5) * 0.2;
      const verse = t % 16 < 11 ? 1 : 0.25;
      const drum = loud * Math.exp(-since * 18) * (0.5 * white + 0.5 * Math.sin(2 * Math.PI * 60 * since));
      const line = 0.12 * Math.sin(2 * Math.PI * (110 + 55 * (beat % 4)) * t) * (1 - since);
      const pad = 0.06 * Math.sin(2 * Math.PI * 0.11 * t + channel) * white;
      out[i] = verse * (drum + line + pad);
    }
    if (overs) {
      for (const [at, value] of [
        [0.31, 1.12],
        [0.3101, -1],
        [0.77, -1.05],
      ] as const) {
        out[Math.floor(at * frames) + channel * 40] = value;
      }
    }
    return out;
  });
}

export type MadeSignal = 'silent' | 'nan' | 'gaps' | 'square' | 'half' | 'tone';

/** Of 'tone': Hz, and its level of −20 dBFS. */
export const TONE_HZ = 1000.3;
const TONE = 0.1;

/**
 * Silence, nothing but NaN, a take with NaN in it, 20 Hz between flat tops of ±0.9, a sine of half of full scale, or one of
 * −20 dBFS.
 */
export function makeOther(kind: MadeSignal, channels: number, frames: number, sampleRate: number): Float32Array[] {
  if (kind === 'gaps') {
    const take = makeSignal(channels, frames, sampleRate, false);
    for (const samples of take) samples.fill(NaN, Math.floor(frames * 0.4), Math.floor(frames * 0.45));
    return take;
  }
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, i) => {
      if (kind === 'tone') return TONE * Math.sin((2 * Math.PI * TONE_HZ * i) / sampleRate);
      const phase = (i * 20) / sampleRate + channel / 8;
      if (kind === 'square') return phase % 1 < 0.5 ? 0.9 : -0.9;
      if (kind === 'half') return 0.5 * Math.sin(2 * Math.PI * 20 * phase);
      return kind === 'nan' ? NaN : 0;
    }),
  );
}

const both = new WeakMap<Float32Array, Float32Array[]>();

/** (L+R)/2 and (L−R)/2, in that order. */
export function midSide([left, right]: readonly Float32Array[]): Float32Array[] {
  const made = both.get(left!) ?? [
    left!.map((value, i) => (value + right![i]!) * 0.5),
    left!.map((value, i) => (value - right![i]!) * 0.5),
  ];
  both.set(left!, made);
  return made;
}

/** Minimum, maximum and RMS of the finite ones of frames from … to−1, the slow and certain way; odd counts the others. */
export function bruteForce(
  signal: Float32Array,
  from: number,
  to: number,
): { min: number; max: number; rms: number; odd: number } {
  let [min, max, squares, odd] = [Infinity, -Infinity, 0, 0];
  for (let i = from; i < to; i++) {
    const value = signal[i]!;
    if (!Number.isFinite(value)) {
      odd++;
      continue;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    squares += value * value;
  }
  const finite = to - from - odd;
  return { min, max, rms: finite > 0 ? Math.sqrt(squares / finite) : 0, odd };
}

/** Peak and RMS as the host gives them: samples that are not finite are left out, and counted. */
export function levelsOf(samples: Float32Array): { peak: number; rms: number; notFinite: number } {
  const { min, max, rms, odd } = bruteForce(samples, 0, samples.length);
  return { peak: min <= max ? Math.max(max, -min) : 0, rms, notFinite: odd };
}
