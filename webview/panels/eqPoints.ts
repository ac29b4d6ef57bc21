import { EQ_BANDS, type EqBand, eqKinds } from '../../src/core/engine/lens.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { el, keepKeys, listen, setAttribute } from '../ui/dom.ts';
import { openMenu } from '../ui/popupMenu.ts';
import type { EqControl } from './eqControl.ts';
import { bandWords, dragTo, hasGain, kindNames, pointDb } from './eqModel.ts';
import { frequencyUnder, gainUnder, type PlotBox, xOf, yOfGain } from './plotBox.ts';

const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'Delete', 'Backspace'];
const LEAST_DRAG = 2;
/** Pixels that double Q. */
const Q_PIXELS = 60;
const OCTAVE_STEP = 2 ** (1 / 12);
const FINE_OCTAVE_STEP = 2 ** (1 / 96);
const [GAIN_STEP_DB, FINE_GAIN_STEP_DB] = [0.5, 0.1];
const Q_STEP = 1.1;

interface Grip {
  readonly index: number;
  readonly band: EqBand;
  /** Of the pointer, when it took hold; dx, dy from there to the middle of the point. */
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** A press that does not move changes nothing. */
  moved: boolean;
}

/** The bands as points over the plot: dragged, turned by the wheel, or moved by keys. */
export class EqPoints {
  readonly elements: readonly HTMLElement[];
  #control: EqControl;
  #box: PlotBox | null = null;
  #grip: Grip | null = null;

  constructor(scope: Scope, control: EqControl) {
    this.#control = control;
    this.elements = Array.from({ length: EQ_BANDS }, (_, index) => this.#point(scope, index));
  }

  place(box: PlotBox): void {
    this.#box = box;
    const { eq, selected } = this.#control;
    this.elements.forEach((element, index) => {
      const band = eq.bands[index];
      element.hidden = !band;
      if (!band) return;
      const y = Math.min(Math.max(yOfGain(box, pointDb(band)), box.top), box.bottom);
      element.style.transform = `translate(${xOf(box, band.frequency)}px, ${y}px)`;
      element.classList.toggle('selected', index === selected.value);
      element.classList.toggle('off', !band.on);
      const words = bandWords(band, index);
      setAttribute(element, 'aria-valuetext', words);
      setAttribute(element, 'aria-valuenow', String(Math.round(band.frequency)));
      setAttribute(element, 'aria-valuemax', String(Math.round(box.axis.high)));
      setAttribute(element, 'title', words);
    });
  }

  focus(index: number): void {
    this.elements[index]?.focus();
  }

  /** Factor of Q for a turn of the wheel. */
  turn(index: number, deltaY: number): void {
    const band = this.#control.eq.bands[index];
    if (band) this.#control.edit(index, { q: band.q * 2 ** (-deltaY / 400) });
  }

  #point(scope: Scope, index: number): HTMLElement {
    const point = el('div', {
      class: 'eq-point',
      role: 'slider',
      tabindex: '0',
      'aria-label': `Band ${index + 1}`,
      'aria-valuemin': '20',
      'data-band': String(index),
      hidden: '',
    });
    point.append(el('span', { 'aria-hidden': 'true' }, String(index + 1)));
    keepKeys(scope, point, [...keys, ' ', 'Enter']);
    listen(scope, point, 'focus', () => this.#control.selected.set(index));
    listen(scope, point, 'pointerdown', (event) => this.#take(point, index, event));
    listen(scope, point, 'pointermove', (event) => this.#drag(event));
    for (const type of ['pointerup', 'pointercancel'] as const) listen(scope, point, type, () => (this.#grip = null));
    listen(scope, point, 'keydown', (event) => this.#key(index, event));
    listen(scope, point, 'dblclick', (event) => {
      event.stopPropagation();
      this.#control.reset(index);
    });
    listen(scope, point, 'contextmenu', (event) => {
      event.preventDefault();
      this.#grip = null;
      point.focus();
      const { left, bottom } = point.getBoundingClientRect();
      this.#menu(index, event.clientX || left, event.clientY || bottom);
    });
    return point;
  }

  #take(point: HTMLElement, index: number, event: PointerEvent): void {
    const band = this.#control.eq.bands[index];
    const box = this.#box;
    if (event.button !== 0 || event.shiftKey || !band || !box) return;
    event.stopPropagation();
    event.preventDefault();
    point.focus();
    point.setPointerCapture(event.pointerId);
    const { left, top } = point.parentElement!.getBoundingClientRect();
    const dx = xOf(box, band.frequency) + left - event.clientX;
    const dy = yOfGain(box, pointDb(band)) + top - event.clientY;
    this.#grip = { index, band, x: event.clientX, y: event.clientY, dx, dy, moved: false };
  }

  #drag(event: PointerEvent): void {
    const [grip, box] = [this.#grip, this.#box];
    if (!grip || !box) return;
    grip.moved ||= Math.hypot(event.clientX - grip.x, event.clientY - grip.y) >= LEAST_DRAG;
    if (!grip.moved) return;
    const { index, band } = grip;
    if (event.altKey) return this.#control.edit(index, { q: band.q * 2 ** ((grip.y - event.clientY) / Q_PIXELS) });
    const { left, top } = this.elements[index]!.parentElement!.getBoundingClientRect();
    const frequency = frequencyUnder(box, event.clientX + grip.dx - left);
    const change = dragTo(band, gainUnder(box, event.clientY + grip.dy - top));
    this.#control.edit(index, { frequency, ...change });
  }

  #key(index: number, event: KeyboardEvent): void {
    const band = this.#control.eq.bands[index];
    if (!band || event.ctrlKey || event.metaKey || event.altKey) return;
    const ratio = event.shiftKey ? FINE_OCTAVE_STEP : OCTAVE_STEP;
    const gain = event.shiftKey ? FINE_GAIN_STEP_DB : GAIN_STEP_DB;
    const changes: Readonly<Record<string, Partial<EqBand>>> = {
      ArrowLeft: { frequency: band.frequency / ratio },
      ArrowRight: { frequency: band.frequency * ratio },
      ArrowUp: hasGain(band.kind) ? { gainDb: band.gainDb + gain } : { q: band.q * Q_STEP },
      ArrowDown: hasGain(band.kind) ? { gainDb: band.gainDb - gain } : { q: band.q / Q_STEP },
      PageUp: { q: band.q * Q_STEP },
      PageDown: { q: band.q / Q_STEP },
      Home: { gainDb: 0 },
      ' ': { on: !band.on },
      Enter: { on: !band.on },
    };
    const change = changes[event.key];
    if (change) this.#control.edit(index, change);
    else if (event.key === 'Delete' || event.key === 'Backspace') this.#remove(index);
    else return;
    event.preventDefault();
  }

  #remove(index: number): void {
    this.#control.remove(index);
    this.focus(this.#control.selected.value);
  }

  #menu(index: number, x: number, y: number): void {
    const band = this.#control.eq.bands[index];
    if (!band) return;
    const kinds = eqKinds.map((kind) => ({
      words: kindNames[kind],
      checked: kind === band.kind,
      run: () => this.#control.setKind(index, kind),
    }));
    const actions = [
      {
        words: band.on ? 'Switch this band off' : 'Switch this band on',
        run: () => this.#control.edit(index, { on: !band.on }),
      },
      { words: 'Reset', run: () => this.#control.reset(index) },
      { words: 'Remove', run: () => this.#remove(index) },
    ];
    openMenu(`Band ${index + 1}`, [...kinds, ...actions], x, y);
  }
}
