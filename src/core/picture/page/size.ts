/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a picture, CSS pixels. */
export const MIN_SIDE = 100;
export const MAX_SIDE = 20_000;

/** Chromium's limits of a canvas: 32,768 × 8,192 pixels in all, and 65,535 a side. */
const MAX_AREA = 32_768 * 8192;
const MAX_PIXELS = 65_535;

interface SizeChoice extends Size {
  readonly size: 'view' | 'hd' | 'custom';
}

export function sizeOf(choice: SizeChoice, view: Size): Size {
  const side = (value: number): number => Math.min(Math.max(Math.round(value), MIN_SIDE), MAX_SIDE);
  const { width, height } = { view, hd: { width: 1920, height: 1080 }, custom: choice }[choice.size];
  return { width: side(width), height: side(height) };
}

/** The scale, or as much of it as a canvas can hold: whole numbers, and below 1 hundredths. */
export function scaleFor({ width, height }: Size, scale: number): number {
  const most = Math.min(MAX_PIXELS / width, MAX_PIXELS / height, Math.sqrt(MAX_AREA / (width * height)));
  if (most >= scale) return scale;
  return most >= 1 ? Math.floor(most) : Math.floor(most * 100) / 100;
}

/** In pixels, as the picture is made. */
export function pixelsOf({ width, height }: Size, scale: number): Size {
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
