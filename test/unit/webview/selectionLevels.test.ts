import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LevelsResult } from '../../../src/core/protocol/levels.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import { SelectionLevels } from '../../../webview/editor/selectionLevels.ts';
import { type LoadedFile, Store } from '../../../webview/store.ts';

interface Question {
  readonly key: string;
  readonly signal: AbortSignalLike;
  readonly answer: (result: LevelsResult) => void;
  readonly fail: () => void;
}

const levels = (peak: number): LevelsResult => ({ channels: [{ peak, rms: peak / 2, notFinite: 0 }] });
const file = (revision: string): LoadedFile => ({ fileName: 'a.wav', revision, info: {} as LoadedFile['info'] });

let store: Store;
let asked: Question[];
let measured: SelectionLevels;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store({} as never);
  store.file.set(file('1'));
  asked = [];
  measured = new SelectionLevels(store, (revision, { startFrame, endFrame }, signal) => {
    const { promise, resolve, reject } = deferred<LevelsResult>();
    const fail = (): void => reject(new Error('lost'));
    asked.push({ key: `${revision} ${startFrame} ${endFrame}`, signal, answer: resolve, fail });
    return promise;
  });
});
afterEach(() => {
  measured.dispose();
  vi.useRealTimers();
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => {}, () => {}];
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

const select = (startFrame: number, endFrame: number): void => store.selection.set({ startFrame, endFrame });
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('levels of the selection', () => {
  it('are asked for once, when it has come to rest', async () => {
    for (let end = 10; end < 60; end += 10) {
      select(0, end);
      await wait(50);
    }
    expect(asked).toEqual([]);
    await wait(50);
    expect(asked.map(({ key }) => key)).toEqual(['1 0 50']);
    asked[0]!.answer(levels(0.5));
    await wait(0);
    expect(store.selectionLevels.value).toEqual(levels(0.5));
  });

  it('are unknown again, and the question taken back, as soon as it changes', async () => {
    select(0, 10);
    await wait(100);
    asked[0]!.answer(levels(0.5));
    await wait(0);
    select(0, 20);
    expect(store.selectionLevels.value).toBeNull();
    await wait(100);
    select(0, 30);
    expect(asked[1]!.signal.aborted).toBe(true);
    asked[1]!.answer(levels(1));
    await wait(100);
    expect(store.selectionLevels.value).toBeNull();
    store.selection.set(null);
    expect(asked[2]!.signal.aborted).toBe(true);
    await wait(1000);
    expect(asked.length).toBe(3);
  });

  it('are asked again of another revision, but not of a file that has only grown', async () => {
    select(0, 10);
    await wait(100);
    store.file.set(file('1'));
    await wait(100);
    expect(asked.length).toBe(1);
    store.file.set(file('2'));
    await wait(100);
    expect(asked.map(({ key }) => key)).toEqual(['1 0 10', '2 0 10']);
    expect(asked[0]!.signal.aborted).toBe(true);
  });

  it('are tried a few times more when no answer comes, then left', async () => {
    select(0, 10);
    await wait(100);
    for (let i = 0; i < 10; i++) {
      asked.at(-1)!.fail();
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
    expect(store.selectionLevels.value).toBeNull();
  });
});
