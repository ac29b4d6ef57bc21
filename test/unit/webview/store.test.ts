import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanProgress } from '../../../src/core/protocol/audio.ts';
import { Store } from '../../../webview/store.ts';

const SCREEN = { width: 1000, dpr: 1 };
let store: Store;

const scanOf = (frames: number, state: ScanProgress['state'] = 'done'): ScanProgress => ({
  state,
  scannedFrames: frames,
  totalFrames: frames,
  warnings: [],
});

function show(frames: number, revision = '1', scan = scanOf(frames)): void {
  const info = {
    container: 'WAV',
    codec: 'PCM 16-bit',
    sampleRate: 48000,
    channels: 1,
    bitsPerSample: 16,
    frames,
    framesExact: true,
    fileBytes: 44 + 2 * frames,
    growing: true,
    warnings: [],
  };
  store.setDocument({ kind: 'ready', fileName: 'a.wav', revision, info, scan, error: null });
}

const progress = (frames: number, state?: ScanProgress['state']): void =>
  store.setScan({ revision: '1', progress: scanOf(frames, state), error: null });

const end = (): number => {
  const { startFrame, framesPerPixel } = store.viewport();
  return startFrame + framesPerPixel * SCREEN.width;
};

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store({} as never);
  store.screen.set(SCREEN);
});
afterEach(() => vi.useRealTimers());

describe('a file that grows', () => {
  it('shows the whole of it where the whole was shown', () => {
    show(100_000);
    show(120_000);
    expect(store.viewport()).toEqual({ startFrame: 0, framesPerPixel: 120 });
    expect(store.growing.value).toBe(true);
  });

  it.each(['document first', 'progress first'])('follows its end where the end was shown: %s', (order) => {
    show(100_000);
    store.view.set({ startFrame: 90_000, framesPerPixel: 10 });
    if (order === 'document first') show(120_000, '1', scanOf(100_000));
    progress(120_000, 'scanning');
    if (order === 'progress first') show(120_000, '1', scanOf(120_000, 'scanning'));
    progress(120_000);
    expect(store.viewport()).toEqual({ startFrame: 110_000, framesPerPixel: 10 });
    progress(130_000, 'scanning');
    expect(end()).toBe(130_000);
  });

  it('leaves any other view where it is', () => {
    show(100_000);
    store.view.set({ startFrame: 50_000, framesPerPixel: 10 });
    const { value } = store.view;
    show(120_000);
    progress(140_000, 'scanning');
    expect(store.view.value).toBe(value);
  });

  it('no longer counts as growing some seconds after the last time', () => {
    show(100_000);
    expect(store.growing.value).toBe(false);
    show(110_000);
    vi.advanceTimersByTime(3000);
    show(120_000);
    vi.advanceTimersByTime(3000);
    expect(store.growing.value).toBe(true);
    vi.advanceTimersByTime(2000);
    expect(store.growing.value).toBe(false);
  });

  it('is not a file whose length only becomes known, comes from a restarted server, or was made anew', () => {
    show(100_000, '1', { ...scanOf(0, 'scanning'), totalFrames: null });
    progress(50_000, 'scanning');
    progress(110_000, 'scanning');
    progress(110_000);
    expect(store.growing.value).toBe(false);
    show(110_000, '1', { ...scanOf(0, 'scanning'), totalFrames: 110_000 });
    progress(110_000);
    show(200_000, '2');
    expect(store.growing.value).toBe(false);
  });

  it('tells its facts again, but is loaded once', () => {
    let loads = 0;
    store.file.on(() => loads++);
    show(100_000);
    show(100_000);
    expect(loads).toBe(1);
    show(120_000);
    expect(store.file.value).toMatchObject({ revision: '1', info: { frames: 120_000 } });
  });
});
