import type { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import { el, listen } from '../ui/dom.ts';
import { BandEdges } from './bandEdges.ts';
import type { DrawerPanel } from './drawer.ts';
import { EqControl } from './eqControl.ts';
import { EqFields } from './eqFields.ts';
import { EqHead } from './eqHead.ts';
import { EqPlot } from './eqPlot.ts';
import { EqPoints } from './eqPoints.ts';
import { frequencyUnder, gainUnder, type PlotBox } from './plotBox.ts';

/** Of a drag that chooses a range, CSS pixels; less is a click that slipped. */
const LEAST_DRAG = 4;

/** Tab "Equalizer": what is heard as a spectrum, what the filters make of it as a curve, and the bands to take hold of. */
export class EqPanel implements DrawerPanel {
  readonly tab = 'eq';
  readonly title = 'Equalizer';
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[] = [];
  #store: Store;
  #control: EqControl;
  #head: EqHead;
  #fields: EqFields;
  #points: EqPoints;
  #edges: BandEdges;
  #plot: HTMLElement;
  #box: PlotBox | null = null;

  constructor(scope: Scope, store: Store, engine: Engine, loop: FrameLoop, surfaces: SurfaceObserver) {
    this.#store = store;
    this.#control = new EqControl(store);
    this.#points = new EqPoints(scope, this.#control);
    this.#edges = new BandEdges(scope, this.#control);
    this.#head = new EqHead(scope, this.#control);
    this.#fields = new EqFields(scope, this.#control, (index) => this.#focusPoint(index));
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    const hint = el('p', { class: 'hint' }, 'Double-click to add a band. Shift and drag to hear one range alone.');
    const overlay = [...this.#edges.elements, ...this.#points.elements];
    const label = 'Response of the equalizer over what is heard';
    this.#plot = el('div', { class: 'eq-plot', role: 'group', 'aria-label': label }, canvas, hint, ...overlay);
    this.element = el('div', { class: 'eq' }, this.#head.element, this.#plot, this.#fields.element);

    const surface = surfaces.observe(canvas);
    loop.add(new EqPlot(store, this.#control, engine, surface, (box) => this.#laidOut(box)));
    for (const signal of [store.eq, store.band, store.drawer, store.engine, this.#control.selected]) {
      scope.add(signal.on(() => this.#update()));
    }
    this.#gestures(scope);
    this.#update();
  }

  #laidOut(box: PlotBox): void {
    this.#box = box;
    this.#points.place(box);
    this.#edges.place(box);
  }

  #focusPoint(index: number): void {
    if (this.#box) this.#points.place(this.#box);
    this.#points.focus(index);
  }

  #update(): void {
    const { open, tab } = this.#store.drawer.value;
    if (!open || tab !== 'eq') return;
    this.#head.update();
    this.#fields.update();
    this.#plot.classList.toggle('empty', this.#control.eq.bands.length === 0);
    this.#plot.classList.toggle('bypassed', !this.#control.eq.on);
  }

  #gestures(scope: Scope): void {
    listen(scope, this.#plot, 'dblclick', (event) => {
      const at = this.#under(event);
      if (!at) return;
      event.preventDefault();
      if (this.#control.add(at.frequency, at.gainDb)) this.#focusPoint(this.#control.selected.value);
    });
    listen(
      scope,
      this.#plot,
      'wheel',
      (event) => {
        const point = event.target instanceof Element ? event.target.closest<HTMLElement>('.eq-point') : null;
        if (!point || event.ctrlKey || event.deltaY === 0) return;
        event.preventDefault();
        this.#points.turn(Number(point.dataset['band']), event.deltaY);
      },
      { passive: false },
    );
    listen(scope, this.element, 'keydown', (event) => {
      if (event.key !== 'Escape' || !this.#control.range) return;
      // The drawer closes with the next one.
      event.stopPropagation();
      this.#control.hearOnly(null);
      this.#plot.querySelector<HTMLElement>('.eq-point:not([hidden])')?.focus();
    });
    this.#chooseRange(scope);
  }

  /** Shift and drag: only what lies between is heard. A click with Shift ends that. */
  #chooseRange(scope: Scope): void {
    let from: { x: number; frequency: number } | null = null;
    listen(scope, this.#plot, 'pointerdown', (event) => {
      const at = this.#under(event);
      if (event.button !== 0 || !event.shiftKey || !at) return;
      event.preventDefault();
      this.#plot.setPointerCapture(event.pointerId);
      from = { x: event.clientX, frequency: at.frequency };
    });
    listen(scope, this.#plot, 'pointermove', (event) => {
      const at = this.#under(event);
      if (!from || !at || Math.abs(event.clientX - from.x) < LEAST_DRAG) return;
      this.#control.hearOnly({ low: from.frequency, high: at.frequency });
    });
    listen(scope, this.#plot, 'pointerup', (event) => {
      if (from && Math.abs(event.clientX - from.x) < LEAST_DRAG) this.#control.hearOnly(null);
      from = null;
    });
    listen(scope, this.#plot, 'pointercancel', () => (from = null));
  }

  #under(event: MouseEvent): { frequency: number; gainDb: number } | null {
    if (!this.#box) return null;
    const { left, top } = this.#plot.getBoundingClientRect();
    const gainDb = gainUnder(this.#box, event.clientY - top);
    return { frequency: frequencyUnder(this.#box, event.clientX - left), gainDb };
  }
}
