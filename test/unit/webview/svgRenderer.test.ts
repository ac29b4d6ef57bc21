import { describe, expect, it } from 'vitest';
import { escapeXml, type SvgFonts, SvgRenderer } from '../../../src/core/picture/svgRenderer.ts';

const fonts: SvgFonts = {
  colour: (colour) => (colour === 'faint' ? { hex: '#ffffff', opacity: 0.07 } : { hex: colour, opacity: 1 }),
  measure: (text) => 6 * text.length,
  baseline: () => 3.456,
  png: ({ width, height }) => `data:${width}x${height}`,
};
const paint = (run: (renderer: SvgRenderer) => void): string => {
  const renderer = new SvgRenderer(fonts);
  run(renderer);
  return renderer.elements;
};

/** The rows that an outline of steps covers in each column, read back from its path. */
function covered(path: string, columns: number): string[] {
  const rows = Array.from({ length: columns }, () => new Set<number>());
  for (const outline of path.match(/M[^M]+/g) ?? []) {
    let [x, y] = /^M(\d+) (\d+)/.exec(outline)!.slice(1).map(Number) as [number, number];
    const edges: { at: number; y: number }[] = [];
    for (const [, step, value] of outline.slice(1).matchAll(/([hvV])(-?\d+)/g)) {
      const by = Number(value);
      if (step === 'V') y = by;
      else if (step === 'v') y += by;
      else {
        for (let i = 0; i < Math.abs(by); i++) edges.push({ at: by > 0 ? x + i : x - i - 1, y });
        x += by;
      }
    }
    for (const column of new Set(edges.map(({ at }) => at))) {
      const [a, b] = edges.filter(({ at }) => at === column).map((edge) => edge.y);
      for (let row = Math.min(a!, b!); row < Math.max(a!, b!); row++) rows[column]!.add(row);
    }
  }
  return rows.map((set) => [...set].sort((a, b) => a - b).join(' '));
}

describe('SvgRenderer', () => {
  it('draws columns as one path that covers exactly their rows', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647) % below;
    const count = 400;
    const top = new Int32Array(count);
    const bottom = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      top[i] = random(40);
      // Some are empty, some upside down, some equal their neighbour, some do not touch it.
      bottom[i] = top[i]! + random(12) - 3;
      if (i > 0 && random(4) === 0) [top[i], bottom[i]] = [top[i - 1]!, bottom[i - 1]!];
    }
    const text = paint((renderer) => renderer.columns(top, bottom, count, '#123456'));
    expect(text.match(/<path/g)).toHaveLength(1);
    const expected = Array.from({ length: count }, (_, i) =>
      Array.from({ length: Math.max(0, bottom[i]! - top[i]!) }, (_, row) => top[i]! + row).join(' '),
    );
    expect(covered(/ d="([^"]+)"/.exec(text)![1]!, count)).toEqual(expected);
  });

  it('writes no more digits than a picture needs, and nothing for nothing', () => {
    const line = new Float32Array([0, 1 / 3, 10, -0.004]);
    expect(paint((renderer) => renderer.polyline(line, 2, 1.5, '#abcdef'))).toBe(
      '<path fill="none" stroke="#abcdef" stroke-width="1.5" stroke-linejoin="round" d="M0 .33 10 0"/>',
    );
    const rects = new Float32Array([1, 2.5, 3, 4, 9, 9, 0, 5]);
    expect(paint((renderer) => renderer.rects(rects, 2, 'faint'))).toBe(
      '<path fill="#ffffff" fill-opacity=".07" d="M1 2.5h3v4h-3z"/>',
    );
    expect(paint((renderer) => renderer.rects(rects, 0, 'faint'))).toBe('');
    expect(paint((renderer) => renderer.columns(new Int32Array(3), new Int32Array(3), 3, '#000000'))).toBe('');
    expect(paint((renderer) => renderer.polyline(line, 1, 1, '#000000'))).toBe('');
  });

  it('keeps words as words: font, place and what XML has no letter for', () => {
    const text = paint((renderer) =>
      renderer.text('a<b & "c"\u0000\uD800', 12, 20, 'right', `600 13px 'Ubuntu', sans-serif`, '#cccccc'),
    );
    expect(text).toBe(
      `<text x="12" y="23.46" font-family="'Ubuntu', sans-serif" font-size="13" font-weight="600" text-anchor="end" ` +
        'fill="#cccccc">a&lt;b &amp; &quot;c&quot;\uFFFD\uFFFD</text>',
    );
    expect(escapeXml('\u{1F600} ok')).toBe('\u{1F600} ok');
  });

  it('begins anew, and puts what lies under the rest right after the background', () => {
    const renderer = new SvgRenderer(fonts, (under) => under.rects(new Float32Array([0, 0, 1, 1]), 1, '#00000a'));
    renderer.rects(new Float32Array([0, 0, 5, 5]), 1, '#ffffff');
    renderer.begin(10, 20, '#ff0000');
    renderer.lines(new Float32Array([0, 0, 5, 5]), 1, 1, '#0000ff');
    expect(renderer.elements.split('\n').map((line) => /"(#\w+)"/.exec(line)![1])).toEqual([
      '#ff0000',
      '#00000a',
      '#0000ff',
    ]);
  });
});
