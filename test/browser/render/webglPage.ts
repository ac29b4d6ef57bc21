import { Canvas2dRenderer } from '../../../webview/render/canvas2dRenderer.ts';
import { GlStage } from '../../../webview/render/gl/glStage.ts';
import type { Renderer } from '../../../src/core/picture/renderer.ts';
import { Surface } from '../../../webview/render/surface.ts';

const WIDTH = 300;
const HEIGHT = 120;

/** The same picture by both renderers: what the lanes draw, with colours as a theme gives them. */
function paint(renderer: Renderer, shapes: readonly string[]): void {
  renderer.begin(WIDTH, HEIGHT, 'rgb(24, 24, 24)');
  const rows = (offset: number): Int32Array =>
    Int32Array.from({ length: WIDTH }, (_, i) => 60 + Math.round(50 * Math.sin(i / 17 + offset)));
  if (shapes.includes('rects')) {
    const rects = Float32Array.of(0, 20, WIDTH, 1, 40, 0, 1, HEIGHT, 100, 50, 30, 25);
    renderer.rects(rects, 3, 'color(srgb 1 1 1 / 0.12)');
  }
  if (shapes.includes('columns')) renderer.columns(rows(0), rows(0.4), WIDTH, 'oklab(0.6 -0.05 -0.12)');
  const wave = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i * 4 : 60 + 40 * Math.sin(i / 6)));
  if (shapes.includes('polyline')) renderer.polyline(wave, 40, 3, 'rgb(120, 180, 255)');
  if (shapes.includes('points')) renderer.points(wave, 40, 5, 'rgb(120, 180, 255)', 3, 'rgb(24, 24, 24)');
  if (shapes.includes('lines'))
    renderer.lines(Float32Array.of(10, 100, 60, 50, 60, 100, 110, 50), 2, 1, 'rgba(255, 255, 255, 0.5)');
  renderer.end();
}

function pixels(canvas: HTMLCanvasElement): Uint8ClampedArray {
  return canvas.getContext('2d')!.getImageData(0, 0, WIDTH, HEIGHT).data;
}

const canvasOf = (): HTMLCanvasElement => document.body.appendChild(document.createElement('canvas'));

const rig = {
  /** Share of the pixels that differ by more than `tolerance` of 255 in any channel, and how many are not background. */
  compare(shapes: readonly string[], tolerance: number) {
    const stage = new GlStage(true);
    if (!stage.programs) return null;
    const surface = new Surface(canvasOf(), stage);
    const plain = new Surface(canvasOf());
    const onGpu = surface.picture !== surface.renderer;
    paint(surface.picture, shapes);
    paint(plain.picture, shapes);
    const [a, b] = [pixels(surface.canvas), pixels(plain.canvas)];
    let different = 0;
    let drawn = 0;
    for (let i = 0; i < a.length; i += 4) {
      if (b[i] !== 24 || b[i + 1] !== 24 || b[i + 2] !== 24) drawn++;
      const off = Math.max(Math.abs(a[i]! - b[i]!), Math.abs(a[i + 1]! - b[i + 1]!), Math.abs(a[i + 2]! - b[i + 2]!));
      if (off > tolerance) different++;
    }
    stage.dispose();
    return { onGpu, plain2d: plain.picture instanceof Canvas2dRenderer, different: different / (a.length / 4), drawn };
  },

  /** Loses the context between two pictures: the next one is the 2D canvas's, and after the return the GPU's again. */
  async loseAndRestore() {
    const stage = new GlStage(true);
    if (!stage.programs || !stage.gl) return null;
    const surface = new Surface(canvasOf(), stage);
    const changes: boolean[] = [];
    stage.changed.on(() => changes.push(stage.programs !== null));
    const loss = stage.gl.getExtension('WEBGL_lose_context')!;
    const until = async (count: number): Promise<void> => {
      while (changes.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    loss.loseContext();
    await until(1);
    const fallsBack = surface.picture === surface.renderer;
    paint(surface.picture, ['columns']);
    const lost = pixels(surface.canvas).some((value) => value > 100 && value < 255);
    loss.restoreContext();
    await until(2);
    const returns = surface.picture !== surface.renderer;
    paint(surface.picture, ['rects']);
    const restored = pixels(surface.canvas)[(20 * WIDTH + 5) * 4]! > 24;
    return { changes, fallsBack, lost, returns, restored };
  },

  /** Without a GPU the browser refuses a context that would only be imitated. */
  withoutGpu: () => new GlStage(false).programs === null,
};

declare global {
  interface Window {
    webgl: typeof rig;
  }
}
window.webgl = rig;
