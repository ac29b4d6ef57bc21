import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyScales } from '../../../src/core/protocol/spectrogram.ts';
import {
  axisOf,
  type FrequencyAxis,
  frequencyAtPart,
  partOfFrequency,
} from '../../../src/core/spectrogram/frequencyScale.ts';
import { frequencyLines, frequencyTicks, hertzLabel } from '../../../src/core/picture/axes/frequencyTicks.ts';
import { legendRange, legendTicks, levelOfRow, rowOfLevel } from '../../../src/core/picture/axes/legendScale.ts';

const labels = (axis: FrequencyAxis, height: number, notes = false): string[] =>
  frequencyTicks(axis, height, notes).map(({ label }) => label);

const axis = (scale: FrequencyAxis['scale'], low: number | null, high: number | null, rate = 48000): FrequencyAxis =>
  axisOf({ scale, low, high }, rate);

/** Any scale, rate and zoom. */
const anyAxis = fc
  .record({
    scale: fc.constantFrom(...frequencyScales),
    rate: fc.oneof(fc.integer({ min: 1, max: 768_000 }), fc.constantFrom(1, 8000, 44100, 48000, 192_000, 768_000)),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    zoom: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ scale, rate, from, zoom }) => {
    const whole = axis(scale, null, null, rate);
    const [span, start] = [2 ** -zoom, from * (1 - 2 ** -zoom)];
    const view = { low: frequencyAtPart(whole, start), high: frequencyAtPart(whole, start + span) };
    return axis(scale, zoom === 0 ? null : view.low, zoom === 0 ? null : view.high, rate);
  });
const anyHeight = fc.integer({ min: 0, max: 2000 });

/** What a label says, Hz. */
const said = (label: string): number => {
  const note = /^([A-G])(\u266f?)(\u2212?\d+)$/.exec(label);
  if (!note) return label.endsWith(' k') ? 1000 * Number(label.slice(0, -2)) : Number(label);
  const semitone = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }[note[1]!]! + (note[2] ? 1 : 0);
  return 440 * 2 ** ((semitone - 9) / 12 + Number(note[3]!.replace('\u2212', '-')) - 4);
};

describe('labels of the frequency scale', () => {
  it('are true to a tenth of a pixel, inside the picture, and never nearer than 12 px: any scale, zoom, rate and height', () => {
    fc.assert(
      fc.property(anyAxis, anyHeight, fc.boolean(), (axis, height, notes) => {
        const ticks = frequencyTicks(axis, height, notes);
        ticks.forEach(({ y, label }, i) => {
          expect(Math.abs(y - height * (1 - partOfFrequency(axis, said(label))))).toBeLessThan(0.1);
          expect(y).toBeGreaterThanOrEqual(5);
          expect(y).toBeLessThanOrEqual(height - 5);
          if (i > 0) expect(ticks[i - 1]!.y - y).toBeGreaterThanOrEqual(12);
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('are enough to read the scale by: never further apart than half of the picture', () => {
    fc.assert(
      fc.property(anyAxis, fc.integer({ min: 60, max: 1000 }), (axis, height) => {
        const rows = [height, ...frequencyTicks(axis, height).map(({ y }) => y), 0];
        const widest = Math.max(...rows.slice(1).map((y, i) => rows[i]! - y));
        expect(widest).toBeLessThanOrEqual(Math.max(height / 2, 60) + 12);
      }),
      { numRuns: 2000 },
    );
  });

  it('go by 1, 2 and 5 on a log scale, by 1 and 3 where it is lower, and then by decades', () => {
    expect(labels(axis('log', null, null), 166)).toEqual(['50', '100', '200', '500', '1 k', '2 k', '5 k', '10 k']);
    expect(labels(axis('log', null, null), 118)).toEqual(['30', '100', '300', '1 k', '3 k', '10 k']);
    expect(labels(axis('log', null, null), 60)).toEqual(['100', '1 k', '10 k']);
    expect(labels(axis('log', 400, 500), 150)).toEqual(['410', '420', '430', '440', '450', '460', '470', '480', '490']);
  });

  it('are evenly spaced on a linear scale', () => {
    expect(labels(axis('linear', null, null), 130)).toEqual(['5 k', '10 k', '15 k', '20 k']);
    const gaps = frequencyTicks(axis('linear', 0, 8000), 300).map(({ hertz }) => hertz);
    expect(new Set(gaps.slice(1).map((hertz, i) => hertz - gaps[i]!)).size).toBe(1);
  });

  it('are round on the scales of hearing, whose upper end is bent', () => {
    for (const scale of ['mel', 'bark', 'erb'] as const) {
      const found = labels(axis(scale, null, null), 220);
      expect(found).toEqual(expect.arrayContaining(['100', '1 k', '2 k', '10 k']));
    }
  });

  it('are notes on demand: a C in each octave, semitones when there is room', () => {
    expect(labels(axis('log', null, null), 220, true)).toEqual(Array.from({ length: 10 }, (_, i) => `C${i + 1}`));
    expect(labels(axis('log', 430, 890), 300, true)).toContain('A\u266f4');
    expect(frequencyTicks(axis('log', 430, 890), 300, true).find(({ label }) => label === 'A4')!.hertz).toBe(440);
  });

  it('say thousands as k, and no more digits than they have', () => {
    expect([0.125, 20, 1000, 12_500, 383_100].map(hertzLabel)).toEqual(['0.125', '20', '1 k', '12.5 k', '383.1 k']);
  });

  it('give the grid its lines: decades where the scale is wide, round ones at least 40 px apart where it is not', () => {
    expect(frequencyLines(axis('log', null, null), 166)).toEqual([100, 1000, 10_000]);
    fc.assert(
      fc.property(
        anyAxis.filter(({ scale }) => scale === 'linear'),
        fc.integer({ min: 40, max: 1000 }),
        (axis, height) => {
          const lines = frequencyLines(axis, height).map((hertz) => height * (1 - partOfFrequency(axis, hertz)));
          lines.forEach((y, i) => i > 0 && expect(lines[i - 1]! - y).toBeGreaterThanOrEqual(39.9));
        },
      ),
    );
  });
});

describe('the scale of the legend', () => {
  it('reaches as far as the colours do, and over the usual range', () => {
    expect(legendRange({ floor: -120, ceiling: 0 })).toEqual({ low: -120, high: 0 });
    expect(legendRange({ floor: -100, ceiling: -20 })).toEqual({ low: -120, high: 0 });
    expect(legendRange({ floor: -143, ceiling: 7 })).toEqual({ low: -150, high: 10 });
  });

  it('has round labels, apart, each at its level, and rows that lead back to theirs', () => {
    const any = fc.record({ floor: fc.integer({ min: -200, max: 0 }), ceiling: fc.integer({ min: 5, max: 60 }) });
    fc.assert(
      fc.property(any, fc.integer({ min: 40, max: 1500 }), (range, height) => {
        const rows = { ...legendRange(range), top: 10, bottom: 10 + height };
        const ticks = legendTicks(rows, 16);
        ticks.forEach(({ level, label }, i) => {
          expect(Number(label.replace('\u2212', '-'))).toBe(level);
          expect(levelOfRow(rows, rowOfLevel(rows, level))).toBeCloseTo(level, 6);
          if (i > 0) expect(rowOfLevel(rows, level) - rowOfLevel(rows, ticks[i - 1]!.level)).toBeGreaterThanOrEqual(16);
        });
        expect(ticks.length).toBeGreaterThan(0);
      }),
    );
  });
});
