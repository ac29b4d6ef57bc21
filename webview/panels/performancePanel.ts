import type { Scope } from '../../src/core/util/scope.ts';
import type { Host } from '../editor/host.ts';
import type { Engine } from '../engine/types.ts';
import type { FrameLoop, Layer } from '../render/frameLoop.ts';
import { FrameTimes } from '../render/frameTimes.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { buttonKeys } from '../ui/controls.ts';
import { el, icon, keepKeys, listen, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import { CallbackChart } from './callbackChart.ts';
import type { DrawerPanel } from './drawer.ts';
import { type Measured, performanceReadings, type ReadingGroup, reportText } from './performanceReport.ts';
import { showLatency, showSoundCheck } from './soundCheck.ts';

/** A picture of figures that changes faster cannot be read. */
const UPDATE_MS = 250;

/**
 * Tab "Performance". It is a layer that never asks for frames of its own accord: it goes along with what moves anyway, four
 * times a second at most, and not at all out of sight.
 */
export class PerformancePanel implements DrawerPanel, Layer {
  readonly tab = 'performance';
  readonly title = 'Performance';
  readonly name = 'performance';
  readonly element: HTMLElement;
  readonly buttons: readonly HTMLElement[];
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #engine: Engine;
  #loop: FrameLoop;
  #host: Host;
  #chart = new CallbackChart();
  #fill = el('span', { class: 'fill' });
  #wanted = el('span', { class: 'wanted' });
  #groups = el('div', { class: 'readings' });
  #values = new Map<string, HTMLElement>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #updatedMs = -Infinity;

  constructor(scope: Scope, store: Store, engine: Engine, loop: FrameLoop, host: Host, copy: (text: string) => void) {
    this.#store = store;
    this.#engine = engine;
    this.#loop = loop;
    this.#host = host;
    const { drawer, position, view, file } = store;
    this.dirtiedBy = [drawer, store.engine, position, view, file];
    const hint = 'How full the queue is; the line is what is wanted';
    const queue = el('div', { class: 'queue-fill', 'aria-hidden': 'true', title: hint }, this.#fill, this.#wanted);
    const check = (words: string, run: (engine: Engine) => void): HTMLElement => {
      const made = el('button', { type: 'button', class: 'link' }, words);
      keepKeys(scope, made, buttonKeys);
      listen(scope, made, 'click', () => run(engine));
      return made;
    };
    const checks = [check('No sound?', showSoundCheck), check('Measure the latency', showLatency)];
    const pictures = el(
      'div',
      { class: 'pictured' },
      this.#chart.element,
      queue,
      el('div', { class: 'sound-tests' }, ...checks),
    );
    this.element = el('div', { class: 'performance' }, pictures, this.#groups);
    const button = (words: string, svg: string, run: () => void): HTMLElement => {
      const attributes = { type: 'button', class: 'icon-button', title: words, 'aria-label': words };
      const made = el('button', attributes, icon(svg));
      listen(scope, made, 'click', run);
      return made;
    };
    this.buttons = [
      button('Reset the figures', icons.reset, () => this.reset()),
      button('Copy the figures', icons.copy, () => copy(this.report())),
      button('Write the figures to the log', icons.log, () => this.writeToLog()),
    ];
    scope.add(drawer.on(() => this.#watch()));
    scope.defer(() => clearTimeout(this.#timer));
    this.#watch();
    loop.add(this);
  }

  draw(): void {
    clearTimeout(this.#timer);
    if (!this.#shown) return;
    const left = this.#updatedMs + UPDATE_MS - performance.now();
    // The last change is shown, too; in a hidden page the loop keeps it until the page is seen again.
    if (left > 0) this.#timer = setTimeout(() => this.#loop.invalidate(this), left);
    else this.#update();
  }

  reset(): void {
    this.#engine.resetTelemetry();
    this.#loop.times?.clear();
    this.#updatedMs = -Infinity;
    this.#loop.invalidate(this);
  }

  report(): string {
    return reportText(performanceReadings(this.#measured()));
  }

  writeToLog(): void {
    this.#host.emit('log', { level: 'info', message: `Performance\n${this.report()}` });
  }

  get #shown(): boolean {
    const { open, tab } = this.#store.drawer.value;
    return open && tab === 'performance';
  }

  #watch(): void {
    if (!this.#shown) this.#loop.times = null;
    else if (!this.#loop.times) this.#loop.times = new FrameTimes();
  }

  #measured(): Measured {
    const fileRate = this.#store.file.value?.info.sampleRate ?? null;
    return { telemetry: this.#engine.telemetry(), fileRate, frameTimes: this.#loop.times?.spreads() ?? new Map() };
  }

  #update(): void {
    this.#updatedMs = performance.now();
    const measured = this.#measured();
    const { telemetry } = measured;
    this.#chart.update(telemetry);
    const share = (frames: number): string =>
      `${(100 * Math.min(1, frames / Math.max(1, telemetry.queueCapacityFrames))).toFixed(1)}%`;
    this.#fill.style.width = share(telemetry.queuedFrames);
    this.#wanted.style.left = share(telemetry.targetFrames);
    this.#wanted.hidden = telemetry.targetFrames === 0;
    const groups = performanceReadings(measured);
    const count = groups.reduce((sum, { readings }) => sum + readings.length, 0);
    if (count !== this.#values.size) this.#build(groups);
    for (const { title, readings } of groups) {
      for (const { name, value, bad } of readings) {
        const element = this.#values.get(`${title}/${name}`)!;
        setText(element, value);
        element.classList.toggle('bad', bad ?? false);
      }
    }
  }

  /** Only the layers seen so far can be named: there are more after the first frames. */
  #build(groups: readonly ReadingGroup[]): void {
    this.#values.clear();
    const sections = groups.map(({ title, readings }) => {
      const rows = readings.map(({ name }) => {
        const value = el('dd');
        this.#values.set(`${title}/${name}`, value);
        return el('div', { class: 'reading' }, el('dt', {}, name), value);
      });
      return el('section', {}, el('h2', {}, title), el('dl', {}, ...rows));
    });
    this.#groups.replaceChildren(...sections);
  }
}
