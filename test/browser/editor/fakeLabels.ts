// The host's side of labels, in the page: keeps the states, refuses edits of older ones, undoes.
import { apply, invert, type TrackEdit } from '../../../src/core/labels/edits.ts';
import type { LabelTrack } from '../../../src/core/labels/label.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { LabelsState } from '../../../src/core/protocol/labels.ts';

export type FakeLabelOptions = Partial<LabelsState> & {
  /** So many regions of 8 ms, one each 10 ms, made in the page. */
  readonly many?: number;
};

interface Step {
  readonly track: number;
  readonly edit: TrackEdit;
}

export class FakeLabels {
  state: LabelsState | null;
  readonly edits: Step[] = [];
  /** Answers wait for release(). */
  holding = false;
  /** Why the next edit is refused. */
  refusal: string | null = null;
  #undone: Step[] = [];
  #held: (() => void)[] = [];
  #emit: (state: LabelsState) => void;

  constructor(options: FakeLabelOptions | undefined, emit: (state: LabelsState) => void) {
    this.#emit = emit;
    const { many, ...given } = options ?? {};
    this.state = options
      ? {
          ...{ state: 1, fileName: null, format: 'Audacity labels', dirty: false, editable: true, warnings: [] },
          tracks: [{ name: '', labels: many ? regions(many) : [] }],
          ...given,
        }
      : null;
  }

  send(): void {
    if (this.state) this.#emit(this.state);
  }

  async edit({ state, track, edit }: { state: number; track: number; edit: TrackEdit }): Promise<object> {
    if (this.holding) await new Promise<void>((resolve) => this.#held.push(resolve));
    const why = this.refusal;
    this.refusal = null;
    if (why) throw new EarshotError('no-permission', why);
    if (!this.state || state !== this.state.state) throw new EarshotError('changed', 'The labels have changed.');
    this.edits.push({ track, edit });
    this.#undone = [];
    this.#apply({ track, edit });
    return {};
  }

  undo(): void {
    const step = this.edits.pop();
    if (!step) return;
    this.#undone.push(step);
    this.#apply({ track: step.track, edit: invert(step.edit) });
  }

  redo(): void {
    const step = this.#undone.pop();
    if (!step) return;
    this.edits.push(step);
    this.#apply(step);
  }

  /** As after a save, or a change on disk. */
  set(change: Partial<LabelsState>): void {
    this.state = { ...this.state!, ...change };
    this.send();
  }

  release(): void {
    this.holding = false;
    for (const resolve of this.#held.splice(0)) resolve();
  }

  #apply({ track, edit }: Step): void {
    const tracks = [...this.state!.tracks];
    tracks[track] = apply(tracks[track] as LabelTrack, edit) as LabelsState['tracks'][number];
    this.state = { ...this.state!, state: this.state!.state + 1, dirty: true, tracks };
    this.send();
  }
}

const regions = (count: number): LabelsState['tracks'][number]['labels'] =>
  Array.from({ length: count }, (_, i) => ({
    startSeconds: i / 100,
    endSeconds: i / 100 + 0.008,
    text: `word ${i}`,
  }));
