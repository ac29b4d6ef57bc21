import type { ChannelResult } from '../analysis/channelMeasures.ts';
import { powerDb } from '../analysis/decibels.ts';
import type { LoudnessFigures } from '../analysis/loudnessSeries.ts';
import type { MeasuresResult } from '../analysis/measures.ts';
import { overall } from '../analysis/overall.ts';
import type { TempoEstimate } from '../analysis/tempo.ts';
import type { ToneDistortion } from '../analysis/toneDistortion.ts';
import { decibels, type Figure, type Measured, NO_SAMPLES, SILENCE, type Unavailable } from './measured.ts';
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
const NO_TONE = because('no steady tone');
const NONE = because('there is none');
const LEAST_RATE = 4000;

/** The figures of a report, each a number or why there is none. */
export function measuredOf(parts: MeasuredParts): Measured {
  const { measures, tempo, findings } = parts;
  const figures = 'reason' in parts.loudness ? null : parts.loudness;
  const all = overall(measures, figures);
  const finite = measures.channels.reduce((sum, each) => sum + finiteOf(each), 0);
  const silent: Unavailable = finite > 0 ? SILENCE : NO_SAMPLES;
  const at = (frame: number | null | undefined, reason: Unavailable): Figure =>
    frame === null || frame === undefined ? reason : parts.startFrame + frame;
  const loudness = loudnessOf(parts, figures, silent, at);
  const pitch = measures.pitch;
  const noPitch = because('no pitch');
  const noTempo = because(parts.frames < 4 * parts.sampleRate ? 'shorter than 4 s' : 'no rhythm');
  const noLoudness = (figure: Figure): Unavailable => (typeof figure === 'number' ? silent : figure);
  return {
    channels: measures.channels.map((channel, c) => channelOf(parts, channel, parts.tones[c] ?? null, at)),
    overall: {
      samplePeakDbfs: all.samplePeak?.decibels ?? silent,
      samplePeakFrame: at(all.samplePeak?.frame, silent),
      truePeakDbtp: all.truePeak?.decibels ?? silent,
      truePeakFrame: at(all.truePeak?.frame, silent),
      rmsDbfs: all.rmsDbfs ?? silent,
      plrLu: all.plr ?? noLoudness(loudness.integratedLufs),
      psrLu: all.psr ?? noLoudness(loudness.shortTermMaxLufs),
      dynamicRangeDb: all.dynamicRange ?? noRange(parts),
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

/** TT DR needs five blocks of 3 s. */
const noRange = ({ frames, sampleRate }: MeasuredParts): Unavailable =>
  frames < 15 * sampleRate ? because('shorter than 15 s') : SILENCE;

function channelOf(
  parts: MeasuredParts,
  channel: ChannelResult,
  tone: ToneDistortion | null,
  at: (frame: number | null, reason: Unavailable) => Figure,
): Measured['channels'][number] {
  const { frames, format, levels, truePeak, clipping, zeros, silence, clicks, spectrum, noise } = channel;
  const { sampleRate } = parts;
  const silent = finiteOf(channel) > 0 ? SILENCE : NO_SAMPLES;
  const noWindow = frames < sampleRate / 4 ? because('shorter than 250 ms') : silent;
  const level = (meanSquare: number | undefined): Figure =>
    meanSquare === undefined ? noWindow : meanSquare > 0 ? powerDb(meanSquare) : silent;
  const noNoise = levels.peak > 0 ? because('levels differ by less than 6 dB') : silent;
  const noSpectrum = because(silent === SILENCE ? 'silence' : NO_SAMPLES.reason);
  const nothing = finiteOf(channel) > 0 ? undefined : NO_SAMPLES;
  return {
    samplePeakDbfs: nothing ?? decibels(levels.peak),
    samplePeakFrame: at(levels.peakFrame, silent),
    truePeakDbtp: truePeak.dbtp ?? silent,
    truePeakFrame: at(truePeak.at === null ? null : truePeak.at, silent),
    rmsDbfs: nothing ?? decibels(Math.sqrt(levels.meanSquare)),
    rmsMaxDbfs: level(levels.window?.max),
    rmsMinDbfs: level(levels.window?.min),
    dcOffset: nothing ?? levels.dcOffset,
    crestDb: levels.crest === null ? noSpectrum : 20 * Math.log10(levels.crest),
    dynamicRangeDb: channel.dynamicRange ?? noRange(parts),
    noiseFloorDbfs: noise?.floor ?? noNoise,
    snrDb: noise?.snr ?? noNoise,
    toneHz: tone?.hertz ?? NO_TONE,
    thdPercent: tone?.thdPercent ?? NO_TONE,
    thdDb: tone ? finiteOr(tone.thdDb, 'no harmonic can be seen') : NO_TONE,
    thdnPercent: tone?.thdnPercent ?? NO_TONE,
    thdnDb: tone ? finiteOr(tone.thdnDb, 'nothing but the tone can be seen') : NO_TONE,
    zeroCrossingsPerSecond: nothing ?? levels.zeroCrossingRate * sampleRate,
    spectralCentroidHz: spectrum?.centroidHertz ?? noSpectrum,
    spectralRolloff85Hz: spectrum?.rolloff85Hertz ?? noSpectrum,
    spectralRolloff99Hz: spectrum?.rolloff99Hertz ?? noSpectrum,
    spectralFlatness: spectrum?.flatness ?? noSpectrum,
    bandwidthHz: spectrum?.bandwidth?.hertz ?? (spectrum ? because('the spectrum does not break off') : noSpectrum),
    effectiveBits: format.bitDepth ?? noSpectrum,
    clippedRuns: clipping.count,
    clippedSamples: clipping.frames,
    clippedFrame: at(clipping.first, NONE),
    longestClippedFrames: clipping.count > 0 ? clipping.longest : NONE,
    clicks: clicks.count,
    clickFrame: at(clicks.largestAt, NONE),
    dropouts: zeros.dropoutCount,
    dropoutFrame: at(zeros.dropouts[0]?.start ?? null, NONE),
    silentFrames: zeros.silentFrames,
    leadingSilenceFrames: silence.leadingSilence,
    trailingSilenceFrames: silence.trailingSilence,
    nonFinite: format.nan + format.infinite,
    nonFiniteFrame: at(format.firstNonFinite, NONE),
    denormals: format.denormal,
  };
}

const finiteOr = (value: number, reason: string): Figure => (Number.isFinite(value) ? value : because(reason));

function loudnessOf(
  { sampleRate, frames, loudness }: MeasuredParts,
  figures: LoudnessFigures | null,
  silent: Unavailable,
  at: (frame: number | null | undefined, reason: Unavailable) => Figure,
): Measured['loudness'] {
  const none = (least: number): Unavailable => {
    if ('reason' in loudness) return loudness;
    if (sampleRate < LEAST_RATE) return because('the sample rate is below 4 kHz');
    if (frames < least * sampleRate) return because(`shorter than ${least < 1 ? `${least * 1000} ms` : `${least} s`}`);
    return figures?.momentaryMax ? because('never above −70 LUFS') : silent;
  };
  const [momentary, shortTerm] = [none(0.4), none(3)];
  return {
    integratedLufs: figures?.integrated ?? momentary,
    momentaryMaxLufs: figures?.momentaryMax?.lufs ?? momentary,
    momentaryMaxFrame: at(figures?.momentaryMax?.startFrame, momentary),
    shortTermMaxLufs: figures?.shortTermMax?.lufs ?? shortTerm,
    shortTermMaxFrame: at(figures?.shortTermMax?.startFrame, shortTerm),
    rangeLu: figures?.range ?? shortTerm,
    rangeLowLufs: figures?.rangeLow ?? shortTerm,
    rangeHighLufs: figures?.rangeHigh ?? shortTerm,
  };
}

function stereoOf({ channels, stereo, same }: MeasuresResult): Measured['stereo'] {
  const two = because('of two channels only');
  const level = (value: number | undefined): Figure => (value === undefined ? two : finiteOr(value, SILENCE.reason));
  const silent = because('a channel is silent');
  const pairs = (count: number): Figure => (channels.length < 2 ? because('there is one channel only') : count);
  return {
    correlation: stereo ? (stereo.correlation ?? because('a channel is constant')) : two,
    midDbfs: level(stereo?.mid),
    sideDbfs: level(stereo?.side),
    midToSideDb: stereo ? finiteOr(stereo.midToSide ?? NaN, 'mid or side is silent') : two,
    balanceDb: stereo ? (stereo.balance ?? silent) : two,
    identicalPairs: pairs(same.same.length),
    invertedPairs: pairs(same.inverted.length),
  };
}
