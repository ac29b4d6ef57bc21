import type { FrequencyAxis } from '../../spectrogram/frequencyScale.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';
import { frequencyTicks } from './frequencyTicks.ts';
import type { KeptFree } from './railPainter.ts';

/** CSS pixels. */
const INSET = 8;
const HALF_LINE = 6;

export interface FrequencyRailPicture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  /** Of CSS pixels: '10px sans-serif'. */
  readonly font: string;
  readonly axis: FrequencyAxis;
  readonly noteNames: boolean;
  /** Which labels fit is decided for this height, so that scales that differ by a pixel have the same; CSS pixels. */
  readonly room?: number;
  readonly keepFree?: readonly KeptFree[];
}

/** The frequency scale of one lane, to the right of its rail; what would reach under the elements over it is left out. */
export function paintFrequencyRail(renderer: TextRenderer, picture: FrequencyRailPicture): void {
  const { width, height, dpr, theme, axis, noteNames, keepFree = [] } = picture;
  const font = picture.font.replace(/(\d+(?:\.\d+)?)px/, (_, size: string) => `${Number(size) * dpr}px`);
  renderer.begin(width, height, theme.editor);
  const room = picture.room ?? height / dpr;
  for (const tick of frequencyTicks(axis, room, noteNames)) {
    const { label } = tick;
    const y = (tick.y * height) / dpr / room;
    const left = width / dpr - INSET - renderer.measure(label, font) / dpr;
    const taken = keepFree.some(
      ({ right, top, bottom }) => left < right + 2 && y + HALF_LINE > top && y - HALF_LINE < bottom,
    );
    if (!taken) renderer.text(label, width - INSET * dpr, y * dpr, 'right', font, theme.quiet);
  }
  renderer.end();
}
