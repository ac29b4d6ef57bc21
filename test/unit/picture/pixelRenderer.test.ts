import { describe, expect, it } from 'vitest';
import { hexOf, parseColour, PlainColours } from '../../../src/core/picture/colours.ts';
import { PixelRenderer } from '../../../src/core/picture/pixels/pixelRenderer.ts';
import { PixelSheet } from '../../../src/core/picture/pixels/pixelSheet.ts';
import type { PictureRenderer } from '../../../src/core/picture/renderer.ts';

const [WIDTH, HEIGHT] = [40, 20];

/** Red parts of all pixels, white on black, by rows. */
function painted(paint: (renderer: PictureRenderer) => void): number[][] {
  const sheet = new PixelSheet(WIDTH, HEIGHT, new PlainColours());
  sheet.part(0, 0, WIDTH, HEIGHT, (renderer) => {
    renderer.begin(WIDTH, HEIGHT, '#000000');
    paint(renderer);
  });
  const rgb = sheet.toRgb();
  return Array.from({ length: HEIGHT }, (_, y) => Array.from({ length: WIDTH }, (_, x) => rgb[3 * (y * WIDTH + x)]!));
}
const sum = (rows: number[][]): number => rows.flat().reduce((all, each) => all + each, 0) / 255;

describe('colours without a browser', () => {
  it('reads what themes and palettes are written in', () => {
    expect([...parseColour('#1f1f1f')!].map((part) => Math.round(part * 255))).toEqual([31, 31, 31, 255]);
    expect([...parseColour('rgb(255 255 255 / 0.07)')!]).toEqual([1, 1, 1, Math.fround(0.07)]);
    expect([...parseColour('rgba(0, 51, 255, 12%)')!]).toEqual([0, 0.2, 1, 0.12].map(Math.fround));
    expect([...parseColour('transparent')!]).toEqual([0, 0, 0, 0]);
    expect(parseColour('oklab(0.5 0 0)')).toBeNull();
    expect(hexOf(parseColour('rgb(1, 128, 255)')!)).toBe('#0180ff');
  });
});

describe('a picture in memory', () => {
  it('has whole rectangles and columns to the pixel', () => {
    const rows = painted((renderer) => {
      renderer.columns(Int32Array.of(2, 5, 9), Int32Array.of(4, 5, 20), 3, '#ffffff');
      renderer.rects(Float32Array.of(10, 3, 4, 2, 38, 18, 9, 9), 2, '#ffffff');
    });
    expect(rows.map((row) => row[0])).toEqual(Array.from({ length: HEIGHT }, (_, y) => (y === 2 || y === 3 ? 255 : 0)));
    expect(rows.every((row) => row[1] === 0)).toBe(true);
    expect(rows.map((row) => row[2]).indexOf(255)).toBe(9);
    expect(rows[3]!.slice(9, 15)).toEqual([0, 255, 255, 255, 255, 0]);
    // Cut at the edge.
    expect(sum(rows)).toBe(2 + 11 + 8 + 4);
  });

  it('covers pixels in part where edges are between them', () => {
    const rows = painted((renderer) =>
      renderer.rects(Float32Array.of(2.25, 3, 2.5, 1.5, 10.2, 8.2, 0.5, 0.5), 2, '#ffffff'),
    );
    expect(rows[3]!.slice(1, 6)).toEqual([0, 191, 255, 191, 0]);
    expect(rows[4]!.slice(1, 6)).toEqual([0, 96, 128, 96, 0]);
    expect(rows[8]![10]).toBe(64);
  });

  it('lets through what was there before as browsers round it', () => {
    const twice = painted((renderer) => {
      renderer.rects(Float32Array.of(0, 0, 2, 1), 1, '#808080');
      renderer.rects(Float32Array.of(1, 0, 2, 1), 1, 'rgb(255 255 255 / 0.5)');
    });
    expect(twice[0]!.slice(0, 4)).toEqual([128, 192, 128, 0]);
  });

  it('has lines and discs of their area, once where they cross themselves', () => {
    const line = painted((renderer) => renderer.lines(Float32Array.of(5, 5.5, 25, 5.5), 1, 1, '#ffffff'));
    expect(line[5]!.slice(4, 27)).toEqual([0, ...Array<number>(20).fill(255), 0, 0]);
    const slanted = painted((renderer) => renderer.lines(Float32Array.of(4, 4, 20, 16), 1, 1.5, '#ffffff'));
    expect(sum(slanted)).toBeCloseTo(20 * 1.5, 0);
    const disc = painted((renderer) => renderer.points(Float32Array.of(20.5, 10.5), 1, 3, '#ffffff', 0, '#000000'));
    expect(sum(disc)).toBeCloseTo(Math.PI * 9, 0);
    const there = Float32Array.of(5, 10.5, 30, 10.5, 5, 10.5);
    const back = painted((renderer) => renderer.polyline(there, 3, 1, 'rgb(255 255 255 / 0.5)'));
    expect(new Set(back[10]!.slice(6, 29))).toEqual(new Set([128]));
    // Rounded at the turn, straight at the ends.
    expect(back[10]![30]).toBeGreaterThan(0);
    expect(back[10]![4]).toBe(0);
  });

  it('lines stay where they are, however far they go beyond the picture', () => {
    const rows = painted((renderer) => renderer.polyline(Float32Array.of(-1e6, 10.5, 1e6, 10.5), 2, 1, '#ffffff'));
    expect(rows[10]!.every((each) => each === 255)).toBe(true);
    expect(sum(rows)).toBe(WIDTH);
  });

  it('has words whose ink is the area of their letters, from the left, the right and the middle', () => {
    const text = (align: 'left' | 'right' | 'center', x: number) =>
      painted((renderer) => renderer.text('HI', x, 10, align, '10px sans-serif', '#ffffff'));
    const [left, right, middle] = [text('left', 10), text('right', 30), text('center', 20)];
    expect(sum(left)).toBeGreaterThan(15);
    expect(sum(left)).toBeLessThan(40);
    const [sums] = [[right, middle].map(sum)];
    for (const each of sums) expect(Math.abs(each - sum(left))).toBeLessThan(0.5);
    const columns = (rows: number[][]): number[] => rows[0]!.map((_, x) => Math.max(...rows.map((row) => row[x]!)));
    const ink = (rows: number[][]): [number, number] => [
      columns(rows).findIndex((each) => each > 0),
      columns(rows)
        .map((each) => each > 0)
        .lastIndexOf(true),
    ];
    expect(ink(left)[0]).toBeGreaterThanOrEqual(10);
    expect(ink(right)[1]).toBeLessThanOrEqual(30);
    // About the middle of the line.
    const inked = left.map((row, y) => (row.some((each) => each > 0) ? y : -1)).filter((y) => y >= 0);
    expect(inked[0]).toBeGreaterThanOrEqual(4);
    expect(inked.at(-1)).toBeLessThanOrEqual(13);
  });

  it('has parts with an origin of their own, and veils', () => {
    const sheet = new PixelSheet(10, 4, new PlainColours());
    sheet.part(0, 0, 10, 4, (renderer) => renderer.begin(10, 4, '#000000'));
    sheet.part(8, 1, 5, 2, (renderer) => renderer.begin(5, 2, '#ffffff'));
    sheet.veil(2, 0, 3, 4, 0.5, (renderer) => {
      renderer.begin(3, 4, 'transparent');
      renderer.rects(Float32Array.of(0, 0, 1, 4), 1, '#ff0000');
    });
    const rgb = sheet.toRgb();
    const row = (y: number): number[] => Array.from({ length: 10 }, (_, x) => rgb[3 * (10 * y + x)]!);
    expect(row(1)).toEqual([0, 0, 128, 0, 0, 0, 0, 0, 255, 255]);
    expect(row(3)).toEqual([0, 0, 128, 0, 0, 0, 0, 0, 0, 0]);
    expect(rgb[3 * 2 + 1]).toBe(0);
  });

  it('takes pixels as they are, cut at the edges of the part', () => {
    const pixels = { width: 3, height: 2, data: new Uint8ClampedArray(24).fill(200) };
    const rows = painted((renderer) => {
      renderer.image(pixels, 1, 1);
      renderer.image(pixels, 38, 19);
      renderer.image(pixels, -2, -1);
    });
    expect(rows[1]!.slice(0, 5)).toEqual([0, 200, 200, 200, 0]);
    expect([rows[19]![37], rows[19]![38], rows[0]![0], rows[0]![1]]).toEqual([0, 200, 200, 0]);
  });

  it('paints what comes under right after the background', () => {
    const raster = { width: 4, height: 1, data: new Uint8ClampedArray(16) };
    const area = { raster, x: 0, y: 0, width: 4, height: 1 };
    const under = (renderer: PictureRenderer): void => renderer.rects(Float32Array.of(0, 0, 2, 1), 1, '#0000ff');
    const renderer = new PixelRenderer(area, new PlainColours(), under);
    renderer.begin(4, 1, '#00ff00');
    renderer.rects(Float32Array.of(1, 0, 1, 1), 1, '#ff0000');
    expect([...raster.data]).toEqual([0, 0, 255, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255]);
  });
});
