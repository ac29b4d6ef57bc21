import type { Choice } from '../ui/spectrogramWords.ts';
import type { Measured } from '../../src/core/report/measured.ts';
import { formatDb, formatGain } from '../ui/units.ts';

/** What a programme is made for. */
export const loudnessTargets = ['r128', 'podcast', 'streaming'] as const;
export type LoudnessTarget = (typeof loudnessTargets)[number];

export interface TargetLevels {
  readonly lufs: number;
  /** Deviation that is allowed, LU. */
  readonly tolerance: number;
  /** Highest true peak, dBTP. */
  readonly peak: number;
  readonly name: string;
}

export const targetLevels: Readonly<Record<LoudnessTarget, TargetLevels>> = {
  r128: { lufs: -23, tolerance: 0.2, peak: -1, name: 'EBU R 128' },
  podcast: { lufs: -16, tolerance: 1, peak: -1, name: 'Apple Podcasts' },
  streaming: { lufs: -14, tolerance: 1, peak: -1, name: 'Spotify, YouTube' },
};

export const targetChoices: readonly Choice<LoudnessTarget>[] = loudnessTargets.map((value) => {
  const { lufs, tolerance, peak, name } = targetLevels[value];
  const about = `${formatDb(lufs, 0)} LUFS ± ${tolerance} LU, true peak at most ${formatDb(peak, 0)} dBTP`;
  return { value, words: `${formatDb(lufs, 0)} LUFS, ${name}`, about };
});

/** Of a level that is shown with one decimal, so that the words agree with the numbers. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** How it stands to a target, in one line; null where there is no loudness. */
export function targetWords({ loudness, overall }: Measured, target: LoudnessTarget): string | null {
  const { lufs, tolerance, peak } = targetLevels[target];
  const { integratedLufs } = loudness;
  if (typeof integratedLufs !== 'number') return null;
  const off = tenth(integratedLufs) - lufs;
  const way = off > 0 ? 'louder' : 'quieter';
  const apart = `${formatDb(Math.abs(off))} LU ${way}`;
  const level =
    tenth(Math.abs(off)) <= tolerance
      ? `On target${tenth(off) === 0 ? '' : `: ${apart}, within ± ${tolerance} LU`}`
      : `${apart} than the target: ${formatGain(-off)} dB would bring it there`;
  const { truePeakDbtp } = overall;
  if (typeof truePeakDbtp !== 'number' || truePeakDbtp <= peak) return `${level}.`;
  return `${level}. The true peak is ${formatDb(truePeakDbtp - peak)} dB above ${formatDb(peak, 0)} dBTP.`;
}
