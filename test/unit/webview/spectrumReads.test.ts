import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type PitchRequest,
  type PitchResult,
  plainAnalysis,
  plainExtras,
  type SpectrumRequest,
  type SpectrumResult,
} from '../../../src/core/protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import { Scope } from '../../../src/core/util/scope.ts';
import { followBox } from '../../../webview/editor/box.ts';
import { PitchTracks } from '../../../webview/editor/pitchTracks.ts';
import { SelectionSpectra } from '../../../webview/editor/selectionSpectra.ts';
import { type LoadedFile, Store } from '../../../webview/store.ts';

interface Question<Request, Result> {
  readonly request: Request;
  readonly signal: AbortSignalLike;
  answer(result: Result): void;
  fail(): void;
}

/** Notes what is asked, and answers when it is told to. */
function asker<Request, Result>() {
  const asked: Question<Request, Result>[] = [];
  const ask = (_revision: string, request: Request, signal: AbortSignalLike): Promise<Result> =>
    new Promise((answer, reject) => asked.push({ request, signal, answer, fail: () => reject(new Error('lost')) }));
  return { asked, ask };
}

const RATE = 48000;
const open = (revision: string): LoadedFile => ({
  fileName: 'a.wav',
  revision,
  info: { sampleRate: RATE, channels: 2 } as LoadedFile['info'],
});
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

let store: Store;
beforeEach(() => {
  vi.useFakeTimers();
  store = new Store({} as never);
  store.file.set(open('1'));
  store.totalFrames.set(100 * RATE);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('averaged spectra of the selection', () => {
  let asked: Question<SpectrumRequest, SpectrumResult>[];
  let spectra: SelectionSpectra;
  beforeEach(() => {
    const made = asker<SpectrumRequest, SpectrumResult>();
    asked = made.asked;
    spectra = new SelectionSpectra(store, made.ask);
  });
  afterEach(() => spectra.dispose());

  const result = (...levels: number[]): SpectrumResult => ({
    bins: Float32Array.from(levels),
    binHz: 10,
    noiseBins: 1.5,
    windows: 3,
    allWindows: 3,
  });
  const select = (startFrame: number, endFrame: number): void => store.selection.set({ startFrame, endFrame });
  const show = (...lanes: string[]): void => {
    store.extras.set({ ...plainExtras, averaged: true });
    spectra.show(lanes);
  };

  it('are not asked for while nobody shows them', async () => {
    select(0, 1000);
    await wait(1000);
    spectra.show(['channel 0']);
    await wait(1000);
    expect(asked).toEqual([]);
  });

  it('are asked for once the selection rests: one question for all channels, one for mid and side', async () => {
    show('channel 0', 'channel 1', 'sum');
    for (let end = 100; end <= 500; end += 100) {
      select(0, end);
      await wait(50);
    }
    expect(asked).toEqual([]);
    await wait(50);
    expect(asked[0]!.request).toEqual({
      ...{ analysis: plainAnalysis, tracks: 'channels', channels: [0, 1], startFrame: 0, endFrame: 500 },
    });
    asked[0]!.answer(result(-10, -20, -30, -40));
    await wait(0);
    expect([...spectra.of('channel 1')!.bins]).toEqual([-30, -40]);
    expect(asked[1]!.request).toMatchObject({ tracks: 'midSide', channels: [0] });
    asked[1]!.answer(result(-50, -60));
    await wait(0);
    // The sum is twice the mid.
    expect(spectra.of('sum')!.bins[0]).toBeCloseTo(-50 + 20 * Math.log10(2), 5);
    await wait(1000);
    expect(asked.length).toBe(2);
  });

  it('of the box are those of its lane; another selection takes the question back, and leaves the old one stale', async () => {
    select(0, 1000);
    store.box.set({ low: 10, high: 20, lane: 'channel 1' });
    await wait(100);
    expect(asked[0]!.request.channels).toEqual([1]);
    asked[0]!.answer(result(-1, -2));
    await wait(0);
    expect(spectra.of('channel 1')!.stale).toBe(false);
    // Other frequencies need no other spectrum.
    store.box.set({ low: 5, high: 20, lane: 'channel 1' });
    await wait(200);
    expect(asked.length).toBe(1);
    select(0, 2000);
    expect(spectra.of('channel 1')!.stale).toBe(true);
    await wait(100);
    select(0, 3000);
    expect(asked[1]!.signal.aborted).toBe(true);
    asked[1]!.answer(result(-5, -5));
    await wait(0);
    expect(spectra.of('channel 1')!.bins[0]).toBe(-1);
    await wait(100);
    store.file.set(open('2'));
    expect(spectra.of('channel 1')).toBeNull();
  });

  it('are tried a few times more when no answer comes', async () => {
    show('channel 0');
    select(0, 1000);
    await wait(100);
    for (let i = 0; i < 10; i++) {
      asked.at(-1)!.fail();
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
  });
});

describe('pitch tracks', () => {
  let asked: Question<PitchRequest, PitchResult>[];
  let tracks: PitchTracks;
  beforeEach(() => {
    const made = asker<PitchRequest, PitchResult>();
    asked = made.asked;
    tracks = new PitchTracks(store, made.ask);
  });
  afterEach(() => tracks.dispose());

  const entries = (count: number): PitchResult => ({
    hertz: new Float32Array(count).fill(200),
    voiced: new Float32Array(count).fill(0.5),
  });
  const starts = (): number[] => asked.map(({ request }) => request.start);

  it('come chunk by chunk, the middle of the view first, two at a time', async () => {
    tracks.want(['channel 0'], 0, 5000);
    expect(starts()).toEqual([2048, 1024]);
    asked[0]!.answer(entries(1024));
    await wait(0);
    expect(starts()).toEqual([2048, 1024, 3072]);
    expect(tracks.at('channel 0', 2048)).toEqual({ hertz: 200, voiced: 0.5 });
    expect(tracks.at('channel 1', 2048)).toBeNull();
    expect(tracks.at('channel 0', 100)).toBeNull();
  });

  it('are not asked for twice, and what nobody looks at is taken back', async () => {
    tracks.want(['channel 0'], 0, 100);
    asked[0]!.answer(entries(1024));
    await wait(0);
    tracks.want(['channel 0'], 0, 100);
    expect(asked.length).toBe(1);
    tracks.want(['channel 0'], 4000, 4090);
    tracks.want(['channel 0'], 0, 100);
    expect(asked[1]!.signal.aborted).toBe(true);
    await wait(60_000);
    expect(asked.length).toBe(2);
  });

  it('of the end of a file are asked for again when it has grown, and not before', async () => {
    store.totalFrames.set(RATE);
    tracks.want(['mid', 'sum'], 0, 100);
    expect(asked.map(({ request }) => request)).toEqual([{ tracks: 'midSide', channels: [0], start: 0, count: 1024 }]);
    asked[0]!.answer(entries(100));
    await wait(0);
    tracks.want(['mid'], 0, 100);
    expect(asked.length).toBe(1);
    store.totalFrames.set(2 * RATE);
    tracks.want(['mid'], 0, 200);
    expect(asked.length).toBe(2);
  });

  it('are kept within a limit', async () => {
    store.totalFrames.set(1e10);
    for (let chunk = 0; chunk < 600; chunk++) {
      tracks.want(['channel 0'], chunk * 1024, chunk * 1024 + 10);
      asked.at(-1)!.answer(entries(1024));
      await wait(0);
    }
    expect(tracks.at('channel 0', 0)).toBeNull();
    expect(tracks.at('channel 0', 100 * 1024)).not.toBeNull();
    expect(tracks.at('channel 0', 599 * 1024)).not.toBeNull();
  });

  it('are tried a few times more when no answer comes, then left', async () => {
    tracks.want(['channel 0'], 0, 100);
    for (let i = 0; i < 10; i++) {
      asked.at(-1)!.fail();
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
  });
});

describe('box that is heard alone', () => {
  const box = { low: 100, high: 200, lane: 'channel 0' };
  beforeEach(() => followBox(new Scope(), store));

  it('gives its range, follows the box, and gives back what was heard before', () => {
    store.band.set({ low: 1, high: 2 });
    store.box.set(box);
    expect(store.band.value).toEqual({ low: 1, high: 2 });
    store.boxHeard.set(true);
    expect(store.band.value).toEqual({ low: 100, high: 200 });
    store.box.set({ ...box, high: 300 });
    expect(store.band.value).toEqual({ low: 100, high: 300 });
    store.boxHeard.set(false);
    expect(store.band.value).toEqual({ low: 1, high: 2 });
  });

  it('is over when the box is gone, or another range is chosen', () => {
    store.box.set(box);
    store.boxHeard.set(true);
    store.box.set(null);
    expect([store.boxHeard.value, store.band.value]).toEqual([false, null]);
    store.box.set(box);
    store.boxHeard.set(true);
    store.band.set({ low: 7, high: 8 });
    expect([store.boxHeard.value, store.band.value]).toEqual([false, { low: 7, high: 8 }]);
    store.box.set({ ...box, low: 50 });
    expect(store.band.value).toEqual({ low: 7, high: 8 });
  });
});
