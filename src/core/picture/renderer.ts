/** A CSS colour. */
export type Colour = string;

/**
 * Batches over typed arrays, in device pixels from the top left corner. Calls paint over one another in order; hairlines
 * and rectangles on whole pixels come out without blur.
 */
export interface Renderer {
  /** Gives the picture its size and fills it; whatever was there is gone. */
  begin(width: number, height: number, background: Colour): void;
  /** Column i covers pixel column i, rows top[i] … bottom[i]−1; none where bottom <= top. */
  columns(top: Int32Array, bottom: Int32Array, count: number, colour: Colour): void;
  /** x, y pairs. */
  polyline(points: Float32Array, count: number, width: number, colour: Colour): void;
  /** x, y pairs: discs with a ring around them. */
  points(points: Float32Array, count: number, radius: number, colour: Colour, ring: number, ringColour: Colour): void;
  /** x0, y0, x1, y1 for each line. */
  lines(segments: Float32Array, count: number, width: number, colour: Colour): void;
  /** x, y, width, height for each rectangle. */
  rects(rects: Float32Array, count: number, colour: Colour): void;
  /** The picture is complete. */
  end(): void;
}

/** Pictures with words in them: rulers and rails. */
export interface TextRenderer extends Renderer {
  /** y is the middle of the line. */
  text(text: string, x: number, y: number, align: 'left' | 'right' | 'center', font: string, colour: Colour): void;
  measure(text: string, font: string): number;
}

/** RGBA, not premultiplied, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures made of pixels too. */
export interface PictureRenderer extends TextRenderer {
  /** At its own size. */
  image(pixels: Pixels, x: number, y: number): void;
}
