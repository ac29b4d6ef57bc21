import type { Scope } from '../../src/core/util/scope.ts';
import type { Navigation } from '../editor/navigation.ts';
import type { LabelPlace, Store } from '../store.ts';
import { listen, setAttribute } from '../ui/dom.ts';
import { openMenu } from '../ui/popupMenu.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import type { LabelActions } from './labelActions.ts';
import { indexOf, lowerBound } from './labelIndex.ts';
import { type Hit, type Part, secondsAt } from './labelLayout.ts';
import type { LabelModel } from './labelModel.ts';
import type { LabelRows } from './labelRows.ts';
import type { LabelsLayer } from './labelsLayer.ts';
import { snapLabelEdge } from './labelSnap.ts';
import { frameOf, nameOf, timeOf } from './labelText.ts';

export interface LabelGestureParts {
  readonly store: Store;
  readonly model: LabelModel;
  readonly actions: LabelActions;
  readonly rows: LabelRows;
  readonly layer: LabelsLayer;
  readonly navigation: Navigation;
  /** Left end of the time axis, CSS pixels of the page. */
  axisLeft(): number;
}

/** CSS pixels. */
const CLICK_SLOP = 3;
const OVERSHOOT = 0.25;
/** Of a bar that stands for many, left and right of it when it is zoomed to. */
const MARGIN = 0.05;

interface Press {
  readonly hit: Hit;
  readonly place: LabelPlace;
  readonly fromX: number;
  /** Of what is held, from the pointer, frames. */
  readonly offset: number;
  moved: boolean;
}

/** The pointer over the rows of labels. What meets no label is left to the gestures of the time axis. */
export class LabelGestures {
  #parts: LabelGestureParts;
  #press: Press | null = null;

  constructor(scope: Scope, parts: LabelGestureParts) {
    this.#parts = parts;
    const area = parts.rows.scroller;
    listen(scope, area, 'pointerdown', (event) => this.#down(event));
    listen(scope, area, 'pointermove', (event) => this.#move(event));
    listen(scope, area, 'pointerup', (event) => this.#up(event));
    listen(scope, area, 'pointercancel', () => this.#cancel());
    listen(scope, area, 'dblclick', (event) => this.#doubleClick(event));
    listen(scope, area, 'contextmenu', (event) => this.#menu(event));
    listen(
      scope,
      window,
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || !this.#press?.moved) return;
        event.stopPropagation();
        this.#cancel();
      },
      { capture: true },
    );
  }

  #x(event: MouseEvent): number {
    return event.clientX - this.#parts.axisLeft();
  }

  #under(event: MouseEvent): { hit: Hit; place: LabelPlace } | null {
    const { rows, layer, store } = this.#parts;
    const x = this.#x(event);
    const under = x >= 0 && x <= store.screen.value.width ? rows.under(event.clientY) : null;
    const hit = under && layer.at(under.track, x, under.y);
    return under && hit ? { hit, place: { track: under.track, index: this.#labelAt(under.track, hit, x) } } : null;
  }

  /** Of a bar that stands for many, the label nearest to the pointer. */
  #labelAt(track: number, { bar }: Hit, x: number): number {
    if (bar.count === 1) return bar.label;
    const { labels, start } = indexOf(this.#parts.model.track(track)!.labels).rows[bar.row]!;
    const first = labels.indexOf(bar.label);
    const at = lowerBound(start, secondsAt(this.#parts.layer.scale(), x - 0.5), first);
    return labels[Math.min(at, first + bar.count - 1)]!;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { rows, model, layer } = this.#parts;
    const under = this.#under(event);
    if (!under) {
      if (this.#x(event) >= 0) model.choose(null);
      return;
    }
    event.stopImmediatePropagation();
    const { hit, place } = under;
    rows.scroller.setPointerCapture(event.pointerId);
    const label = model.at(place)!;
    const { sampleRate } = layer.scale();
    const held = hit.part === 'end' ? label.endSeconds : label.startSeconds;
    const offset = frameOf(held, sampleRate) - this.#frame(this.#x(event));
    this.#press = { hit, place, fromX: event.clientX, offset, moved: false };
  }

  #frame(x: number): number {
    const { layer } = this.#parts;
    const scale = layer.scale();
    return Math.round(secondsAt(scale, x) * scale.sampleRate);
  }

  #move(event: PointerEvent): void {
    const press = this.#press;
    if (!press) return this.#hover(event);
    event.stopImmediatePropagation();
    if (!press.moved && Math.abs(event.clientX - press.fromX) <= CLICK_SLOP) return;
    if (!this.#mayMove(press)) return;
    if (!press.moved && !this.#parts.model.isChosen(press.place.track, press.place.index)) {
      this.#parts.model.choose(press.place);
    }
    press.moved = true;
    this.#drag(press, this.#x(event), event.altKey);
  }

  #mayMove({ hit, place }: Press): boolean {
    const { model } = this.#parts;
    if (!model.editable || hit.bar.count > 1) return false;
    return hit.part !== 'body' || !model.isTied(place);
  }

  #drag({ hit, place, offset }: Press, x: number, alone: boolean): void {
    const { store, model, navigation, layer } = this.#parts;
    const { width, sampleRate } = layer.scale();
    if (x < 0) navigation.pan(x * OVERSHOOT);
    if (x > width) navigation.pan((x - width) * OVERSHOOT);
    const frame = this.#frame(Math.min(Math.max(x, 0), width)) + offset;
    const label = model.at(place);
    if (!label) return;
    if (hit.part !== 'body') {
      return model.move(place, hit.part, snapLabelEdge(store, frame) / sampleRate, alone);
    }
    // Either end of it is held by what it comes near to; none leaves the file.
    const length = frameOf(label.endSeconds, sampleRate) - frameOf(label.startSeconds, sampleRate);
    const inside = Math.min(Math.max(frame, 0), Math.max(0, store.totalFrames.value - length));
    const byStart = snapLabelEdge(store, inside);
    const start = byStart !== inside ? byStart : snapLabelEdge(store, inside + length) - length;
    model.move(place, 'both', start / sampleRate, alone);
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    this.#press = null;
    if (!press) return;
    event.stopImmediatePropagation();
    const { model, actions, rows } = this.#parts;
    if (press.moved) return actions.commitMove();
    if (Math.abs(event.clientX - press.fromX) > CLICK_SLOP) return;
    if (event.ctrlKey || event.metaKey) model.toggle(press.place);
    else if (event.shiftKey) model.extend(press.place);
    else actions.go(press.place);
    rows.tracks[press.place.track]?.body.focus({ preventScroll: true });
  }

  #cancel(): void {
    this.#press = null;
    this.#parts.model.preview.set(null);
  }

  #doubleClick(event: MouseEvent): void {
    const under = this.#under(event);
    if (!under) return;
    event.stopImmediatePropagation();
    const { actions, navigation } = this.#parts;
    const { bar } = under.hit;
    if (bar.count === 1) return actions.rename(under.place);
    const [from, to] = [this.#frame(bar.from), this.#frame(bar.to)];
    const margin = Math.max(1, (to - from) * MARGIN);
    navigation.showFrames(from - margin, to + margin);
  }

  #hover(event: PointerEvent): void {
    const { rows, model } = this.#parts;
    const under = this.#under(event);
    const part: Part | null = under && under.hit.bar.count === 1 && model.editable ? under.hit.part : null;
    rows.scroller.classList.toggle('on-label', under !== null);
    rows.scroller.classList.toggle('on-edge', part === 'start' || part === 'end');
    const row = rows.under(event.clientY);
    const body = row && rows.tracks[row.track]?.body;
    if (body) setAttribute(body, 'title', under ? this.#words(under.hit, under.place) : '');
  }

  #words({ bar }: Hit, place: LabelPlace): string {
    const { model, layer, store } = this.#parts;
    const times = { sampleRate: layer.scale().sampleRate, format: store.timeFormat.value };
    if (bar.count === 1) return nameOf(model.at(place)!, times);
    const [from, to] = [bar.from, bar.to].map((x) => timeOf(secondsAt(layer.scale(), x), times));
    return `${formatCount(bar.count)} labels, ${from} to ${to}. Double-click to zoom to them`;
  }

  /** By the pointer at what is under it, by a key at what is chosen. */
  #menu(event: MouseEvent): void {
    const { model, actions, store } = this.#parts;
    const byKey = event.button !== 2 && !event.ctrlKey;
    const place = byKey ? store.chosenLabel.value : this.#under(event)?.place;
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    if (!model.isChosen(place.track, place.index)) model.choose(place);
    if (!model.editable) return;
    const several = model.chosen.value.size > 1;
    const items = [
      ...(several ? [] : [{ words: 'Rename', run: () => actions.rename() }]),
      { words: 'Split at Playhead', run: () => actions.split() },
      ...(several ? [{ words: 'Merge', run: () => actions.merge() }] : []),
      {
        words: several ? `Delete ${formatCount(model.chosen.value.size)} Labels` : 'Delete',
        run: () => actions.remove(),
      },
    ];
    const option = document.getElementById('active-label')?.getBoundingClientRect();
    const at = byKey && option ? { x: option.left, y: option.bottom } : { x: event.clientX, y: event.clientY };
    openMenu('Label', items, at.x, at.y);
  }
}
