import * as v from 'valibot';
import { errorCodes } from '../protocol/errors.ts';
import { finding } from '../protocol/measures.ts';

export type { Finding } from '../protocol/measures.ts';

/** Raised when a path changes its meaning or goes; new paths join without. */
export const REPORT_VERSION = 1;

const frame = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = (about: string) => v.pipe(v.string(), v.description(about));
const nullableText = (about: string) => v.pipe(v.nullable(v.string()), v.description(about));
/** Of a measure: null where there is none, for the reason that `unavailable` gives. */
const figure = (about: string) => v.pipe(v.nullable(v.pipe(v.number(), v.finite())), v.description(about));
const count = (about: string) => v.pipe(v.nullable(frame), v.description(about));

export const channelReport = v.object({
  name: text('L, R, C, LFE …, or its number from 1 where the file does not say.'),
  samplePeakDbfs: figure('Largest magnitude of a sample, dB of full scale.'),
  samplePeakFrame: count('First frame with the sample peak.'),
  truePeakDbtp: figure('True peak, dB of full scale (BS.1770-5 annex 2).'),
  truePeakFrame: figure(
    'Where the true peak is, frames in steps of a quarter; at an end of the audio a little outside.',
  ),
  rmsDbfs: figure('RMS of all samples, dB of full scale; a full-scale sine has −3.01.'),
  rmsMaxDbfs: figure('Largest RMS under a window of 50 ms, dB of full scale.'),
  rmsMinDbfs: figure('Smallest RMS under a window of 50 ms, dB of full scale.'),
  dcOffset: figure('Mean of all samples, full scale being 1.'),
  crestDb: figure('Sample peak over RMS, dB.'),
  dynamicRangeDb: figure('TT DR of the channel, dB (Pleasurize Music Foundation).'),
  noiseFloorDbfs: figure('RMS below which the quietest twentieth of windows of 50 ms lies, digital silence left out.'),
  snrDb: figure('How far above the noise floor the loudest twentieth of windows begins, dB: an estimate.'),
  toneHz: figure('Frequency of the tone that makes up most of the power, Hz.'),
  thdPercent: figure('Harmonics 2 to 10 to the fundamental of a tone, percent (IEC 60268-3).'),
  thdDb: figure('The same in dB.'),
  thdnPercent: figure('All but the fundamental to the whole of a tone, percent (AES17).'),
  thdnDb: figure('The same in dB.'),
  zeroCrossingsPerSecond: figure('Changes of sign a second, zeros left out.'),
  spectralCentroidHz: figure('Mean frequency of the power spectrum, Hz.'),
  spectralRolloff85Hz: figure('Below it lie 85 % of the power, Hz.'),
  spectralRolloff99Hz: figure('Below it lie 99 % of the power, Hz.'),
  spectralFlatness: figure('Geometric to arithmetic mean of the power spectrum: 1 for white noise, 0 for a tone.'),
  bandwidthHz: figure('Where the spectrum breaks off, Hz: of audio that was resampled or coded with loss.'),
  effectiveBits: figure('Bits from the sign to the lowest that any sample sets, at most 32.'),
  clippedRuns: count('Runs of clipped samples.'),
  clippedSamples: count('Samples in those runs.'),
  clippedFrame: count('First frame of the first of them.'),
  longestClippedFrames: count('Frames of the longest of them.'),
  clicks: count('Clicks and discontinuities.'),
  clickFrame: count('Frame of the largest.'),
  dropouts: count('Runs of 1 ms to 1 s of exact zeros inside of sound.'),
  dropoutFrame: count('First frame of the first.'),
  silentFrames: count('Frames in runs of exact zeros of 100 ms and more.'),
  leadingSilenceFrames: count('Frames before the first sample above −60 dBFS.'),
  trailingSilenceFrames: count('Frames behind the last sample above −60 dBFS.'),
  nonFinite: count('Samples that are NaN or infinite; they count in nothing else.'),
  nonFiniteFrame: count('Frame of the first.'),
  denormals: count('Samples that are not zero and too small for a normal 32-bit float.'),
});
export type ChannelReport = v.InferOutput<typeof channelReport>;

export const overallReport = v.object({
  samplePeakDbfs: figure('Of the loudest channel.'),
  samplePeakFrame: count('First frame with it.'),
  truePeakDbtp: figure('Of the highest channel.'),
  truePeakFrame: figure('Where it is, frames in steps of a quarter.'),
  rmsDbfs: figure('RMS of the samples of all channels.'),
  plrLu: figure('True peak over integrated loudness, LU (AES TD1008).'),
  psrLu: figure('True peak over the largest short-term loudness, LU.'),
  dynamicRangeDb: figure('TT DR: the mean of the channels, rounded to a whole number, dB.'),
  pitchHz: figure('Fundamental frequency, Hz: the median of the windows that have one.'),
  pitchConfidence: figure('Share of the windows with sound that are within a semitone of it, 0 to 1.'),
  tempoBpm: figure('Beats a minute.'),
  tempoConfidence: figure('How much the onsets are like themselves a beat later, 0 to 1.'),
});

export const loudnessReport = v.object({
  integratedLufs: figure('Integrated loudness, LUFS (BS.1770-5, EBU R 128).'),
  momentaryMaxLufs: figure('Largest loudness of 400 ms, LUFS.'),
  momentaryMaxFrame: count('First frame of those 400 ms.'),
  shortTermMaxLufs: figure('Largest loudness of 3 s, LUFS.'),
  shortTermMaxFrame: count('First frame of those 3 s.'),
  rangeLu: figure('Loudness range, LU (EBU Tech 3342).'),
  rangeLowLufs: figure('Its lower end, LUFS.'),
  rangeHighLufs: figure('Its upper end, LUFS.'),
});

export const stereoReport = v.object({
  correlation: figure('Of left and right, −1 to 1.'),
  midDbfs: figure('RMS of (L+R)/2, dB of full scale.'),
  sideDbfs: figure('RMS of (L−R)/2, dB of full scale.'),
  midToSideDb: figure('Mid over side, dB.'),
  balanceDb: figure('Left over right, dB.'),
  identicalPairs: count('Pairs of channels that are the same in every frame.'),
  invertedPairs: count('Pairs of channels of which one is the other with its sign turned.'),
});

/** Codes of errors that a report may have: a file's own, and a selection that is not in it. */
export const reportErrorCodes = [...errorCodes, 'outside-file'] as const;
const reportError = v.object({ code: v.picklist(reportErrorCodes), message: v.string() });
export type ReportError = v.InferOutput<typeof reportError>;

/** All about one file, as `earshot inspect --json` and the editor's export have it. Units are in the names. */
export const report = v.object({
  reportVersion: v.pipe(v.literal(REPORT_VERSION), v.description('Raised when a path changes its meaning or goes.')),
  file: v.object({
    path: text('As it was given.'),
    container: nullableText('WAV, FLAC, Ogg …'),
    codec: nullableText('PCM 24-bit, Vorbis …'),
    sampleRate: figure('Frames a second, Hz.'),
    channels: count('Channels of the file.'),
    bitDepth: count('Bits of a stored sample.'),
    frames: count('Samples of each channel: as decoded, or as the header promises where less could be decoded.'),
    durationSeconds: figure('frames over sampleRate.'),
    sizeBytes: count('Of the file on disk.'),
  }),
  selection: v.optional(
    v.pipe(
      v.object({ startFrame: frame, endFrame: v.pipe(frame, v.description('First frame after the selection.')) }),
      v.description('All measures are of these frames; absent: of the whole file.'),
    ),
  ),
  decode: v.object({
    complete: v.pipe(v.boolean(), v.description('Nothing is missing, and nothing was replaced by silence.')),
    framesDecoded: v.pipe(frame, v.description('Frames that could be decoded.')),
    warnings: v.pipe(v.array(v.string()), v.description('What is wrong with the file, one sentence each.')),
    pcmMd5: nullableText(
      'MD5 of the decoded PCM: interleaved, little-endian, integers of the stored width (as FLAC has it), else 32-bit floats.',
    ),
    storedMd5: nullableText('MD5 that the file says its PCM has (FLAC).'),
  }),
  channels: v.pipe(v.array(channelReport), v.description('In file order; empty if nothing could be measured.')),
  overall: overallReport,
  loudness: loudnessReport,
  stereo: stereoReport,
  findings: v.pipe(v.array(finding), v.description('What rules have found, in the order of frames.')),
  unavailable: v.pipe(
    v.record(v.string(), v.string()),
    v.description(
      'Why a value is null, by its path; channels[].NAME: of all channels, channels[0].NAME: of the first. ' +
        'Every null outside of findings has its reason here.',
    ),
  ),
  error: v.optional(v.pipe(reportError, v.description('Absent if the file could be read.'))),
});
export type Report = v.InferOutput<typeof report>;
