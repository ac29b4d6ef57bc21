import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { glyphsOf, parseFont, widthOf } from '../../../src/core/picture/pixels/glyphs.ts';
import { EM } from '../../../src/core/picture/pixels/glyphTables.ts';

const plain = parseFont('10px sans-serif');
const bold = parseFont('600 10px sans-serif');

/** Twice the area that a glyph covers: contours that run the other way are holes. */
const area = (text: string, font = plain): number =>
  glyphsOf(text, font).reduce(
    (sum, { contours }) => sum + Math.abs(contours.reduce((all, each) => all + wound(each), 0)),
    0,
  );

function wound(points: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    sum += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return sum;
}

describe('letters of pictures', () => {
  it('knows size and weight of a canvas font', () => {
    expect(parseFont("600 26px system-ui, 'Segoe UI'")).toEqual({ bold: true, pixels: 26 });
    expect(parseFont('7.5px sans-serif')).toEqual({ bold: false, pixels: 7.5 });
  });

  it('has figures that are all as wide, and widths that add up', () => {
    const widths = [...'0123456789\u2212+'].map((sign) => widthOf(sign, plain));
    expect(new Set(widths.slice(0, 10)).size).toBe(1);
    expect(widths[0]).toBeCloseTo(6.36, 1);
    expect(widthOf('10 kHz', plain)).toBeCloseTo(
      [...'10 kHz'].reduce((sum, sign) => sum + widthOf(sign, plain), 0),
      9,
    );
    expect(widthOf('M', bold)).toBeGreaterThan(widthOf('M', plain));
  });

  it('has an outline for each sign that figures, units and western names are made of', () => {
    const box = area('\u{1F3B5}');
    for (const sign of '0123456789abcxyzABCXYZ.,:;#%/()[]+-\u2212–×·µ∞≤…°äöüßéèçñåøłżčğ€') {
      expect(area(sign), sign).toBeGreaterThan(0);
      expect(area(sign), sign).not.toBe(box);
    }
    // Both dots of an i with a diaeresis are inside its height.
    expect(area('ï')).toBeGreaterThan(area('ı'));
    expect(area('8', bold)).toBeGreaterThan(area('8'));
  });

  it('has what a decomposed name is made of, and a box for what it lacks', () => {
    expect(glyphsOf('e\u0301', plain)).toEqual(glyphsOf('é', plain));
    expect(glyphsOf('録音', plain)).toHaveLength(2);
    const [first, second] = glyphsOf('録\u0007', plain);
    expect(first).toBe(second);
    expect(first!.contours).toHaveLength(2);
    expect(Math.abs(wound(first!.contours[0]!) + wound(first!.contours[1]!))).toBeLessThan(EM * EM);
  });

  it('is a small table whose licence is told', () => {
    const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
    expect(read('src/core/picture/pixels/glyphTables.ts').length).toBeLessThan(40_000);
    expect(read('scripts/notices/dejavu-fonts.txt')).toContain('Bitstream Vera is a trademark');
  });
});
