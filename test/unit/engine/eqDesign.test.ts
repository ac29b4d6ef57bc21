import { describe, expect, it } from 'vitest';
import { designFilters, responseDb, responsesDb } from '../../../src/core/engine/eqDesign.ts';
import { eqPresets } from '../../../src/core/engine/eqPresets.ts';
import { FilterBank } from '../../../src/core/engine/filterBank.ts';
import { EQ_BANDS, type EqBand, type EqKind, eqKinds } from '../../../src/core/engine/lens.ts';
import { MAX_SECTIONS } from '../../../src/core/engine/commands.ts';
import { RATE } from './support/dsp.ts';

const eqOf = (...bands: EqBand[]) => ({ on: true, bands, matchLoudness: false });
const off = { on: false, bands: [], matchLoudness: false };
const band = (kind: EqKind, frequency: number, gainDb = 0, q = 1): EqBand => ({ kind, on: true, frequency, gainDb, q });
const design = (...bands: EqBand[]): Float64Array => designFilters(eqOf(...bands), null, RATE);

/** By the sum that defines it, of what comes out for a single sample. */
function measuredDb(sections: Float64Array, frequency: number, frames = 48_000): number {
  const bank = new FilterBank(1, MAX_SECTIONS, RATE);
  bank.set(sections, 0, sections.length / 5, true);
  const out = [new Float32Array(frames)];
  out[0]![0] = 1;
  bank.apply(out, 0, frames);
  let re = 0;
  let im = 0;
  out[0]!.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * frequency * i) / RATE);
    im += sample * Math.sin((2 * Math.PI * frequency * i) / RATE);
  });
  return 20 * Math.log10(Math.hypot(re, im));
}

describe('bands', () => {
  it.each([-18, -3, 6, 24])('a peak of %d dB has that at its frequency and nothing at the ends', (gainDb) => {
    const sections = design(band('peak', 1000, gainDb, 2));
    expect(responseDb(sections, 1000, RATE)).toBeCloseTo(gainDb, 6);
    expect(responseDb(sections, 0, RATE)).toBeCloseTo(0, 6);
    expect(responseDb(sections, RATE / 2, RATE)).toBeCloseTo(0, 6);
  });

  it('shelves have their gain at one end, half of it at the corner, none at the other', () => {
    const low = design(band('lowShelf', 200, 9, Math.SQRT1_2));
    const high = design(band('highShelf', 5000, -9, Math.SQRT1_2));
    expect([0, 200, RATE / 2].map((hertz) => responseDb(low, hertz, RATE))).toEqual([9, 4.5, 0].map(near));
    expect([0, 5000, RATE / 2].map((hertz) => responseDb(high, hertz, RATE))).toEqual([0, -4.5, -9].map(near));
  });

  it('passes are −3.01 dB at the corner with Q 0.7071, and Q is the gain there otherwise', () => {
    for (const kind of ['lowPass', 'highPass'] as const) {
      const at = (q: number): number => responseDb(design(band(kind, 1000, 0, q)), 1000, RATE);
      expect(at(Math.SQRT1_2)).toBeCloseTo(-3.0103, 4);
      expect(at(4)).toBeCloseTo(20 * Math.log10(4), 4);
    }
    expect(responseDb(design(band('lowPass', 1000)), 0, RATE)).toBeCloseTo(0, 6);
    expect(responseDb(design(band('highPass', 1000)), RATE / 2, RATE)).toBeCloseTo(0, 6);
  });

  it('a notch takes its frequency out and little else', () => {
    const sections = design(band('notch', 50, 0, 30));
    expect(responseDb(sections, 50, RATE)).toBeLessThan(-90);
    for (const hertz of [40, 62.5, 1000]) expect(responseDb(sections, hertz, RATE)).toBeGreaterThan(-0.05);
  });

  it('what changes nothing has no section', () => {
    expect(design(band('peak', 1000, 0), band('lowShelf', 100, 0), { ...band('notch', 50), on: false })).toHaveLength(
      0,
    );
    expect(designFilters({ ...eqOf(band('notch', 50)), on: false }, null, RATE)).toHaveLength(0);
    const above = [band('peak', 16000, 6), band('lowPass', 16000), band('notch', 16000), band('highShelf', 16000, 6)];
    expect(designFilters(eqOf(...above), null, 16000)).toHaveLength(0);
  });

  it('a low shelf or high pass above all frequencies still is what it is', () => {
    const shelf = designFilters(eqOf(band('lowShelf', 16000, 6)), null, 16000);
    expect(responseDb(shelf, 1000, 16000)).toBeCloseTo(6, 3);
    const pass = designFilters(eqOf(band('highPass', 16000)), null, 16000);
    expect(responseDb(pass, 1000, 16000)).toBeLessThan(-40);
  });

  it('refuses what is no band', () => {
    expect(() => design(band('peak', 0, 6))).toThrow(/frequency/);
    expect(() => design(band('peak', 100, 6, 0))).toThrow(/Q/);
    expect(() => design(band('peak', 100, NaN))).toThrow();
  });
});

describe('the band filter', () => {
  /** Bilinear transform of the Butterworth filter of 8th order. */
  const butterworthDb = (ratio: number): number => -10 * Math.log10(1 + ratio ** 16);
  const warped = (hertz: number, rate: number): number => Math.tan((Math.PI * hertz) / rate);

  it.each([8000, 44100, 48000, 192000])('is a Butterworth filter of 8th order at both edges, at %i Hz', (rate) => {
    const edges = { low: 300, high: 3000 };
    const sections = designFilters(off, edges, rate);
    expect(sections).toHaveLength(8 * 5);
    for (let hertz = 40; hertz < 0.49 * rate; hertz *= 1.1) {
      const low = butterworthDb(warped(edges.low, rate) / warped(hertz, rate));
      const high = butterworthDb(warped(hertz, rate) / warped(edges.high, rate));
      expect(responseDb(sections, hertz, rate)).toBeCloseTo(Math.max(-300, low + high), 4);
    }
  });

  it('leaves out an edge that lies outside of what there is', () => {
    expect(designFilters(off, { low: 0, high: 24000 }, RATE)).toHaveLength(0);
    expect(designFilters(off, { low: 0, high: 1000 }, RATE)).toHaveLength(20);
    expect(designFilters(off, { low: 1000, high: 24000 }, RATE)).toHaveLength(20);
  });

  it('takes its edges in either order, and joins the equaliser', () => {
    expect(designFilters(off, { low: 900, high: 300 }, RATE)).toEqual(
      designFilters(off, { low: 300, high: 900 }, RATE),
    );
    expect(designFilters(eqOf(band('peak', 500, 6)), { low: 300, high: 900 }, RATE)).toHaveLength(45);
  });

  it('with all ten bands fits into the kernel', () => {
    const bands = Array.from({ length: EQ_BANDS }, (_, i) => band('peak', 100 * (i + 1), 6));
    expect(designFilters(eqOf(...bands), { low: 20, high: 20000 }, RATE).length / 5).toBeLessThanOrEqual(MAX_SECTIONS);
  });
});

describe('responseDb', () => {
  const sections = designFilters(
    eqOf(band('peak', 100, 8, 3), band('lowShelf', 300, -6, 0.7), band('highPass', 40, 0, 0.7), band('notch', 7000)),
    { low: 60, high: 12000 },
    RATE,
  );
  it.each([25, 60, 100, 333, 1000, 6500, 11000, 15000])('is what a sine of %i Hz meets', (hertz) => {
    expect(responseDb(sections, hertz, RATE)).toBeCloseTo(measuredDb(sections, hertz), 2);
  });

  it('gives a whole curve at once', () => {
    const hertz = Float64Array.from({ length: 300 }, (_, i) => 20 * 10 ** (i / 100));
    const into = new Float64Array(300);
    responsesDb(sections, hertz, RATE, into);
    expect([...into]).toEqual([...hertz].map((each) => responseDb(sections, each, RATE)));
  });

  it('is 0 dB without sections, and has a floor', () => {
    expect(responseDb(new Float64Array(0), 1000, RATE)).toBe(0);
    expect(responseDb(design(band('highPass', 1000)), 0, RATE)).toBe(-300);
  });
});

describe('presets', () => {
  it.each(eqPresets.map((preset) => [preset.name, preset] as const))('%s is a valid equaliser', (_, preset) => {
    expect(preset.bands.length).toBeLessThanOrEqual(EQ_BANDS);
    for (const each of preset.bands) expect(eqKinds).toContain(each.kind);
    for (const rate of [8000, 48000, 192000]) {
      const sections = designFilters(eqOf(...preset.bands), null, rate);
      expect(sections.every(Number.isFinite)).toBe(true);
    }
  });

  it.each([
    ['Hum 50 Hz', [50, 100, 400], -60, [30, 70, 1000], -1],
    ['Hum 60 Hz', [60, 120, 480], -60, [30, 85, 1000], -1],
    ['Rumble filter', [20], -50, [200, 1000], -0.5],
    ['Telephone band', [50, 12000], -40, [500, 2000], -1],
    ['Bass check', [2000], -70, [50], -0.1],
  ] as const)('%s does what it says', (name, out, below, kept, above) => {
    const preset = eqPresets.find((each) => each.name === name)!;
    const sections = design(...preset.bands);
    for (const hertz of out) expect(responseDb(sections, hertz, RATE), `${hertz} Hz`).toBeLessThan(below);
    for (const hertz of kept) expect(responseDb(sections, hertz, RATE), `${hertz} Hz`).toBeGreaterThan(above);
  });

  it('have names of their own, and Flat is flat', () => {
    expect(new Set(eqPresets.map((preset) => preset.name)).size).toBe(eqPresets.length);
    expect(eqPresets.find((preset) => preset.name === 'Flat')!.bands).toEqual([]);
  });
});

function near(value: number): unknown {
  return expect.closeTo(value, 6);
}
