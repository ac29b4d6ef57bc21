import * as v from 'valibot';
import { figureAt, reasonOf } from '../report/buildReport.ts';
import { catalogue, factsOf, figureText, NONE } from '../report/catalogue.ts';
import type { Report } from '../report/report.ts';
import { clock } from '../util/clock.ts';
import { counted, type Found, foundEntries, foundOf, foundText } from './places.ts';
import { defineTool, pathsInput, selectInput, wholeNumber } from './tool.ts';

/** What nearly every question is about. */
const headline = [
  ...['loudness.integratedLufs', 'loudness.rangeLu', 'loudness.shortTermMaxLufs', 'loudness.momentaryMaxLufs'],
  ...['overall.truePeakDbtp', 'overall.truePeakFrame', 'overall.samplePeakDbfs', 'overall.rmsDbfs'],
];
const ofTwo = ['stereo.correlation'];
const ofChannels = ['noiseFloorDbfs', 'dcOffset', 'clippedSamples', 'leadingSilenceFrames', 'trailingSilenceFrames'];

/** Findings of a file that are told; the rest is counted. */
const MOST_FINDINGS = 30;

const nullable = <S extends v.GenericSchema>(schema: S, about: string) =>
  v.pipe(v.nullable(schema), v.description(about));

const inspectedFile = v.object({
  path: v.string(),
  container: nullable(v.string(), 'WAV, FLAC, Ogg …'),
  codec: nullable(v.string(), 'PCM 24-bit, Vorbis …'),
  sampleRateHz: v.nullable(v.number()),
  channels: v.pipe(v.array(v.string()), v.description('Names of the channels: L, R …')),
  bitDepth: nullable(v.number(), 'Bits of a stored sample.'),
  frames: nullable(v.number(), 'Samples of each channel.'),
  durationSeconds: v.nullable(v.number()),
  sizeBytes: v.nullable(v.number()),
  selection: v.optional(
    v.pipe(
      v.object({ startFrame: v.number(), endFrame: v.number() }),
      v.description('The figures are of these frames.'),
    ),
  ),
  complete: v.pipe(v.boolean(), v.description('All was decoded, and nothing was replaced by silence.')),
  figures: v.pipe(
    v.record(v.string(), v.number()),
    v.description(
      'By path: loudness.NAME, overall.NAME, stereo.NAME, channels[N].NAME with N from 0. Units end the names; docs/MEASUREMENTS.md defines them.',
    ),
  ),
  unavailable: v.pipe(v.record(v.string(), v.string()), v.description('Figures that do not exist, and why.')),
  findings: v.pipe(v.array(v.object(foundEntries)), v.description('What is wrong with the sound, gravest first.')),
  findingsLeftOut: v.number(),
  warnings: v.pipe(v.array(v.string()), v.description('What is wrong with the file.')),
  error: v.optional(v.pipe(v.string(), v.description('Why it could not be read.'))),
});
type InspectedFile = v.InferOutput<typeof inspectedFile>;

export const inspectTool = defineTool({
  name: 'earshot_inspect',
  title: 'Inspect Audio',
  referenceName: 'inspectAudio',
  userDescription: 'Measures audio files: format, length, loudness, peaks, silence, clipping and other defects.',
  modelDescription:
    'Reads audio files (WAV, FLAC, MP3, Ogg, Opus, AAC, AIFF and some twenty more) to their end and measures them: container, codec, sample rate (Hz), channels, bit depth, duration (s), integrated loudness (LUFS, BS.1770-5 / EBU R 128), loudness range (LU), true peak (dBTP), sample peak and RMS (dBFS), noise floor, DC offset, silence at both ends, and findings such as clipping, clicks, dropouts, NaN samples, identical or inverted channels, each with its time. Use it for any question on what an audio file is or what is in it, instead of guessing or calling ffprobe. It changes nothing. With detail "full" it also gives dynamic range, distortion, spectrum, pitch, tempo and all else that is measured, of every channel.',
  icon: 'pulse',
  input: v.strictObject({
    paths: pathsInput,
    select: v.optional(selectInput),
    detail: v.optional(
      v.pipe(
        v.picklist(['summary', 'full']),
        v.description('summary: the figures that are asked for most. full: every figure of every channel.'),
      ),
      'summary',
    ),
    maxFiles: v.optional(wholeNumber(1, 500, 'Of folders, no more files than this are read.'), 50),
  }),
  output: v.object({
    files: v.pipe(v.array(inspectedFile), v.description('In the order of the paths.')),
    notes: v.pipe(v.array(v.string()), v.description('What one should know of the answer, one sentence each.')),
  }),
});
export type InspectInput = v.InferOutput<typeof inspectTool.input>;
export type InspectOutput = v.InferOutput<typeof inspectTool.output>;
type Detail = InspectInput['detail'];

const severity = ['error', 'warning', 'info'];
const bySeverity = (a: Found, b: Found): number => severity.indexOf(a.severity) - severity.indexOf(b.severity);

/** What is told of a file. */
export function inspected(report: Report, detail: Detail): InspectedFile {
  const { file, decode, channels, selection, error } = report;
  const findings = report.findings.map((finding) => foundOf(finding, report)).sort(bySeverity);
  return {
    path: file.path,
    container: file.container,
    codec: file.codec,
    sampleRateHz: file.sampleRate,
    channels: channels.map(({ name }) => name),
    bitDepth: file.bitDepth,
    frames: file.frames,
    durationSeconds: file.durationSeconds,
    sizeBytes: file.sizeBytes,
    ...(selection && { selection }),
    complete: decode.complete,
    ...figuresOf(report, detail),
    findings: findings.slice(0, MOST_FINDINGS),
    findingsLeftOut: Math.max(0, findings.length - MOST_FINDINGS),
    warnings: decode.warnings,
    ...(error && { error: error.message }),
  };
}

function pathsOf(report: Report, detail: Detail): string[] {
  const count = report.channels.length;
  const each = (name: string): string[] => report.channels.map((_, c) => `channels[${c}].${name}`);
  if (detail === 'full') {
    return catalogue.flatMap(({ path }) =>
      path.startsWith('channels[]') ? each(path.slice('channels[].'.length)) : path,
    );
  }
  return count === 0 ? [] : [...headline, ...(count === 2 ? ofTwo : []), ...ofChannels.flatMap(each)];
}

function figuresOf(report: Report, detail: Detail): Pick<InspectedFile, 'figures' | 'unavailable'> {
  const figures: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  for (const path of report.channels.length === 0 ? [] : pathsOf(report, detail)) {
    const figure = figureAt(report, path);
    if (typeof figure === 'number') figures[path] = figure;
    else unavailable[path] = figure.reason;
  }
  return { figures, unavailable };
}

/** 'true peak −0.43 dBTP at 0:12.345', or why there is none. */
function figureWords(report: Report, path: string): string {
  const { title, unit, at } = factsOf(path);
  const figure = figureAt(report, path);
  const text = figureText(factsOf(path), figure);
  // Not of DC, RMS, NaN.
  const name = title.replace(/^[A-Z](?=[a-z]+(?![A-Za-z]))/, (first) => first.toLowerCase());
  if (text === NONE) return `${name} ${NONE} (${reasonOf(report, path) ?? 'there is none'})`;
  const place = at === undefined ? undefined : figureAt(report, at.replace('[]', /\[\d+\]/.exec(path)?.[0] ?? ''));
  const rate = report.file.sampleRate;
  const when = typeof place === 'number' && rate ? ` at ${clock(Math.max(0, place) / rate)}` : '';
  return `${name} ${text}${unit ? ` ${unitOf(text, unit)}` : ''}${when}`;
}

const unitOf = (text: string, unit: string): string => (unit === 'frames' && text === '1' ? 'frame' : unit);

/** Of one file all there is to say, in a few lines. */
export function inspectText(report: Report, detail: Detail): string[] {
  const { file, decode, channels, selection, error } = report;
  const told = inspected(report, detail);
  const lines = [`${file.path}: ${factsText(report)}`];
  if (error) lines.push(`Error: ${error.message}`);
  if (selection && file.sampleRate) {
    const [from, to] = [selection.startFrame, selection.endFrame].map((frame) => clock(frame / file.sampleRate!));
    lines.push(
      `Selection: ${from} to ${to} (frames ${selection.startFrame} to ${selection.endFrame}); all figures are of it.`,
    );
  }
  if (!decode.complete && !error)
    lines.push(`Not complete: ${counted(decode.framesDecoded, 'frame')} could be decoded.`);
  lines.push(...decode.warnings.map((warning) => `Warning: ${warning}`));
  if (channels.length > 0) lines.push(...figureLines(report, detail));
  if (channels.length > 0 && told.findings.length === 0) lines.push('Findings: none.');
  lines.push(...told.findings.map((each) => `- ${foundText(each)}`));
  if (told.findingsLeftOut > 0) lines.push(`- ${counted(told.findingsLeftOut, 'more finding')} left out.`);
  return lines;
}

function figureLines(report: Report, detail: Detail): string[] {
  const words = (paths: readonly string[]): string => paths.map((path) => figureWords(report, path)).join('; ');
  const each = report.channels.map(({ name }, c) => ({ name, prefix: `channels[${c}].` }));
  if (detail === 'full') {
    const paths = pathsOf(report, 'full').filter((path) => !places.has(path.replace(/\[\d+\]/, '[]')));
    const common = paths.filter((path) => !path.startsWith('channels['));
    return [
      words(common),
      ...each.map(({ name, prefix }) => `${name}: ${words(paths.filter((path) => path.startsWith(prefix)))}`),
    ];
  }
  const common = [...headline, ...(report.channels.length === 2 ? ofTwo : [])].filter((path) => !places.has(path));
  const own = ofChannels.map((name) => `channels[].${name}`);
  return [
    words(common),
    ...each.map(({ name, prefix }) => `${name}: ${words(own.map((path) => path.replace('channels[].', prefix)))}`),
  ];
}

const places = new Set(catalogue.flatMap(({ at }) => (at === undefined ? [] : [at])));

function factsText({ file }: Report): string {
  const { container, codec, sampleRate, channels, durationSeconds, frames, sizeBytes } = file;
  if (container === null) return 'not read';
  const facts = [
    [container, codec].filter(Boolean).join(', '),
    sampleRate === null ? '' : `${sampleRate} Hz`,
    channels === null ? '' : counted(channels, 'channel'),
    durationSeconds === null ? '' : `${clock(durationSeconds)} (${counted(frames ?? 0, 'frame')})`,
    sizeBytes === null ? '' : counted(sizeBytes, 'byte'),
  ];
  return facts.filter(Boolean).join(', ');
}

/** Of many files a line each. */
export function inspectLine(report: Report): string {
  if (report.error) return `${report.file.path}: ${report.error.message}`;
  const paths = ['loudness.integratedLufs', 'overall.truePeakDbtp', 'overall.rmsDbfs'];
  const figures = paths.map((path) => {
    const { unit, title } = factsOf(path);
    const text = figureText(factsOf(path), figureAt(report, path));
    return text === NONE ? `no ${title.toLowerCase()}` : `${text} ${unit}${path.endsWith('rmsDbfs') ? ' RMS' : ''}`;
  });
  const [first, ...rest] = report.findings.map((finding) => foundOf(finding, report)).sort(bySeverity);
  const found = first ? `; ${foundText(first)}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}` : '';
  const state = report.decode.complete ? '' : '; incomplete';
  return `${report.file.path}: ${factsText(report)}, ${figures.join(', ')}${state}${found}`;
}
