import { Emitter } from '../../src/core/util/emitter.ts';
import type { Layer } from '../render/frameLoop.ts';
import { barRows, type BarRows, METER_FLOOR_DB, meterScale } from '../render/meterScale.ts';
import { RectBatch } from '../../src/core/picture/rectBatch.ts';
import type { Colour } from '../../src/core/picture/renderer.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { MeterColumn } from '../ui/meterColumn.ts';
import { channelNames } from '../../src/core/picture/axes/units.ts';

/** Levels of what leaves for the device; linear, one value for each output channel. */
interface LevelSource {
  meters(): {
    readonly outputs: number;
    readonly peak: Float32Array;
    readonly rms: Float32Array;
    readonly held: Float32Array;
    readonly overs: number;
    readonly limiter: number;
  };
  resetMeters(): void;
}

interface Parts {
  store: Store;
  engine: LevelSource;
  surface: Surface;
  font: () => string;
  column: MeterColumn;
  /** Gain of the limiter, 1 when it does nothing. */
  showLimiter: (gain: number) => void;
}

/** Once nothing plays the bars fall by so many dB a second, faster than the meter itself: what they show is over. */
const FALL = 120;
const FLOOR = 10 ** (METER_FLOOR_DB / 20);
/** CSS pixels. */
const BAR_GAP = 2;
const LABEL_ROW = 16;
const LABEL_HALF = 6;
const MARK = 4;
/** By themselves in their column, and beside the legend. from: narrower ones have no room for the scale beside the bars. */
const alone = { inset: 8, scale: 30, bar: 14, tick: 3, from: 80 };
const beside = { inset: 4, scale: 24, bar: 7, tick: 2, from: 44 };
const LEAST_BAR = 3;

/**
 * What leaves for the device: peak with RMS inside, highest peak as a line, overs in red. It moves while something plays
 * and until the bars are down, then asks for no frame.
 */
export class MetersLayer implements Layer {
  readonly name = 'meters';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #peak = new Float32Array(0);
  #rms = new Float32Array(0);
  #last = 0;
  #rects = new RectBatch();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { store, column, engine } = parts;
    const reset = new Emitter<void>();
    column.onReset = () => {
      engine.resetMeters();
      reset.emit();
    };
    this.dirtiedBy = [store.engine, store.theme, store.screen, store.laneSizes, store.file, store.pictures, reset];
  }

  moving(): boolean {
    return this.#sounding() || this.#peak.some((level) => level > FLOOR);
  }

  draw(): void {
    const { engine, column, showLimiter } = this.#parts;
    const meters = engine.meters();
    const sounding = this.#sounding();
    this.#fall(meters.outputs, sounding);
    if (sounding) {
      this.#peak.set(meters.peak.subarray(0, meters.outputs));
      this.#rms.set(meters.rms.subarray(0, meters.outputs));
    }
    showLimiter(sounding ? meters.limiter : 1);
    column.show(Math.max(0, ...meters.held.subarray(0, meters.outputs)), meters.overs);
    this.#paint(meters.held, meters.overs > 0);
  }

  #sounding(): boolean {
    const { state } = this.#parts.store.engine.value;
    return state === 'playing' || state === 'stalled';
  }

  #fall(outputs: number, sounding: boolean): void {
    if (this.#peak.length !== outputs) {
      this.#peak = new Float32Array(outputs);
      this.#rms = new Float32Array(outputs);
    }
    const now = performance.now();
    const factor = 10 ** ((-FALL * Math.min(now - this.#last, 100)) / 20_000);
    this.#last = now;
    if (sounding) return;
    for (let i = 0; i < outputs; i++) {
      this.#peak[i] = this.#peak[i]! * factor;
      this.#rms[i] = this.#rms[i]! * factor;
    }
  }

  #paint(held: Float32Array, over: boolean): void {
    const { surface, store, font } = this.#parts;
    const { renderer, width, height, sized } = surface;
    if (!sized) return;
    const theme = store.theme.value;
    const { dpr } = store.screen.value;
    const px = (value: number): number => Math.round(value * dpr);
    renderer.begin(width, height, theme.editor);
    const axisFont = font().replace('10px', `${10 * dpr}px`);
    const rows = barRows(px(MARK), height - px(LABEL_ROW));
    const outputs = this.#peak.length;
    const roomy = width >= px(alone.from) || store.pictures.value.show === 'waveform';
    const { inset, scale, bar: widest, tick, from } = roomy ? alone : beside;
    const barIn = (room: number): number => Math.min(px(widest), Math.floor(room / Math.max(1, outputs)) - px(BAR_GAP));
    const scaled = width >= px(from) && barIn(width - px(2 * inset + scale)) >= px(LEAST_BAR);
    const right = width - px(scaled ? inset + scale : inset);
    for (const { db, label } of scaled ? meterScale(rows, px(14)) : []) {
      const y = rows.yOf(db);
      this.#rects.add(right + px(tick), Math.floor(y), px(tick), 1);
      renderer.text(label, width - px(inset), Math.max(y, px(LABEL_HALF)), 'right', axisFont, theme.quiet);
    }
    this.#fill(theme.quiet);
    if (outputs === 0) return;
    const bar = barIn(right - px(inset));
    const xOf = (index: number): number => right - (outputs - index) * (bar + px(BAR_GAP)) + px(BAR_GAP);
    this.#bars(rows, bar, xOf, held, over, px(MARK) - 1);
    const names = channelNames(outputs);
    for (let i = 0; i < outputs; i++) {
      if (bar < px(6)) break;
      renderer.text(names[i] ?? '', xOf(i) + bar / 2, height - px(LABEL_ROW) / 2, 'center', axisFont, theme.quiet);
    }
  }

  #bars(rows: BarRows, bar: number, xOf: (i: number) => number, held: Float32Array, over: boolean, lamp: number): void {
    const theme = this.#parts.store.theme.value;
    const outputs = this.#peak.length;
    const levels = (values: Float32Array, colour: Colour): void => {
      for (let i = 0; i < outputs; i++) {
        const top = Math.round(rows.yOfLevel(values[i]!));
        if (top < rows.bottom) this.#rects.add(xOf(i), top, bar, rows.bottom - top);
      }
      this.#fill(colour);
    };
    for (let i = 0; i < outputs; i++) this.#rects.add(xOf(i), rows.top, bar, rows.bottom - rows.top);
    this.#fill(theme.grid);
    levels(this.#peak, theme.wavePeak);
    levels(this.#rms, theme.waveRms);
    for (let i = 0; i < outputs; i++) {
      if (held[i]! > FLOOR)
        this.#rects.add(xOf(i), Math.min(Math.round(rows.yOfLevel(held[i]!)), rows.bottom - 1), bar, 1);
    }
    this.#fill(theme.ink);
    if (!over) return;
    for (let i = 0; i < outputs; i++) this.#rects.add(xOf(i), 0, bar, lamp);
    this.#fill(theme.defect);
  }

  #fill(colour: Colour): void {
    this.#parts.surface.renderer.rects(this.#rects.data, this.#rects.count, colour);
    this.#rects.clear();
  }
}
