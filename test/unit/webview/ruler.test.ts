import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintRuler, type RulerPicture, UPPER_ROW } from '../../../src/core/picture/axes/rulerPainter.ts';
import type { TextRenderer } from '../../../src/core/picture/renderer.ts';
import { clampView, showsSamples, snapView, xOf } from '../../../src/core/picture/viewport.ts';
import { smpteRates } from '../../../src/core/picture/axes/smpte.ts';
import { LABEL_GAP, timeTicks } from '../../../src/core/picture/axes/ticks.ts';
import { lowerFormat, type TimeFormat, timeUnits } from '../../../src/core/picture/axes/timeFormat.ts';

const theme = { border: 'border', gridStrong: 'minor', quiet: 'quiet', fontFamily: 'sans-serif' };
const fontPixels = (font: string): number => parseFloat(font);
const widthOf = (text: string, font: string): number => text.length * 0.61 * fontPixels(font);

interface Painted {
  readonly ticks: { x: number; bottom: number }[];
  readonly texts: { text: string; left: number; right: number; y: number }[];
}

/** What the painter has put where, in device pixels. */
function paint(picture: RulerPicture): Painted {
  const painted: Painted = { ticks: [], texts: [] };
  const renderer: Partial<TextRenderer> = {
    rects: (rects, count, colour) => {
      if (colour === theme.border) return;
      for (let i = 0; i < 4 * count; i += 4)
        painted.ticks.push({ x: rects[i]!, bottom: rects[i + 1]! + rects[i + 3]! });
    },
    text: (text, x, y, _align, font) => painted.texts.push({ text, left: x, right: x + widthOf(text, font), y }),
    measure: widthOf,
  };
  paintRuler(renderer as TextRenderer, picture);
  return painted;
}

const anyPicture = fc
  .record({
    total: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 2 ** 34 })),
    width: fc.integer({ min: 200, max: 3000 }),
    dpr: fc.constantFrom(1, 1.25, 1.5, 2, 3),
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    zoom: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.oneof(fc.constantFrom(1, 8000, 44100, 48000, 192000, 768000), fc.integer({ min: 1, max: 768000 })),
    unit: fc.constantFrom(...timeUnits),
    smpte: fc.nat({ max: smpteRates.length - 1 }),
    tempo: fc.double({ min: 1, max: 999, noNaN: true }),
    beatsPerBar: fc.integer({ min: 1, max: 32 }),
    flag: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ total, width, dpr, start, zoom, rate, flag, ...format }) => {
    const deepest = Math.min(1 / 128, total / width);
    const framesPerPixel = deepest * Math.exp(zoom * Math.log(total / width / deepest));
    const view = snapView(clampView({ startFrame: start * total, framesPerPixel }, total, { width, dpr }), dpr);
    const measure = (text: string): number => widthOf(text, '10px x');
    const make = (chosen: TimeFormat) => timeTicks(view, width, rate, chosen, measure);
    const ticks = make(format);
    const lower = showsSamples(view, dpr) ? make(lowerFormat(format)) : null;
    const device = Math.round(width * dpr);
    const height = Math.round(40 * dpr);
    const picture: RulerPicture = { width: device, height, dpr, view, ticks, lower, theme, flags: [flag * width] };
    return { picture, rate, format, width };
  });

describe('the painted ruler', () => {
  it('puts no label over another, under a flag or out of the picture, in any unit, view and file', () => {
    fc.assert(
      fc.property(anyPicture, ({ picture }) => {
        const { texts } = paint(picture);
        const { dpr, width, flags } = picture;
        texts.forEach((label, index) => {
          const next = texts[index + 1];
          // A device pixel of rounding for each of two labels.
          if (next && next.y === label.y) expect(next.left - label.right).toBeGreaterThanOrEqual(LABEL_GAP * dpr - 2);
          expect(label.right).toBeLessThanOrEqual(width + 2);
          if (!picture.lower || label.y > UPPER_ROW * dpr) {
            expect(label.left >= flags![0]! * dpr + 8 || label.right <= flags![0]! * dpr - 8).toBe(true);
          }
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('has each tick within half a device pixel of where the view draws its frame', () => {
    fc.assert(
      fc.property(anyPicture, ({ picture }) => {
        const { view, dpr, ticks, lower, width } = picture;
        const frames = [ticks, ...(lower ? [lower] : [])].flatMap(({ major, minor }) => [
          ...major.map(({ frame }) => frame),
          ...minor,
        ]);
        const wanted = frames.map((frame) => xOf(view, frame) * dpr).sort((a, b) => a - b);
        const painted = paint(picture)
          .ticks.map(({ x }) => x)
          .sort((a, b) => a - b);
        expect(painted.length).toBe(wanted.filter((x) => Math.round(x) <= width).length);
        painted.forEach((x, index) => {
          // The very end of the file lies on the last pixel.
          const exact = Math.min(wanted[index]!, width - 1);
          expect(Math.abs(x - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
          expect(Number.isInteger(x)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('always says where it is, unless the whole file is shorter than a label is wide', () => {
    fc.assert(
      fc.property(anyPicture, ({ picture: { ticks, view, lower }, width }) => {
        fc.pre(width >= 500);
        const shown = view.framesPerPixel * width;
        const labels = [...ticks.major, ...(lower?.major ?? [])].filter(({ label }) => label);
        if (shown >= 4) expect(labels.length).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
  });

  it('goes on below a video frame and below a tick of a beat', () => {
    const view = { startFrame: 0, framesPerPixel: 1 / 100 };
    const labels = (unit: TimeFormat['unit']): string[] =>
      timeTicks(view, 800, 48000, { unit, smpte: 2, tempo: 120, beatsPerBar: 4 }, (text) => text.length * 6)
        .major.slice(0, 3)
        .map(({ label }) => label);
    expect(labels('smpte')).toEqual(['00:00:00:00.000', '00:00:00:00.001', '00:00:00:00.002']);
    expect(labels('beats')).toEqual(['1.1.000.00', '1.1.000.05', '1.1.000.10']);
  });
});
