import type { Scope } from '../../src/core/util/scope.ts';
import { buttonKeys } from '../ui/controls.ts';
import { el, icon, keepKeys, listen, setAttribute, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import { trackHeight } from './labelLayout.ts';
import type { LabelModel } from './labelModel.ts';
import { trackName } from './labelText.ts';

/** Of the page's picture, that the rows of labels may take; more of them scroll. */
const MOST_PART = 0.42;

interface TrackRow {
  readonly element: HTMLElement;
  readonly fold: HTMLButtonElement;
  readonly name: HTMLElement;
  /** The part on the time axis. */
  readonly body: HTMLElement;
  readonly count: HTMLElement;
  top: number;
  height: number;
}

/** Elements of the rows of labels: their names at the left, list boxes for keys and pointer on the axis. The picture lies under them. */
export class LabelRows {
  readonly canvas = el('canvas', { 'aria-hidden': 'true' });
  readonly scroller = el('div', { class: 'label-scroll' });
  readonly element = el('section', { id: 'labels', 'aria-label': 'Labels', hidden: '' }, this.canvas, this.scroller);
  #scope: Scope;
  #model: LabelModel;
  #tracks: TrackRow[] = [];
  #scrolled = 0;

  constructor(scope: Scope, model: LabelModel, scrolled: () => void) {
    this.#scope = scope;
    this.#model = model;
    const noteScroll = (): void => {
      this.#scrolled = this.scroller.scrollTop;
      scrolled();
    };
    listen(scope, this.scroller, 'scroll', noteScroll, { passive: true });
  }

  /** The picture that they are a part of. */
  putInto(view: HTMLElement, before: HTMLElement): void {
    before.after(this.element);
    const observer = new ResizeObserver(() => {
      this.scroller.style.maxHeight = `${Math.floor(view.clientHeight * MOST_PART)}px`;
    });
    observer.observe(view);
    this.#scope.defer(() => observer.disconnect());
  }

  get scrollTop(): number {
    return this.#scrolled;
  }

  get tracks(): readonly Readonly<TrackRow>[] {
    return this.#tracks;
  }

  key(track: number): string {
    return `${track} ${this.#model.track(track)?.name ?? ''}`;
  }

  isFolded(track: number): boolean {
    return this.#model.folded.value.has(this.key(track));
  }

  /** Track and distance from its top under a point of the window. */
  under(clientY: number): { track: number; y: number } | null {
    const y = clientY - this.scroller.getBoundingClientRect().top + this.#scrolled;
    const track = this.#tracks.findIndex(({ top, height }) => y >= top && y < top + height);
    return track < 0 ? null : { track, y: y - this.#tracks[track]!.top };
  }

  update(shown: boolean): void {
    if (this.element.hidden === shown) this.element.hidden = !shown;
    if (!shown) return;
    const { tracks } = this.#model;
    while (this.#tracks.length > tracks.length) this.#tracks.pop()!.element.remove();
    while (this.#tracks.length < tracks.length) this.#add(this.#tracks.length);
    let top = 0;
    this.#tracks.forEach((row, i) => {
      const { name, labels } = tracks[i]!;
      const folded = this.isFolded(i);
      const words = trackName(name, i, tracks.length);
      const height = trackHeight(labels, folded);
      if (row.height !== height) row.element.style.height = `${height}px`;
      row.top = top;
      row.height = height;
      top += height + 1;
      setText(row.name, words);
      const state = `${words}: ${formatCount(labels.length)} ${labels.length === 1 ? 'label' : 'labels'}`;
      setAttribute(row.fold, 'title', `${state}. ${folded ? 'Unfold' : 'Fold'} the row, with Alt all rows`);
      setAttribute(row.fold, 'aria-label', state);
      if (row.fold.getAttribute('aria-expanded') !== String(!folded)) {
        row.fold.setAttribute('aria-expanded', String(!folded));
        row.fold.firstElementChild!.replaceWith(icon(folded ? icons.chevronRight : icons.chevronDown));
      }
      row.element.classList.toggle('folded', folded);
      setAttribute(row.body, 'aria-label', `Labels of ${words}`);
      setText(row.count, folded ? '' : formatCount(labels.length));
    });
  }

  #add(track: number): void {
    const name = el('span', { class: 'name' });
    const fold = el('button', { type: 'button', class: 'fold' }, icon(icons.chevronDown), name);
    const body = el('div', {
      class: 'label-body',
      role: 'listbox',
      tabindex: track === 0 ? '0' : '-1',
      'data-track': String(track),
      'aria-multiselectable': 'true',
      'aria-orientation': 'horizontal',
    });
    const count = el('span', { class: 'label-count', 'aria-hidden': 'true' });
    const element = el('div', { class: 'label-track' }, el('div', { class: 'rail' }, fold), body, count);
    listen(this.#scope, fold, 'click', (event) => this.#fold(track, event.altKey));
    keepKeys(this.#scope, fold, buttonKeys);
    this.#tracks.push({ element, fold, name, body, count, top: 0, height: 0 });
    this.scroller.append(element);
  }

  #fold(track: number, all: boolean): void {
    const folded = !this.isFolded(track);
    const next = new Set(this.#model.folded.value);
    for (const each of all ? this.#tracks.keys() : [track]) {
      if (folded) next.add(this.key(each));
      else next.delete(this.key(each));
    }
    this.#model.folded.set(next);
  }
}
