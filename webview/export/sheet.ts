import type { Paint, Sheet } from '../../src/core/picture/page/sheet.ts';
import { hexOf, parseColour } from '../../src/core/picture/colours.ts';
import type { Colour, PictureRenderer, Pixels } from '../../src/core/picture/renderer.ts';
import type { SvgFonts } from '../../src/core/picture/svgRenderer.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import { Canvas2dRenderer } from '../render/canvas2dRenderer.ts';

/** Paints one part of a canvas; whoever opens the part moves the origin there. */
class PartRenderer extends Canvas2dRenderer implements PictureRenderer {
  under: Paint | undefined;
  #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    super(canvas, context);
    this.#context = context;
  }

  override begin(width: number, height: number, background: Colour): void {
    this.#context.fillStyle = background;
    this.#context.fillRect(0, 0, width, height);
    this.under?.(this);
  }

  /** By way of a canvas: what is put as data goes beyond the edges of the part. */
  image(pixels: Pixels, x: number, y: number): void {
    const canvas = canvasOf(pixels);
    this.#context.drawImage(canvas, x, y);
    canvas.width = 0;
  }
}

export class CanvasSheet implements Sheet {
  readonly width: number;
  readonly height: number;
  #canvas: HTMLCanvasElement;
  #context: CanvasRenderingContext2D;
  #renderer: PartRenderer;

  constructor(width: number, height: number) {
    [this.width, this.height] = [width, height];
    this.#canvas = document.createElement('canvas');
    [this.#canvas.width, this.#canvas.height] = [width, height];
    // In memory, not on the GPU: its textures end at 16,384 pixels.
    const context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    this.#context = ensureExists(context, '2D canvas context');
    this.#renderer = new PartRenderer(this.#canvas, this.#context);
  }

  part(x: number, y: number, width: number, height: number, paint: Paint, under?: Paint): void {
    const context = this.#context;
    context.save();
    context.translate(x, y);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    this.#renderer.under = under;
    paint(this.#renderer);
    context.restore();
  }

  veil(x: number, y: number, width: number, height: number, opacity: number, paint: Paint): void {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const context = ensureExists(canvas.getContext('2d', { willReadFrequently: true }), '2D canvas context');
    paint(new PartRenderer(canvas, context));
    this.#context.globalAlpha = opacity;
    this.#context.drawImage(canvas, x, y);
    this.#context.globalAlpha = 1;
    canvas.width = 0;
  }

  /** null where the canvas is larger than the browser's memory. */
  toPng(): Promise<Blob | null> {
    return new Promise((resolve) => this.#canvas.toBlob(resolve, 'image/png'));
  }

  /** Gives the pixels back without waiting for the collector. */
  release(): void {
    this.#canvas.width = 0;
  }
}

function canvasOf({ data, width, height }: Pixels): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = ensureExists(canvas.getContext('2d', { willReadFrequently: true }), '2D canvas context');
  context.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

/** Fonts and colours as this page knows them. */
export function pageFonts(): SvgFonts {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1, 1];
  const context = ensureExists(canvas.getContext('2d', { willReadFrequently: true }), '2D canvas context');
  const colours = new Map<Colour, { hex: string; opacity: number }>();
  return {
    colour: (colour) => {
      const known = colours.get(colour);
      if (known) return known;
      const plain = parseColour(colour);
      if (plain) return { hex: hexOf(plain), opacity: plain[3]! };
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
      const hex = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
      const made = { hex, opacity: alpha / 255 };
      colours.set(colour, made);
      return made;
    },
    measure: (text, font) => {
      context.font = font;
      return context.measureText(text).width;
    },
    baseline: (font) => {
      context.font = font;
      context.textBaseline = 'alphabetic';
      const fromBaseline = context.measureText('x').fontBoundingBoxAscent;
      context.textBaseline = 'middle';
      return fromBaseline - context.measureText('x').fontBoundingBoxAscent;
    },
    png: (pixels) => {
      const image = canvasOf(pixels);
      const url = image.toDataURL('image/png');
      image.width = 0;
      return url;
    },
  };
}
