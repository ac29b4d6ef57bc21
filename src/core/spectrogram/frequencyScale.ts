import type { FrequencyScaleKind } from '../protocol/spectrogram.ts';

/**
 * A scale turns Hz into a position that grows with it, and back. Only differences of positions count, so that a picture
 * from low to high takes evenly spaced ones.
 */
interface FrequencyScale {
  /** The formula, for a tooltip. */
  readonly formula: string;
  readonly position: (hertz: number) => number;
  readonly hertz: (position: number) => number;
}

/** Of logarithmic scales, which have no zero, Hz. */
export const LOG_FROM = 20;

export const frequencyScaleOf: Readonly<Record<FrequencyScaleKind, FrequencyScale>> = {
  linear: { formula: 'f', position: (hertz) => hertz, hertz: (position) => position },
  log: { formula: 'log₂ f', position: (hertz) => Math.log2(Math.max(hertz, 1e-3)), hertz: (position) => 2 ** position },
  // O'Shaughnessy 1987, as in HTK.
  mel: {
    formula: '2595 · log₁₀(1 + f/700)',
    position: (hertz) => 2595 * Math.log10(1 + hertz / 700),
    hertz: (position) => 700 * (10 ** (position / 2595) - 1),
  },
  // Traunmüller 1990, eq. 6, without its corrections at the ends, which have no inverse of one piece.
  bark: {
    formula: '26.81 · f/(1960 + f) − 0.53',
    position: (hertz) => (26.81 * hertz) / (1960 + hertz) - 0.53,
    hertz: (position) => (1960 * (position + 0.53)) / (26.28 - position),
  },
  // Glasberg and Moore 1990: number of equivalent rectangular bandwidths below f.
  erb: {
    formula: '21.4 · log₁₀(1 + 0.00437 f)',
    position: (hertz) => 21.4 * Math.log10(1 + 0.00437 * hertz),
    hertz: (position) => (10 ** (position / 21.4) - 1) / 0.00437,
  },
};

/** A range of a scale, from the lower edge of a picture to the upper. */
export interface FrequencyAxis {
  readonly scale: FrequencyScaleKind;
  readonly low: number;
  readonly high: number;
}

/** 0 at the lower edge, 1 at the upper. */
export function partOfFrequency({ scale, low, high }: FrequencyAxis, hertz: number): number {
  const { position } = frequencyScaleOf[scale];
  return (position(hertz) - position(low)) / (position(high) - position(low));
}

export function frequencyAtPart({ scale, low, high }: FrequencyAxis, part: number): number {
  const { position, hertz } = frequencyScaleOf[scale];
  const [from, to] = [position(low), position(high)];
  return hertz(from + part * (to - from));
}

/** What a view of frequencies means in a file: whole where it says nothing, inside the file, never empty. */
export function axisOf(
  view: { scale: FrequencyScaleKind; low: number | null; high: number | null },
  sampleRate: number,
): FrequencyAxis {
  const nyquist = sampleRate / 2;
  // Files of a few Hz have no audible lower end.
  const lowest = view.scale === 'log' ? Math.min(LOG_FROM, nyquist / 1024) : 0;
  const whole = view.scale === 'log' ? Math.min(LOG_FROM, nyquist / 4) : 0;
  const low = Math.min(Math.max(view.low ?? whole, lowest), nyquist * 0.999);
  const high = Math.min(Math.max(view.high ?? nyquist, low + nyquist * 1e-4), nyquist);
  return { scale: view.scale, low, high };
}
