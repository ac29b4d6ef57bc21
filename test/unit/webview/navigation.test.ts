import { beforeEach, describe, expect, it } from 'vitest';
import { Navigation } from '../../../webview/editor/navigation.ts';
import { frameAt, MAX_PIXELS_PER_FRAME, xOf } from '../../../src/core/picture/viewport.ts';
import { Store } from '../../../webview/store.ts';

let store = new Store({} as never);
let navigation = new Navigation(store, () => 0);

function open(totalFrames: number, width = 1000, dpr = 1): void {
  store = new Store({} as never);
  store.screen.set({ width, dpr });
  store.totalFrames.set(totalFrames);
  navigation = new Navigation(store, () => 0);
}
beforeEach(() => open(1_000_000));

const span = (): [number, number] => {
  const view = store.viewport();
  return [view.startFrame, frameAt(view, store.screen.value.width)];
};

describe('zooming at the pointer', () => {
  it.each([
    [2 ** 31 + 12345, 1],
    [2 ** 40 + 1, 1],
    [2 ** 31 + 12345, 1.25],
    [3 * 2 ** 31, 2],
  ])('keeps the frame under it within half a device pixel, %d frames at %dx', (total, dpr) => {
    for (const x of [0, 333, 777.4, 999]) {
      open(total, 1000, dpr);
      const frame = frameAt(store.viewport(), x);
      const worst = (): number => Math.abs(xOf(store.viewport(), frame) - x) * dpr;
      for (let step = 0; step < 50; step++) {
        navigation.zoom(1 / 2, x);
        expect(worst()).toBeLessThanOrEqual(0.5 + 1e-3);
      }
      expect(store.viewport().framesPerPixel).toBe(1 / MAX_PIXELS_PER_FRAME);
      for (let step = 0; step < 50 && store.view.value; step++) {
        navigation.zoom(2, x);
        expect(worst()).toBeLessThanOrEqual(0.5 + 1e-3);
      }
      expect(store.view.value).toBeNull();
    }
  });

  it('does not add up roundings over many small steps, nor when it pans between', () => {
    open(2 ** 32);
    navigation.zoom(2 ** -28, 400);
    for (let round = 0; round < 20; round++) {
      navigation.pan(round % 2 ? 7 : -11);
      const frame = frameAt(store.viewport(), 612);
      for (let step = 0; step < 50; step++) navigation.zoom(step < 25 ? 0.97 : 1 / 0.97, 612);
      expect(Math.abs(xOf(store.viewport(), frame) - 612)).toBeLessThanOrEqual(0.5 + 1e-3);
    }
  });
});

describe('the ends', () => {
  it('of zooming: the whole file, and frames of 128 pixels', () => {
    navigation.zoom(1e9, 500);
    expect(store.view.value).toBeNull();
    navigation.zoom(1e-9, 500);
    expect(store.viewport().framesPerPixel).toBe(1 / MAX_PIXELS_PER_FRAME);
    open(1);
    navigation.zoom(1e-9, 500);
    expect(span()).toEqual([0, 1]);
    open(0);
    navigation.zoom(0.5, 500);
    navigation.pan(50);
    expect(store.view.value).toBeNull();
  });

  it('of panning: those of the file', () => {
    navigation.showFrames(2000, 3000);
    navigation.pan(-1e9);
    expect(span()).toEqual([0, 1000]);
    navigation.pan(1e9);
    expect(span()).toEqual([999_000, 1_000_000]);
  });
});

describe('zooming to something', () => {
  it('shows a range with a margin of 2 % on either side', () => {
    navigation.showRange({ startFrame: 400_000, endFrame: 500_000 });
    const [start, end] = span();
    expect(start).toBeCloseTo(398_000, -2);
    expect(end).toBeCloseTo(502_000, -2);
  });

  it('puts a range that is too short for that in the middle, inside the file', () => {
    navigation.showRange({ startFrame: 400_000, endFrame: 400_001 });
    const x = xOf(store.viewport(), 400_000.5);
    expect(Math.abs(x - 500)).toBeLessThanOrEqual(0.5);
    navigation.showRange({ startFrame: 0, endFrame: 1 });
    expect(span()[0]).toBe(0);
    navigation.showRange({ startFrame: 0, endFrame: 1_000_000 });
    expect(store.view.value).toBeNull();
  });

  it.each([1, 1.25, 2])('shows one frame a device pixel, then points, in turn, at %dx', (dpr) => {
    open(1_000_000, 1000, dpr);
    store.position.set(123_456);
    const x = xOf(store.viewport(), 123_456);
    for (const framesPerPixel of [dpr, 1 / 8, dpr]) {
      navigation.showSingleFrames();
      expect(store.viewport().framesPerPixel).toBeCloseTo(framesPerPixel, 12);
      expect(Math.abs(xOf(store.viewport(), 123_456) - x)).toBeLessThanOrEqual(0.51 * 2);
    }
  });

  it('shows points of a file that is shorter than the screen', () => {
    open(600);
    navigation.showSingleFrames();
    expect(store.viewport().framesPerPixel).toBe(1 / 8);
    navigation.showSingleFrames();
    expect(store.view.value).toBeNull();
  });
});

describe('back and forward', () => {
  it('goes through what jumps have left, and tells that the view has moved', () => {
    let moves = 0;
    navigation.moved.on(() => moves++);
    navigation.showRange({ startFrame: 400_000, endFrame: 500_000 });
    const first = store.view.value;
    navigation.turn(1);
    const second = store.view.value;
    navigation.showAll();
    navigation.back();
    expect(store.view.value).toBe(second);
    navigation.back();
    expect(store.view.value).toBe(first);
    navigation.back();
    expect(store.view.value).toBeNull();
    navigation.back();
    expect(moves).toBe(6);
    navigation.forward();
    expect(store.view.value).toBe(first);
  });

  it('is not told of what follows the playhead', () => {
    let moves = 0;
    navigation.moved.on(() => moves++);
    navigation.follow({ startFrame: 100, framesPerPixel: 2 });
    navigation.back();
    expect(store.view.value).toEqual({ startFrame: 100, framesPerPixel: 2 });
    expect(moves).toBe(0);
  });
});
