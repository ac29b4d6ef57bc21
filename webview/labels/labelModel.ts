import { moveBoundary, moveEdge, renameLabel, addLabel, type TrackEdit } from '../../src/core/labels/edits.ts';
import type { Label, LabelTrack } from '../../src/core/labels/label.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { Signal } from '../render/signal.ts';
import type { LabelPlace, Store } from '../store.ts';
import { firstFrom, sharesEdge } from './labelIndex.ts';
import { type LabelSync, sameLabel, tracksOf } from './labelSync.ts';

/** A text that is being typed. index null: of a label that there is only once the text is accepted. */
export interface Draft {
  readonly track: number;
  readonly index: number | null;
  readonly label: Label;
}

/** Labels that are being moved: shown where they would be, still unchanged in their track. */
export interface Preview {
  readonly track: number;
  readonly edit: TrackEdit;
  /** What they would be, by their index now. */
  readonly labels: ReadonlyMap<number, Label>;
}

/** What keys move of the chosen label. */
export const parts = ['both', 'start', 'end'] as const;
export type MovedPart = (typeof parts)[number];

const nothing: ReadonlySet<number> = new Set();

/** What is chosen, typed and moved among the labels of the store; every change of theirs goes through here. */
export class LabelModel {
  /** Indices in the track of store.chosenLabel, which is one of them. */
  readonly chosen = new Signal<ReadonlySet<number>>(nothing);
  readonly draft = new Signal<Draft | null>(null);
  readonly preview = new Signal<Preview | null>(null);
  readonly part = new Signal<MovedPart>('both');
  /** Tracks whose row is low, by name and index. */
  readonly folded = new Signal<ReadonlySet<string>>(new Set());
  #store: Store;
  #sync: LabelSync;
  /** The chosen labels themselves: found again when their indices change. */
  #kept: readonly Label[] = [];
  #main: Label | null = null;
  /** Labels of its track. */
  #of = 0;

  constructor(scope: Scope, store: Store, sync: LabelSync) {
    this.#store = store;
    this.#sync = sync;
    scope.add(store.labels.on(() => this.#changed()));
  }

  get tracks(): readonly LabelTrack[] {
    return tracksOf(this.#store.labels.value);
  }

  get editable(): boolean {
    return this.#store.labels.value?.editable ?? false;
  }

  track(index: number): LabelTrack | undefined {
    return this.tracks[index];
  }

  at({ track, index }: LabelPlace): Label | undefined {
    return this.track(track)?.labels[index];
  }

  isChosen(track: number, index: number): boolean {
    return this.#store.chosenLabel.value?.track === track && this.chosen.value.has(index);
  }

  /** One label, or none. `also`: others of its track that are chosen with it. */
  choose(place: LabelPlace | null, also: Iterable<number> = []): void {
    const track = place && this.track(place.track);
    if (!place || !track?.labels[place.index]) {
      this.#kept = [];
      this.#main = null;
      this.chosen.set(nothing);
      this.#store.chosenLabel.set(null);
      return;
    }
    const all = new Set([place.index, ...also]);
    if (track.labels[place.index] !== this.#main) this.part.set('both');
    this.#kept = [...all].flatMap((index) => track.labels[index] ?? []);
    this.#main = track.labels[place.index]!;
    this.#of = track.labels.length;
    this.#store.chosenLabel.set(place);
    this.chosen.set(all);
  }

  /** Adds to those that are chosen, or takes away from them. */
  toggle(place: LabelPlace): void {
    const before = this.#store.chosenLabel.value;
    if (before?.track !== place.track) return this.choose(place);
    const all = new Set(this.chosen.value);
    if (!all.delete(place.index)) return this.choose(place, all);
    const [last] = [...all].slice(-1);
    this.choose(last === undefined ? null : { track: place.track, index: last }, all);
  }

  /** From the one chosen first to this one. */
  extend(place: LabelPlace): void {
    const before = this.#store.chosenLabel.value;
    if (before?.track !== place.track) return this.choose(place);
    const [from, to] = [Math.min(before.index, place.index), Math.max(before.index, place.index)];
    this.choose(
      before,
      Array.from({ length: to - from + 1 }, (_, i) => from + i),
    );
  }

  /** Shows at once; what it brings is chosen. */
  edit(track: number, edit: TrackEdit): void {
    this.preview.set(null);
    this.#sync.edit(track, edit);
    const [first, ...more] = edit.inserted.map(({ index }) => index);
    if (first !== undefined) this.choose({ track, index: first }, more);
  }

  /** The text of a draft as the user has it; null takes it back. */
  closeDraft(text: string | null): void {
    const draft = this.draft.value;
    this.draft.set(null);
    const track = draft && this.track(draft.track);
    if (!track || text === null) return;
    if (draft.index === null) return this.edit(draft.track, addLabel(track, { ...draft.label, text }));
    // Undone or reloaded while the text was typed.
    const index = placeOf(track.labels, draft.label);
    if (index !== null && text !== draft.label.text) this.edit(draft.track, renameLabel(track, index, text));
  }

  /** `alone`: a boundary that two intervals share moves for one of them only. */
  move({ track, index }: LabelPlace, part: MovedPart, seconds: number, alone: boolean): void {
    const of = this.track(track);
    const label = of?.labels[index];
    if (!of || !label) return;
    const from = part === 'end' ? label.endSeconds : label.startSeconds;
    const shared = part !== 'both' && of.tier === 'intervals' && !alone;
    const edit = shared ? moveBoundary(of, from, seconds) : moveEdge(of, index, part, seconds);
    this.preview.set({ track, edit, labels: movedBy(edit) });
  }

  /** Whole intervals that meet others stay: moving one would tear a hole, or lie over its neighbour. */
  isTied({ track, index }: LabelPlace): boolean {
    const of = this.track(track);
    if (of?.tier !== 'intervals') return false;
    return sharesEdge(of.labels, index, 'start') || sharesEdge(of.labels, index, 'end');
  }

  /** What is shown in its new place goes there. */
  commitMove(): void {
    const preview = this.preview.value;
    if (!preview) return;
    const { removed, inserted } = preview.edit;
    const same =
      removed.length === inserted.length && removed.every(({ label }, i) => sameLabel(label, inserted[i]!.label));
    this.preview.set(null);
    if (!same) this.edit(preview.track, preview.edit);
  }

  #changed(): void {
    this.preview.set(null);
    const { chosenLabel } = this.#store;
    const track = chosenLabel.value && this.track(chosenLabel.value.track);
    if (!chosenLabel.value || !track) return this.choose(null);
    const found = this.#kept.flatMap((label) => placeOf(track.labels, label) ?? []);
    // Changed elsewhere, by undo for one: where it stood, if as many are there as before.
    const same = track.labels.length === this.#of ? chosenLabel.value.index : undefined;
    const main = (this.#main && placeOf(track.labels, this.#main)) ?? found[0] ?? same;
    this.choose(main === undefined ? null : { track: chosenLabel.value.track, index: main }, found);
  }
}

/** Removed and inserted ones come in the same order: no label that moves overtakes the other at its boundary. */
function movedBy({ removed, inserted }: TrackEdit): ReadonlyMap<number, Label> {
  return new Map(removed.flatMap(({ index }, i) => (inserted[i] ? [[index, inserted[i].label] as const] : [])));
}

function placeOf(labels: readonly Label[], label: Label): number | null {
  for (let i = firstFrom(labels, label.startSeconds); labels[i]?.startSeconds === label.startSeconds; i++) {
    if (sameLabel(labels[i]!, label)) return i;
  }
  return null;
}
