import { layoutOfMask } from '../formats/channelLayout.ts';

const bits = new Map<string, number>();
for (let bit = 0; bit < 18; bit++) for (const name of layoutOfMask(1 << bit, 1) ?? []) bits.set(name, 1 << bit);
const CENTRE = 0x4;
const STEREO = 0x3;

/** WAVE's channel mask; 0 where the file need not or cannot say: names it does not know, or not in its order. */
export function maskOfLayout(layout: readonly string[] | undefined, channels: number): number {
  if (channels === 1 && (layout === undefined || layout[0] === 'Mono')) return CENTRE;
  if (layout === undefined) return channels === 2 ? STEREO : 0;
  const maskOf = (names: readonly string[]): number => names.reduce((sum, name) => sum | (bits.get(name) ?? 0), 0);
  // One pair of surround loudspeakers is written as the one behind, as 5.1 and quadraphony are elsewhere.
  const pairs: Readonly<Record<string, string>> = { Ls: 'Lb', Rs: 'Rb' };
  const masks = [maskOf(layout.map((name) => pairs[name] ?? name)), maskOf(layout)];
  return masks.find((mask) => layoutOfMask(mask, channels)?.join(' ') === layout.join(' ')) ?? 0;
}
