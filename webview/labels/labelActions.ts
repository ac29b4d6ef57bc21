import { deleteLabels, mergeLabels, splitLabel } from '../../src/core/labels/edits.ts';
import { isPoint, type Label } from '../../src/core/labels/label.ts';
import type { LabelPlace, Store } from '../store.ts';
import { firstFrom, labelAround } from './labelIndex.ts';
import { frameOf } from './labelText.ts';
import type { LabelModel } from './labelModel.ts';

/** Playing goes on while one looks for the next label: so long it still counts as at the start of this one. */
const PASSED_SECONDS = 0.5;

export interface LabelReach {
  /** Plays on from there where it plays, and shows it. */
  seek(frame: number): void;
  select(startFrame: number, endFrame: number): void;
  selectNone(): void;
}

/** What the user does with labels, whether by key, menu or button. */
export class LabelActions {
  /** The table of labels, while the user works in it, has its own field for a text. */
  takeRename: (place: LabelPlace) => boolean = () => false;
  #store: Store;
  #model: LabelModel;
  #reach: LabelReach;

  constructor(store: Store, model: LabelModel, reach: LabelReach) {
    this.#store = store;
    this.#model = model;
    this.#reach = reach;
  }

  get rate(): number {
    return this.#store.file.value?.info.sampleRate ?? 1;
  }

  /** Chooses it, with the playhead at its start and the selection on it. */
  go(place: LabelPlace, also: Iterable<number> = []): void {
    const label = this.#model.at(place);
    if (!label) return;
    this.#model.choose(place, also);
    this.#select(label);
    this.#reach.seek(frameOf(label.startSeconds, this.rate));
  }

  #select(label: Label): void {
    if (isPoint(label)) this.#reach.selectNone();
    else this.#reach.select(frameOf(label.startSeconds, this.rate), frameOf(label.endSeconds, this.rate));
  }

  /** What is being moved goes there, and a selection that lay on it with it. */
  commitMove(): void {
    const chosen = this.#store.chosenLabel.value;
    const before = chosen && this.#model.at(chosen);
    const range = this.#store.selection.value;
    const held =
      before &&
      range?.startFrame === frameOf(before.startSeconds, this.rate) &&
      range.endFrame === frameOf(before.endSeconds, this.rate);
    this.#model.commitMove();
    const after = this.#store.chosenLabel.value && this.#model.at(this.#store.chosenLabel.value);
    if (held && after) this.#select(after);
  }

  /** Of the selection, else a point at the playhead. Its text is typed before it is there. */
  add(): void {
    if (!this.#store.file.value || !this.#mayEdit()) return;
    this.#model.closeDraft(null);
    const { selection, position } = this.#store;
    const range = selection.value;
    const place = Math.floor(position.value);
    const [from, to] = range ? [range.startFrame, range.endFrame] : [place, place];
    const label: Label = { startSeconds: from / this.rate, endSeconds: to / this.rate, text: '' };
    const track = this.#trackFor(isPoint(label) ? 'points' : 'intervals');
    if (track !== null) return this.#model.draft.set({ track, index: null, label });
    this.#say(
      range
        ? 'No tier of this TextGrid takes intervals: clear the selection to add a point.'
        : 'No tier of this TextGrid takes points: select a range to add an interval.',
    );
  }

  rename(place: LabelPlace | null = this.#store.chosenLabel.value): void {
    const label = place && this.#model.at(place);
    if (!place || !label || !this.#mayEdit()) return;
    if (!this.#model.isChosen(place.track, place.index)) this.#model.choose(place);
    if (this.takeRename(place)) return;
    this.#model.draft.set({ ...place, label });
  }

  remove(): void {
    const [track, chosen] = this.#chosen();
    if (chosen.length === 0 || !this.#mayEdit()) return;
    const next = chosen[0]!;
    this.#model.edit(track, deleteLabels(this.#model.track(track)!, chosen));
    // The one that has come into its place, so that a row can be deleted one by one.
    const left = this.#model.track(track)?.labels.length ?? 0;
    this.#model.choose(left > 0 ? { track, index: Math.min(next, left - 1) } : null);
  }

  /** The chosen one if the playhead stands in it, else the one there. */
  split(): void {
    if (!this.#mayEdit()) return;
    const seconds = Math.round(this.#store.position.value) / this.rate;
    const chosen = this.#store.chosenLabel.value;
    const own = chosen && this.#model.at(chosen);
    const inside = own && own.startSeconds < seconds && seconds < own.endSeconds;
    const place = inside ? chosen : this.#around(seconds);
    if (!place) return this.#say('The playhead stands in no label: put it where one is to be split.');
    this.#model.edit(place.track, splitLabel(this.#model.track(place.track)!, place.index, seconds));
  }

  merge(): void {
    if (!this.#mayEdit()) return;
    const [track, chosen] = this.#chosen();
    if (chosen.length < 2) return this.#say('Choose two labels or more to merge, with Shift or Ctrl and a click.');
    this.#model.edit(track, mergeLabels(this.#model.track(track)!, chosen));
  }

  /** From the chosen one while the playhead is still at its start, else from the playhead. */
  step(direction: -1 | 1): void {
    const chosen = this.#store.chosenLabel.value;
    const track = chosen?.track ?? this.#model.tracks.findIndex(({ labels }) => labels.length > 0);
    const labels = this.#model.track(track)?.labels ?? [];
    const index = chosen && this.#standsAt(chosen) ? chosen.index + direction : this.#fromPlayhead(labels, direction);
    if (index >= 0 && index < labels.length) this.go({ track, index });
  }

  #standsAt(place: LabelPlace): boolean {
    const label = this.#model.at(place);
    if (!label) return false;
    const off = this.#store.position.value - frameOf(label.startSeconds, this.rate);
    return off > -1 && off < (this.#store.playing ? PASSED_SECONDS * this.rate : 1);
  }

  #fromPlayhead(labels: readonly Label[], direction: -1 | 1): number {
    // A time of text stands a little beside its frame.
    const half = direction > 0 ? 0.5 : -0.5;
    const first = firstFrom(labels, (this.#store.position.value + half) / this.rate);
    const fresh = this.#store.chosenLabel.value === null;
    if (direction < 0) return first - 1;
    return fresh ? firstFrom(labels, (this.#store.position.value - half) / this.rate) : first;
  }

  /** The label of another track nearest in time. */
  stepTrack(direction: -1 | 1): void {
    const chosen = this.#store.chosenLabel.value;
    const label = chosen && this.#model.at(chosen);
    if (!chosen || !label) return this.step(1);
    const { tracks } = this.#model;
    for (let track = chosen.track + direction; tracks[track]; track += direction) {
      const { labels } = tracks[track]!;
      if (labels.length === 0) continue;
      const around = labelAround(labels, (label.startSeconds + label.endSeconds) / 2);
      const index = around ?? Math.min(firstFrom(labels, label.startSeconds), labels.length - 1);
      return this.go({ track, index });
    }
  }

  #chosen(): [track: number, indices: number[]] {
    const track = this.#store.chosenLabel.value?.track ?? 0;
    return [track, [...this.#model.chosen.value].sort((a, b) => a - b)];
  }

  #around(seconds: number): LabelPlace | null {
    const first = this.#store.chosenLabel.value?.track ?? 0;
    const { tracks } = this.#model;
    for (let i = 0; i < tracks.length; i++) {
      const track = (first + i) % tracks.length;
      const index = labelAround(tracks[track]!.labels, seconds);
      if (index !== null) return { track, index };
    }
    return null;
  }

  /** That of the chosen label, if it takes such a label; else the first that does. */
  #trackFor(tier: 'intervals' | 'points'): number | null {
    const { tracks } = this.#model;
    const takes = (track: number): boolean => (tracks[track]?.tier ?? tier) === tier;
    const first = this.#store.chosenLabel.value?.track ?? 0;
    if (takes(first)) return first;
    const other = tracks.findIndex((_, track) => takes(track));
    return other < 0 ? null : other;
  }

  #mayEdit(): boolean {
    if (this.#model.editable) return true;
    this.#say(
      this.#store.labels.value
        ? 'The labels of this file cannot be changed here: nothing can be written beside it.'
        : 'The labels of this file are still being read.',
    );
    return false;
  }

  #say(text: string): void {
    this.#store.problem.set({ severity: 'info', text });
  }
}
