import { escapeXml, type SvgFonts, SvgRenderer } from '../svgRenderer.ts';
import type { Paint, Sheet } from './sheet.ts';

/** A picture as SVG: parts are drawings inside the drawing. */
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
