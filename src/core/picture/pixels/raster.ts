/** Pixels that are painted over: RGBA, premultiplied, rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export function rasterOf(width: number, height: number): Raster {
  return { width, height, data: new Uint8ClampedArray(4 * width * height) };
}

/** A colour to paint with: bytes, not premultiplied; alpha 0…255 need not be whole. */
export interface Ink {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

export const inkOf = (rgba: Float32Array): Ink => ({
  red: 255 * rgba[0]!,
  green: 255 * rgba[1]!,
  blue: 255 * rgba[2]!,
  alpha: 255 * rgba[3]!,
});

/** The part of a raster that is painted on: nothing is outside it, and its corner is 0, 0. */
export interface Area {
  readonly raster: Raster;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Paints over pixels from … end−1 of a row of the area; coverage: 0…1. */
export function blendRow(area: Area, row: number, from: number, end: number, ink: Ink, coverage = 1): void {
  const { data, width } = area.raster;
  const part = (ink.alpha / 255) * coverage;
  if (part <= 0) return;
  const start = 4 * ((area.y + row) * width + area.x);
  if (part >= 1) {
    for (let at = start + 4 * from; at < start + 4 * end; at += 4) {
      data[at] = ink.red;
      data[at + 1] = ink.green;
      data[at + 2] = ink.blue;
      data[at + 3] = 255;
    }
    return;
  }
  // As the 2D canvas of Chromium rounds: what is painted to the nearest byte, what is under it down.
  const alpha = Math.round(255 * part);
  const ready = (byte: number): number => Math.round((byte * alpha) / 255);
  const [red, green, blue] = [ready(ink.red), ready(ink.green), ready(ink.blue)];
  const rest = 256 - alpha;
  for (let at = start + 4 * from; at < start + 4 * end; at += 4) {
    data[at] = red + ((data[at]! * rest) >> 8);
    data[at + 1] = green + ((data[at + 1]! * rest) >> 8);
    data[at + 2] = blue + ((data[at + 2]! * rest) >> 8);
    data[at + 3] = alpha + ((data[at + 3]! * rest) >> 8);
  }
}

/** A rectangle; where its edges are between pixels these are covered in part. */
export function fillRect(area: Area, x: number, y: number, width: number, height: number, ink: Ink): void {
  const [left, right] = [Math.max(x, 0), Math.min(x + width, area.width)];
  const [top, bottom] = [Math.max(y, 0), Math.min(y + height, area.height)];
  if (!(right > left && bottom > top)) return;
  const [first, end] = [Math.floor(left), Math.ceil(right)];
  const [inner, outer] = [Math.ceil(left), Math.floor(right)];
  for (let row = Math.floor(top); row < bottom; row++) {
    const rows = Math.min(bottom, row + 1) - Math.max(top, row);
    if (inner > outer) {
      blendRow(area, row, first, end, ink, rows * (right - left));
      continue;
    }
    if (first < inner) blendRow(area, row, first, inner, ink, rows * (inner - left));
    blendRow(area, row, inner, outer, ink, rows);
    if (outer < end) blendRow(area, row, outer, end, ink, rows * (right - outer));
  }
}

/** Lays one raster over another of the same size as the area, seen through: opacity 0…1. Rounded as Chromium does. */
export function overlay(area: Area, over: Raster, opacity: number): void {
  const { data, width } = area.raster;
  const scale = Math.round(255 * opacity) + 1;
  for (let row = 0; row < area.height; row++) {
    let at = 4 * ((area.y + row) * width + area.x);
    for (let from = 4 * row * over.width; from < 4 * (row * over.width + area.width); from += 4, at += 4) {
      const left = 0xffff - over.data[from + 3]! * scale;
      const rest = (left + (left >> 8)) >> 8;
      for (let i = 0; i < 4; i++) data[at + i] = (over.data[from + i]! * scale + data[at + i]! * rest) >> 8;
    }
  }
}
