import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loudnessAt } from '../../../webview/layers/loudnessKey.ts';
import { yOfLoudness } from '../../../webview/layers/loudnessPainter.ts';
import { curveLines } from '../../../webview/render/curve.ts';
import { loudnessScales, loudnessTicks, rangeOf } from '../../../webview/ui/loudnessScale.ts';

const yOf = (value: number): number => -value;

describe('a curve', () => {
  it('goes through each value where they have a pixel each, and ends at NaN', () => {
    const lines = curveLines([1, 2, NaN, 3, NaN], { first: 10, step: 5, width: 100, yOf });
    expect(lines.map((line) => [...line])).toEqual([
      [10, -1, 15, -2],
      [25, -3],
    ]);
  });

  it('begins and ends a value beyond the picture, so that it runs out of it', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const [line] = curveLines(values, { first: -203, step: 10, width: 50, yOf });
    expect(line![0]).toBeLessThan(0);
    expect(line!.at(-2)).toBeGreaterThan(50);
    expect(line!.length).toBeLessThan(24);
  });

  it('keeps the extremes of each pixel column, and has at most four points in it', () => {
    const value = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -90, max: 0 }) }, fc.constant(NaN));
    // Exact in 32 bits, as the points are.
    const steps = fc.integer({ min: 1, max: 192 }).map((each) => each / 64);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), steps, (values, step) => {
        const first = 0.25;
        const lines = curveLines(values, { first, step, width: 1000, yOf });
        const found = new Map<number, number[]>();
        for (const line of lines) {
          for (let i = 0; i < line.length; i += 2) {
            const column = Math.floor(line[i]!);
            found.set(column, [...(found.get(column) ?? []), -line[i + 1]!]);
          }
        }
        const wanted = new Map<number, number[]>();
        values.forEach((each, i) => {
          const column = Math.floor(first + i * step);
          if (!Number.isNaN(each)) wanted.set(column, [...(wanted.get(column) ?? []), each]);
        });
        // Rounding to 32 bits may move a value that lies on an edge of a column.
        if ([...wanted.keys()].some((column) => !found.has(column))) return;
        const gaps = values.some(Number.isNaN);
        for (const [column, all] of wanted) {
          const drawn = found.get(column)!;
          expect(Math.max(...drawn)).toBe(Math.max(...all));
          expect(Math.min(...drawn)).toBe(Math.min(...all));
          if (!gaps) expect(drawn.length).toBeLessThanOrEqual(4);
        }
      }),
    );
  });
});

describe('the scale of loudness', () => {
  it('has the ends of EBU +18 and +9, and labels that stay apart', () => {
    expect(rangeOf('ebu18')).toEqual({ low: -59, high: -5 });
    expect(rangeOf('ebu9')).toEqual({ low: -41, high: -14 });
    expect(loudnessTicks(rangeOf('ebu18'), 63)).toEqual([-12, -24, -36, -48]);
    for (const scale of loudnessScales) {
      const range = rangeOf(scale);
      for (let height = 30; height < 300; height += 7) {
        const ticks = loudnessTicks(range, height);
        const rows = ticks.map((level) => ((range.high - level) / (range.high - range.low)) * height);
        rows.slice(1).forEach((row, i) => expect(row - rows[i]!).toBeGreaterThanOrEqual(12));
      }
    }
  });

  it('keeps what is too loud on the upper edge, and lets silence run out below', () => {
    const box = { width: 100, height: 54, dpr: 1, theme: {} as never, range: rangeOf('ebu18') };
    expect(yOfLoudness(box, -23)).toBe(18);
    expect(yOfLoudness(box, 3)).toBe(0.5);
    expect(yOfLoudness(box, -Infinity)).toBe(58);
  });
});

describe('loudness at a frame', () => {
  const curves = {
    ...{ revision: '1', final: false },
    momentary: Float32Array.of(NaN, NaN, NaN, -20, -Infinity, -30),
    shortTerm: new Float32Array(6).fill(NaN),
  };
  const at = (frame: number) => loudnessAt(curves, 'momentary', frame, 44_101);

  it('is that of the window that ended last', () => {
    // The point of number 3 is at the end of 400 ms: frame 17,640.4, rounded up.
    expect(at(17_640)).toMatchObject({ reason: 'less than 400 ms have gone by' });
    expect(at(17_641)).toBe(-20);
    expect(at(22_050)).toBe(-20);
    expect(at(22_051)).toMatchObject({ reason: 'silence: −∞ dB' });
    expect(at(26_461)).toBe(-30);
    expect(at(0)).toMatchObject({ reason: 'less than 400 ms have gone by' });
  });

  it('is not known yet beyond what is scanned, and never of a file that is too short', () => {
    expect(at(40_000)).toBeNull();
    const none = { ...curves, final: true, momentary: new Float32Array(0), shortTerm: new Float32Array(0) };
    expect(loudnessAt(none, 'shortTerm', 100, 44_100)).toEqual({ reason: 'the file is shorter than 3 s' });
  });
});
