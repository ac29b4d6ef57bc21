import type { Scope } from '../../src/core/util/scope.ts';
import { type ColourView, plainColours } from '../../src/core/protocol/spectrogram.ts';
import { colour, LEAST_RANGE } from '../editor/spectrogramCommands.ts';
import type { Store } from '../store.ts';
import { el, listen, setAttribute } from './dom.ts';
import { unitButton } from './laneRail.ts';
import { type LegendRange, legendRange } from '../../src/core/picture/axes/legendScale.ts';
import { openPaletteMenu } from './paletteMenu.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';

type End = 'ceiling' | 'floor';

/** dBFS */
const LOWEST = -200;
const HIGHEST = 60;
const PAGE = 10;
/** CSS pixels: before nothing moves; and of a drag with Shift that doubles gamma. */
const SLOP = 3;
const GAMMA_DOUBLES = 96;
/** Above the bar and below it, CSS pixels: half a triangle. */
export const LEGEND_INSET = 10;

const names = { ceiling: 'Level of the last colour', floor: 'Level of the first colour' } as const;

/**
 * Right of the lanes: which colour is which level, for all of them. Triangles at the ends of the range move it; the bar
 * between them moves both. The bar itself is drawn by a layer.
 */
export class Legend {
  readonly element: HTMLElement;
  readonly canvas = el('canvas', { 'aria-hidden': 'true' });
  #store: Store;
  #ends: Readonly<Record<End, HTMLElement>>;
  /** While something is dragged the scale stays as it is. */
  #held: LegendRange | null = null;

  constructor(scope: Scope, store: Store) {
    this.#store = store;
    this.#ends = { ceiling: this.#end(scope, 'ceiling'), floor: this.#end(scope, 'floor') };
    const words = 'Colours of levels: palette, range';
    const unit = unitButton('palette-unit', 'dBFS', words, (x, y) => openPaletteMenu(store, x, y));
    const scale = el('div', { class: 'legend-scale' }, this.canvas, this.#ends.ceiling, this.#ends.floor);
    this.element = el(
      'div',
      { id: 'legend', role: 'group', 'aria-label': 'Colours of levels', hidden: '' },
      unit,
      scale,
    );
    this.canvas.title = 'Drag: move the range of levels; with Shift: gamma. Double click: as it was';
    this.#drags(scope, this.canvas, ({ floor, ceiling, gamma }, by, shift) => {
      if (shift) return { gamma: gamma * 2 ** (by / GAMMA_DOUBLES) };
      const moved = Math.min(Math.max(Math.round(this.#levels(by)), LOWEST - floor), HIGHEST - ceiling);
      return { floor: floor + moved, ceiling: ceiling + moved };
    });
    listen(scope, this.canvas, 'dblclick', () =>
      colour(store, { ...plainColours, palette: store.colours.value.palette }),
    );
    listen(scope, this.canvas, 'contextmenu', (event) => {
      event.preventDefault();
      openPaletteMenu(store, event.clientX, event.clientY);
    });
  }

  get range(): LegendRange {
    return this.#held ?? legendRange(this.#store.colours.value);
  }

  /** Where the triangles stand, CSS pixels from the top of the canvas. */
  place(end: End, row: number): void {
    const element = this.#ends[end];
    element.style.transform = `translateY(${row}px)`;
    const { floor, ceiling } = this.#store.colours.value;
    const level = end === 'floor' ? floor : ceiling;
    const [low, high] = end === 'floor' ? [LOWEST, ceiling - LEAST_RANGE] : [floor + LEAST_RANGE, HIGHEST];
    setAttribute(element, 'aria-valuemin', String(low));
    setAttribute(element, 'aria-valuemax', String(high));
    setAttribute(element, 'aria-valuenow', String(level));
    setAttribute(element, 'aria-valuetext', `${formatDb(level, Number.isInteger(level) ? 0 : 1)} dBFS`);
  }

  #end(scope: Scope, end: End): HTMLElement {
    const element = el('div', {
      class: `legend-end ${end}`,
      role: 'slider',
      tabindex: '0',
      'aria-orientation': 'vertical',
      'aria-label': names[end],
      'aria-valuenow': '0',
      title: `${names[end]}: drag it, or move it with the arrow keys. Double click: as it was`,
    });
    this.#drags(scope, element, (before, by) => this.#moved(end, before[end] + Math.round(this.#levels(by))));
    const reset = (): void => this.#set(this.#moved(end, plainColours[end]));
    listen(scope, element, 'dblclick', reset);
    listen(scope, element, 'keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const now = this.#store.colours.value[end];
      const keys: Readonly<Record<string, number>> = {
        ...{ ArrowUp: now + 1, ArrowRight: now + 1, ArrowDown: now - 1, ArrowLeft: now - 1 },
        ...{ PageUp: now + PAGE, PageDown: now - PAGE, Home: LOWEST, End: HIGHEST, Enter: plainColours[end] },
      };
      const level = keys[event.key];
      if (level === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#set(this.#moved(end, level));
    });
    return element;
  }

  /** As far as the other end and the levels there are let it. */
  #moved(end: End, level: number): Partial<ColourView> {
    const { floor, ceiling } = this.#store.colours.value;
    return end === 'floor'
      ? { floor: Math.min(Math.max(level, LOWEST), ceiling - LEAST_RANGE) }
      : { ceiling: Math.max(Math.min(level, HIGHEST), floor + LEAST_RANGE) };
  }

  #set(change: Partial<ColourView>): void {
    colour(this.#store, change);
  }

  /** dB of so many CSS pixels upwards. */
  #levels(up: number): number {
    const { low, high } = this.range;
    return (up * (high - low)) / Math.max(1, this.canvas.clientHeight - 2 * LEGEND_INSET);
  }

  /** change: of what the colours were when the drag began, `up` CSS pixels from there. */
  #drags(
    scope: Scope,
    element: HTMLElement,
    change: (before: ColourView, up: number, shift: boolean) => Partial<ColourView>,
  ): void {
    let drag: { fromY: number; before: ColourView; started: boolean } | null = null;
    listen(scope, element, 'pointerdown', (event) => {
      if (event.button !== 0) return;
      drag = { fromY: event.clientY, before: this.#store.colours.value, started: false };
      this.#held = legendRange(drag.before);
      element.setPointerCapture(event.pointerId);
    });
    listen(scope, element, 'pointermove', (event) => {
      if (!drag) return;
      const up = drag.fromY - event.clientY;
      drag.started ||= Math.abs(up) > SLOP;
      if (drag.started) this.#set(change(drag.before, up, event.shiftKey));
    });
    const end = (): void => {
      if (drag === null) return;
      drag = null;
      this.#held = null;
      // The scale fits what the range is now.
      this.#store.laneSizes.emit();
    };
    listen(scope, element, 'pointerup', end);
    listen(scope, element, 'pointercancel', end);
  }
}
