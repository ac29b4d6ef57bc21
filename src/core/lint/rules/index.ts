import type { LintRule } from '../rule.ts';
import { bandwidth } from './bandwidth.ts';
import { bitDepth } from './bitDepth.ts';
import { bitRate } from './bitRate.ts';
import { channelCount } from './channelCount.ts';
import { click } from './click.ts';
import { clipping } from './clipping.ts';
import { codec } from './codec.ts';
import { container } from './container.ts';
import { dcOffset } from './dcOffset.ts';
import { decodeErrors } from './decodeErrors.ts';
import { dropout } from './dropout.ts';
import { duration } from './duration.ts';
import { fileName } from './fileName.ts';
import { identicalChannels } from './identicalChannels.ts';
import { innerSilence } from './innerSilence.ts';
import { invertedChannels } from './invertedChannels.ts';
import { leadingSilence } from './leadingSilence.ts';
import { loopPoints } from './loopPoints.ts';
import { loudness } from './loudness.ts';
import { loudnessRange } from './loudnessRange.ts';
import { momentaryLoudness } from './momentaryLoudness.ts';
import { monoCompatibility } from './monoCompatibility.ts';
import { noiseFloor } from './noiseFloor.ts';
import { notANumber } from './notANumber.ts';
import { rmsLevel } from './rmsLevel.ts';
import { samplePeak } from './samplePeak.ts';
import { sampleRate } from './sampleRate.ts';
import { shortTermLoudness } from './shortTermLoudness.ts';
import { silent } from './silent.ts';
import { tags } from './tags.ts';
import { trailingSilence } from './trailingSilence.ts';
import { truePeak } from './truePeak.ts';
import { unusedBits } from './unusedBits.ts';

/** In the order of the docs: the file, its level, defects, silence, channels, spectrum, what it says of itself. */
export const lintRules: readonly LintRule[] = [
  ...[container, codec, sampleRate, channelCount, bitDepth, duration, bitRate],
  ...[
    loudness,
    shortTermLoudness,
    momentaryLoudness,
    loudnessRange,
    truePeak,
    samplePeak,
    rmsLevel,
    noiseFloor,
    dcOffset,
  ],
  ...[clipping, click, dropout, notANumber, decodeErrors],
  ...[leadingSilence, trailingSilence, innerSilence, silent],
  ...[identicalChannels, invertedChannels, monoCompatibility],
  ...[bandwidth, unusedBits],
  ...[loopPoints, fileName, tags],
] as readonly LintRule[];

export const findRule = (id: string): LintRule | undefined => lintRules.find((rule) => rule.id === id);
