import { ensureExists } from '../../src/core/util/assert.ts';
import { Canvas2dRenderer } from '../render/canvas2dRenderer.ts';
import type { Colour, TextRenderer } from '../render/renderer.ts';
import { escapeXml, type SvgFonts, SvgRenderer } from '../render/svgRenderer.ts';

/** Pictures made of pixels too. */
export interface PictureRenderer extends TextRenderer {
  /** At its own size: pixels of the picture. */
  image(canvas: HTMLCanvasElement, x: number, y: number): void;
}

export type Paint = (renderer: PictureRenderer) => void;

/** What a picture is composed on: parts with a coordinate system of their own, cut at their edges. Pixels of the picture. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** begin() fills the part, not the whole; under comes right after it, below the rest. */
  part(x: number, y: number, width: number, height: number, paint: Paint, under?: Paint): void;
  /** As part(), over what is there already, which shows through it. */
  veil(x: number, y: number, width: number, height: number, opacity: number, paint: Paint): void;
}

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

  image(canvas: HTMLCanvasElement, x: number, y: number): void {
    this.#context.drawImage(canvas, x, y);
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

export class SvgSheet implements Sheet {
  readonly width: number;
  readonly height: number;
  #fonts: SvgFonts;
  #parts: string[] = [];

  constructor(width: number, height: number, fonts: SvgFonts) {
    [this.width, this.height, this.#fonts] = [width, height, fonts];
  }

  part(x: number, y: number, width: number, height: number, paint: Paint, under?: Paint): void {
    const renderer = new SvgRenderer(this.#fonts, under);
    paint(renderer);
    const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
    // An inner <svg> moves the origin, and cuts.
    if (renderer.elements) this.#parts.push(`<svg ${place}>\n${renderer.elements}\n</svg>`);
  }

  veil(x: number, y: number, width: number, height: number, opacity: number, paint: Paint): void {
    this.#parts.push(`<g opacity="${opacity}">`);
    this.part(x, y, width, height, paint);
    this.#parts.push('</g>');
  }

  /** A file of its own, so many times smaller than its inner units. title: what a screen reader says. */
  toText(title: string, scale: number): string {
    const { width, height } = this;
    const size = `width="${width / scale}" height="${height / scale}" viewBox="0 0 ${width} ${height}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
      `<title>${escapeXml(title)}</title>`,
      ...this.#parts,
      '</svg>\n',
    ].join('\n');
  }
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
  };
}
