import { type PaletteName, plainColours } from '../../src/core/protocol/spectrogram.ts';
import { colour } from '../editor/spectrogramCommands.ts';
import { kindOfTheme } from '../render/gl/colours.ts';
import { paletteColours, type PaletteKind } from '../../src/core/picture/spectrogram/palettes.ts';
import type { Store } from '../store.ts';
import { el } from './dom.ts';
import { type MenuItem, openMenu } from './popupMenu.ts';
import { paletteChoices } from './pictureWords.ts';

/** Pixels of a swatch; the style sheet gives it its size. */
const SWATCH_HEIGHT = 12;

/** Which colours levels have. */
export function openPaletteMenu(store: Store, x: number, y: number): void {
  const kind = kindOfTheme(store.theme.value);
  const palettes = paletteChoices.map(({ value, words }): MenuItem => {
    const checked = store.colours.value.palette === value;
    return { words, checked, mark: swatch(value, kind), run: () => colour(store, { palette: value }) };
  });
  const usual = { ...plainColours, palette: store.colours.value.palette };
  const reset = { words: 'Level range as it was', run: () => colour(store, usual) };
  openMenu('Colours of levels', [...palettes, reset], x, y);
}

/** From silence to full scale. */
export function swatch(name: PaletteName, kind: PaletteKind): HTMLCanvasElement {
  const colours = paletteColours(name, kind);
  const size = { width: String(colours.length), height: String(SWATCH_HEIGHT) };
  const canvas = el('canvas', { class: 'swatch', 'aria-hidden': 'true', ...size });
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(colours.length, SWATCH_HEIGHT);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < SWATCH_HEIGHT; row++) pixels.set(colours, row * colours.length);
  context.putImageData(image, 0, 0);
  return canvas;
}
