import type { ChannelResult } from '../analysis/channelMeasures.ts';
import { powerDb } from '../analysis/decibels.ts';
import { LEAST_RATE } from '../analysis/loudness.ts';
import type { LoudnessFigures } from '../analysis/loudnessSeries.ts';
import type { MeasuresResult } from '../analysis/measures.ts';
import { overall } from '../analysis/overall.ts';
import type { StereoResult } from '../analysis/stereo.ts';
import type { TempoEstimate } from '../analysis/tempo.ts';
import type { ToneDistortion } from '../analysis/toneDistortion.ts';
import {
  decibels,
  type Figure,
  type Measured,
  NO_SAMPLES,
  ONE_ONLY,
  SILENCE,
  TWO_ONLY,
  type Unavailable,
} from './measured.ts';
import type { Finding } from './report.ts';

/** All that was measured of a range. */
export interface MeasuredParts {
  sampleRate: number;
  /** Of the file: positions in `measures` and `loudness` count from it. */
  startFrame: number;
  frames: number;
  measures: MeasuresResult;
  loudness: LoudnessFigures | Unavailable;
  tempo: TempoEstimate | null;
  /** Of each channel. */
  tones: readonly (ToneDistortion | null)[];
  findings: Finding[] | Unavailable;
}

const because = (reason: string): Unavailable => ({ reason });
const NONE = because('there is none');
/** Of what is no level: in silence it is not −∞ but nothing. */
const QUIET = because('silence');
/** See toneDistortion. */
const LEAST_TONE_FRAMES = 2048;

/** The figures of a report, each a number or why there is none. */
export function measuredOf(parts: MeasuredParts): Measured {
  const { measures, tempo, findings } = parts;
  const figures = 'reason' in parts.loudness ? null : parts.loudness;
  const all = overall(measures, figures);
  const anyNumber = measures.channels.some((each) => finiteOf(each) > 0);
  const silent = anyNumber ? SILENCE : NO_SAMPLES;
  const quiet = anyNumber ? QUIET : NO_SAMPLES;
  const at = (frame: number | null | undefined, reason: Unavailable): Figure =>
    frame === null || frame === undefined ? reason : parts.startFrame + frame;
  const loudness = loudnessOf(parts, figures, anyNumber, at);
  const pitch = measures.pitch;
  const noPitch = because('no pitch');
  const noTempo = because(parts.frames < 4 * parts.sampleRate ? 'shorter than 4 s' : 'no rhythm');
  const noLoudness = (figure: Figure): Unavailable =>
    typeof figure === 'number' || figure === SILENCE ? quiet : figure;
  return {
    channels: measures.channels.map((channel, c) => channelOf(parts, channel, parts.tones[c] ?? null, at)),
    overall: {
      samplePeakDbfs: all.samplePeak?.decibels ?? silent,
      samplePeakFrame: at(all.samplePeak?.frame, quiet),
      truePeakDbtp: all.truePeak?.decibels ?? silent,
      truePeakFrame: at(all.truePeak?.frame, quiet),
      rmsDbfs: all.rmsDbfs ?? silent,
      plrLu: all.plr ?? noLoudness(loudness.integratedLufs),
      psrLu: all.psr ?? noLoudness(loudness.shortTermMaxLufs),
      dynamicRangeDb: all.dynamicRange ?? noRange(parts, all.samplePeak ? null : quiet),
      pitchHz: pitch?.hertz ?? noPitch,
      pitchConfidence: pitch?.confidence ?? noPitch,
      tempoBpm: tempo?.beatsPerMinute ?? noTempo,
      tempoConfidence: tempo?.confidence ?? noTempo,
    },
    loudness,
    stereo: stereoOf(measures),
    findings,
  };
}

const finiteOf = ({ frames, format }: ChannelResult): number => frames - format.nan - format.infinite;

/** TT DR needs five blocks of 3 s, the last of which may be in part. quiet: where there is no sound. */
function noRange({ frames, sampleRate }: MeasuredParts, quiet: Unavailable | null): Unavailable {
  if (frames <= 12 * sampleRate) return because('not longer than 12 s');
  return quiet ?? because('sound in one block of 3 s only');
}

function channelOf(
  parts: MeasuredParts,
  channel: ChannelResult,
  tone: ToneDistortion | null,
  at: (frame: number | null | undefined, reason: Unavailable) => Figure,
): Measured['channels'][number] {
  const { frames, format, levels, truePeak, clipping, zeros, silence, clicks, spectrum, noise } = channel;
  const { sampleRate } = parts;
  const nothing = finiteOf(channel) > 0 ? undefined : NO_SAMPLES;
  const silent = nothing ?? SILENCE;
  const quiet = nothing ?? QUIET;
  const sounds = levels.peak > 0;
  const noWindow = frames < sampleRate / 4 ? because('shorter than 250 ms') : silent;
  const level = (meanSquare: number | undefined): Figure =>
    meanSquare === undefined ? noWindow : meanSquare > 0 ? powerDb(meanSquare) : silent;
  const noNoise =
    frames < sampleRate ? because('shorter than 1 s') : because('under 1 s of sound, or levels within 6 dB');
  const noSpectrum = sounds ? because('no sound where the spectrum is taken') : quiet;
  const noTone = !sounds ? quiet : because(frames < LEAST_TONE_FRAMES ? 'shorter than 2,048 frames' : 'no steady tone');
  const ofTone = (value: number | undefined, decibels: number | undefined, none: string): Figure =>
    value === undefined ? noTone : Number.isFinite(decibels) ? value : because(none);
  const [noHarmonic, noRest] = ['no harmonic can be seen', 'nothing but the tone can be seen'];
  return {
    samplePeakDbfs: nothing ?? decibels(levels.peak),
    samplePeakFrame: at(levels.peakFrame, quiet),
    truePeakDbtp: truePeak.dbtp ?? silent,
    truePeakFrame: at(truePeak.at, quiet),
    rmsDbfs: nothing ?? decibels(Math.sqrt(levels.meanSquare)),
    rmsMaxDbfs: level(levels.window?.max),
    rmsMinDbfs: level(levels.window?.min),
    dcOffset: nothing ?? levels.dcOffset,
    crestDb: levels.crest === null ? quiet : 20 * Math.log10(levels.crest),
    dynamicRangeDb: channel.dynamicRange ?? noRange(parts, sounds ? null : quiet),
    noiseFloorDbfs: noise?.floor ?? (sounds ? noNoise : silent),
    snrDb: noise?.snr ?? (sounds ? noNoise : quiet),
    toneHz: tone?.hertz ?? noTone,
    thdPercent: ofTone(tone?.thdPercent, tone?.thdDb, noHarmonic),
    thdDb: ofTone(tone?.thdDb, tone?.thdDb, noHarmonic),
    thdnPercent: ofTone(tone?.thdnPercent, tone?.thdnDb, noRest),
    thdnDb: ofTone(tone?.thdnDb, tone?.thdnDb, noRest),
    zeroCrossingsPerSecond: nothing ?? levels.zeroCrossingRate * sampleRate,
    spectralCentroidHz: spectrum?.centroidHertz ?? noSpectrum,
    spectralRolloff85Hz: spectrum?.rolloff85Hertz ?? noSpectrum,
    spectralRolloff99Hz: spectrum?.rolloff99Hertz ?? noSpectrum,
    spectralFlatness: spectrum?.flatness ?? noSpectrum,
    bandwidthHz: spectrum?.bandwidth?.hertz ?? (spectrum ? because('the spectrum does not break off') : noSpectrum),
    effectiveBits: format.bitDepth ?? quiet,
    clippedRuns: nothing ?? clipping.count,
    clippedSamples: nothing ?? clipping.frames,
    clippedFrame: at(clipping.first, nothing ?? NONE),
    longestClippedFrames: clipping.count > 0 ? clipping.longest : (nothing ?? NONE),
    clicks: nothing ?? clicks.count,
    clickFrame: nothing ?? at(clicks.largestAt, NONE),
    dropouts: nothing ?? zeros.dropoutCount,
    dropoutFrame: nothing ?? at(zeros.dropouts[0]?.start, NONE),
    silentFrames: nothing ?? zeros.silentFrames,
    leadingSilenceFrames: nothing ?? silence.leadingSilence,
    trailingSilenceFrames: nothing ?? silence.trailingSilence,
    nonFinite: format.nan + format.infinite,
    nonFiniteFrame: at(format.firstNonFinite, NONE),
    denormals: format.denormal,
  };
}

function loudnessOf(
  { sampleRate, frames, loudness }: MeasuredParts,
  figures: LoudnessFigures | null,
  anyNumber: boolean,
  at: (frame: number | null | undefined, reason: Unavailable) => Figure,
): Measured['loudness'] {
  const none = (least: number, silent: Unavailable): Unavailable => {
    if ('reason' in loudness) return loudness;
    if (sampleRate < LEAST_RATE) return because('the sample rate is below 4 kHz');
    if (frames < least * sampleRate) return because(`shorter than ${least < 1 ? `${least * 1000} ms` : `${least} s`}`);
    return figures?.momentaryMax ? because('never above −70 LUFS') : anyNumber ? silent : NO_SAMPLES;
  };
  const [momentary, shortTerm] = [none(0.4, SILENCE), none(3, SILENCE)];
  const noWindow = none(3, QUIET);
  return {
    integratedLufs: figures?.integrated ?? momentary,
    momentaryMaxLufs: figures?.momentaryMax?.lufs ?? momentary,
    momentaryMaxFrame: at(figures?.momentaryMax?.startFrame, none(0.4, QUIET)),
    shortTermMaxLufs: figures?.shortTermMax?.lufs ?? shortTerm,
    shortTermMaxFrame: at(figures?.shortTermMax?.startFrame, noWindow),
    rangeLu: figures?.range ?? noWindow,
    rangeLowLufs: figures?.rangeLow ?? noWindow,
    rangeHighLufs: figures?.rangeHigh ?? noWindow,
  };
}

function stereoOf({ channels, stereo, same }: MeasuresResult): Measured['stereo'] {
  const none = channels.some((each) => finiteOf(each) === 0) ? NO_SAMPLES : null;
  const two = (of: (figures: StereoResult) => number | null, why: Unavailable): Figure => {
    if (!stereo) return TWO_ONLY;
    const value = of(stereo);
    return none ?? (value !== null && Number.isFinite(value) ? value : why);
  };
  const pairs = (count: number): Figure => (channels.length < 2 ? ONE_ONLY : count);
  return {
    correlation: two(({ correlation }) => correlation, because('a channel is constant')),
    midDbfs: two(({ mid }) => mid, SILENCE),
    sideDbfs: two(({ side }) => side, SILENCE),
    midToSideDb: two(({ midToSide }) => midToSide, because('mid or side is silent')),
    balanceDb: two(({ balance }) => balance, because('a channel is silent')),
    identicalPairs: pairs(same.same.length),
    invertedPairs: pairs(same.inverted.length),
  };
}
