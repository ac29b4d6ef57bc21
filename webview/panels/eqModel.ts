import { EQ_BANDS, type EqBand, type EqKind, type EqSettings } from '../../src/core/engine/lens.ts';
import { formatFrequency, roundTo } from '../../src/core/picture/axes/units.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';

/** What a band may be set to: Hz, dB, and Q. */
export const LOWEST_HZ = 20;
export const MOST_GAIN_DB = 24;
export const LEAST_Q = 0.1;
export const MOST_Q = 20;
const PLAIN_Q = 1;
/** Butterworth: no bump at the corner. */
const FLAT_Q = Math.SQRT1_2;

export const kindNames: Readonly<Record<EqKind, string>> = {
  peak: 'Peak',
  lowShelf: 'Low shelf',
  highShelf: 'High shelf',
  notch: 'Notch',
  lowPass: 'Low pass',
  highPass: 'High pass',
};

export function hasGain(kind: EqKind): boolean {
  return kind === 'peak' || kind === 'lowShelf' || kind === 'highShelf';
}

function plainQ(kind: EqKind): number {
  return kind === 'peak' || kind === 'notch' ? PLAIN_Q : roundTo(FLAT_Q, 3);
}

/** Changes one band, within the limits. Who turns a band wants to hear it: the equaliser is on then. */
export function editBand(eq: EqSettings, index: number, change: Partial<EqBand>, nyquist: number): EqSettings {
  const bands = eq.bands.map((band, at) => (at === index ? limited({ ...band, ...change }, nyquist) : band));
  return { ...eq, on: true, bands };
}

/** Another kind brings its plain Q along, so that a narrow peak does not become a whistling low pass. */
export function setKind(eq: EqSettings, index: number, kind: EqKind, nyquist: number): EqSettings {
  return editBand(eq, index, { kind, q: plainQ(kind), ...(hasGain(kind) ? {} : { gainDb: 0 }) }, nyquist);
}

/** Kind and frequency stay; it does nothing more, or as little as its kind can. */
export function resetBand(eq: EqSettings, index: number, nyquist: number): EqSettings {
  const band = eq.bands[index];
  return band ? editBand(eq, index, { gainDb: 0, q: plainQ(band.kind) }, nyquist) : eq;
}

/** Appends a peak; null when there are as many as there may be. */
export function addBand(eq: EqSettings, frequency: number, gainDb: number, nyquist: number): EqSettings | null {
  if (eq.bands.length >= EQ_BANDS) return null;
  const band = limited({ kind: 'peak', on: true, frequency, gainDb, q: PLAIN_Q }, nyquist);
  return { ...eq, on: eq.on || band.gainDb !== 0, bands: [...eq.bands, band] };
}

export function removeBand(eq: EqSettings, index: number): EqSettings {
  return { ...eq, bands: eq.bands.filter((_, at) => at !== index) };
}

/** The middle, on the logarithmic axis, of the widest gap between bands: where a new one is least in the way. */
export function freeFrequency(bands: readonly EqBand[], nyquist: number): number {
  const edges = [LOWEST_HZ, ...bands.map((band) => band.frequency), nyquist].sort((a, b) => a - b);
  let best = { ratio: 0, middle: 1000 };
  edges.slice(1).forEach((high, index) => {
    const low = edges[index]!;
    if (high / low > best.ratio) best = { ratio: high / low, middle: Math.sqrt(high * low) };
  });
  return best.middle;
}

/** Where the point of a band stands on the axis of gain: on its own curve, at its frequency. */
export function pointDb(band: EqBand): number {
  if (hasGain(band.kind)) return band.gainDb;
  return band.kind === 'notch' ? 0 : 20 * Math.log10(band.q);
}

/** What dragging the point to that height changes. */
export function dragTo(band: EqBand, db: number): Partial<EqBand> {
  if (hasGain(band.kind)) return { gainDb: db };
  return band.kind === 'notch' ? {} : { q: 10 ** (db / 20) };
}

/** Band 3, peak, 1.2 kHz, +3.0 dB, Q 1.4 */
export function bandWords(band: EqBand, index: number): string {
  const words = [`Band ${index + 1}`, kindNames[band.kind].toLowerCase(), formatFrequency(band.frequency)];
  if (hasGain(band.kind)) words.push(`${signedDb(band.gainDb)} dB`);
  words.push(`Q ${roundTo(band.q, 2)}`);
  if (!band.on) words.push('off');
  return words.join(', ');
}

export function signedDb(db: number): string {
  return Number(db.toFixed(1)) > 0 ? `+${formatDb(db)}` : formatDb(db);
}

function limited(band: EqBand, nyquist: number): EqBand {
  const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  const frequency = within(roundTo(band.frequency, 3), LOWEST_HZ, highestHz(nyquist));
  const gainDb = within(Math.round(band.gainDb * 10) / 10, -MOST_GAIN_DB, MOST_GAIN_DB);
  return { ...band, frequency, gainDb, q: within(roundTo(band.q, 3), LEAST_Q, MOST_Q) };
}

/** Filters at Nyquist itself are not defined. */
export function highestHz(nyquist: number): number {
  return Math.max(LOWEST_HZ, Math.floor(nyquist * 0.98));
}
