/** Bands an octave holds. */
export const bandsPerOctave = [1, 2, 3, 6, 12, 24] as const;
export type BandsPerOctave = (typeof bandsPerOctave)[number];

/** IEC 61260-1:2014, 5.2 and 5.3: octave ratio of base ten, and reference frequency in Hz. */
const RATIO = 10 ** 0.3;
const REFERENCE = 1000;

export interface OctaveBand {
  /** Exact mid-band frequency, and the edges, Hz. */
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Bands of 1/b octave whose middle lies between `from` and `to` Hz, in order: IEC 61260-1:2014, 5.4 (a middle is 1 kHz
 * for odd b; for even b 1 kHz is an edge) and 5.5.
 */
export function octaveBands(b: BandsPerOctave, from: number, to: number): OctaveBand[] {
  const shift = b % 2 === 0 ? 0.5 : 0;
  const place = (hertz: number): number => (b * Math.log(hertz / REFERENCE)) / Math.log(RATIO) - shift;
  const first = Math.ceil(place(from) - 1e-9);
  const last = Math.floor(place(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const middle = REFERENCE * RATIO ** ((first + i + shift) / b);
    return { middle, low: middle * RATIO ** (-0.5 / b), high: middle * RATIO ** (0.5 / b) };
  });
}

/** Of the R10 series in a decade (IEC 61260-1:2014, annex E). */
const NOMINAL = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/** What a band of whole or third octaves is called, Hz; finer ones are named by their middle with three digits. */
export function nominalFrequency(middle: number, b: BandsPerOctave): number {
  const decade = 10 ** Math.floor(Math.log10(middle) + 1e-9);
  if (b === 1 || b === 3) {
    const step = Math.round(10 * Math.log10(middle / decade));
    return step === 10 ? 10 * decade : rounded(NOMINAL[step]! * decade);
  }
  return rounded(Number((middle / decade).toPrecision(3)) * decade);
}

/** Without what is left of a product of binary fractions. */
const rounded = (value: number): number => Number(value.toPrecision(6));
