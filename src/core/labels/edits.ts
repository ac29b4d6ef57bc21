import { assert } from '../util/assert.ts';
import { isPoint, type Label, type LabelTrack } from './label.ts';

/** A label and where it stands in its track. */
export interface Placed {
  readonly index: number;
  readonly label: Label;
}

/**
 * One step of undo, as plain data: what goes, with its place before, and what comes, with its place after. It fits the
 * one track state that it was made for.
 */
export interface TrackEdit {
  /** As the undo menu shows it. */
  readonly title: string;
  /** Both by rising index. */
  readonly removed: readonly Placed[];
  readonly inserted: readonly Placed[];
}

/** The way back. */
export const invert = ({ title, removed, inserted }: TrackEdit): TrackEdit => ({
  title,
  removed: inserted,
  inserted: removed,
});

export function apply(track: LabelTrack, { removed, inserted }: TrackEdit): LabelTrack {
  const gone = new Set<number>();
  for (const { index, label } of removed) {
    assert(sameLabel(track.labels[index], label), `the edit is of another state of track “${track.name}”`);
    gone.add(index);
  }
  const labels = track.labels.filter((_, i) => !gone.has(i));
  if (inserted.length === 1) labels.splice(inserted[0]!.index, 0, inserted[0]!.label);
  return { ...track, labels: inserted.length > 1 ? woven(labels, inserted) : labels };
}

/** The edit as this track needs it, of an edit from elsewhere. Undefined: it is of another state, or would spoil the track. */
export function fitted(track: LabelTrack, { title, removed, inserted }: TrackEdit): TrackEdit | undefined {
  if (!rising(removed) || !rising(inserted)) return undefined;
  if (!removed.every(({ index, label }) => sameLabel(track.labels[index], label))) return undefined;
  const left = track.labels.length - removed.length;
  if (!inserted.every(({ index, label }, i) => index <= left + i && label.startSeconds <= label.endSeconds)) {
    return undefined;
  }
  // Labels as the track has them: all that they hold comes back with the way back.
  const own = { title, removed: removed.map(({ index }) => ({ index, label: track.labels[index]! })), inserted };
  const { labels } = apply(track, own);
  const ordered = ({ index }: Placed): boolean =>
    [index, index + 1].every(
      (i) => !labels[i - 1] || !labels[i] || labels[i - 1]!.startSeconds <= labels[i].startSeconds,
    );
  return inserted.every(ordered) ? own : undefined;
}

const rising = (all: readonly Placed[]): boolean => all.every(({ index }, i) => i === 0 || all[i - 1]!.index < index);

function woven(labels: readonly Label[], inserted: readonly Placed[]): Label[] {
  const all: Label[] = [];
  let next = 0;
  for (const { index, label } of inserted) {
    while (all.length < index) all.push(labels[next++]!);
    all.push(label);
  }
  while (next < labels.length) all.push(labels[next++]!);
  return all;
}

const sameLabel = (a: Label | undefined, b: Label): boolean =>
  a === b || (a?.startSeconds === b.startSeconds && a.endSeconds === b.endSeconds && a.text === b.text);

export const addLabel = (track: LabelTrack, label: Label): TrackEdit =>
  replace('Add Label', track, [], [checked(label)]);

export function deleteLabels(track: LabelTrack, indices: readonly number[]): TrackEdit {
  return replace(indices.length === 1 ? 'Delete Label' : 'Delete Labels', track, indices, []);
}

export function renameLabel(track: LabelTrack, index: number, text: string): TrackEdit {
  return replace('Rename Label', track, [index], [{ ...labelAt(track, index), text }]);
}

/** `both` moves the whole label so that it starts there. An edge dragged past the other changes places with it. */
export type Edge = 'start' | 'end' | 'both';

export function moveEdge(track: LabelTrack, index: number, edge: Edge, seconds: number): TrackEdit {
  const label = labelAt(track, index);
  const { startSeconds: start, endSeconds: end } = label;
  if (edge === 'both') return replace('Move Label', track, [index], [between(label, seconds, seconds + (end - start))]);
  return replace('Move Label Edge', track, [index], [between(label, seconds, edge === 'start' ? end : start)]);
}

/** All edges of regions at one place, as boundaries of a TextGrid move: none goes past the other edge of its label. */
export function moveBoundary(track: LabelTrack, from: number, to: number): TrackEdit {
  const indices: number[] = [];
  let place = to;
  track.labels.forEach((label, i) => {
    const { startSeconds: start, endSeconds: end } = label;
    if (isPoint(label) || (start !== from && end !== from)) return;
    indices.push(i);
    place = start === from ? Math.min(place, end) : Math.max(place, start);
  });
  const moved = indices.map((i) => {
    const label = labelAt(track, i);
    return label.startSeconds === from
      ? between(label, place, label.endSeconds)
      : between(label, label.startSeconds, place);
  });
  return replace('Move Boundary', track, indices, moved);
}

/** Both halves keep text and fields. Nothing changes where the place is not inside the label. */
export function splitLabel(track: LabelTrack, index: number, seconds: number): TrackEdit {
  const label = labelAt(track, index);
  const inside = seconds > label.startSeconds && seconds < label.endSeconds;
  const halves = [between(label, label.startSeconds, seconds), between(label, seconds, label.endSeconds)];
  return inside ? replace('Split Label', track, [index], halves) : { title: 'Split Label', removed: [], inserted: [] };
}

/** One label from the first start to the last end; texts in order of time, fields of the first. */
export function mergeLabels(track: LabelTrack, indices: readonly number[]): TrackEdit {
  const all = [...new Set(indices)].sort((a, b) => a - b);
  const labels = all.map((index) => labelAt(track, index));
  const [first] = labels;
  if (!first || labels.length === 1) return { title: 'Merge Labels', removed: [], inserted: [] };
  const { lowHertz: _low, highHertz: _high, speaker: _speaker, ...rest } = first;
  const low = labels.map(({ lowHertz }) => lowHertz).filter((each) => each !== undefined);
  const high = labels.map(({ highHertz }) => highHertz).filter((each) => each !== undefined);
  const speakers = new Set(labels.map(({ speaker }) => speaker));
  const merged: Label = {
    ...rest,
    endSeconds: labels.reduce((end, label) => Math.max(end, label.endSeconds), first.endSeconds),
    text: labels
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join(' '),
    ...(low.length > 0 ? { lowHertz: low.reduce((a, b) => Math.min(a, b)) } : {}),
    ...(high.length > 0 ? { highHertz: high.reduce((a, b) => Math.max(a, b)) } : {}),
    ...(speakers.size === 1 && first.speaker !== undefined ? { speaker: first.speaker } : {}),
  };
  return replace('Merge Labels', track, all, [merged]);
}

const between = (label: Label, a: number, b: number): Label =>
  checked({ ...label, startSeconds: Math.min(a, b), endSeconds: Math.max(a, b) });

function checked(label: Label): Label {
  assert(Number.isFinite(label.startSeconds) && Number.isFinite(label.endSeconds), 'a label has times');
  return label.endSeconds < label.startSeconds
    ? { ...label, startSeconds: label.endSeconds, endSeconds: label.startSeconds }
    : label;
}

function labelAt(track: LabelTrack, index: number): Label {
  const label = track.labels[index];
  assert(label, `label ${index} of ${track.labels.length} is not there`);
  return label;
}

/** New labels go after those that start at the same time, except into the place of one that they replace. */
function replace(title: string, track: LabelTrack, gone: readonly number[], labels: readonly Label[]): TrackEdit {
  const indices = [...new Set(gone)].sort((a, b) => a - b);
  const removed = indices.map((index) => ({ index, label: labelAt(track, index) }));
  const isGone = new Set(indices);
  const left = track.labels.filter((_, i) => !isGone.has(i));
  const placed = labels.map((label, i) => {
    const old = gone[i] === undefined ? undefined : track.labels[gone[i]];
    // A label that stays where it is among equals keeps its place.
    const own =
      old && old.startSeconds === label.startSeconds
        ? gone[i]! - indices.filter((each) => each < gone[i]!).length
        : undefined;
    return { at: own ?? firstAfter(left, label.startSeconds), label };
  });
  placed.sort((a, b) => a.at - b.at || a.label.startSeconds - b.label.startSeconds);
  return { title, removed, inserted: placed.map(({ at, label }, i) => ({ index: at + i, label })) };
}

/** Index of the first label that starts later. */
function firstAfter(labels: readonly Label[], seconds: number): number {
  let [low, high] = [0, labels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (labels[middle]!.startSeconds <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
