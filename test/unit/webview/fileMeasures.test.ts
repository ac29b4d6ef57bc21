import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileMeasures as Answer, FrameRange } from '../../../src/core/protocol/measures.ts';
import type { ScanProgress } from '../../../src/core/protocol/audio.ts';
import { nothing } from '../../../src/core/report/measured.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import { FileMeasures } from '../../../webview/editor/fileMeasures.ts';
import { SelectionMeasures } from '../../../webview/editor/selectionMeasures.ts';
import { type DrawerState, type LoadedFile, Store } from '../../../webview/store.ts';

interface Question {
  readonly key: string;
  readonly signal: AbortSignalLike;
  readonly answer: (result: Answer) => void;
  readonly fail: (message?: string) => void;
}

const answerOf = (endFrame: number, final: boolean, startFrame = 0): Answer => ({
  ...{ final, startFrame, endFrame, pcmMd5: null, storedMd5: null },
  measured: nothing({ reason: 'made up' }),
});
const file = (revision: string): LoadedFile => ({ fileName: 'a.wav', revision, info: {} as LoadedFile['info'] });

let store: Store;
let asked: Question[];

const ask = (revision: string, range: FrameRange | null, signal: AbortSignalLike): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const fail = (message = 'lost'): void => reject(new Error(message));
    const key = range ? `${revision} ${range.startFrame} ${range.endFrame}` : revision;
    asked.push({ key, signal, answer: resolve, fail });
  });

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const scan = (scannedFrames: number, state: ScanProgress['state'] = 'scanning', revision = '1'): void =>
  store.scan.set({ revision, error: null, progress: { state, scannedFrames, totalFrames: 100, warnings: [] } });
const show = (tab: DrawerState['tab'], open = true): void => store.drawer.set({ open, tab, height: 240 });
const known = (): string => {
  const { value } = store.measures;
  return value ? `${value.revision} ${value.endFrame}${value.final ? ' final' : ''}` : '';
};
async function answer(result: Answer): Promise<void> {
  asked.at(-1)!.answer(result);
  await wait(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store({} as never);
  asked = [];
});
afterEach(() => vi.useRealTimers());

describe('measures of the file', () => {
  let measures: FileMeasures;
  beforeEach(() => {
    measures = new FileMeasures(store, ask);
    store.file.set(file('1'));
  });
  afterEach(() => measures.dispose());

  it('are asked for once, when the first waveform stands', async () => {
    scan(100, 'done');
    await wait(5000);
    expect(asked).toEqual([]);
    measures.begin();
    measures.begin();
    await answer(answerOf(100, true));
    await wait(60_000);
    expect(asked.map(({ key }) => key)).toEqual(['1']);
    expect(known()).toBe('1 100 final');
  });

  it('are asked for at once where a panel shows them', () => {
    scan(100, 'done');
    show('info');
    show('statistics', false);
    expect(asked).toEqual([]);
    show('statistics');
    expect(asked.length).toBe(1);
  });

  it('follow the scan every half second, one question at a time, until they are final', async () => {
    measures.begin();
    expect(asked).toEqual([]);
    scan(0);
    expect(asked).toEqual([]);
    scan(10);
    for (let frames = 11; frames < 20; frames++) scan(frames);
    expect(asked.length).toBe(1);
    await answer(answerOf(10, false));
    expect(known()).toBe('1 10');
    await wait(480);
    expect(asked.length).toBe(1);
    await wait(40);
    expect(asked.length).toBe(2);
    await answer(answerOf(19, false));
    await wait(5000);
    // The scan has not come further.
    expect(asked.length).toBe(2);
    scan(100, 'done');
    expect(asked.length).toBe(3);
    // What comes after the scan is not there yet.
    await answer(answerOf(100, false));
    await wait(500);
    expect(asked.length).toBe(4);
    await answer(answerOf(100, false));
    await wait(900);
    expect(asked.length).toBe(4);
    await wait(200);
    expect(asked.length).toBe(5);
    await answer(answerOf(100, true));
    await wait(60_000);
    expect(asked.length).toBe(5);
    expect(known()).toBe('1 100 final');
  });

  it('stay while a file grows, and are asked for again', async () => {
    measures.begin();
    scan(100, 'done');
    await answer(answerOf(100, true));
    scan(120);
    await wait(500);
    expect(known()).toBe('1 100 final');
    await answer(answerOf(120, false));
    expect(known()).toBe('1 120');
  });

  it('are unknown, and the question taken back, once the file is another', async () => {
    measures.begin();
    scan(100, 'done');
    store.file.set(file('2'));
    expect(asked[0]!.signal.aborted).toBe(true);
    // The scan is still that of the other.
    expect(asked.length).toBe(1);
    asked[0]!.answer(answerOf(100, true));
    await wait(0);
    expect(known()).toBe('');
    scan(50, 'done', '2');
    await answer(answerOf(50, true));
    expect(known()).toBe('2 50 final');
    store.file.set(null);
    expect(known()).toBe('');
  });

  it('are not asked for while the page is hidden', async () => {
    store.visible.set(false);
    measures.begin();
    scan(100, 'done');
    await wait(5000);
    expect(asked).toEqual([]);
    store.visible.set(true);
    expect(asked.length).toBe(1);
  });

  it('are tried a few times more when no answer comes, then said to be none', async () => {
    measures.begin();
    scan(100, 'done');
    for (let i = 0; i < 8; i++) {
      asked.at(-1)!.fail('The server has ended.');
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
    expect(store.measures.value?.measured.overall.rmsDbfs).toEqual({
      reason: 'could not be measured: The server has ended.',
    });
    // A scan that goes on is another try.
    scan(40);
    await wait(0);
    expect(asked.length).toBe(6);
    await answer(answerOf(40, false));
    expect(known()).toBe('1 40');
  });
});

describe('measures of the selection', () => {
  let measures: SelectionMeasures;
  const select = (startFrame: number, endFrame: number): void => store.selection.set({ startFrame, endFrame });
  beforeEach(() => {
    store.file.set(file('1'));
    measures = new SelectionMeasures(store, ask);
  });
  afterEach(() => measures.dispose());

  it('are asked for once it has come to rest, and only where a panel shows them', async () => {
    select(0, 10);
    await wait(1000);
    expect(asked).toEqual([]);
    show('loudness');
    for (let end = 20; end < 60; end += 10) {
      select(0, end);
      await wait(50);
    }
    expect(asked).toEqual([]);
    await wait(50);
    expect(asked.map(({ key }) => key)).toEqual(['1 0 50']);
    await answer(answerOf(50, true));
    expect(store.selectionMeasures.value?.endFrame).toBe(50);
    // Known: nothing more is asked when another panel shows them.
    show('statistics');
    show('info');
    show('findings');
    await wait(1000);
    expect(asked.length).toBe(1);
  });

  it('are unknown again, and the question taken back, as soon as it changes', async () => {
    show('statistics');
    select(0, 10);
    await wait(100);
    await answer(answerOf(10, true));
    select(0, 20);
    expect(store.selectionMeasures.value).toBeNull();
    await wait(100);
    select(0, 30);
    expect(asked[1]!.signal.aborted).toBe(true);
    await answer(answerOf(20, true));
    expect(store.selectionMeasures.value).toBeNull();
    await wait(100);
    store.selection.set(null);
    expect(asked[2]!.signal.aborted).toBe(true);
    await wait(60_000);
    expect(asked.length).toBe(3);
  });

  it('are left when the panel closes or the page is hidden, and asked for again after', async () => {
    show('statistics');
    select(0, 10);
    await wait(100);
    show('info');
    expect(asked[0]!.signal.aborted).toBe(true);
    show('statistics');
    await wait(100);
    expect(asked.length).toBe(2);
    store.visible.set(false);
    expect(asked[1]!.signal.aborted).toBe(true);
    store.visible.set(true);
    await wait(100);
    expect(asked.map(({ key }) => key)).toEqual(['1 0 10', '1 0 10', '1 0 10']);
  });

  it('stay where a file has only grown, and say why there are none when no answer comes', async () => {
    show('statistics');
    select(3, 10);
    await wait(100);
    store.file.set(file('1'));
    expect(asked[0]!.signal.aborted).toBe(false);
    for (let i = 0; i < 8; i++) {
      asked.at(-1)!.fail('no');
      await wait(20_000);
    }
    expect(asked.length).toBe(5);
    expect(store.selectionMeasures.value).toMatchObject({ final: true, startFrame: 3, endFrame: 10 });
  });
});
