import * as v from 'valibot';
import { errorCodes } from '../protocol/errors.ts';

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
  rmsDbfs: figure('RMS of all samples, dB of full scale; a full-scale sine has −3.01.'),
  dcOffset: figure('Mean of all samples, full scale being 1.'),
  crestDb: figure('Sample peak over RMS, dB.'),
  clippedRuns: count('Runs of clipped samples.'),
  nonFinite: count('Samples that are NaN or infinite; they count in nothing else.'),
});
export type ChannelReport = v.InferOutput<typeof channelReport>;

export const finding = v.object({
  rule: text('Name of the rule, for filters.'),
  severity: v.picklist(['error', 'warning', 'info']),
  message: text('One sentence.'),
  startFrame: count('null: of the file as a whole.'),
  endFrame: count('First frame after it.'),
  channel: count('From 0; null: of no single channel.'),
});
export type Finding = v.InferOutput<typeof finding>;

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
  }),
  channels: v.pipe(v.array(channelReport), v.description('In file order; empty if nothing could be measured.')),
  overall: v.object({
    samplePeakDbfs: figure('Of the loudest channel.'),
    truePeakDbtp: figure('Of the highest channel.'),
    rmsDbfs: figure('RMS of the samples of all channels.'),
  }),
  loudness: v.object({
    integratedLufs: figure('Integrated loudness, LUFS (BS.1770-5, EBU R 128).'),
    momentaryMaxLufs: figure('Largest loudness of 400 ms, LUFS.'),
    shortTermMaxLufs: figure('Largest loudness of 3 s, LUFS.'),
    rangeLu: figure('Loudness range, LU (EBU Tech 3342).'),
  }),
  stereo: v.object({
    correlation: figure('Of left and right, −1 to 1.'),
  }),
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
