import type { Colour } from '../renderer.ts';
import type { Theme } from '../theme.ts';

export const pictureThemes = ['screen', 'light', 'dark', 'print'] as const;
export type PictureThemeName = (typeof pictureThemes)[number];

/** A theme with what on the screen is made of elements. */
export interface PictureTheme extends Theme {
  /** Under the waveform where there is a selection; null: its edges only. */
  readonly selection: Colour | null;
  readonly cursor: Colour;
  /** Around lines over the waveform. */
  readonly halo: Colour;
}

const transparent = 'rgb(0 0 0 / 0)';
const fontFamily = "system-ui, 'Segoe UI', 'Ubuntu', 'Droid Sans', sans-serif";

/** The mixes of webview/ui/base.css over VS Code's own themes: the same picture whatever the theme of the day. */
const dark: PictureTheme = {
  editor: '#1f1f1f',
  foreground: '#cccccc',
  lane: '#181818',
  wavePeak: '#3d628d',
  waveMid: '#4c85c7',
  waveRms: '#6eaffb',
  grid: 'rgb(255 255 255 / 0.07)',
  gridStrong: 'rgb(255 255 255 / 0.12)',
  hatch: 'rgb(255 255 255 / 0.12)',
  panel: '#1f1f1f',
  cover: transparent,
  ink: '#ffffff',
  quiet: '#8e8e8e',
  defect: '#f85149',
  defectLine: 'rgb(248 81 73 / 0.4)',
  border: '#2b2b2b',
  selection: '#2a2a2a',
  cursor: '#dabc62',
  halo: 'rgb(0 0 0 / 0.7)',
  fontFamily,
};

const light: PictureTheme = {
  editor: '#ffffff',
  foreground: '#3b3b3b',
  lane: '#ffffff',
  wavePeak: '#97c5ff',
  waveMid: '#1a85ff',
  waveRms: '#1268ca',
  grid: 'rgb(0 0 0 / 0.06)',
  gridStrong: 'rgb(0 0 0 / 0.12)',
  hatch: 'rgb(0 0 0 / 0.12)',
  panel: '#ffffff',
  cover: transparent,
  ink: '#040404',
  quiet: '#6d6d6d',
  defect: '#f85149',
  defectLine: 'rgb(248 81 73 / 0.4)',
  border: '#e5e5e5',
  selection: '#f0f0f0',
  cursor: '#85600a',
  halo: 'rgb(255 255 255 / 0.8)',
  fontFamily,
};

/** Black on white, with no tint that a printer would have to dot; defects stay red. */
const print: PictureTheme = {
  ...light,
  foreground: '#000000',
  wavePeak: '#8c8c8c',
  waveMid: '#000000',
  waveRms: '#000000',
  grid: '#dddddd',
  gridStrong: '#aaaaaa',
  hatch: '#aaaaaa',
  ink: '#000000',
  quiet: '#000000',
  defect: '#c00000',
  defectLine: '#e08080',
  border: '#000000',
  selection: null,
  cursor: '#000000',
  halo: '#ffffff',
};

/** Themes that are the same everywhere. */
export type FixedTheme = Exclude<PictureThemeName, 'screen'>;
export const fixedThemes: Readonly<Record<FixedTheme, PictureTheme>> = { light, dark, print };
