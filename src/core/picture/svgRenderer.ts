import type { Colour, PictureRenderer, Pixels } from './renderer.ts';

/** What an SVG needs to know of the place where it is made. */
export interface SvgFonts {
  /** Any CSS colour as #rrggbb, which every program reads, and its opacity. */
  colour(colour: Colour): { hex: string; opacity: number };
  measure(text: string, font: string): number;
  /** From the middle of a line of this font down to its baseline. */
  baseline(font: string): number;
  /** A PNG as the address of its data. */
  png(pixels: Pixels): string;
}

/** Renderer that writes SVG elements. Columns are one outline for each call; words stay words. */
export class SvgRenderer implements PictureRenderer {
  #fonts: SvgFonts;
  #under: ((renderer: SvgRenderer) => void) | undefined;
  #elements: string[] = [];

  /** under: painted right after the background. */
  constructor(fonts: SvgFonts, under?: (renderer: SvgRenderer) => void) {
    this.#fonts = fonts;
    this.#under = under;
  }

  /** All that was painted, for an <svg> around it. */
  get elements(): string {
    return this.#elements.join('\n');
  }

  begin(width: number, height: number, background: Colour): void {
    this.#elements = [];
    this.#path(`M0 0H${short(width)}V${short(height)}H0z`, this.#fill(background));
    this.#under?.(this);
  }

  columns(top: Int32Array, bottom: Int32Array, count: number, colour: Colour): void {
    let path = '';
    for (let i = 0; i < count; i++) {
      if (bottom[i]! <= top[i]!) continue;
      let end = i + 1;
      while (end < count && bottom[end]! > top[end]!) end++;
      path += `M${i} ${top[i]!}${edge(top, i, end, 1)}V${bottom[end - 1]!}${edge(bottom, end - 1, i - 1, -1)}z`;
      i = end;
    }
    this.#path(path, this.#fill(colour));
  }

  polyline(points: Float32Array, count: number, width: number, colour: Colour): void {
    if (count < 2) return;
    let path = 'M';
    for (let i = 0; i < count; i++) path += `${i > 0 ? ' ' : ''}${short(points[2 * i]!)} ${short(points[2 * i + 1]!)}`;
    this.#path(path, `${this.#stroke(colour, width)} stroke-linejoin="round"`);
  }

  points(points: Float32Array, count: number, radius: number, colour: Colour, ring: number, ringColour: Colour): void {
    // A line without length and with round ends is a disc.
    let path = '';
    for (let i = 0; i < count; i++) path += `M${short(points[2 * i]!)} ${short(points[2 * i + 1]!)}h0`;
    this.#path(path, `${this.#stroke(ringColour, 2 * (radius + ring))} stroke-linecap="round"`);
    this.#path(path, `${this.#stroke(colour, 2 * radius)} stroke-linecap="round"`);
  }

  lines(segments: Float32Array, count: number, width: number, colour: Colour): void {
    let path = '';
    for (let i = 0; i < 4 * count; i += 4) {
      path += `M${short(segments[i]!)} ${short(segments[i + 1]!)}L${short(segments[i + 2]!)} ${short(segments[i + 3]!)}`;
    }
    this.#path(path, this.#stroke(colour, width));
  }

  rects(rects: Float32Array, count: number, colour: Colour): void {
    let path = '';
    for (let i = 0; i < 4 * count; i += 4) {
      const [x, y, width, height] = [rects[i]!, rects[i + 1]!, rects[i + 2]!, rects[i + 3]!];
      if (width > 0 && height > 0) {
        path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
      }
    }
    this.#path(path, this.#fill(colour));
  }

  text(text: string, x: number, y: number, align: 'left' | 'right' | 'center', font: string, colour: Colour): void {
    const [, weight, size, family] = /^(?:(\S+) )?([\d.]+)px (.+)$/.exec(font) ?? [];
    if (!text || size === undefined || family === undefined) return;
    const anchor = { left: '', right: ' text-anchor="end"', center: ' text-anchor="middle"' }[align];
    const bold = weight ? ` font-weight="${weight}"` : '';
    const place = `x="${short(x)}" y="${short(y + this.#fonts.baseline(font))}"`;
    const face = `font-family="${escapeXml(family)}" font-size="${short(Number(size))}"${bold}`;
    this.#elements.push(`<text ${place} ${face}${anchor} ${this.#fill(colour)}>${escapeXml(text)}</text>`);
  }

  /** Pixels, as a PNG inside the drawing; one for each unit. */
  image(pixels: Pixels, x: number, y: number): void {
    const place = `x="${short(x)}" y="${short(y)}" width="${pixels.width}" height="${pixels.height}"`;
    // By the older name: not every program knows that of SVG 2.
    const link = `xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="${this.#fonts.png(pixels)}"`;
    this.#elements.push(`<image ${place} preserveAspectRatio="none" ${link}/>`);
  }

  measure(text: string, font: string): number {
    return this.#fonts.measure(text, font);
  }

  end(): void {
    // What was painted is in the list already.
  }

  #path(path: string, how: string): void {
    if (path) this.#elements.push(`<path ${how} d="${path}"/>`);
  }

  #fill(colour: Colour): string {
    const { hex, opacity } = this.#fonts.colour(colour);
    return opacity < 1 ? `fill="${hex}" fill-opacity="${short(opacity, 3)}"` : `fill="${hex}"`;
  }

  #stroke(colour: Colour, width: number): string {
    const { hex, opacity } = this.#fonts.colour(colour);
    const seen = opacity < 1 ? ` stroke-opacity="${short(opacity, 3)}"` : '';
    return `fill="none" stroke="${hex}"${seen} stroke-width="${short(width)}"`;
  }
}

/** From column `from` to the one before `end`, as steps: where the row changes, a line up or down. */
function edge(rows: Int32Array, from: number, end: number, step: 1 | -1): string {
  let path = '';
  let start = from;
  for (let i = from; i !== end; i += step) {
    if (rows[i] === rows[start]) continue;
    path += `h${i - start}v${rows[i]! - rows[start]!}`;
    start = i;
  }
  return `${path}h${end - start}`;
}

/** As few digits as a picture needs: 12, .5, -3.25. */
function short(value: number, decimals = 2): string {
  const unit = 10 ** decimals;
  const rounded = Math.round(value * unit) / unit;
  if (!Number.isFinite(rounded) || rounded === 0) return '0';
  return String(rounded).replace(/^(-?)0\./, '$1.');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For text and attributes. What XML 1.0 cannot hold (section 2.2, Char) becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (sign) => entities[sign]!)
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
