import { assert } from '../util/assert.ts';
import { SECTION } from './biquads.ts';
import type { BandRange, EqBand, EqSettings } from './lens.ts';

/** No corner lies higher than this share of the sample rate. */
const HIGHEST = 0.49;
/** Hz; a band that begins below has no lower edge. */
const LOWEST_EDGE = 5;
/** Of the band filter's edges, each. */
const BUTTERWORTH_ORDER = 8;
const FLOOR_DB = -300;

/**
 * Second-order sections, b0 b1 b2 a1 a2 each, of what the listener set: first the bands of the equaliser in their order,
 * then the band filter. Bands that change nothing at this rate have no section; no section at all means untouched.
 */
export function designFilters(eq: EqSettings, band: BandRange | null, sampleRate: number): Float64Array {
  assert(sampleRate > 0, 'a sample rate above 0');
  const sections: number[] = [];
  if (eq.on) for (const each of eq.bands) if (each.on) sections.push(...eqSection(each, sampleRate));
  if (band) sections.push(...bandSections(band, sampleRate));
  return Float64Array.from(sections);
}

/** R. Bristow-Johnson's Audio EQ Cookbook. Empty where the band changes nothing. */
function eqSection(band: EqBand, sampleRate: number): number[] {
  const { kind, gainDb, q } = band;
  assert(band.frequency > 0 && q > 0 && Number.isFinite(gainDb), 'a band with a frequency and Q above 0');
  const shaped = kind === 'peak' || kind === 'lowShelf' || kind === 'highShelf';
  if (shaped && gainDb === 0) return [];
  const highest = HIGHEST * sampleRate;
  // What it does lies above all that can be heard at this rate.
  if (band.frequency > highest && kind !== 'highPass' && kind !== 'lowShelf') return [];

  const w = (2 * Math.PI * Math.min(band.frequency, highest)) / sampleRate;
  const cos = Math.cos(w);
  // 1 − cos w, without the loss of digits at low frequencies.
  const below = 2 * Math.sin(w / 2) ** 2;
  const alpha = Math.sin(w) / (2 * q);
  const amplitude = 10 ** (gainDb / 40);
  switch (kind) {
    case 'peak':
      return normal(1 + alpha * amplitude, -2 * cos, 1 - alpha * amplitude, 1 + alpha / amplitude, 1 - alpha / amplitude, -2 * cos); // prettier-ignore
    case 'notch':
      return normal(1, -2 * cos, 1, 1 + alpha, 1 - alpha, -2 * cos);
    case 'lowPass':
      return normal(below / 2, below, below / 2, 1 + alpha, 1 - alpha, -2 * cos);
    case 'highPass':
      return normal((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, 1 - alpha, -2 * cos);
    case 'lowShelf':
      return shelf(amplitude, cos, alpha, 1);
    case 'highShelf':
      return shelf(amplitude, cos, alpha, -1);
  }
}

/** side: 1 low, −1 high, which is the low one mirrored at a quarter of the sample rate. */
function shelf(amplitude: number, cos: number, alpha: number, side: 1 | -1): number[] {
  const c = side * cos;
  const up = amplitude + 1;
  const down = amplitude - 1;
  const root = 2 * Math.sqrt(amplitude) * alpha;
  return normal(
    amplitude * (up - down * c + root),
    side * 2 * amplitude * (down - up * c),
    amplitude * (up - down * c - root),
    up + down * c + root,
    up + down * c - root,
    side * -2 * (down + up * c),
  );
}

/** Divided by a0. */
function normal(b0: number, b1: number, b2: number, a0: number, a2: number, a1: number): number[] {
  return [b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0];
}

/** A Butterworth high-pass and low-pass, each of 8th order: 48 dB per octave, −3 dB at the edges. */
function bandSections(band: BandRange, sampleRate: number): number[] {
  const low = Math.min(band.low, band.high);
  const high = Math.max(band.low, band.high);
  assert(low >= 0 && Number.isFinite(high), 'a band of frequencies');
  const sections: number[] = [];
  if (low >= LOWEST_EDGE) sections.push(...butterworth('highPass', low, sampleRate));
  if (high < HIGHEST * sampleRate) sections.push(...butterworth('lowPass', Math.max(high, LOWEST_EDGE), sampleRate));
  return sections;
}

function butterworth(kind: 'lowPass' | 'highPass', frequency: number, sampleRate: number): number[] {
  const sections: number[] = [];
  for (let k = 0; k < BUTTERWORTH_ORDER / 2; k++) {
    const q = 1 / (2 * Math.sin(((2 * k + 1) * Math.PI) / (2 * BUTTERWORTH_ORDER)));
    sections.push(...eqSection({ kind, on: true, frequency, gainDb: 0, q }, sampleRate));
  }
  return sections;
}

/** What the sections do to a sine of that frequency, dB; −300 where nothing passes. */
export function responseDb(sections: Float64Array, frequency: number, sampleRate: number): number {
  const half = (Math.PI * frequency) / sampleRate;
  // 1 − cos w and sin w
  const below = 2 * Math.sin(half) ** 2;
  const sine = Math.sin(2 * half);
  let power = 1;
  for (let at = 0; at < sections.length; at += SECTION) {
    const over = squared(sections[at]!, sections[at + 1]!, sections[at + 2]!, below, sine);
    power *= over / squared(1, sections[at + 3]!, sections[at + 4]!, below, sine);
  }
  return power > 0 ? Math.max(FLOOR_DB, 10 * Math.log10(power)) : FLOOR_DB;
}

/** The same for many frequencies, into[i] for frequencies[i]; allocates nothing. */
export function responsesDb(
  sections: Float64Array,
  frequencies: Float64Array,
  sampleRate: number,
  into: Float64Array,
): void {
  for (let i = 0; i < frequencies.length; i++) into[i] = responseDb(sections, frequencies[i]!, sampleRate);
}

/** |c0 + c1/z + c2/z²|² = |c0·z + c1 + c2/z|² on the unit circle; 1 − cos w keeps the digits of low frequencies. */
function squared(c0: number, c1: number, c2: number, below: number, sine: number): number {
  return (c0 + c1 + c2 - (c0 + c2) * below) ** 2 + ((c0 - c2) * sine) ** 2;
}
