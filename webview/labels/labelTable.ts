import { isPoint, type Label, type LabelTrack } from '../../src/core/labels/label.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { Signal } from '../render/signal.ts';
import type { LabelPlace, Store } from '../store.ts';
import { el, listen } from '../ui/dom.ts';
import { formatLength, unitName } from '../../src/core/picture/axes/timeFormat.ts';
import type { LabelActions } from './labelActions.ts';
import type { LabelModel } from './labelModel.ts';
import { frameOf, lineOf, nameOf, timeOf, trackName } from './labelText.ts';

const ROW_HEIGHT = 22;
/** Rows above and below what is seen. */
const MARGIN = 8;

/** All labels as a table of which only the lines in sight are elements. The chosen label is the active line. */
export class LabelTable {
  readonly element = el('div', { class: 'label-table', role: 'grid', tabindex: '0', 'aria-label': 'Labels' });
  /** Filter as typed. */
  readonly filter = new Signal('');
  /** How many lines are left by the filter. */
  count = 0;
  #head = el('div', { class: 'label-line head', role: 'row' });
  #space = el('div', { class: 'space', role: 'presentation' });
  #lines = el('div', { role: 'rowgroup' });
  #store: Store;
  #model: LabelModel;
  #actions: LabelActions;
  #places: readonly LabelPlace[] = [];
  #made: { readonly tracks: readonly (readonly Label[])[]; readonly filter: string } | null = null;

  constructor(scope: Scope, store: Store, model: LabelModel, actions: LabelActions, field: HTMLElement) {
    this.#store = store;
    this.#model = model;
    this.#actions = actions;
    this.#space.append(this.#lines, field);
    this.element.append(this.#head, this.#space);
    listen(scope, this.element, 'scroll', () => this.render(), { passive: true });
    listen(scope, this.element, 'keydown', (event) => {
      if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!this.#key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    listen(scope, this.element, 'click', (event) => this.#click(event));
    const observer = new ResizeObserver(() => this.render());
    observer.observe(this.element);
    scope.defer(() => observer.disconnect());
  }

  /** The line of a label, if the filter leaves it. */
  lineOf(place: LabelPlace | null): number {
    if (!place) return -1;
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { track, index } = this.#places[middle]!;
      if (track < place.track || (track === place.track && index < place.index)) low = middle + 1;
      else high = middle;
    }
    const found = this.#places[low];
    return found?.track === place.track && found.index === place.index ? low : -1;
  }

  placeUnder(event: MouseEvent): LabelPlace | undefined {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
    return line ? this.#places[Number(line.dataset['line'])] : undefined;
  }

  /** CSS pixels from the top of the lines. */
  topOf(line: number): number {
    return line * ROW_HEIGHT;
  }

  update(): void {
    const { tracks } = this.#model;
    const labels = tracks.map((track) => track.labels);
    const filter = this.filter.value.trim().toLowerCase();
    const made = this.#made;
    const same =
      made?.filter === filter &&
      made.tracks.length === labels.length &&
      made.tracks.every((each, i) => each === labels[i]);
    if (!same) {
      this.#made = { tracks: labels, filter };
      this.#places = placesOf(tracks, filter);
      this.count = this.#places.length;
      this.#space.style.height = `${this.count * ROW_HEIGHT}px`;
      this.element.setAttribute('aria-rowcount', String(this.count + 1));
    }
    this.element.classList.toggle('with-tracks', tracks.length > 1);
    const unit = unitName(this.#store.timeFormat.value);
    const names = [...(tracks.length > 1 ? ['Track'] : []), `Start, ${unit}`, 'End', 'Length', 'Text'];
    const cells = names.map((name) => el('span', { role: 'columnheader' }, name));
    if (this.#head.textContent !== names.join('')) this.#head.replaceChildren(...cells);
    this.render();
  }

  /** The chosen label comes into sight. */
  reveal(): void {
    const line = this.lineOf(this.#store.chosenLabel.value);
    if (line < 0) return;
    const top = line * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.element;
    const room = clientHeight - this.#head.offsetHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + room) this.element.scrollTop = top + ROW_HEIGHT - room;
  }

  render(): void {
    const { scrollTop, clientHeight } = this.element;
    const active = this.lineOf(this.#store.chosenLabel.value);
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.min(this.count, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + MARGIN);
    const shown: HTMLElement[] = [];
    for (let line = first; line < last; line++) shown.push(this.#line(line, active));
    // The active line is named by its id, so it is there even when it is out of sight.
    if (active >= 0 && (active < first || active >= last)) shown.push(this.#line(active, active));
    this.#lines.replaceChildren(...shown);
    if (active >= 0) this.element.setAttribute('aria-activedescendant', idOf(active));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #line(line: number, active: number): HTMLElement {
    const place = this.#places[line]!;
    const { tracks } = this.#model;
    const label = this.#model.at(place)!;
    const times = { sampleRate: this.#actions.rate, format: this.#store.timeFormat.value };
    const frames = frameOf(label.endSeconds, times.sampleRate) - frameOf(label.startSeconds, times.sampleRate);
    const chosen = this.#model.isChosen(place.track, place.index);
    const cell = (name: string, text: string): HTMLElement => el('span', { class: name, role: 'gridcell' }, text);
    const words = cell('text', lineOf(label));
    words.title = label.text;
    const element = el(
      'div',
      {
        id: idOf(line),
        class: `label-line${line === active ? ' active' : ''}${chosen ? ' chosen' : ''}`,
        role: 'row',
        'data-line': String(line),
        'aria-rowindex': String(line + 2),
        'aria-selected': String(chosen),
        'aria-label': nameOf(label, times),
      },
      ...(tracks.length > 1 ? [cell('track', trackName(tracks[place.track]!.name, place.track, tracks.length))] : []),
      cell('time', timeOf(label.startSeconds, times)),
      cell('time', isPoint(label) ? '' : timeOf(label.endSeconds, times)),
      cell('time', isPoint(label) ? '' : formatLength(frames, times.sampleRate, times.format)),
      words,
    );
    element.style.transform = `translateY(${line * ROW_HEIGHT}px)`;
    return element;
  }

  #key({ key }: KeyboardEvent): boolean {
    const active = this.lineOf(this.#store.chosenLabel.value);
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_HEIGHT) - 2);
    const to = {
      ArrowUp: active - 1,
      ArrowDown: active + 1,
      PageUp: active - page,
      PageDown: active + page,
      Home: 0,
      End: this.count - 1,
    }[key];
    if (to === undefined) {
      if (key === 'Enter') this.#actions.rename();
      return key === 'Enter';
    }
    const place = this.#places[Math.max(0, Math.min(to, this.count - 1))];
    if (place) this.#actions.go(place);
    this.reveal();
    return true;
  }

  #click(event: MouseEvent): void {
    const place = this.placeUnder(event);
    if (!place) return;
    if (event.ctrlKey || event.metaKey) this.#model.toggle(place);
    else if (event.shiftKey) this.#model.extend(place);
    else this.#actions.go(place);
  }
}

const idOf = (line: number): string => `label-line-${line}`;

function placesOf(tracks: readonly LabelTrack[], filter: string): LabelPlace[] {
  const places: LabelPlace[] = [];
  tracks.forEach(({ labels }, track) => {
    labels.forEach((label, index) => {
      if (!filter || lineOf(label).toLowerCase().includes(filter)) places.push({ track, index });
    });
  });
  return places;
}
