import { type PaletteName, plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { stepOf } from '../../../src/core/spectrogram/columns.ts';
import { NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { GlStage } from '../../../webview/render/gl/glStage.ts';
import { ColourTable } from '../../../src/core/picture/spectrogram/colourTable.ts';
import { GlSpectrograms } from '../../../webview/render/spectrogram/glSpectrograms.ts';
import { type PaletteKind, paletteColours } from '../../../src/core/picture/spectrogram/palettes.ts';
import { type PictureKind, PlaneStore } from '../../../src/core/picture/spectrogram/planes.ts';
import { kindOfTheme as paletteKind } from '../../../webview/render/gl/colours.ts';
import { CanvasPixels as SpectrogramPixels } from '../../../webview/render/spectrogram/canvasPixels.ts';
import { SpectrogramPlan } from '../../../src/core/picture/spectrogram/spectrogramPlan.ts';

const [WIDTH, HEIGHT] = [500, 90];
const TOTAL = 2_000_003;
const BARE = 0xff302010;
const track = { tracks: 'channels', channel: 0 } as const;
const kind: PictureKind = { analysis: plainAnalysis, axis: { scale: 'log', low: 20, high: 24000, rows: HEIGHT } };
const other: PictureKind = { ...kind, axis: { ...kind.axis, low: 50, high: 16000, rows: 70 } };

let seed = 1;
const random = (): number => (seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393) >>> 0;

function put(store: PlaneStore, of: PictureKind, level: number, index: number, draft = false): void {
  const count = Math.min(256, Math.ceil(TOTAL / stepOf(of.analysis, level)) - index * 256);
  if (count <= 0) return;
  const data = Uint16Array.from({ length: of.axis.rows * count }, () => random() % 60000);
  // Spans of samples that are no numbers, and silence.
  if (index % 3 === 1)
    for (let row = 0; row < of.axis.rows; row++) data.fill(NO_LEVEL, row * count + 20, row * count + 31);
  data.fill(0, 0, count);
  const known = { scannedFrames: TOTAL, scanDone: true, totalFrames: TOTAL };
  store.put(track, of, level, index, { count, data, draft, odd: data.includes(NO_LEVEL), ...known });
}

/** Exact tiles with holes, and others that show in these; the end of the file is in sight at times. */
function filled(): PlaneStore {
  const store = new PlaneStore();
  for (let index = 0; index < 16; index++) if (index % 4 !== 2) put(store, kind, 0, index, index === 5);
  for (let index = 0; index < 3; index++) put(store, kind, 2, index);
  for (let index = 0; index < 20; index++) put(store, other, -1, index);
  return store;
}

const sceneOf = (framesPerColumn: number, first: number, height = HEIGHT, level = 0) => ({
  ...{ track, kind, level, framesPerColumn, width: WIDTH, height, totalFrames: TOTAL },
  startFrame: first * framesPerColumn,
});

const canvasOf = (width: number, height: number): CanvasRenderingContext2D => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return canvas.getContext('2d', { alpha: false })!;
};
const read = ({ canvas }: CanvasRenderingContext2D, context: CanvasRenderingContext2D): Uint32Array =>
  new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
const different = (a: CanvasRenderingContext2D, b: CanvasRenderingContext2D): number => {
  const [p, q] = [read(a, a), read(b, b)];
  return p.reduce((sum, each, i) => sum + (each === q[i] ? 0 : 1), Math.abs(p.length - q.length));
};
const tableOf = (palette: PaletteName = 'theme'): ColourTable => {
  const table = new ColourTable();
  table.set({ palette, floor: -120, ceiling: 0, gamma: 1 }, 'dark');
  return table;
};
const geometryOf = (framesPerColumn: number): string => String(framesPerColumn);

const rig = {
  /** By the 2D painter and by hand, from the plan's codes. */
  pixels(framesPerColumn: number, first: number) {
    const [plan, pixels, table] = [new SpectrogramPlan(), new SpectrogramPixels(), tableOf()];
    plan.update(filled(), sceneOf(framesPerColumn, first));
    pixels.paint(plan, { table, bare: BARE, geometry: '' });
    const context = canvasOf(WIDTH, HEIGHT);
    pixels.put(context, plan);
    const got = read(context, context);
    let [wrong, bare, stripes] = [0, 0, 0];
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const code = plan.code(x, y);
        const striped = code === NO_LEVEL && ((first + x + y) & 7) < 3;
        const right = code === null ? BARE : striped ? table.stripe : table.colours[code]!;
        if (got[y * WIDTH + x] !== right) wrong++;
        bare += code === null ? 1 : 0;
        stripes += striped ? 1 : 0;
      }
    }
    return { wrong, bare, stripes, exact: plan.inside - plan.missing, coarse: plan.missing };
  },

  /** Pans by these pixels on one ring, with tiles that arrive meanwhile, against a fresh picture each time. */
  pan(framesPerColumn: number, moves: readonly number[]) {
    const store = filled();
    const [ring, table] = [new SpectrogramPixels(), tableOf()];
    const plan = new SpectrogramPlan();
    const context = canvasOf(WIDTH, HEIGHT);
    let first = 400;
    let wrong = 0;
    const painted: number[] = [];
    moves.forEach((move, i) => {
      first += move;
      if (i === 3) put(store, kind, 0, 2);
      plan.update(store, sceneOf(framesPerColumn, first));
      const look = { table, bare: BARE, geometry: geometryOf(framesPerColumn) };
      const before = ring.painted;
      ring.paint(plan, look);
      painted.push(ring.painted - before);
      ring.put(context, plan);
      const [fresh, clean] = [new SpectrogramPixels(), canvasOf(WIDTH, HEIGHT)];
      fresh.paint(plan, look);
      fresh.put(clean, plan);
      wrong += different(context, clean);
    });
    return { wrong, painted };
  },

  /** By the GPU and by the 2D canvas, for several views, palettes and sizes on one stage. */
  onGpu() {
    const stage = new GlStage(true);
    if (!stage.programs) return null;
    const gl = new GlSpectrograms(stage);
    const store = filled();
    store.onGone = (tile) => gl.forget(tile);
    const wrong: number[] = [];
    for (const [framesPerColumn, first, height, palette, level] of [
      [512, 0, HEIGHT, 'theme', 0],
      [777.7, 100, HEIGHT, 'viridis', 0],
      [700, 2600, 60, 'grey', 0],
      [200, 1300, 160, 'magma', -1],
      [4000, 10, HEIGHT, 'theme', 2],
    ] as const) {
      const [plan, table] = [new SpectrogramPlan(), tableOf(palette)];
      plan.update(store, sceneOf(framesPerColumn, first, height, level));
      const [a, b] = [canvasOf(WIDTH, height), canvasOf(WIDTH, height)];
      gl.paint(a, plan, table, BARE);
      const pixels = new SpectrogramPixels();
      pixels.paint(plan, { table, bare: BARE, geometry: '' });
      pixels.put(b, plan);
      wrong.push(different(a, b));
      // Only the colours are others.
      table.set({ palette: 'cividis', floor: -90, ceiling: -10, gamma: 1.7 }, 'dark');
      gl.paint(a, plan, table, BARE);
      pixels.paint(plan, { table, bare: BARE, geometry: '' });
      pixels.put(b, plan);
      wrong.push(different(a, b));
    }
    const held = gl.bytes;
    store.clear();
    const error = stage.gl!.getError();
    const freed = gl.bytes;
    stage.dispose();
    return { wrong, held, freed, error };
  },

  /** The context is lost and comes back: the next picture is right again. */
  async returns() {
    const stage = new GlStage(true);
    if (!stage.programs || !stage.gl) return null;
    const gl = new GlSpectrograms(stage);
    const [plan, table, store] = [new SpectrogramPlan(), tableOf(), filled()];
    plan.update(store, sceneOf(512, 0));
    const [a, b] = [canvasOf(WIDTH, HEIGHT), canvasOf(WIDTH, HEIGHT)];
    gl.paint(a, plan, table, BARE);
    const loss = stage.gl.getExtension('WEBGL_lose_context')!;
    // A context can only be restored when the event of its loss is over.
    const changed = (): Promise<void> => new Promise((resolve) => stage.changed.on(() => setTimeout(resolve, 5)));
    const lost = changed();
    loss.loseContext();
    await lost;
    const bytes = gl.bytes;
    gl.paint(a, plan, table, BARE);
    const back = changed();
    loss.restoreContext();
    await back;
    a.clearRect(0, 0, WIDTH, HEIGHT);
    gl.paint(a, plan, table, BARE);
    const pixels = new SpectrogramPixels();
    pixels.paint(plan, { table, bare: BARE, geometry: '' });
    pixels.put(b, plan);
    return { bytes, wrong: different(a, b) };
  },

  /** The browser's own oklch() at the control points, the worst difference of a channel; and kinds of lanes it reads. */
  palettes(points: readonly (readonly [PaletteKind, number, string])[], lanes: readonly string[]) {
    const context = canvasOf(1, 1);
    const worst = points.map(([name, index, colour]) => {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [right, ours] = [read(context, context)[0]!, paletteColours('theme', name)[index]!];
      return Math.max(...[0, 8, 16].map((bit) => Math.abs(((right >>> bit) & 255) - ((ours >>> bit) & 255))));
    });
    return { worst: Math.max(...worst), kinds: lanes.map((lane) => paletteKind({ lane })) };
  },

  /** ms of a table, and of a full repaint and a pan by one pixel of `width` × `height`; the middle of many. */
  times(width: number, height: number) {
    const store = new PlaneStore();
    const tall: PictureKind = { ...kind, axis: { ...kind.axis, rows: height } };
    for (let index = 0; index < 15; index++) put(store, tall, 0, index);
    // Neighbours are alike, as in sound.
    for (const plane of store.planes(track)) {
      for (const { data } of plane.tiles.values())
        data.forEach((code, i) => (data[i] = 20000 + (i % 9000) + (code % 2000)));
    }
    const [plan, pixels, table] = [new SpectrogramPlan(), new SpectrogramPixels(), tableOf()];
    const context = canvasOf(width, height);
    const scene = (first: number) => ({ ...sceneOf(700, first, height), kind: tall, width });
    const median = (run: (i: number) => void): number => {
      const times = Array.from({ length: 41 }, (_, i) => {
        const start = performance.now();
        run(i);
        return performance.now() - start;
      });
      return times.sort((a, b) => a - b)[20]!;
    };
    const paint = (first: number, geometry: string): void => {
      plan.update(store, scene(first));
      pixels.paint(plan, { table, bare: BARE, geometry });
      pixels.put(context, plan);
    };
    const gamma = (i: number): void =>
      table.set({ palette: 'theme', floor: -120, ceiling: 0, gamma: 1 + i / 100 }, 'dark');
    return {
      table: median(gamma),
      zoom: median((i) => paint(0, String(i))),
      pan: median((i) => paint(i, 'pan')),
      colours: median((i) => {
        gamma(i + 50);
        paint(0, 'pan');
      }),
    };
  },
};

declare global {
  interface Window {
    spectra: typeof rig;
  }
}
window.spectra = rig;
