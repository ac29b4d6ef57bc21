import * as v from 'valibot';
import { MAX_SIDE, MIN_SIDE } from '../../src/core/picture/page/size.ts';
import { pictureThemes } from '../../src/core/picture/page/themes.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(MIN_SIDE), v.maxValue(MAX_SIDE));

/** What the user wants in a picture, as last chosen. */
const pictureChoice = v.object({
  format: v.picklist(['png', 'svg']),
  size: v.picklist(['view', 'hd', 'custom']),
  /** Of a custom size, CSS pixels. */
  width: side,
  height: side,
  /** Pixels for each CSS pixel. */
  scale: v.picklist([1, 2, 3, 4]),
  theme: v.picklist(pictureThemes),
  title: v.boolean(),
  axes: v.boolean(),
  selection: v.boolean(),
  cursors: v.boolean(),
  playhead: v.boolean(),
  labels: v.boolean(),
});
export type PictureChoice = v.InferOutput<typeof pictureChoice>;

export const plainChoice: PictureChoice = {
  ...{ format: 'png', size: 'view', width: 1600, height: 600, scale: 2, theme: 'screen' },
  ...{ title: true, axes: true, selection: true, cursors: true, playhead: false, labels: true },
};

const KEY = 'earshot.picture';

/** Shared by all editors. A page without storage starts with the plain choice each time. */
export function recallChoice(): PictureChoice {
  try {
    const parsed = v.safeParse(pictureChoice, JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    return parsed.success ? parsed.output : plainChoice;
  } catch {
    return plainChoice;
  }
}

export function keepChoice(choice: PictureChoice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // Not kept: the picture comes all the same.
  }
}
