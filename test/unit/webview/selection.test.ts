import { beforeEach, describe, expect, it } from 'vitest';
import { loopRange } from '../../../webview/editor/loop.ts';
import { rangeBetween, Selection, spanAround } from '../../../webview/editor/selection.ts';
import { Store } from '../../../webview/store.ts';

const range = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

describe('rangeBetween', () => {
  it('is in order, of whole frames and inside the file, or nothing', () => {
    expect(rangeBetween(10, 20, 100)).toEqual(range(10, 20));
    expect(rangeBetween(20.4, 9.6, 100)).toEqual(range(10, 20));
    expect(rangeBetween(-5, 200, 100)).toEqual(range(0, 100));
    expect(rangeBetween(7, 7.4, 100)).toBeNull();
    expect(rangeBetween(200, 300, 100)).toBeNull();
    expect(rangeBetween(0, 10, 0)).toBeNull();
  });
});

describe('spanAround', () => {
  it('lies between the nearest markers, or reaches the ends of the file', () => {
    const markers = [60, 30, 30, 90];
    expect(spanAround(45, markers, 100)).toEqual(range(30, 60));
    expect(spanAround(30, markers, 100)).toEqual(range(30, 60));
    expect(spanAround(29, markers, 100)).toEqual(range(0, 30));
    expect(spanAround(95, markers, 100)).toEqual(range(90, 100));
    expect(spanAround(50, [], 100)).toEqual(range(0, 100));
    expect(spanAround(50, [400], 100)).toEqual(range(0, 100));
  });
});

describe('loopRange', () => {
  it('is the selection, else the whole file, else nothing', () => {
    expect(loopRange(range(100, 4800), 48_000, 48_000)).toEqual(range(100, 4800));
    expect(loopRange(null, 48_000, 48_000)).toEqual(range(0, 48_000));
    expect(loopRange(null, 0, 48_000)).toBeNull();
  });

  it('is at least a millisecond, inside the file', () => {
    expect(loopRange(range(100, 101), 48_000, 48_000)).toEqual(range(100, 148));
    expect(loopRange(range(47_999, 48_000), 48_000, 48_000)).toEqual(range(47_952, 48_000));
    expect(loopRange(range(3, 4), 10, 48_000)).toEqual(range(0, 10));
    expect(loopRange(range(3, 4), 10, 1)).toEqual(range(3, 4));
  });
});

describe('Selection', () => {
  let store: Store;
  let selection: Selection;
  beforeEach(() => {
    store = new Store({} as never);
    store.totalFrames.set(1000);
    selection = new Selection(store);
  });

  it('is extended by its nearer edge, from the playhead where there is none', () => {
    store.position.set(400);
    selection.extendTo(700);
    expect(store.selection.value).toEqual(range(400, 700));
    selection.extendTo(800);
    expect(store.selection.value).toEqual(range(400, 800));
    selection.extendTo(450);
    expect(store.selection.value).toEqual(range(450, 800));
  });

  it('starts and ends at the playhead, and never turns round', () => {
    store.position.set(600);
    selection.startHere();
    expect(store.selection.value).toEqual(range(600, 1000));
    store.position.set(800);
    selection.endHere();
    expect(store.selection.value).toEqual(range(600, 800));
    store.position.set(900);
    selection.startHere();
    expect(store.selection.value).toEqual(range(900, 1000));
    store.position.set(100);
    selection.endHere();
    expect(store.selection.value).toEqual(range(0, 100));
  });

  it('tells nobody of what is as it was', () => {
    selection.between(10, 20);
    let changes = 0;
    store.selection.on(() => changes++);
    selection.between(20, 10);
    expect(changes).toBe(0);
    selection.none();
    selection.none();
    expect(changes).toBe(1);
  });

  it('is cut when the file has become shorter, but not while its length is only being found', () => {
    const scan = (state: 'scanning' | 'done') => ({
      revision: '1',
      progress: { state, scannedFrames: 0, totalFrames: null, warnings: [] },
      error: null,
    });
    selection.between(500, 900);
    selection.keepInside();
    store.scan.set(scan('scanning'));
    store.totalFrames.set(600);
    expect(store.selection.value).toEqual(range(500, 900));
    store.scan.set(scan('done'));
    expect(store.selection.value).toEqual(range(500, 600));
    store.totalFrames.set(400);
    expect(store.selection.value).toBeNull();
  });
});
