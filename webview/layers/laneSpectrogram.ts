import { partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import { CODE_STEPS, NO_LEVEL } from '../../src/core/spectrogram/levelCode.ts';
import type { ColourTable } from '../../src/core/picture/spectrogram/colourTable.ts';
import type { GlSpectrograms } from '../render/spectrogram/glSpectrograms.ts';
import type { SpectrogramScene } from '../../src/core/picture/spectrogram/planeLayout.ts';
import type { PlaneStore } from '../../src/core/picture/spectrogram/planes.ts';
import { CanvasPixels } from '../render/spectrogram/canvasPixels.ts';
import { NOTHING, SpectrogramPlan } from '../../src/core/picture/spectrogram/spectrogramPlan.ts';
import type { ShownSpectrogram } from '../../src/core/picture/spectrogram/spectrogramTiles.ts';
import type { Surface } from '../render/surface.ts';

/** While a border is dragged the picture is stretched; its rows are asked for when it has rested so long, ms. */
const SETTLE_MS = 100;
const MOST_ROWS = 2048;

/** As last drawn; device pixels. */
export interface SpectrogramReading {
  readonly width: number;
  readonly height: number;
  /** Nothing is missing or coarse. */
  readonly complete: boolean;
  /** Columns of the file that show nothing. */
  readonly bare: number;
  /** As shown: src/core/spectrogram/levelCode.ts; null where nothing is. */
  readonly code: (x: number, y: number) => number | null;
}

/** The spectrogram of one lane while it is in sight. */
export class LaneSpectrogram implements ShownSpectrogram {
  readonly plan = new SpectrogramPlan();
  scene: SpectrogramScene | null = null;
  /** dB that the lane adds to its track. */
  louder = 0;
  #pixels: CanvasPixels | null = null;
  #rows = 0;
  #height = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settled: () => void;
  #stamp = '';

  constructor(settled: () => void) {
    this.#settled = settled;
  }

  /** Rows to ask for in a lane of this many device pixels. */
  rows(height: number): number {
    const wanted = Math.min(Math.max(height, 1), MOST_ROWS);
    if (this.#rows === 0 || wanted === this.#rows) {
      clearTimeout(this.#timer);
      this.#rows = wanted;
    } else if (height !== this.#height) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#rows = wanted;
        this.#settled();
      }, SETTLE_MS);
    }
    this.#height = height;
    return this.#rows;
  }

  update(store: PlaneStore, scene: SpectrogramScene): void {
    this.scene = scene;
    this.plan.update(store, scene);
  }

  /** over: draws upon the picture what `stamp` says, if either is another one than before. */
  paint(
    surface: Surface,
    { table, bare, gl, stamp }: { table: ColourTable; bare: number; gl: GlSpectrograms | null; stamp: string },
    over: () => void,
  ): void {
    const { canvas, width, height } = surface;
    const context = canvas.getContext('2d');
    if (!context || !this.scene) return;
    const resized = canvas.width !== width || canvas.height !== height;
    if (resized) [canvas.width, canvas.height] = [width, height];
    const { kind, framesPerColumn } = this.scene;
    const { scale, low, high } = kind.axis;
    const geometry = `${framesPerColumn} ${scale} ${low} ${high} ${kind.axis.rows}`;
    if (gl) {
      this.#pixels = null;
      gl.paint(context, this.plan, table, bare);
    } else {
      this.#pixels ??= new CanvasPixels();
      const painted = this.#pixels.paint(this.plan, { table, bare, geometry });
      if (!painted && !resized && stamp === this.#stamp) return;
      this.#pixels.put(context, this.plan);
    }
    this.#stamp = stamp;
    over();
  }

  code(x: number, y: number): number | null {
    const code = this.plan.code(x, y);
    if (code === null || code === 0 || code === NO_LEVEL || this.louder === 0) return code;
    return Math.min(code + Math.round(this.louder * CODE_STEPS), NO_LEVEL - 1);
  }

  codeAt(frame: number, hertz: number): number | null {
    if (!this.scene) return null;
    const { framesPerColumn, startFrame, kind, width, height } = this.scene;
    const x = Math.floor((frame - startFrame) / framesPerColumn);
    const part = partOfFrequency(kind.axis, hertz);
    if (x < 0 || x >= width || !(part >= 0 && part <= 1)) return null;
    return this.code(x, Math.min(Math.max(Math.ceil(height * (1 - part)) - 1, 0), height - 1));
  }

  read(): SpectrogramReading {
    const { width, height, inside, missing, quality } = this.plan;
    const bare = quality.subarray(0, inside).reduce((sum, each) => sum + (each === NOTHING ? 1 : 0), 0);
    return { width, height, bare, complete: missing === 0, code: (x, y) => this.code(x, y) };
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
