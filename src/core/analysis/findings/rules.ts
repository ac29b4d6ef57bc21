import { sameChannels, stereoImage } from './channelFindings.ts';
import type { Finding, Measured, Rule, Severity } from './finding.ts';
import { clipping, dcOffset, truePeakOver } from './levelFindings.ts';
import { clicks, denormals, dropouts, notNumbers, unusedBits } from './sampleFindings.ts';
import { innerSilence, silent, silentEnds } from './silenceFindings.ts';
import { earlyCutOff } from './spectrumFindings.ts';

/** A new rule is one more of these. */
export const rules: readonly Rule[] = [
  ...[
    notNumbers,
    clipping,
    truePeakOver,
    dropouts,
    clicks,
    silent,
    silentEnds,
    innerSilence,
    sameChannels,
    stereoImage,
  ],
  ...[dcOffset, earlyCutOff, unusedBits, denormals],
];

const order: readonly Severity[] = ['error', 'warning', 'info'];

/** What all rules say: the gravest first, then in the order of time. Positions are of the file. */
export function findings(measured: Measured): Finding[] {
  const { startFrame: start = 0 } = measured;
  const inFile = (frame: number | null): number | null => (frame === null ? null : start + frame);
  return rules
    .flatMap((rule) => rule(measured))
    .map((found) => ({ ...found, startFrame: inFile(found.startFrame), endFrame: inFile(found.endFrame) }))
    .sort(
      (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (a.startFrame ?? -1) - (b.startFrame ?? -1),
    );
}
