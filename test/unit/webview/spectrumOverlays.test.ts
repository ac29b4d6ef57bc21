import { describe, expect, it } from 'vitest';
import { mapRows } from '../../../src/core/spectrogram/rows.ts';
import { levelTicks, rowLevels } from '../../../webview/layers/averaged.ts';
import { ratioText } from '../../../webview/layers/boxReadout.ts';
import { harmonicsOf } from '../../../webview/layers/harmonics.ts';
import { type Pitch, pitchCurves } from '../../../webview/layers/pitch.ts';
import { formatPitch, noteText } from '../../../webview/layers/spectrumReadings.ts';
import { peakAround } from '../../../webview/editor/spectralPeak.ts';

const linear = { axis: { scale: 'linear', low: 0, high: 1000 }, height: 200 } as const;

describe('interval of a box', () => {
  it('is told in semitones and cents', () => {
    expect(ratioText(220, 440)).toMatchObject({ semitones: '12.00', cents: '1,200' });
    expect(ratioText(315, 3150).words).toBe('Highest to lowest frequency 10.000 : 1, 39.86 semitones, 3,986 cents');
    expect(ratioText(0, 440).semitones).toBe('–');
  });
});

describe('frequency and note', () => {
  it('are as fine as a pixel is', () => {
    expect([54.321, 99.96, 734.2, 12345.6].map((hertz) => formatPitch(hertz))).toEqual([
      '54.3',
      '100',
      '734',
      '12,346',
    ]);
    expect(noteText(734)).toBe('F♯5 −14');
    expect(noteText(440)).toBe('A4 0');
    expect(noteText(452)).toBe('A4 +47');
    expect(noteText(0)).toBeNull();
  });
});

describe('harmonics', () => {
  it('are multiples from the lower edge to the upper', () => {
    const found = harmonicsOf(linear, 150);
    expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.map(({ y }) => y)).toEqual([170, 140, 110, 80, 50, 20].map((y) => expect.closeTo(y, 9)));
    expect(found.every(({ labelled }) => labelled)).toBe(true);
    expect(harmonicsOf({ ...linear, axis: { ...linear.axis, low: 400 } }, 150).map(({ number }) => number)).toEqual([
      3, 4, 5, 6,
    ]);
  });

  it('end where they can no longer be told apart; numbers sooner', () => {
    expect(harmonicsOf(linear, 10)).toHaveLength(1);
    const near = harmonicsOf(linear, 25);
    expect(near).toHaveLength(40);
    const labelled = near.filter((each) => each.labelled).map(({ y }) => y);
    labelled.slice(1).forEach((y, i) => expect(labelled[i]! - y).toBeGreaterThanOrEqual(12));
    expect(harmonicsOf(linear, 0)).toEqual([]);
    const log = { axis: { scale: 'log', low: 20, high: 24000 }, height: 128 } as const;
    expect(harmonicsOf(log, 20).length).toBeLessThan(20);
  });
});

describe('pitch curve', () => {
  const track =
    (hertz: (number | null)[], voiced = 0.9) =>
    (entry: number): Pitch | null => {
      const value = hertz[entry];
      return value === undefined || value === null ? null : { hertz: value, voiced };
    };
  const view = { startFrame: 0, framesPerPixel: 48 };

  it('joins neighbours, breaks where there is none, and leaves a dot where one is alone', () => {
    const curves = pitchCurves(track([500, 600, 0, 700, null, 400]), linear, view, 480, 0, 6);
    expect(curves.slice(0, 3)).toEqual(['', '', '']);
    expect(curves[3]).toBe('M0.0 100.0h0.01M0.0 100.0L10.0 80.0M30.0 60.0h0.01M30.0 60.0M50.0 120.0h0.01M50.0 120.0');
  });

  it('is drawn stronger the surer it is', () => {
    const at = (entry: number): Pitch => ({ hertz: 500, voiced: entry < 2 ? 0.9 : 0.3 });
    const curves = pitchCurves(at, linear, view, 480, 0, 4);
    expect(curves[3]).toContain('L10.0 100.0');
    expect(curves[1]).toBe('M10.0 100.0L20.0 100.0L30.0 100.0');
  });

  it('shows the surest of many entries in a pixel, the same ones wherever the view begins', () => {
    const at = (entry: number): Pitch => ({ hertz: entry % 4 === 1 ? 800 : 300, voiced: entry % 4 === 1 ? 1 : 0.2 });
    const wide = { startFrame: 0, framesPerPixel: 4 * 480 };
    const lines = (from: number): string[] =>
      [...pitchCurves(at, linear, wide, 480, from, 40)[3]!.matchAll(/L[^LM]+/g)].map(String);
    expect(lines(0).every((line) => line.endsWith(' 40.0'))).toBe(true);
    expect(lines(3).slice(1)).toEqual(lines(0).slice(1));
  });

  it('leaves out what lies outside the frequencies in view', () => {
    expect(pitchCurves(track([500, 1200, 500]), linear, view, 480, 0, 3)[3]).not.toContain('L');
  });
});

describe('averaged spectrum', () => {
  it('shows the loudest bin of a row, and between bins a level between theirs', () => {
    const bins = Float32Array.of(-100, -40, -60, -20, -80);
    const wide = mapRows({ scale: 'linear', low: 0, high: 40, rows: 2 }, 5, 10);
    expect([...rowLevels(wide, bins)]).toEqual([-40, -20]);
    const fine = rowLevels(mapRows({ scale: 'linear', low: 0, high: 40, rows: 16 }, 5, 10), bins);
    expect(fine[4]).toBe(-40);
    expect(fine[6]!).toBeLessThan(-40);
    expect(fine[6]!).toBeGreaterThan(-60);
  });

  it('has round levels so far apart that their labels find room', () => {
    for (const [floor, ceiling] of [
      [-120, 0],
      [-97, -3],
      [-60, -40],
      [-200, 60],
    ] as const) {
      const ticks = levelTicks(floor, ceiling, 120);
      expect(ticks.length).toBeGreaterThan(0);
      for (const level of ticks) expect(level % 5).toBeCloseTo(0, 9);
      ticks.slice(1).forEach((level, i) => {
        expect(((level - ticks[i]!) / (ceiling - floor)) * 120).toBeGreaterThanOrEqual(34);
      });
    }
  });
});

describe('peak near the pointer', () => {
  const analysis = { window: 'hann', padding: 1 } as const;
  const bins = Float32Array.from({ length: 65 }, (_, k) => -100 - (k % 2));
  bins.set([-46, -40, -46], 19);
  bins.set([-26, -20, -26], 39);

  it('is the loudest in reach', () => {
    expect(peakAround({ bins, binHz: 10 }, analysis, 210, 150, 250)).toEqual({
      frequency: expect.closeTo(200, 6),
      level: expect.closeTo(-40, 3),
    });
    expect(peakAround({ bins, binHz: 10 }, analysis, 210, 150, 450)!.frequency).toBeCloseTo(400, 6);
  });

  it('else the nearest, and none in silence', () => {
    const slope = Float32Array.from({ length: 65 }, (_, k) => -30 - Math.abs(k - 20));
    expect(peakAround({ bins: slope, binHz: 10 }, analysis, 500, 480, 520)!.frequency).toBeCloseTo(200, 0);
    expect(peakAround({ bins: new Float32Array(65).fill(-Infinity), binHz: 10 }, analysis, 500, 480, 520)).toBeNull();
    expect(peakAround({ bins: new Float32Array(65).fill(NaN), binHz: 10 }, analysis, 500, 480, 520)).toBeNull();
  });
});
