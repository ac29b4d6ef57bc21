import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { listen } from '../ui/dom.ts';
import type { LabelActions } from './labelActions.ts';
import { type LabelModel, parts } from './labelModel.ts';
import type { LabelRows } from './labelRows.ts';
import { frameOf } from './labelText.ts';

/** Presses of an arrow that come so soon after one another are one step of undo, ms. */
const TOGETHER_MS = 700;

/**
 * Arrow keys in a row of labels: to the next one, or the next track; Shift chooses several; Alt moves the label by a pixel,
 * Alt with up and down what is moved of it. Delete and F2 are commands of VS Code.
 */
export class LabelKeys {
  #store: Store;
  #model: LabelModel;
  #actions: LabelActions;
  #rows: LabelRows;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(scope: Scope, store: Store, model: LabelModel, actions: LabelActions, rows: LabelRows) {
    this.#store = store;
    this.#model = model;
    this.#actions = actions;
    this.#rows = rows;
    listen(scope, rows.scroller, 'keydown', (event) => {
      if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'listbox') return;
      if (event.ctrlKey || event.metaKey || !this.#key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    listen(scope, rows.scroller, 'keyup', (event) => {
      if (event.key === 'Alt') this.#commit();
    });
    listen(scope, rows.scroller, 'focusout', () => this.#commit());
    scope.defer(() => clearTimeout(this.#timer));
  }

  /** Whether it was one of ours. */
  #key({ key, altKey, shiftKey }: KeyboardEvent): boolean {
    if (altKey) return this.#move(key, shiftKey);
    this.#commit();
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        return this.#step(key === 'ArrowLeft' ? -1 : 1, shiftKey);
      case 'ArrowUp':
      case 'ArrowDown':
        this.#actions.stepTrack(key === 'ArrowUp' ? -1 : 1);
        this.#focus();
        return true;
      case 'Home':
      case 'End':
        return this.#end(key === 'Home');
      case 'Enter':
        this.#actions.rename();
        return this.#store.chosenLabel.value !== null;
      case 'Escape':
        if (!this.#store.chosenLabel.value) return false;
        this.#model.choose(null);
        return true;
      default:
        return false;
    }
  }

  /** Inside the track that has the focus; the first step begins at the playhead. */
  #step(direction: -1 | 1, extend: boolean): true {
    const chosen = this.#store.chosenLabel.value;
    if (!chosen) {
      this.#actions.step(direction);
      return true;
    }
    const { track } = chosen;
    const all = this.#model.chosen.value;
    const edge = extend ? (direction < 0 ? Math.min(...all) : Math.max(...all)) : chosen.index;
    const index = edge + direction;
    if (!this.#model.at({ track, index })) return true;
    if (extend) this.#model.choose(chosen, [...all, index]);
    else this.#actions.go({ track, index });
    return true;
  }

  #end(first: boolean): true {
    const track = this.#store.chosenLabel.value?.track ?? 0;
    const last = (this.#model.track(track)?.labels.length ?? 0) - 1;
    if (last >= 0) this.#actions.go({ track, index: first ? 0 : last });
    return true;
  }

  /** The list box of the chosen label's track. */
  #focus(): void {
    const track = this.#store.chosenLabel.value?.track ?? 0;
    this.#rows.tracks[track]?.body.focus();
  }

  #move(key: string, alone: boolean): boolean {
    const place = this.#store.chosenLabel.value;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const at = parts.indexOf(this.#model.part.value) + (key === 'ArrowUp' ? -1 : 1);
      this.#commit();
      this.#model.part.set(parts[(at + parts.length) % parts.length]!);
      return true;
    }
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false;
    const label = place && (this.#model.preview.value?.labels.get(place.index) ?? this.#model.at(place));
    if (!place || !label || !this.#model.editable) return true;
    const part = this.#model.part.value;
    if (part === 'both' && this.#model.isTied(place)) {
      const text = 'This interval meets its neighbours: choose an edge of it with Alt+Down, then move that.';
      this.#store.problem.set({ severity: 'info', text });
      return true;
    }
    const rate = this.#actions.rate;
    const step = Math.max(1, Math.round(this.#store.viewport().framesPerPixel)) * (key === 'ArrowLeft' ? -1 : 1);
    const frame = frameOf(part === 'end' ? label.endSeconds : label.startSeconds, rate) + step;
    if (frame < 0 || frame > this.#store.totalFrames.value) return true;
    this.#model.move(place, part, frame / rate, alone);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#commit(), TOGETHER_MS);
    return true;
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (this.#timer === undefined) return;
    this.#timer = undefined;
    this.#actions.commitMove();
  }
}
