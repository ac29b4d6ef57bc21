import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampView,
  fitView,
  frameAt,
  isFit,
  panBy,
  snapView,
  viewBetween,
  xOf,
  zoomAt,
} from '../../../src/core/picture/viewport.ts';

const total = fc.integer({ min: 1, max: 2 ** 33 });
const screen = fc.record({ width: fc.integer({ min: 50, max: 4000 }), dpr: fc.constantFrom(1, 1.25, 1.5, 2, 3) });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const zooms = fc.array(fc.record({ at: unit, factor: fc.double({ min: 0.2, max: 5, noNaN: true }) }), {
  maxLength: 30,
});

describe('viewport', () => {
  it('stays inside the file, whatever is done to it', () => {
    fc.assert(
      fc.property(total, screen, zooms, fc.integer({ min: -5000, max: 5000 }), (frames, size, steps, pan) => {
        let view = fitView(frames, size);
        for (const { at, factor } of steps) view = zoomAt(view, at * size.width, factor, frames, size);
        view = panBy(view, pan, frames, size);
        expect(view.startFrame).toBeGreaterThanOrEqual(0);
        expect(frameAt(view, size.width)).toBeLessThanOrEqual(frames * (1 + 1e-9) + 1e-6);
        expect(view.framesPerPixel).toBeGreaterThan(0);
        if (frames > size.width) expect(view.framesPerPixel).toBeGreaterThanOrEqual(1 / 128);
      }),
    );
  });

  it('keeps the frame under the pointer while zooming in', () => {
    fc.assert(
      fc.property(total, screen, zooms, unit, (frames, size, steps, at) => {
        let view = fitView(frames, size);
        for (const step of steps) view = zoomAt(view, step.at * size.width, step.factor, frames, size);
        const x = at * size.width;
        const zoomed = zoomAt(view, x, 0.5, frames, size);
        expect(Math.abs(xOf(zoomed, frameAt(view, x)) - x)).toBeLessThan(1e-3);
      }),
    );
  });

  it('comes back to the whole file, and knows it', () => {
    fc.assert(
      fc.property(total, screen, zooms, (frames, size, steps) => {
        let view = fitView(frames, size);
        for (const { at, factor } of steps) view = zoomAt(view, at * size.width, factor, frames, size);
        const whole = zoomAt(view, size.width / 3, 2 ** 50, frames, size);
        expect(whole).toEqual(fitView(frames, size));
        expect(isFit(whole, frames, size)).toBe(true);
      }),
    );
  });

  it('snaps by at most half a device pixel, to a whole number of columns', () => {
    fc.assert(
      fc.property(total, screen, unit, unit, (frames, size, start, zoom) => {
        const { framesPerPixel } = fitView(frames, size);
        const view = clampView({ startFrame: start * frames, framesPerPixel: framesPerPixel * zoom }, frames, size);
        const snapped = snapView(view, size.dpr);
        const column = view.framesPerPixel / size.dpr;
        expect(Math.abs(snapped.startFrame - view.startFrame)).toBeLessThanOrEqual(column * 0.5001);
        const columns = snapped.startFrame / column;
        expect(Math.abs(columns - Math.round(columns))).toBeLessThan(1e-3);
      }),
    );
  });

  it('shows exactly the frames asked for', () => {
    const view = viewBetween(1000, 5000, 100_000, { width: 800, dpr: 1 });
    expect(view).toEqual({ startFrame: 1000, framesPerPixel: 5 });
  });

  it('fits files shorter than the screen has pixels', () => {
    expect(fitView(1, { width: 1000, dpr: 2 }).framesPerPixel).toBe(0.001);
    const deepest = zoomAt(fitView(1, { width: 1000, dpr: 2 }), 10, 0.01, 1, { width: 1000, dpr: 2 });
    expect(deepest).toEqual({ startFrame: 0, framesPerPixel: 0.001 });
  });
});
