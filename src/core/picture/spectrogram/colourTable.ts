import type { ColourView } from '../../protocol/spectrogram.ts';
import { CODE_FLOOR, CODE_STEPS, NO_LEVEL } from '../../spectrogram/levelCode.ts';
import { isDark, type PaletteKind, PALETTE_SIZE, paletteColours } from './palettes.ts';

/** Where samples are NaN or infinite there is no level: stripes that no palette has. Bytes of an ImageData, alpha first. */
const noLevelOn = { dark: { base: 0xff6c6478, stripe: 0xff3c2e48 }, light: { base: 0xffa89cb0, stripe: 0xffd4cce0 } };

/** Which of the two a pixel takes: stripes that rise, fixed to the file. column: device pixels from the start of the file. */
export const isStripe = (column: number, row: number): boolean => ((column + row) & 7) < 3;

/** Every code's colour, for one choice of palette, range and gamma. Made anew only when these change; well under 1 ms. */
export class ColourTable {
  /** By code; NO_LEVEL has the base of its stripes. */
  readonly colours = new Uint32Array(NO_LEVEL + 1);
  stripe = 0;
  dark = true;
  /** Counts the changes. */
  version = 0;
  #key = '';

  /** louder: dB that are added to all levels, for lanes that are drawn higher than their tracks are. */
  set({ palette, floor, ceiling, gamma }: ColourView, kind: PaletteKind, louder = 0): void {
    const key = `${palette} ${palette === 'theme' ? kind : ''} ${floor} ${ceiling} ${gamma} ${louder}`;
    if (key === this.#key) return;
    this.#key = key;
    this.version++;
    const colours = paletteColours(palette, kind);
    const shift = Math.round(louder * CODE_STEPS);
    let from = 0;
    for (let i = 0; i < PALETTE_SIZE; i++) {
      // The first code of the next colour.
      const edge = firstCode(levelOfPart((i + 0.5) / (PALETTE_SIZE - 1), floor, ceiling, gamma)) - shift;
      const end = i === PALETTE_SIZE - 1 ? NO_LEVEL : Math.min(Math.max(edge, from, 1), NO_LEVEL);
      this.colours.fill(colours[i]!, from, end);
      from = end;
    }
    // Silence stays silence, however much is added.
    this.colours[0] = colours[0]!;
    this.dark = isDark(colours);
    const { base, stripe } = noLevelOn[this.dark ? 'dark' : 'light'];
    this.colours[NO_LEVEL] = base;
    this.stripe = stripe;
  }
}

/** Place of a level in its palette: 0 at the floor and below, 1 at the ceiling and above; gamma over 1 lifts the quiet. */
export function partOfLevel(level: number, { floor, ceiling, gamma }: Omit<ColourView, 'palette'>): number {
  if (ceiling <= floor) return level >= ceiling ? 1 : 0;
  return Math.min(Math.max((level - floor) / (ceiling - floor), 0), 1) ** (1 / gamma);
}

/** dBFS */
function levelOfPart(part: number, floor: number, ceiling: number, gamma: number): number {
  return ceiling <= floor ? ceiling : floor + (ceiling - floor) * part ** gamma;
}

/** That is not below a level. */
const firstCode = (level: number): number => Math.ceil((level - CODE_FLOOR) * CODE_STEPS - 1e-6);
