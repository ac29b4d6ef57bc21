import { describe, expect, it } from 'vitest';
import { apply, deleteLabels, renameLabel } from '../../../src/core/labels/edits.ts';
import type { Label, LabelTrack } from '../../../src/core/labels/label.ts';
import type { LabelsState } from '../../../src/core/protocol/labels.ts';
import { indexOf, labelAround, nearestEdge, sharesEdge } from '../../../webview/labels/labelIndex.ts';
import { hitBar, layoutTrack, type TimeScale } from '../../../webview/labels/labelLayout.ts';
import { type EditRequest, LabelSync, tracksOf } from '../../../webview/labels/labelSync.ts';
import { fitText, lineOf, nameOf } from '../../../webview/labels/labelText.ts';
import { Store } from '../../../webview/store.ts';
import { plainTime } from '../../../src/core/picture/axes/timeFormat.ts';

const region = (startSeconds: number, endSeconds: number, text = ''): Label => ({ startSeconds, endSeconds, text });

/** Small numbers, the same each time. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

describe('what of a track is in view', () => {
  it('covers every label once, in its place, whatever the zoom', () => {
    const random = randoms(7);
    for (let round = 0; round < 25; round++) {
      const count = 1 + Math.floor(random() * 300);
      const labels = Array.from({ length: count }, () => {
        const start = Math.floor(random() * 10_000) / 100;
        return region(start, random() < 0.3 ? start : start + random() * (random() < 0.2 ? 20 : 0.2));
      }).sort((a, b) => a.startSeconds - b.startSeconds);
      const framesPerPixel = 10 ** (random() * 4);
      const scale: TimeScale = {
        view: { startFrame: random() * 90_000, framesPerPixel },
        sampleRate: 1000,
        width: 800,
      };
      const x = (seconds: number): number => (seconds * 1000 - scale.view.startFrame) / framesPerPixel;
      const bars = layoutTrack(labels, scale);
      const { rows, rowOf } = indexOf(labels);
      labels.forEach((label, index) => {
        const [from, to] = [x(label.startSeconds), x(label.endSeconds)];
        if (to < 0 || from > 800) return;
        const holding = bars.filter((bar) => {
          if (bar.row !== rowOf[index]) return false;
          const indices = rows[bar.row]!.labels;
          const first = indices.indexOf(bar.label);
          const at = indices.indexOf(index);
          return at >= first && at < first + bar.count;
        });
        expect(holding).toHaveLength(1);
        expect(holding[0]!.from).toBeLessThanOrEqual(from + 1e-6);
        expect(holding[0]!.to).toBeGreaterThanOrEqual(to - 1e-6);
        // From four pixels on it has a bar of its own, with its very edges.
        if (to - from >= 4 && rowOf[index]! < 4) expect(holding[0]).toMatchObject({ count: 1, from, to });
      });
      bars.forEach((bar, i) => {
        const next = bars[i + 1];
        if (next?.row === bar.row) expect(next.from).toBeGreaterThanOrEqual(bar.to - 1e-6);
      });
    }
  });

  it('is a few bars of many thousands of labels, counted exactly', () => {
    const labels = Array.from({ length: 100_000 }, (_, i) => region(i / 100, i / 100 + 0.008));
    const bars = layoutTrack(labels, { view: { startFrame: 0, framesPerPixel: 1000 }, sampleRate: 1000, width: 1000 });
    expect(bars).toEqual([expect.objectContaining({ label: 0, count: 100_000 })]);
  });

  it('says what is under the pointer, edges before bodies', () => {
    const labels = [region(1, 2), region(2, 3), region(5, 5)];
    const bars = layoutTrack(labels, { view: { startFrame: 0, framesPerPixel: 10 }, sampleRate: 1000, width: 800 });
    const under = (x: number, y = 10): string => {
      const hit = hitBar(bars, x, y);
      return hit ? `${hit.bar.label} ${hit.part}` : 'nothing';
    };
    expect([150, 103, 198, 203, 297, 303, 310, 503].map((x) => under(x))).toEqual([
      ...['0 body', '0 start', '0 end', '1 start', '1 end', '1 end', 'nothing', '2 body'],
    ]);
    expect(under(150, 30)).toBe('nothing');
  });
});

describe('looking for labels', () => {
  const labels = [region(1, 4, 'a'), region(2, 3, 'b'), region(4, 6, 'c'), region(9, 9, 'p')];

  it('finds the edge that is nearest, and none that is too far', () => {
    expect(nearestEdge(labels, 2.9, 0.5)).toBe(3);
    expect(nearestEdge(labels, 8.8, 0.5)).toBe(9);
    expect(nearestEdge(labels, 7.2, 1)).toBeNull();
  });

  it('finds the label around a time, the inner one first', () => {
    expect(labelAround(labels, 2.5)).toBe(1);
    expect(labelAround(labels, 3.5)).toBe(0);
    expect(labelAround(labels, 7)).toBeNull();
    expect(labelAround(labels, 9)).toBeNull();
  });

  it('knows which edges two regions share', () => {
    expect(sharesEdge(labels, 0, 'end')).toBe(true);
    expect(sharesEdge(labels, 2, 'start')).toBe(true);
    expect(sharesEdge(labels, 0, 'start')).toBe(false);
    expect(sharesEdge(labels, 2, 'end')).toBe(false);
  });
});

describe('texts of labels', () => {
  it('are cut with an ellipsis, never through a pair of surrogates', () => {
    const measure = (text: string): number => text.length * 6;
    expect(fitText('hello', 30, measure)).toBe('hello');
    expect(fitText('hello world', 40, measure)).toBe('hello…');
    expect(fitText('ab\u{1F600}cd', 24, measure)).toBe('ab…');
    expect(fitText('hello', 5, measure)).toBe('');
  });

  it('are one line with the speaker, and named with their times', () => {
    expect(lineOf({ ...region(0, 1, 'so\nbe it'), speaker: 'Ada' })).toBe('Ada: so be it');
    const times = { sampleRate: 8000, format: plainTime };
    expect(nameOf(region(1, 2.5, 'x'), times)).toBe('x, 00:00:01.000 to 00:00:02.500');
    expect(nameOf(region(1, 1), times)).toBe('No text, at 00:00:01.000');
  });
});

describe('edits on their way to the host', () => {
  const first = [region(0, 1, 'a'), region(1, 2, 'b'), region(2, 3, 'c')];
  const start: LabelsState = {
    ...{ state: 7, fileName: 'a.txt', format: 'Audacity labels', dirty: false, editable: true, warnings: [] },
    tracks: [{ name: '', labels: [...first] }],
  };

  function set() {
    const store = new Store({} as never);
    const sent: { request: EditRequest; accept: () => void; refuse: (why: string) => void }[] = [];
    const sync = new LabelSync(
      store,
      (request) =>
        new Promise((resolve, reject) => {
          sent.push({ request, accept: () => resolve({}), refuse: (why) => reject(new Error(why)) });
        }),
    );
    sync.received(start);
    const texts = (): string =>
      tracksOf(store.labels.value)[0]!
        .labels.map(({ text }) => text)
        .join('');
    const track = (): LabelTrack => tracksOf(store.labels.value)[0]!;
    const host = (state: number, labels: readonly Label[]): void =>
      sync.received({ ...start, state, dirty: true, tracks: [{ name: '', labels: [...labels] }] });
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
    return { store, sync, sent, texts, track, host, settled };
  }

  it('show at once and are sent one by one, each for the state before', async () => {
    const { sync, sent, texts, track, host, settled, store } = set();
    const one = deleteLabels(track(), [0]);
    const afterOne = apply(track(), one);
    sync.edit(0, one);
    sync.edit(0, renameLabel(track(), 0, 'B'));
    expect(texts()).toBe('Bc');
    expect(store.labels.value!.dirty).toBe(true);
    expect(sent.map(({ request }) => request.state)).toEqual([7]);
    sent[0]!.accept();
    await settled();
    expect(sent).toHaveLength(1);
    host(8, afterOne.labels);
    expect(texts()).toBe('Bc');
    expect(sent.map(({ request }) => request.state)).toEqual([7, 8]);
    // The other way round: the state comes before the answer.
    host(9, apply(afterOne, sent[1]!.request.edit).labels);
    expect(texts()).toBe('Bc');
    sent[1]!.accept();
    await settled();
    expect(sent).toHaveLength(2);
  });

  it('are taken back, with those after them, when one is refused', async () => {
    const { store, sync, sent, texts, track, settled } = set();
    sync.edit(0, deleteLabels(track(), [0]));
    sync.edit(0, deleteLabels(track(), [0]));
    expect(texts()).toBe('c');
    sent[0]!.refuse('The disk is full.');
    await settled();
    expect(texts()).toBe('abc');
    expect(sent).toHaveLength(1);
    expect(store.problem.value?.text).toBe('“Delete Label” could not be done: The disk is full.');
    sync.edit(0, deleteLabels(track(), [2]));
    expect(sent[1]!.request.state).toBe(7);
  });

  it('give way to what has changed on the host meanwhile', async () => {
    const { store, sync, sent, texts, track, host, settled } = set();
    sync.edit(0, deleteLabels(track(), [0]));
    sync.edit(0, renameLabel(track(), 1, 'C'));
    host(8, [region(0, 9, 'other')]);
    expect(texts()).toBe('other');
    expect(store.problem.value?.text).toContain('have changed meanwhile');
    sent[0]!.refuse('The labels have changed.');
    await settled();
    expect(texts()).toBe('other');
  });

  it('stay shown when only the file was saved, and keep arrays that say the same', () => {
    const { store, sync, texts, track } = set();
    const before = track().labels;
    sync.received({
      ...start,
      fileName: 'b.txt',
      tracks: [{ name: '', labels: first.map((label) => ({ ...label })) }],
    });
    expect(track().labels).toBe(before);
    expect(store.labels.value!.fileName).toBe('b.txt');
    sync.edit(0, deleteLabels(track(), [0]));
    sync.received({ ...start, dirty: false });
    expect(texts()).toBe('bc');
  });
});
