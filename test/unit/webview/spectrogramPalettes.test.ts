import { describe, expect, it } from 'vitest';
import { paletteNames } from '../../../src/core/protocol/spectrogram.ts';
import { NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { ColourTable, partOfLevel } from '../../../src/core/picture/spectrogram/colourTable.ts';
import {
  isDark,
  labOf,
  type PaletteKind,
  paletteColours,
  paletteKind,
} from '../../../src/core/picture/spectrogram/palettes.ts';

const kinds: readonly PaletteKind[] = ['dark', 'light', 'highContrast'];
const all = paletteNames.flatMap((name) =>
  (name === 'theme' ? kinds : (['dark'] as const)).map((kind) => ({ name, kind })),
);
const bytes = (colour: number): number[] => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255];
const rgb = (colour: number): number => {
  const [red, green, blue] = bytes(colour);
  return (red! << 16) | (green! << 8) | blue!;
};
const apart = (a: number, b: number): number => {
  const [p, q] = [labOf(a), labOf(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};

describe('palettes', () => {
  it.each(all)('$name ($kind) gets lighter, or darker, all the way', ({ name, kind }) => {
    const colours = paletteColours(name, kind);
    expect(colours).toHaveLength(256);
    const up = isDark(colours) ? 1 : -1;
    const lightness = [...colours].map((colour) => up * labOf(rgb(colour))[0]);
    expect(lightness.at(-1)! - lightness[0]!).toBeGreaterThan(0.6);
    // Rounding to bytes moves a colour by about a thousandth.
    lightness.forEach((value, i) => i > 0 && expect(value).toBeGreaterThan(lightness[i - 1]! - 0.002));
    expect([...colours].every((colour) => colour >>> 24 === 255)).toBe(true);
  });

  // Entries 0, 40, 90, 128, 170, 215 and 255 of the published tables: none of them is one of ours but the ends and 170.
  it.each([
    { name: 'magma', table: ['000004', '29115a', '792282', 'b73779', 'f1605d', 'feb47b', 'fcfdbf'] },
    { name: 'viridis', table: ['440154', '453781', '2e6d8e', '21918c', '35b779', '95d840', 'fde725'] },
    { name: 'cividis', table: ['00224e', '273e6e', '5c616e', '7d7c78', 'a59c74', 'd4c15f', 'fee838'] },
  ] as const)('$name is the published one', ({ name, table }) => {
    const colours = paletteColours(name, 'dark');
    [0, 40, 90, 128, 170, 215, 255].forEach((index, i) => {
      expect(apart(rgb(colours[index]!), parseInt(table[i]!, 16)), `${name} ${index}`).toBeLessThan(0.012);
    });
  });

  it('has the ends that the look says', () => {
    const [dark, paper, black] = kinds.map((kind) => paletteColours('theme', kind));
    expect([...paletteColours('earshot', 'light')]).toEqual([...dark!]);
    // oklch(0.175 0.004 285) and oklch(0.975 0.06 103).
    expect(bytes(dark![0]!)).toEqual([16, 16, 18]);
    expect(bytes(dark![255]!)).toEqual([254, 249, 203]);
    expect(bytes(paper![0]!)).toEqual([255, 255, 255]);
    expect([bytes(black![0]!), bytes(black![255]!)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
    expect(bytes(paletteColours('greyOnWhite', 'dark')[0]!)).toEqual([255, 255, 255]);
  });

  it('fits the lane, whatever the theme is called', () => {
    const reader = (value: number) => ({ rgba: () => Float32Array.of(value, value, value, 1) }) as never;
    expect(paletteKind({ lane: '' }, reader(0))).toBe('highContrast');
    expect(paletteKind({ lane: '' }, reader(0.094))).toBe('dark');
    expect(paletteKind({ lane: '' }, reader(1))).toBe('light');
    expect(paletteKind({ lane: '' }, reader(0.9))).toBe('light');
  });
});

describe('the table of colours', () => {
  const views = [
    { floor: -120, ceiling: 0, gamma: 1 },
    { floor: -90, ceiling: -20, gamma: 2.2 },
    { floor: -200, ceiling: 60, gamma: 0.5 },
    { floor: -60, ceiling: -60, gamma: 1 },
    { floor: -40, ceiling: -50, gamma: 1 },
  ];

  it.each(views)('gives every code the colour of its level: $floor … $ceiling, gamma $gamma', (view) => {
    const table = new ColourTable();
    table.set({ palette: 'viridis', ...view }, 'dark');
    const palette = paletteColours('viridis', 'dark');
    let off = 0;
    for (let code = 1; code < NO_LEVEL; code++) {
      const place = 255 * partOfLevel(code / 256 - 192, view);
      const near = [Math.round(place - 1e-4), Math.round(place + 1e-4)].map((i) => palette[i]);
      if (!near.includes(table.colours[code])) off++;
    }
    expect(off).toBe(0);
    expect(table.colours[0]).toBe(palette[0]);
  });

  it('adds what a lane is louder, but nothing to silence', () => {
    const [plain, louder] = [new ColourTable(), new ColourTable()];
    const view = { palette: 'grey', floor: -120, ceiling: 0, gamma: 1 } as const;
    plain.set(view, 'dark');
    louder.set(view, 'dark', 20);
    for (let code = 1; code < 60000; code += 7)
      expect(louder.colours[code]).toBe(plain.colours[Math.min(code + 5120, 65534)]);
    louder.set({ ...view, floor: -195, ceiling: -150 }, 'dark', 20);
    expect(louder.colours[0]).toBe(paletteColours('grey', 'dark')[0]);
  });

  it('is made anew only for another choice, and shows no level as no palette shows any', () => {
    const table = new ColourTable();
    for (const { name, kind } of all) {
      table.set({ palette: name, floor: -120, ceiling: 0, gamma: 1 }, kind);
      const { version } = table;
      table.set({ palette: name, floor: -120, ceiling: 0, gamma: 1 }, kind);
      expect(table.version).toBe(version);
      for (const mark of [table.colours[NO_LEVEL]!, table.stripe]) {
        const nearest = Math.min(...[...paletteColours(name, kind)].map((colour) => apart(rgb(colour), rgb(mark))));
        expect(nearest, `${name} ${kind}`).toBeGreaterThan(0.012);
      }
      expect(apart(rgb(table.colours[NO_LEVEL]!), rgb(table.stripe))).toBeGreaterThan(0.1);
    }
  });
});
