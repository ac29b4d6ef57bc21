import type { Colour, Renderer } from '../../../src/core/picture/renderer.ts';
import type { GlPrograms, GlStage } from './glStage.ts';

/** Renderer of one lane on the page's shared stage; end() copies the picture to the lane's own canvas. */
export class WebglRenderer implements Renderer {
  #stage: GlStage;
  #canvas: HTMLCanvasElement;
  #context: CanvasRenderingContext2D;
  #width = 0;
  #height = 0;
  /** Rows as floats, for the attributes of columns. */
  #top = new Float32Array(0);
  #bottom = new Float32Array(0);

  constructor(stage: GlStage, canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
    this.#stage = stage;
    this.#canvas = canvas;
    this.#context = context;
  }

  begin(width: number, height: number, background: Colour): void {
    const { gl, colours } = this.#stage;
    if (!gl) return;
    [this.#width, this.#height] = [width, height];
    this.#stage.reserve(width, height);
    // Rows count from below there: the picture stands in the upper left corner of the stage.
    const bottom = this.#stage.canvas.height - height;
    gl.viewport(0, bottom, width, height);
    gl.scissor(0, bottom, width, height);
    const [red, green, blue] = colours.rgba(background);
    gl.clearColor(red!, green!, blue!, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  columns(top: Int32Array, bottom: Int32Array, count: number, colour: Colour): void {
    if (this.#top.length < count) {
      this.#top = new Float32Array(count);
      this.#bottom = new Float32Array(count);
    }
    for (let i = 0; i < count; i++) {
      this.#top[i] = top[i]!;
      this.#bottom[i] = bottom[i]!;
    }
    this.#draw('column', colour, 0, count, [this.#top, this.#bottom]);
  }

  polyline(points: Float32Array, count: number, width: number, colour: Colour): void {
    // Every point begins a segment that ends at the next: the same floats, read four by four, two apart.
    this.#draw('capsule', colour, width / 2, count - 1, [points], 2);
  }

  points(points: Float32Array, count: number, radius: number, colour: Colour, ring: number, ringColour: Colour): void {
    this.#draw('disc', ringColour, radius + ring, count, [points]);
    this.#draw('disc', colour, radius, count, [points]);
  }

  lines(segments: Float32Array, count: number, width: number, colour: Colour): void {
    this.#draw('capsule', colour, width / 2, count, [segments]);
  }

  rects(rects: Float32Array, count: number, colour: Colour): void {
    this.#draw('rect', colour, 0, count, [rects]);
  }

  end(): void {
    const [width, height] = [this.#width, this.#height];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    if (width > 0 && height > 0) {
      this.#context.drawImage(this.#stage.canvas, 0, 0, width, height, 0, 0, width, height);
    }
  }

  #draw(
    shape: keyof GlPrograms,
    colour: Colour,
    radius: number,
    count: number,
    sources: readonly Float32Array[],
    stride = 0,
  ): void {
    const program = this.#stage.programs?.[shape];
    if (!program || count <= 0) return;
    program.draw(this.#width, this.#height, this.#stage.colours.rgba(colour), radius, count, sources, stride);
  }
}
