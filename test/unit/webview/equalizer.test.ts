import { describe, expect, it } from 'vitest';
import { EQ_BANDS, type EqSettings } from '../../../src/core/engine/lens.ts';
import {
  addBand,
  bandWords,
  dragTo,
  editBand,
  freeFrequency,
  pointDb,
  removeBand,
  setKind,
} from '../../../webview/panels/eqModel.ts';
import { frequencyUnder, gainSteps, gainUnder, plotBox, xOf, yOfGain } from '../../../webview/panels/plotBox.ts';
import { formatFrequency } from '../../../src/core/picture/axes/units.ts';
import { freqTicks } from '../../../webview/ui/freqAxis.ts';

const nyquist = 24_000;
const none: EqSettings = { on: false, bands: [], matchLoudness: true };
const one = addBand(none, 1000, 6, nyquist)!;

describe('bands', () => {
  it('are switched on by the first change that can be heard', () => {
    expect(addBand(none, 1000, 0, nyquist)!.on).toBe(false);
    expect(one.on).toBe(true);
    expect(editBand({ ...one, on: false }, 0, { gainDb: 3 }, nyquist).on).toBe(true);
  });

  it('keep to their limits', () => {
    const wild = editBand(one, 0, { frequency: 1e9, gainDb: -99, q: 0 }, nyquist).bands[0]!;
    expect(wild).toMatchObject({ frequency: 23_520, gainDb: -24, q: 0.1 });
    expect(editBand(one, 0, { frequency: 1 }, nyquist).bands[0]!.frequency).toBe(20);
  });

  it('are at most ten, and a new one goes where there is most room', () => {
    let eq = none;
    for (let i = 0; i < EQ_BANDS; i++) eq = addBand(eq, freeFrequency(eq.bands, nyquist), 0, nyquist)!;
    expect(new Set(eq.bands.map(({ frequency }) => frequency)).size).toBe(EQ_BANDS);
    expect(addBand(eq, 500, 0, nyquist)).toBeNull();
    expect(removeBand(eq, 3).bands).toHaveLength(EQ_BANDS - 1);
  });

  it('that become a filter without gain lose it, and stand at the height of their Q', () => {
    const pass = setKind(one, 0, 'lowPass', nyquist).bands[0]!;
    expect(pass).toMatchObject({ gainDb: 0, q: 0.707 });
    expect(pointDb(pass)).toBeCloseTo(-3.01, 2);
    expect(dragTo(pass, 6).q).toBeCloseTo(1.995, 3);
    expect(pointDb(one.bands[0]!)).toBe(6);
    expect(dragTo(one.bands[0]!, -4)).toEqual({ gainDb: -4 });
  });

  it('are said in words', () => {
    const band = { kind: 'peak', on: false, frequency: 1234, gainDb: -3, q: 1.414 } as const;
    expect(bandWords(band, 2)).toBe('Band 3, peak, 1.23 kHz, \u22123.0 dB, Q 1.4, off');
  });
});

describe('plot', () => {
  const box = plotBox(1000, 300, nyquist);

  it('finds back what stands under the pointer', () => {
    for (const frequency of [20, 440, 23_000])
      expect(frequencyUnder(box, xOf(box, frequency))).toBeCloseTo(frequency, 6);
    for (const db of [-24, 0, 13.5]) expect(gainUnder(box, yOfGain(box, db))).toBeCloseTo(db, 9);
    expect(frequencyUnder(box, -500)).toBe(20);
    expect(frequencyUnder(box, 5000)).toBeCloseTo(nyquist, 6);
  });

  it('labels fewer gains where it is low', () => {
    expect(gainSteps(box)).toEqual([24, 18, 12, 6, 0, -6, -12, -18, -24]);
    expect(gainSteps(plotBox(1000, 120, nyquist))).toEqual([24, 12, 0, -12, -24]);
    expect(gainSteps(plotBox(1000, 50, nyquist))).toEqual([24, 0, -24]);
  });
});

describe('frequency axis', () => {
  it('labels decades first and lets no two labels touch', () => {
    const labels = (width: number): string[] =>
      freqTicks({ low: 20, high: 20_000, width }, (text) => 6 * text.length).flatMap(({ label }) => label || []);
    expect(labels(800)).toEqual(['50', '100', '200', '500', '1 k', '2 k', '5 k', '10 k']);
    expect(labels(120)).toEqual(['100', '1 k', '10 k']);
  });

  it('writes three digits that count', () => {
    expect([31.25, 440, 999.9, 1200, 19_950].map(formatFrequency)).toEqual([
      '31.3 Hz',
      '440 Hz',
      '1 kHz',
      '1.2 kHz',
      '20 kHz',
    ]);
  });
});
