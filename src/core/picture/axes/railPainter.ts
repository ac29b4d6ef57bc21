import { amplitudeScale, type AmplitudeView, yOf } from '../lane/amplitude.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';
import { amplitudeTicks } from './amplitudeTicks.ts';

/** CSS pixels. Beside another scale there is less room. */
const INSET = 8;
const NARROW_INSET = 4;
const NARROW = 40;
const HALF_LINE = 6;
/** Lower lanes have no room for the unit under the name and the switches, narrower ones none beside the numbers. */
export const UNIT_FROM_HEIGHT = 76;
const UNIT_FROM = 60;
const UNIT_ROW = 8;

/** Labels that would reach into this part at the left are left out. CSS pixels. */
export interface KeptFree {
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface RailPicture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  /** Of CSS pixels: '10px sans-serif'. */
  readonly font: string;
  readonly amplitude: AmplitudeView;
  /** Painted in, where no elements stand over the rail: the lane's name, what it is made of, and the unit. */
  readonly name?: string;
  readonly formula?: string;
  readonly unit?: string;
  readonly keepFree?: readonly KeptFree[];
}

/** The level scale of one lane in dBFS, to the right of its rail. The picture is the renderer's whole. */
export function paintRail(renderer: TextRenderer, picture: RailPicture): void {
  const { width, height, dpr, theme, amplitude } = picture;
  const font = scaled(picture.font, dpr);
  const quiet = theme.quiet;
  renderer.begin(width, height, theme.editor);
  const free = [...(picture.keepFree ?? [])];
  const word = (text: string, y: number, font: string, colour: string): void => {
    renderer.text(text, INSET * dpr, y * dpr, 'left', font, colour);
    const right = INSET + renderer.measure(text, font) / dpr;
    free.push({ right, top: y - HALF_LINE, bottom: y + HALF_LINE });
  };
  if (picture.name) word(picture.name, 11, scaled(picture.font, dpr, 1.3, '600 '), theme.foreground);
  const roomy = height >= UNIT_FROM_HEIGHT * dpr && width >= UNIT_FROM * dpr;
  if (picture.formula && roomy) word(picture.formula, 26, font, quiet);
  if (picture.unit && roomy) word(picture.unit, height / dpr - UNIT_ROW, font, quiet);

  const inset = width < NARROW * dpr ? NARROW_INSET : INSET;
  const scale = amplitudeScale(height, dpr, amplitude);
  for (const { level, label } of amplitudeTicks(scale, dpr)) {
    // The outermost labels move inwards by as much as they would be cut.
    const y = Math.min(Math.max(yOf(scale, level), HALF_LINE * dpr), height - HALF_LINE * dpr);
    const left = width / dpr - inset - renderer.measure(label, font) / dpr;
    const at = y / dpr;
    const taken = free.some(
      ({ right, top, bottom }) => left < right + 2 && at + HALF_LINE > top && at - HALF_LINE < bottom,
    );
    if (!taken) renderer.text(label, width - inset * dpr, y, 'right', font, quiet);
  }
  renderer.end();
}

function scaled(font: string, dpr: number, by = 1, weight = ''): string {
  return weight + font.replace(/(\d+(?:\.\d+)?)px/, (_, size: string) => `${Number(size) * by * dpr}px`);
}
