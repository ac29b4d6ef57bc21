import { apply, type TrackEdit } from '../../src/core/labels/edits.ts';
import type { Label, LabelTrack } from '../../src/core/labels/label.ts';
import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { LabelsState } from '../../src/core/protocol/labels.ts';
import type { Store } from '../store.ts';

export interface EditRequest {
  readonly state: number;
  readonly track: number;
  readonly edit: TrackEdit;
}

interface Sent {
  readonly state: number;
  readonly track: number;
  readonly edit: TrackEdit;
  accepted: boolean;
  /** The state that follows has come. */
  answered: boolean;
}

/** The schema has optional parts as possibly undefined; over the wire they are absent. */
export const tracksOf = (state: LabelsState | null): readonly LabelTrack[] =>
  (state?.tracks ?? []) as readonly LabelTrack[];

/**
 * Edits show at once and go to the host one by one, each made for the state before it. What the host sends is what counts:
 * an edit that it refuses is taken back, with a sentence.
 */
export class LabelSync {
  #store: Store;
  #send: (request: EditRequest) => Promise<unknown>;
  #confirmed: LabelsState | null = null;
  #sent: Sent | null = null;
  #waiting: Pick<Sent, 'track' | 'edit'>[] = [];

  constructor(store: Store, send: (request: EditRequest) => Promise<unknown>) {
    this.#store = store;
    this.#send = send;
  }

  received(state: LabelsState): void {
    this.#confirmed = state;
    // The same number again: only its name, or whether it is saved, has changed.
    if (this.#sent && state.state !== this.#sent.state) this.#sent.answered = true;
    this.#show();
    this.#next();
  }

  edit(track: number, edit: TrackEdit): void {
    if (edit.removed.length === 0 && edit.inserted.length === 0) return;
    this.#waiting.push({ track, edit });
    this.#show();
    this.#next();
  }

  #next(): void {
    const before = this.#sent;
    if (before && !(before.accepted && before.answered)) return;
    this.#sent = null;
    const step = this.#waiting.shift();
    if (!step || !this.#confirmed) return;
    const sent: Sent = { ...step, state: this.#confirmed.state, accepted: false, answered: false };
    this.#sent = sent;
    this.#send({ state: sent.state, track: sent.track, edit: sent.edit }).then(
      () => {
        sent.accepted = true;
        this.#next();
      },
      (error: unknown) => this.#refused(sent, toErrorInfo(error).message),
    );
  }

  #refused(sent: Sent, why: string): void {
    // Those that wait were made for the state that it would have led to.
    this.#waiting = [];
    if (this.#sent === sent) this.#sent = null;
    this.#show();
    this.#tell(sent.edit.title, why);
  }

  #tell(title: string, why: string): void {
    this.#store.problem.set({ severity: 'warning', text: `“${title}” could not be done: ${why}` });
  }

  #show(): void {
    const state = this.#confirmed;
    if (!state) return;
    const steps = [...(this.#sent && !this.#sent.answered ? [this.#sent] : []), ...this.#waiting];
    const shown = tracksOf(this.#store.labels.value);
    const tracks = tracksOf(state).map((track, i) => known(shown[i], track));
    for (const { track, edit } of steps) {
      try {
        tracks[track] = apply(tracks[track]!, edit);
      } catch {
        this.#waiting = [];
        this.#tell(edit.title, 'the labels have changed meanwhile.');
        break;
      }
    }
    const dirty = state.dirty || steps.length > 0;
    this.#store.labels.set({ ...state, dirty, tracks: tracks as LabelsState['tracks'] });
  }
}

/** The arrays that are there already, where they say the same: what was made of them stays good. */
function known(shown: LabelTrack | undefined, track: LabelTrack): LabelTrack {
  if (!shown || shown.labels.length !== track.labels.length) return track;
  const same = track.labels.every((label, i) => sameLabel(shown.labels[i]!, label));
  return same ? { ...track, labels: shown.labels } : track;
}

export function sameLabel(a: Label, b: Label): boolean {
  if (a === b) return true;
  return (
    a.startSeconds === b.startSeconds &&
    a.endSeconds === b.endSeconds &&
    a.text === b.text &&
    a.speaker === b.speaker &&
    a.lowHertz === b.lowHertz &&
    a.highHertz === b.highHertz &&
    a.raw === b.raw &&
    (a.fields === b.fields || JSON.stringify(a.fields) === JSON.stringify(b.fields))
  );
}
