import type { Colour } from './renderer.ts';

/** Any CSS colour as straight RGBA in 0…1. Answers are kept: they are not to be written to. */
export interface Colours {
  rgba(colour: Colour): Float32Array;
}

/** Colours without a browser: #rrggbb, rgb() with or without an opacity, transparent. What else there is reads as black. */
export class PlainColours implements Colours {
  readonly #known = new Map<Colour, Float32Array>();

  rgba(colour: Colour): Float32Array {
    let known = this.#known.get(colour);
    if (!known) {
      known = parseColour(colour) ?? Float32Array.of(0, 0, 0, 1);
      this.#known.set(colour, known);
    }
    return known;
  }
}

/** null: in a notation that takes a browser. */
export function parseColour(colour: Colour): Float32Array | null {
  if (colour === 'transparent') return new Float32Array(4);
  const hex = /^#([\da-f]{6})$/i.exec(colour)?.[1];
  if (hex !== undefined) {
    const packed = parseInt(hex, 16);
    return Float32Array.of((packed >> 16) / 255, ((packed >> 8) & 255) / 255, (packed & 255) / 255, 1);
  }
  const parts = /^rgba?\(([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:\s*[,/]\s*([\d.]+)(%)?)?\)$/.exec(colour);
  if (!parts) return null;
  const [red, green, blue] = [1, 2, 3].map((i) => Math.min(Number(parts[i]), 255) / 255);
  const opacity = parts[4] === undefined ? 1 : Number(parts[4]) / (parts[5] ? 100 : 1);
  return Float32Array.of(red!, green!, blue!, Math.min(opacity, 1));
}

/** As every program reads it. */
export function hexOf(rgba: Float32Array): string {
  const byte = (part: number): string =>
    Math.round(255 * part)
      .toString(16)
      .padStart(2, '0');
  return `#${byte(rgba[0]!)}${byte(rgba[1]!)}${byte(rgba[2]!)}`;
}
