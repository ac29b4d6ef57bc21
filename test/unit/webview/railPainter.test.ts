import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintRail, type RailPicture } from '../../../src/core/picture/axes/railPainter.ts';
import type { TextRenderer } from '../../../src/core/picture/renderer.ts';
import type { Theme } from '../../../src/core/picture/theme.ts';

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** Words with their boxes; every glyph is 6 of 10 pixels wide. */
function paint(picture: Omit<RailPicture, 'theme' | 'font'>): Box[] {
  const boxes: Box[] = [];
  const measure = (text: string, font: string): number => text.length * 0.6 * Number(/([\d.]+)px/.exec(font)![1]);
  const nothing = (): void => undefined;
  const renderer: TextRenderer = {
    ...{ begin: nothing, columns: nothing, polyline: nothing, points: nothing },
    ...{ lines: nothing, rects: nothing, end: nothing, measure },
    text: (text, x, y, align, font) => {
      const left = align === 'right' ? x - measure(text, font) : x;
      boxes.push({ text, left, right: left + measure(text, font), y });
    },
  };
  paintRail(renderer, { ...picture, theme: { editor: '', quiet: '', foreground: '' } as Theme, font: '10px x' });
  return boxes;
}

describe('the rail', () => {
  it('never has words over one another or beyond its edges, at any zoom, height and scale', () => {
    const any = fc.record({
      kind: fc.constantFrom('linear' as const, 'db' as const),
      steps: fc.integer({ min: -4, max: 27 }),
      rangeDb: fc.constantFrom(48, 60, 72, 96, 120),
      cssHeight: fc.integer({ min: 28, max: 900 }),
      dpr: fc.constantFrom(1, 1.25, 2),
      name: fc.constantFrom('L', 'LFE', 'L+R'),
    });
    fc.assert(
      fc.property(any, ({ kind, steps, rangeDb, cssHeight, dpr, name }) => {
        const [width, height] = [Math.round(64 * dpr), Math.round(cssHeight * dpr)];
        const amplitude = { kind, rangeDb, zoom: Math.min(10_000, Math.SQRT2 ** steps) };
        const boxes = paint({ width, height, dpr, amplitude, name, formula: '(L+R)/2', unit: 'dBFS' });
        boxes.forEach((a, i) => {
          expect(a.y).toBeGreaterThanOrEqual(4 * dpr);
          expect(a.y).toBeLessThanOrEqual(height - 4 * dpr);
          for (const b of boxes.slice(i + 1)) {
            const apart = Math.abs(a.y - b.y) >= 11 * dpr || a.right <= b.left || b.right <= a.left;
            if (!apart) throw new Error(`${a.text} over ${b.text}`);
          }
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('says what the picture shows: zoomed by 20 dB, −20 dBFS fills the lane', () => {
    const labels = (zoom: number, kind: 'linear' | 'db') =>
      paint({ width: 64, height: 200, dpr: 1, amplitude: { kind, zoom, rangeDb: 60 } }).map(({ text }) => text);
    expect(labels(1, 'linear')).toEqual(expect.arrayContaining(['0', '\u22126', '\u221212', '\u2212∞']));
    expect(labels(10, 'linear')).toEqual(expect.arrayContaining(['\u221224', '\u2212∞']));
    expect(labels(10, 'linear')).not.toEqual(expect.arrayContaining(['\u22126']));
    expect(labels(1, 'db')).toEqual(expect.arrayContaining(['0', '\u221220', '\u2264\u221260']));
    expect(labels(10, 'db')).toEqual(expect.arrayContaining(['\u221220', '\u221240', '\u2264\u221280']));
  });
});
