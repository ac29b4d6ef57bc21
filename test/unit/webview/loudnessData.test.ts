import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoudnessResult } from '../../../src/core/protocol/measures.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import { LoudnessData } from '../../../webview/editor/loudnessData.ts';
import { type LoadedFile, Store } from '../../../webview/store.ts';

interface Question {
  readonly key: string;
  readonly signal: AbortSignalLike;
  readonly answer: (result: LoudnessResult) => void;
  readonly fail: () => void;
}

const file = (revision: string): LoadedFile => ({ fileName: 'a.wav', revision, info: {} as LoadedFile['info'] });

let store: Store;
let asked: Question[];
let data: LoudnessData;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store({} as never);
  store.file.set(file('1'));
  asked = [];
  data = new LoudnessData(store, (revision, from, signal) => {
    return new Promise((answer, reject) => {
      asked.push({ key: `${revision} ${from}`, signal, answer, fail: () => reject(new Error('lost')) });
    });
  });
});
afterEach(() => {
  data.dispose();
  vi.useRealTimers();
});

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const keys = (): string[] => asked.map(({ key }) => key);

function scanned(scannedFrames: number, state: 'scanning' | 'done' = 'scanning', revision = '1'): void {
  store.scan.set({ revision, progress: { state, scannedFrames, totalFrames: 1000, warnings: [] }, error: null });
}

async function answer(from: number, values: number[], final = false): Promise<void> {
  const momentary = Float32Array.from(values);
  asked.at(-1)!.answer({ final, from, momentary, shortTerm: momentary.map((value) => value - 1) });
  await wait(0);
}

describe('curves of loudness', () => {
  it('are asked for only while the lane or the panel is shown', async () => {
    scanned(100);
    await wait(2000);
    expect(asked).toEqual([]);
    store.drawer.set({ open: true, tab: 'info', height: 200 });
    expect(asked).toEqual([]);
    store.drawer.set({ open: true, tab: 'loudness', height: 200 });
    expect(keys()).toEqual(['1 0']);
    await answer(0, [-20]);
    store.drawer.set({ open: false, tab: 'loudness', height: 200 });
    scanned(200);
    await wait(2000);
    expect(asked.length).toBe(1);
    store.loudness.set(true);
    expect(keys()).toEqual(['1 0', '1 1']);
  });

  it('grow with the scan, from the point that is there on, twice a second at most, and then rest', async () => {
    scanned(100);
    store.loudness.set(true);
    await answer(0, [NaN, -20]);
    for (let frames = 110; frames <= 200; frames += 10) {
      scanned(frames);
      await wait(40);
    }
    expect(asked.length).toBe(1);
    await wait(120);
    expect(keys()).toEqual(['1 0', '1 2']);
    await answer(2, [-30, -40]);
    await wait(5000);
    expect(asked.length).toBe(2);
    scanned(1000, 'done');
    await wait(0);
    await answer(4, [-50], true);
    const { momentary, shortTerm, final, revision } = store.loudnessCurves.value!;
    expect([...momentary]).toEqual([NaN, -20, -30, -40, -50]);
    expect([...shortTerm]).toEqual([NaN, -21, -31, -41, -51]);
    expect([final, revision]).toEqual([true, '1']);
    scanned(1000, 'done');
    await wait(10_000);
    expect(asked.length).toBe(3);
  });

  it('ask again for what came while an answer was on its way, one question at a time', async () => {
    scanned(100);
    store.loudness.set(true);
    scanned(1000, 'done');
    await wait(3000);
    expect(asked.length).toBe(1);
    await answer(0, [-20]);
    expect(keys()).toEqual(['1 0', '1 1']);
    await answer(1, [], true);
    expect(store.loudnessCurves.value).toMatchObject({ final: true });
    expect([...store.loudnessCurves.value!.momentary]).toEqual([-20]);
  });

  it('of another revision are forgotten and asked for at once; of a file that has grown they go on', async () => {
    scanned(1000, 'done');
    store.loudness.set(true);
    await answer(0, [-20, -21], true);
    scanned(1200);
    await wait(500);
    expect(keys()).toEqual(['1 0', '1 2']);
    store.file.set(file('2'));
    expect(asked[1]!.signal.aborted).toBe(true);
    expect(store.loudnessCurves.value).toBeNull();
    expect(keys()).toEqual(['1 0', '1 2', '2 0']);
    asked[1]!.answer({ final: true, from: 2, momentary: Float32Array.of(-9), shortTerm: Float32Array.of(-9) });
    await wait(0);
    expect(store.loudnessCurves.value).toBeNull();
    await answer(0, [-30], true);
    expect([...store.loudnessCurves.value!.momentary]).toEqual([-30]);
    store.file.set(null);
    expect(store.loudnessCurves.value).toBeNull();
  });

  it('are tried a few times more when no answer comes, and again when the scan goes on', async () => {
    scanned(100);
    store.loudness.set(true);
    for (let i = 0; i < 8; i++) {
      asked.at(-1)!.fail();
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
    scanned(200);
    await wait(0);
    expect(asked.length).toBe(6);
    await answer(0, [-20]);
    expect([...store.loudnessCurves.value!.momentary]).toEqual([-20]);
  });
});
