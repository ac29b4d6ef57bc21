import { formatDb } from '../../src/core/picture/axes/units.ts';
import type { Choice } from '../../src/core/picture/axes/spectrogramWords.ts';

/** Which levels the lane of loudness shows from its lower edge to its upper. */
export const loudnessScales = ['ebu18', 'ebu9', 'wide'] as const;
export type LoudnessScale = (typeof loudnessScales)[number];

export interface LoudnessRange {
  /** LUFS. */
  readonly low: number;
  readonly high: number;
}

/** 0 LU is −23 LUFS (EBU Tech 3341, section 2.7). */
const EBU_ZERO = -23;
const around = (below: number, above: number): LoudnessRange => ({ low: EBU_ZERO - below, high: EBU_ZERO + above });
const ranges: Readonly<Record<LoudnessScale, LoudnessRange>> = {
  ebu18: around(36, 18),
  ebu9: around(18, 9),
  wide: { low: -60, high: 0 },
};

export const rangeOf = (scale: LoudnessScale): LoudnessRange => ranges[scale];

const between = ({ low, high }: LoudnessRange): string => `${formatDb(low, 0)} to ${formatDb(high, 0)} LUFS`;

export const loudnessScaleChoices: readonly Choice<LoudnessScale>[] = [
  { value: 'ebu18', words: 'EBU +18', about: `${between(ranges.ebu18)}, as meters with the scale EBU +18` },
  { value: 'ebu9', words: 'EBU +9', about: `${between(ranges.ebu9)}, as meters with the scale EBU +9` },
  { value: 'wide', words: 'Full', about: `${between(ranges.wide)}, for loud music too` },
];

/** CSS pixels between labels. */
const LABEL_GAP = 12;
const STEPS = [3, 6, 12, 24, 48];

/** Round levels, the highest first, so far apart that their labels find room in so many CSS pixels. */
export function loudnessTicks({ low, high }: LoudnessRange, height: number): number[] {
  const step = STEPS.find((each) => (each * height) / (high - low) >= LABEL_GAP) ?? STEPS.at(-1)!;
  const ticks: number[] = [];
  for (let level = Math.floor(high / step) * step; level >= low; level -= step) {
    const y = ((high - level) / (high - low)) * height;
    if (y >= LABEL_GAP / 2 && y <= height - LABEL_GAP / 2) ticks.push(level);
  }
  return ticks;
}
