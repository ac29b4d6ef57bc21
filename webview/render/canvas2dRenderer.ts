import type { Colour, TextRenderer } from '../../src/core/picture/renderer.ts';

/** Renderer over a 2D canvas. */
export class Canvas2dRenderer implements TextRenderer {
  #canvas: HTMLCanvasElement;
  #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  begin(width: number, height: number, background: Colour): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    // What the background lets through is not what was there before.
    this.#context.clearRect(0, 0, width, height);
    this.#context.fillStyle = background;
    this.#context.fillRect(0, 0, width, height);
  }

  columns(top: Int32Array, bottom: Int32Array, count: number, colour: Colour): void {
    const context = this.#context;
    context.fillStyle = colour;
    let start = 0;
    for (let i = 1; i <= count; i++) {
      // Equal neighbours become one rectangle.
      if (i < count && top[i] === top[start] && bottom[i] === bottom[start]) continue;
      const height = bottom[start]! - top[start]!;
      if (height > 0) context.fillRect(start, top[start]!, i - start, height);
      start = i;
    }
  }

  polyline(points: Float32Array, count: number, width: number, colour: Colour): void {
    const context = this.#context;
    context.beginPath();
    for (let i = 0; i < count; i++) context.lineTo(points[2 * i]!, points[2 * i + 1]!);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.stroke();
  }

  points(points: Float32Array, count: number, radius: number, colour: Colour, ring: number, ringColour: Colour): void {
    this.#discs(points, count, radius + ring, ringColour);
    this.#discs(points, count, radius, colour);
  }

  lines(segments: Float32Array, count: number, width: number, colour: Colour): void {
    const context = this.#context;
    context.beginPath();
    for (let i = 0; i < 4 * count; i += 4) {
      context.moveTo(segments[i]!, segments[i + 1]!);
      context.lineTo(segments[i + 2]!, segments[i + 3]!);
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }

  rects(rects: Float32Array, count: number, colour: Colour): void {
    this.#context.fillStyle = colour;
    for (let i = 0; i < 4 * count; i += 4) {
      this.#context.fillRect(rects[i]!, rects[i + 1]!, rects[i + 2]!, rects[i + 3]!);
    }
  }

  text(text: string, x: number, y: number, align: 'left' | 'right' | 'center', font: string, colour: Colour): void {
    const context = this.#context;
    context.font = font;
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  measure(text: string, font: string): number {
    this.#context.font = font;
    return this.#context.measureText(text).width;
  }

  end(): void {
    // What was painted is on the canvas already.
  }

  #discs(points: Float32Array, count: number, radius: number, colour: Colour): void {
    const context = this.#context;
    context.beginPath();
    for (let i = 0; i < count; i++) {
      context.moveTo(points[2 * i]! + radius, points[2 * i + 1]!);
      context.arc(points[2 * i]!, points[2 * i + 1]!, radius, 0, 2 * Math.PI);
    }
    context.fillStyle = colour;
    context.fill();
  }
}
