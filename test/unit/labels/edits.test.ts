import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLabel,
  apply,
  deleteLabels,
  invert,
  mergeLabels,
  moveBoundary,
  moveEdge,
  renameLabel,
  splitLabel,
  type TrackEdit,
} from '../../../src/core/labels/edits.ts';
import type { Label, LabelTrack } from '../../../src/core/labels/label.ts';
import { labelArb, time, trackOf, word } from './support.ts';

const region = (startSeconds: number, endSeconds: number, text: string): Label => ({ startSeconds, endSeconds, text });
const track = trackOf([region(0, 1, 'a'), region(1, 2, 'b'), region(1, 3, 'c'), region(4, 4, 'p')], 'words');
const after = (edit: TrackEdit, before: LabelTrack = track): unknown[] =>
  apply(before, edit).labels.map(({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text]);
const [a, b, c, p] = [[0, 1, 'a'], [1, 2, 'b'], [1, 3, 'c'], [4, 4, 'p']]; // prettier-ignore

describe('edits', () => {
  it('add after those that start together, and turn reversed times round', () => {
    expect(after(addLabel(track, region(1, 1.5, 'new')))).toEqual([a, b, c, [1, 1.5, 'new'], p]);
    expect(after(addLabel(track, region(9, 8, 'new')))).toEqual([a, b, c, p, [8, 9, 'new']]);
    expect(() => addLabel(track, region(NaN, 8, 'new'))).toThrow('a label has times');
  });

  it('rename in place', () => {
    expect(after(renameLabel(track, 1, 'B'))).toEqual([a, [1, 2, 'B'], c, p]);
    expect(renameLabel(track, 1, 'B').title).toBe('Rename Label');
  });

  it('delete several', () => expect(after(deleteLabels(track, [3, 1, 1]))).toEqual([a, c]));

  it('move edges, also past the other, and whole labels', () => {
    expect(after(moveEdge(track, 1, 'end', 2.5))).toEqual([a, [1, 2.5, 'b'], c, p]);
    expect(after(moveEdge(track, 1, 'start', 5))).toEqual([a, c, [2, 5, 'b'], p]);
    expect(after(moveEdge(track, 2, 'both', -1))).toEqual([[-1, 1, 'c'], a, b, p]);
    expect(after(moveEdge(track, 3, 'both', 0.5))).toEqual([a, [0.5, 0.5, 'p'], b, c]);
    expect(after(moveEdge(track, 3, 'end', 6))).toEqual([a, b, c, [4, 6, 'p']]);
  });

  it('move a boundary of several labels, no farther than the labels go', () => {
    expect(after(moveBoundary(track, 1, 1.5))).toEqual([[0, 1.5, 'a'], [1.5, 2, 'b'], [1.5, 3, 'c'], p]);
    expect(after(moveBoundary(track, 1, 9))).toEqual([[0, 2, 'a'], [2, 2, 'b'], [2, 3, 'c'], p]);
    expect(after(moveBoundary(track, 1, -9))).toEqual([[0, 0, 'a'], [0, 2, 'b'], [0, 3, 'c'], p]);
    expect(moveBoundary(track, 4, 5)).toMatchObject({ removed: [], inserted: [] });
  });

  it('split inside a label only', () => {
    expect(after(splitLabel(track, 1, 1.25))).toEqual([a, [1, 1.25, 'b'], c, [1.25, 2, 'b'], p]);
    expect(splitLabel(track, 1, 2).removed).toEqual([]);
    expect(splitLabel(track, 3, 4).removed).toEqual([]);
  });

  it('merge texts, times, frequencies and a common speaker', () => {
    expect(after(mergeLabels(track, [2, 0]))).toEqual([[0, 3, 'a c'], b, p]);
    const rich = trackOf([
      { ...region(0, 1, ''), lowHertz: 5, speaker: 'Ann', fields: { id: '1' } },
      { ...region(2, 3, 'x'), lowHertz: 3, highHertz: 9, speaker: 'Ann' },
    ]);
    expect(apply(rich, mergeLabels(rich, [0, 1])).labels).toEqual([
      { ...region(0, 3, 'x'), lowHertz: 3, highHertz: 9, speaker: 'Ann', fields: { id: '1' } },
    ]);
    expect(mergeLabels(track, [1])).toMatchObject({ removed: [], inserted: [] });
  });

  it('refuse another state of the track', () => {
    const edit = renameLabel(track, 1, 'B');
    expect(() => apply(apply(track, edit), edit)).toThrow('the edit is of another state of track “words”');
    expect(() => renameLabel(track, 9, '')).toThrow('label 9 of 4 is not there');
  });

  it('any sequence keeps the order, and undone gives the track back', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'rename', 'delete', 'start', 'end', 'both', 'boundary', 'split', 'merge'),
      at: fc.nat(30),
      to: fc.nat(30),
      seconds: time,
      text: word,
    });
    const make = (
      now: LabelTrack,
      { kind, at, to, seconds, text }: typeof step extends fc.Arbitrary<infer T> ? T : never,
    ): TrackEdit => {
      const [i, k] = [at % now.labels.length, to % now.labels.length];
      const { startSeconds, endSeconds } = now.labels[i]!;
      if (kind === 'add') return addLabel(now, region(seconds, seconds + 1, text));
      if (kind === 'rename') return renameLabel(now, i, text);
      if (kind === 'delete') return deleteLabels(now, now.labels.length > 3 ? [i, k] : []);
      if (kind === 'boundary') return moveBoundary(now, endSeconds, seconds);
      if (kind === 'split') return splitLabel(now, i, (startSeconds + endSeconds) / 2);
      if (kind === 'merge') return mergeLabels(now, now.labels.length > 3 ? [i, k] : []);
      return moveEdge(now, i, kind, seconds);
    };
    fc.assert(
      fc.property(
        fc.array(labelArb(word), { minLength: 3, maxLength: 20 }),
        fc.array(step, { maxLength: 20 }),
        (labels, steps) => {
          const states = [trackOf(labels)];
          const edits: TrackEdit[] = [];
          for (const each of steps) {
            const edit = make(states.at(-1)!, each);
            // Edits travel as JSON.
            edits.push(JSON.parse(JSON.stringify(edit)) as TrackEdit);
            const next = apply(states.at(-1)!, edit);
            next.labels.forEach((label, i) => {
              expect(label.endSeconds).toBeGreaterThanOrEqual(label.startSeconds);
              expect(label.startSeconds).toBeGreaterThanOrEqual(next.labels[i - 1]?.startSeconds ?? 0);
            });
            states.push(next);
          }
          let now = states.at(-1)!;
          for (let i = edits.length - 1; i >= 0; i--) expect((now = apply(now, invert(edits[i]!)))).toEqual(states[i]);
          for (let i = 0; i < edits.length; i++) expect((now = apply(now, edits[i]!))).toEqual(states[i + 1]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
