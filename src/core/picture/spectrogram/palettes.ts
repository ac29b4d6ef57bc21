import type { PaletteName } from '../../protocol/spectrogram.ts';
import type { Colours } from '../colours.ts';
import type { Theme } from '../theme.ts';

/** L, a, b of OKLab (Ottosson 2020). */
type Lab = readonly [number, number, number];

export const PALETTE_SIZE = 256;

/** Which of Earshot's own palettes fits a theme: on dark lanes, on paper, on black. */
export type PaletteKind = 'dark' | 'light' | 'highContrast';

const polar = (points: readonly (readonly [L: number, C: number, h: number])[]): Lab[] =>
  points.map(([L, C, h]) => [L, C * Math.cos((h * Math.PI) / 180), C * Math.sin((h * Math.PI) / 180)]);

/** Evenly spaced from silence to full scale, for the default range one every 15 dB. */
const own: Readonly<Record<PaletteKind, readonly Lab[]>> = {
  dark: polar([
    [0.175, 0.004, 285],
    [0.19, 0.022, 283],
    [0.225, 0.055, 284],
    [0.295, 0.1, 290],
    [0.4, 0.14, 315],
    [0.53, 0.17, 352],
    [0.675, 0.17, 35],
    [0.835, 0.145, 75],
    [0.975, 0.06, 103],
  ]),
  light: polar([
    [1, 0, 90],
    [0.985, 0.008, 90],
    [0.96, 0.028, 88],
    [0.925, 0.055, 82],
    [0.855, 0.1, 65],
    [0.73, 0.16, 40],
    [0.56, 0.175, 5],
    [0.39, 0.135, 325],
    [0.22, 0.075, 290],
  ]),
  highContrast: polar([
    [0, 0, 285],
    [0.15, 0.05, 285],
    [0.29, 0.11, 288],
    [0.42, 0.15, 305],
    [0.55, 0.18, 340],
    [0.67, 0.185, 15],
    [0.79, 0.16, 50],
    [0.91, 0.13, 85],
    [1, 0, 100],
  ]),
};

/**
 * Every sixteenth colour of the published tables: magma and viridis by van der Walt and Smith (CC0, matplotlib 2015),
 * cividis by Nuñez, Anderton and Renslow (2018). What lies between them is within 0.011 of the tables in OKLab.
 */
const published = {
  magma:
    '000004 0a0822 1d1147 36106b 51127c 6a1c81 832681 9c2e7f b73779 cf4070 e55064 f4695c fb8761 fea571 fec287 fde0a1 fcfdbf',
  viridis:
    '440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1f9f88 27ad81 3dbc74 5cc863 81d34d aadc32 d5e21a fde725',
  cividis:
    '00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8b8778 9a9376 aaa073 bbad6d ccba64 ddc858 efd748 fee838',
} as const;

const black: Lab = [0, 0, 0];
const white: Lab = [1, 0, 0];

function pointsOf(name: PaletteName, kind: PaletteKind): readonly Lab[] {
  switch (name) {
    case 'theme':
      return own[kind];
    case 'earshot':
      return own.dark;
    case 'grey':
      return [black, white];
    case 'greyOnWhite':
      return [white, black];
    case 'magma':
    case 'viridis':
    case 'cividis':
      return published[name].split(' ').map((hex) => labOf(parseInt(hex, 16)));
  }
}

/** 256 colours from silence to full scale, each as the four bytes red, green, blue, 255 of an ImageData. */
export function paletteColours(name: PaletteName, kind: PaletteKind): Uint32Array {
  const points = pointsOf(name, kind);
  return Uint32Array.from({ length: PALETTE_SIZE }, (_, i) => rgba(between(points, i / (PALETTE_SIZE - 1))));
}

/** By the colour of the lanes: of a picture for export no body class says it. */
export function paletteKind({ lane }: Pick<Theme, 'lane'>, colours: Colours): PaletteKind {
  const [red, green, blue] = colours.rgba(lane);
  const most = Math.max(red!, green!, blue!);
  if (most < 0.005) return 'highContrast';
  return labOf(packed(red! * 255, green! * 255, blue! * 255))[0] > 0.6 ? 'light' : 'dark';
}

/** Silence is darker than full scale. */
export function isDark(colours: Uint32Array): boolean {
  return green(colours[0]!) < green(colours[colours.length - 1]!);
}

const green = (colour: number): number => (colour >>> 8) & 255;

function between(points: readonly Lab[], at: number): Lab {
  const place = at * (points.length - 1);
  const index = Math.min(Math.floor(place), points.length - 2);
  const [from, to, part] = [points[index]!, points[index + 1]!, place - index];
  const mix = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * part;
  return [mix(0), mix(1), mix(2)];
}

/** Out of sRGB's gamut: each channel is clipped. */
function rgba([L, a, b]: Lab): number {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (linear: number): number => {
    const value = Math.min(Math.max(linear, 0), 1);
    return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
  };
  const red = byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const mid = byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return ((255 << 24) | (blue << 16) | (mid << 8) | red) >>> 0;
}

const packed = (red: number, mid: number, blue: number): number =>
  (Math.round(red) << 16) | (Math.round(mid) << 8) | Math.round(blue);

/** rgb: 0xrrggbb. */
export function labOf(rgb: number): Lab {
  const linear = (byte: number): number => {
    const value = (byte & 255) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const [r, g, b] = [linear(rgb >> 16), linear(rgb >> 8), linear(rgb)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
