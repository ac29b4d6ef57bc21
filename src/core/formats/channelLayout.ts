/**
 * Names of channels, in one spelling for all containers: L R C LFE, Ls Rs (surround), Lb Rb (behind it), Cs, Lc Rc (between
 * centre and side), Lw Rw (wide), and with t and f or b those above, in front or behind.
 */
const maskNames = [
  ...['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'Lc', 'Rc', 'Cs', 'Ls', 'Rs', 'T'],
  ...['Ltf', 'Ctf', 'Rtf', 'Ltb', 'Ctb', 'Rtb'],
];
const BACK = 0x30;
const SIDE = 0x600;

/** Of a WAVE channel mask (also the bitmap of Core Audio): one name for each bit, from the lowest. */
export function layoutOfMask(mask: number, channels: number): string[] | undefined {
  const names: string[] = [];
  for (let bit = 0; bit < maskNames.length; bit++) if (mask & (1 << bit)) names.push(maskNames[bit]!);
  if (names.length !== channels) return undefined;
  // Where there is one pair only, back and side mean the same surround loudspeakers.
  if ((mask & BACK) === BACK && (mask & SIDE) === 0) {
    names[names.indexOf('Lb')] = 'Ls';
    names[names.indexOf('Rb')] = 'Rs';
  }
  return names;
}

/** What so many channels are where nothing is said: WAVE's order. Beyond stereo it is a guess. */
export function defaultLayout(channels: number): string[] | undefined {
  const masks = [0, 0, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
  if (channels === 1) return ['Mono'];
  return masks[channels] ? layoutOfMask(masks[channels], channels) : undefined;
}

/** Core Audio's AudioChannelLayoutTag: number in the upper half, channels in the lower. */
const tags: Readonly<Record<number, string>> = {
  100: 'Mono',
  101: 'L R',
  102: 'L R',
  103: 'Lt Rt',
  104: 'Mid Side',
  105: 'X Y',
  106: 'L R',
  107: 'W X Y Z',
  108: 'L R Ls Rs',
  109: 'L R Ls Rs C',
  110: 'L R Ls Rs C Cs',
  111: 'L R Ls Rs C Cs Lw Rw',
  112: 'L R Ls Rs Ltf Rtf Ltb Rtb',
  113: 'L R C',
  114: 'C L R',
  115: 'L R C Cs',
  116: 'C L R Cs',
  117: 'L R C Ls Rs',
  118: 'L R Ls Rs C',
  119: 'L C R Ls Rs',
  120: 'C L R Ls Rs',
  121: 'L R C LFE Ls Rs',
  122: 'L R Ls Rs C LFE',
  123: 'L C R Ls Rs LFE',
  124: 'C L R Ls Rs LFE',
  125: 'L R C LFE Ls Rs Cs',
  126: 'L R C LFE Ls Rs Lc Rc',
  127: 'C Lc Rc L R Ls Rs LFE',
  128: 'L R C LFE Ls Rs Lb Rb',
  129: 'L R Ls Rs C LFE Lc Rc',
  130: 'L R C LFE Ls Rs Lt Rt',
  131: 'L R Cs',
  132: 'L R Ls Rs',
  133: 'L R LFE',
  134: 'L R LFE Cs',
  135: 'L R LFE Ls Rs',
  136: 'L R C LFE',
  137: 'L R C LFE Cs',
  138: 'L R Ls Rs LFE',
  139: 'L R Ls Rs C Cs',
  140: 'L R Ls Rs C Lb Rb',
  141: 'C L R Ls Rs Cs',
  142: 'C L R Ls Rs Cs LFE',
  143: 'C L R Ls Rs Lb Rb',
  144: 'C L R Ls Rs Lb Rb Cs',
};

const labels: Readonly<Record<number, string>> = {
  ...Object.fromEntries(
    'L R C LFE Ls Rs Lc Rc Cs Lsd Rsd T Ltf Ctf Rtf Ltb Ctb Rtb'.split(' ').map((n, i) => [i + 1, n]),
  ),
  ...Object.fromEntries('Lb Rb Lw Rw LFE2 Lt Rt HI Narration Mono Dialog'.split(' ').map((n, i) => [i + 33, n])),
};
const USE_DESCRIPTIONS = 0;
const USE_BITMAP = 0x10000;

/** The body of a CAF 'chan' or AIFF 'CHAN' chunk. */
export function layoutOfChan(view: DataView, channels: number): string[] | undefined {
  if (view.byteLength < 12) return undefined;
  const tag = view.getUint32(0);
  if (tag === USE_BITMAP) return layoutOfMask(view.getUint32(4), channels);
  if (tag !== USE_DESCRIPTIONS) {
    const names = tags[tag >>> 16]?.split(' ');
    return names?.length === channels ? names : undefined;
  }
  if (view.getUint32(8) !== channels || view.byteLength < 12 + channels * 20) return undefined;
  return Array.from({ length: channels }, (_, i) => labels[view.getUint32(12 + i * 20)] ?? String(i + 1));
}
