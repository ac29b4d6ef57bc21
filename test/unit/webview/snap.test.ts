import { beforeEach, describe, expect, it } from 'vitest';
import { Selection } from '../../../webview/editor/selection.ts';
import { nearestCrossing, snapFrame, snapSelection, SumBlocks } from '../../../webview/editor/snap.ts';
import { Store } from '../../../webview/store.ts';

const RATE = 48000;
const TOTAL = 100_000;
/** 100 Hz on the left, half as loud a copy on the right: the sum crosses zero every 240 frames. */
const sample = (frame: number): number => Math.sin((2 * Math.PI * 100 * (frame + 0.25)) / RATE);
let reads: number[] = [];
let fails = false;
let store = new Store({} as never);

function samples(of: (frame: number, channel: number) => number, frames = TOTAL, channels = 2): SumBlocks {
  return new SumBlocks({
    read: (startFrame, count) => {
      reads.push(startFrame);
      if (fails) return Promise.reject(new Error('gone'));
      const there = Math.max(0, Math.min(count, frames - startFrame));
      const data = new Float32Array(channels * there);
      for (let c = 0; c < channels; c++) for (let i = 0; i < there; i++) data[c * there + i] = of(startFrame + i, c);
      return Promise.resolve({ frames: there, channels, data });
    },
  });
}

beforeEach(() => {
  reads = [];
  fails = false;
  store = new Store({} as never);
  store.screen.set({ width: 1000, dpr: 1 });
  store.totalFrames.set(TOTAL);
  store.file.set({ fileName: 'a', revision: '1', info: { sampleRate: RATE } as never });
  store.view.set({ startFrame: 0, framesPerPixel: 20 });
  store.snap.set(true);
  store.sums.set(samples((frame, channel) => sample(frame) / (channel + 1)));
});

describe('the nearest crossing', () => {
  const of = (...values: number[]): Float32Array => Float32Array.from(values);
  it.each([
    ['takes the sample nearer to zero', of(3, 1, -2, -3), 3, 1],
    ['takes it on either side', of(3, 2, -1, -3), 0, 2],
    ['counts an exact zero', of(3, 2, 0, 2, 3), 4, 2],
    ['takes the nearer of two', of(1, -1, -2, -2, -2, 1), 3, 5],
    ['finds none where there is none', of(1, 2, 3), 1, null],
    ['sees none in what is no number', of(1, NaN, -1), 1, null],
    ['stays in silence', of(0, 0, 0, 0), 2, 2],
  ])('%s', (_name, sums, at, expected) => {
    expect(nearestCrossing(sums, at)).toBe(expected);
  });
});

describe('snapping', () => {
  it('goes to the crossing of the sum, from either side, over the border of blocks', async () => {
    expect(await snapFrame(store, 250)).toBe(240);
    expect(await snapFrame(store, 4070)).toBe(4080);
    expect(await snapFrame(store, 8170)).toBe(8160);
    expect(reads).toEqual([0, 4096, 8192]);
  });

  it('reaches 20 ms or 40 pixels, whichever is less', async () => {
    store.sums.set(samples((frame) => (frame < 50_000 ? -1 : 1)));
    expect(await snapFrame(store, 50_000 + 790)).toBe(49_999);
    expect(await snapFrame(store, 50_000 + 810)).toBe(50_810);
    store.view.set({ startFrame: 50_000, framesPerPixel: 1 });
    expect(await snapFrame(store, 50_000 + 50)).toBe(50_050);
    expect(await snapFrame(store, 50_000 + 30)).toBe(49_999);
    store.view.set({ startFrame: 0, framesPerPixel: 80 });
    expect(await snapFrame(store, 50_000 + 950)).toBe(49_999);
    expect(await snapFrame(store, 50_000 + 970)).toBe(50_970);
  });

  it('does nothing while it is off, unless inverted; at the ends of the file; and without an answer', async () => {
    expect(await snapFrame(store, 250, true)).toBe(250);
    store.snap.set(false);
    expect(await snapFrame(store, 250)).toBe(250);
    expect(await snapFrame(store, 250, true)).toBe(240);
    expect(await snapFrame(store, 0, true)).toBe(0);
    expect(await snapFrame(store, TOTAL, true)).toBe(TOTAL);
    expect(reads).toEqual([0]);
    fails = true;
    expect(await snapFrame(store, 90_000, true)).toBe(90_000);
    fails = false;
    expect(await snapFrame(store, 90_010, true)).toBe(90_000);
  });

  it('works to the last frame, and reads the end of a growing file anew', async () => {
    expect(await snapFrame(store, TOTAL - 5)).toBe(99_840);
    expect(await snapFrame(store, TOTAL - 5)).toBe(99_840);
    expect(reads).toHaveLength(2);
  });

  it('corrects the edges that were set, unless the selection is another one by then', async () => {
    const selection = new Selection(store);
    selection.between(250, 1000);
    await snapSelection(store, selection, 'end');
    expect(store.selection.value).toEqual({ startFrame: 250, endFrame: 960 });
    await snapSelection(store, selection, 'both');
    expect(store.selection.value).toEqual({ startFrame: 240, endFrame: 960 });
    selection.between(250, 1000);
    const late = snapSelection(store, selection, 'both');
    selection.between(300, 1100);
    await late;
    expect(store.selection.value).toEqual({ startFrame: 300, endFrame: 1100 });
    selection.between(235, 245);
    await snapSelection(store, selection, 'both');
    expect(store.selection.value).toEqual({ startFrame: 235, endFrame: 245 });
  });
});
