import { designFilters, responseDb } from '../../src/core/engine/eqDesign.ts';
import type { Engine } from '../engine/types.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import type { Store } from '../store.ts';
import { freqTicks, frequencyAt } from '../ui/freqAxis.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';
import type { EqControl } from './eqControl.ts';
import { signedDb } from './eqModel.ts';
import { gainSteps, levelAtGain, plotBox, type PlotBox, xOf, yOfGain, yOfLevel } from './plotBox.ts';
import { FFT_SIZE, levelBetween, Spectrum } from '../../src/core/dsp/spectrum.ts';

const LABEL_INSET = 8;
const MOST_OUTPUTS = 8;

/** The picture of the equaliser: live spectrum of what is heard, response curve, range heard alone. Still while nothing plays. */
export class EqPlot implements Layer {
  readonly name = 'equalizer';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #control: EqControl;
  #engine: Engine;
  #surface: Surface;
  #laidOut: (box: PlotBox) => void;
  #spectrum = new Spectrum();
  #tap = Array.from({ length: MOST_OUTPUTS }, () => new Float32Array(FFT_SIZE));
  #lastMs = 0;
  #curveKey: unknown[] = [];
  #curve = new Float64Array(0);

  constructor(store: Store, control: EqControl, engine: Engine, surface: Surface, laidOut: (box: PlotBox) => void) {
    this.#store = store;
    this.#control = control;
    this.#engine = engine;
    this.#surface = surface;
    this.#laidOut = laidOut;
    const { eq, band, theme, drawer, file } = store;
    this.dirtiedBy = [eq, band, theme, drawer, file, store.engine, control.selected];
  }

  moving(): boolean {
    const { open, tab } = this.#store.drawer.value;
    return open && tab === 'eq' && this.#surface.sized && this.#store.engine.value.state === 'playing';
  }

  draw(): void {
    if (!this.#surface.sized) return this.#surface.release();
    const { width, height, renderer } = this.#surface;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    const box = plotBox(width / dpr, height / dpr, this.#control.nyquist);
    renderer.begin(width, height, theme.panel);
    const lane = [box.left, box.top, box.right - box.left, box.bottom - box.top].map((edge) => Math.round(edge * dpr));
    renderer.rects(Float32Array.from(lane), 1, theme.lane);
    this.#drawSpectrum(box, dpr);
    this.#drawScales(box, dpr);
    this.#drawRange(box, dpr);
    this.#drawCurve(box, dpr);
    renderer.end();
    this.#laidOut(box);
  }

  #drawSpectrum(box: PlotBox, dpr: number): void {
    if (!this.#listen()) return;
    const binHz = this.#control.sampleRate / FFT_SIZE;
    const left = Math.round(box.left * dpr);
    const count = Math.round(box.right * dpr);
    const [top, bottom] = [new Int32Array(count), new Int32Array(count)];
    for (let x = left; x < count; x++) {
      const low = frequencyAt(box.axis, x / dpr - box.left);
      const high = frequencyAt(box.axis, (x + 1) / dpr - box.left);
      const y = yOfLevel(box, Math.min(0, levelBetween(this.#spectrum.bins, binHz, low, high)));
      bottom[x] = Math.round(box.bottom * dpr);
      top[x] = Math.min(Math.round(y * dpr), bottom[x]!);
    }
    this.#surface.renderer.columns(top, bottom, count, this.#store.theme.value.wavePeak);
  }

  /** Takes in what is heard; false, and there is nothing to draw, while nothing plays. */
  #listen(): boolean {
    if (!this.moving()) {
      this.#spectrum.clear();
      return false;
    }
    const outputs = Math.min(this.#engine.meters().outputs, MOST_OUTPUTS);
    const channels = this.#tap.slice(0, outputs);
    if (this.#engine.tap(channels) === FFT_SIZE) {
      const now = performance.now();
      this.#spectrum.add(channels, now - this.#lastMs);
      this.#lastMs = now;
    }
    return true;
  }

  #drawScales(box: PlotBox, dpr: number): void {
    const { renderer } = this.#surface;
    const theme = this.#store.theme.value;
    const font = `${10 * dpr}px ${theme.fontFamily}`;
    const ticks = freqTicks(box.axis, (text) => renderer.measure(text, font) / dpr);
    const snap = (value: number): number => Math.round(value * dpr);
    const upright = (x: number): number[] => [snap(x), snap(box.top), 1, snap(box.bottom) - snap(box.top)];
    const level = (y: number): number[] => [snap(box.left), snap(y), snap(box.right) - snap(box.left), 1];
    const fill = (rects: number[][], colour: string): void =>
      renderer.rects(Float32Array.from(rects.flat()), rects.length, colour);
    const inner = ticks.filter(({ x }) => x > 1 && x < box.axis.width - 1);
    const lines = (decade: boolean): number[][] =>
      inner.filter((tick) => tick.decade === decade).map(({ x }) => upright(box.left + x));
    const steps = gainSteps(box);
    const others = steps.slice(1, -1).filter((db) => db !== 0);
    fill([...lines(false), ...others.map((db) => level(yOfGain(box, db)))], theme.grid);
    fill([...lines(true), level(yOfGain(box, 0))], theme.gridStrong);

    for (const { x, label } of ticks)
      if (label) renderer.text(label, snap(box.left + x), snap(box.bottom + 9), 'center', font, theme.quiet);
    for (const db of steps) {
      const y = Math.min(Math.max(yOfGain(box, db), 6), box.bottom - 6);
      renderer.text(signedLabel(db), snap(box.left - LABEL_INSET), snap(y), 'right', font, theme.quiet);
      renderer.text(formatDb(levelAtGain(db), 0), snap(box.right + 28), snap(y), 'right', font, theme.quiet);
    }
    renderer.text('dB', snap(box.left - LABEL_INSET), snap(box.bottom + 9), 'right', font, theme.quiet);
    renderer.text('dBFS', snap(box.right + LABEL_INSET), snap(box.bottom + 9), 'left', font, theme.quiet);
  }

  /** What lies outside the range that is heard alone is covered. */
  #drawRange(box: PlotBox, dpr: number): void {
    const range = this.#control.range;
    if (!range) return;
    const { renderer } = this.#surface;
    const theme = this.#store.theme.value;
    const [from, to] = [range.low, range.high].map((hertz) => Math.round(xOf(box, hertz) * dpr)) as [number, number];
    const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom].map((at) => Math.round(at * dpr));
    const height = bottom! - top!;
    renderer.rects(Float32Array.of(left!, top!, from - left!, height, to, top!, right! - to, height), 2, theme.cover);
    renderer.rects(Float32Array.of(from, top!, dpr, height, to - dpr, top!, dpr, height), 2, theme.ink);
  }

  #drawCurve(box: PlotBox, dpr: number): void {
    if (this.#control.eq.bands.length === 0) return;
    const { renderer } = this.#surface;
    const theme = this.#store.theme.value;
    const curve = this.#response(box, dpr);
    const colour = this.#control.eq.on ? theme.ink : theme.quiet;
    const points = new Float32Array(2 * curve.length);
    const [least, most] = [box.top * dpr, (box.bottom - 0.5) * dpr];
    let count = 0;
    let outside = false;
    curve.forEach((db, i) => {
      const y = yOfGain(box, db) * dpr;
      const wasOutside = outside;
      outside = y < least || y > most;
      // Along the edge, where the curve has left the plot, there is none.
      if (outside && wasOutside) {
        if (count > 1) renderer.polyline(points, count, (this.#control.eq.on ? 1.75 : 1) * dpr, colour);
        count = 0;
      }
      points[2 * count] = box.left * dpr + i;
      points[2 * count + 1] = Math.min(Math.max(y, least), most);
      count++;
    });
    if (count > 1) renderer.polyline(points, count, (this.#control.eq.on ? 1.75 : 1) * dpr, colour);
  }

  /** dB at each column of device pixels, as if the equaliser were on. */
  #response(box: PlotBox, dpr: number): Float64Array {
    const { eq, sampleRate } = this.#control;
    const count = Math.max(1, Math.round(box.axis.width * dpr));
    const key = [eq.bands, sampleRate, count];
    if (key.some((part, index) => part !== this.#curveKey[index])) {
      this.#curveKey = key;
      const sections = designFilters({ ...eq, on: true }, null, sampleRate);
      this.#curve = Float64Array.from({ length: count }, (_, i) =>
        responseDb(sections, frequencyAt(box.axis, Math.min(i + 0.5, count - 1) / dpr), sampleRate),
      );
    }
    return this.#curve;
  }
}

/** +6, 0, −6 */
function signedLabel(db: number): string {
  return signedDb(db).replace('.0', '');
}
