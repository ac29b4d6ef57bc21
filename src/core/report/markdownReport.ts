import { clock } from '../util/clock.ts';
import { reasonOf } from './buildReport.ts';
import { factsOf, figureText, NONE } from './catalogue.ts';
import { ruleTitle, severityTitles } from './findingWords.ts';
import type { Report } from './report.ts';

/** Columns of the table of channels: figures of channels[]. */
const channelColumns = [
  ...(['truePeakDbtp', 'samplePeakDbfs', 'rmsDbfs', 'crestDb', 'dcOffset'] as const),
  ...(['noiseFloorDbfs', 'effectiveBits', 'clippedSamples', 'nonFinite'] as const),
];
const loudnessRows = [
  ...(['loudness.integratedLufs', 'loudness.rangeLu', 'loudness.momentaryMaxLufs'] as const),
  ...(['loudness.shortTermMaxLufs', 'overall.plrLu', 'overall.dynamicRangeDb', 'stereo.correlation'] as const),
];

/** Nothing of a text may be taken for markup, or end a cell. */
const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#~$]/g, (mark) => `\\${mark}`).replace(/\p{Cc}+/gu, ' ');
const count = (value: number): string => value.toLocaleString('en-US');
const counted = (value: number, what: string): string => `${count(value)} ${what}${value === 1 ? '' : 's'}`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** All about one file as Markdown that reads well in an issue: facts, channels, loudness, findings. */
export function markdownReport(report: Report): string {
  const parts = [
    `### ${plain(report.file.path)}`,
    facts(report),
    report.error ? `**${plain(report.error.message)}**` : '',
    report.decode.warnings.map((warning) => `- ${plain(warning)}`).join('\n'),
    channels(report),
    loudness(report),
    report.error && report.channels.length === 0 ? '' : findings(report),
    sums(report),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function facts({ file, selection, decode, error }: Report): string {
  const { sampleRate, frames } = file;
  const parts = [
    [file.container, file.codec]
      .filter(Boolean)
      .map((each) => plain(each!))
      .join(' '),
    sampleRate === null ? '' : `${count(sampleRate)} Hz`,
    file.channels === null ? '' : counted(file.channels, 'channel'),
    frames === null ? '' : `${clock(file.durationSeconds ?? 0)} (${counted(frames, 'frame')})`,
    file.sizeBytes === null ? '' : counted(file.sizeBytes, 'byte'),
  ];
  const lines = [parts.filter(Boolean).join(' · ')];
  if (selection && sampleRate !== null) {
    const { startFrame, endFrame } = selection;
    const span = `${clock(startFrame / sampleRate)} to ${clock(endFrame / sampleRate)}`;
    const length = counted(endFrame - startFrame, 'frame');
    lines.push(`Selection: ${span} (${length} from frame ${count(startFrame)}). All figures are of it.`);
  }
  if (!decode.complete && !error)
    lines.push(`Decoded: ${counted(decode.framesDecoded, 'frame')}, not all of the file.`);
  return lines.filter(Boolean).join('\n\n');
}

/** A figure as it is read; where there is none, and `why` is wanted, with the reason. */
function figure(report: Report, path: string, value: number | null, why: boolean): string {
  const about = factsOf(path);
  const reason = reasonOf(report, path) ?? '';
  const text = figureText(about, value ?? { reason });
  if (text === NONE) return why && reason ? `${NONE} (${plain(reason)})` : NONE;
  return why && about.unit ? `${text} ${about.unit}` : text;
}

function channels(report: Report): string {
  if (report.channels.length === 0) return '';
  const heads = channelColumns.map((name) => {
    const { title, unit } = factsOf(`channels[].${name}`);
    return unit ? `${title}, ${unit}` : title;
  });
  const rows = report.channels.map((channel, index) => [
    plain(channel.name),
    ...channelColumns.map((name) => figure(report, `channels[${index}].${name}`, channel[name], false)),
  ]);
  return [['Channel', ...heads], ['---', ...heads.map(() => '---:')], ...rows].map(row).join('\n');
}

function loudness(report: Report): string {
  if (report.channels.length === 0) return '';
  const values: Readonly<Record<string, number | null>> = {
    ...prefixed('loudness', report.loudness),
    ...prefixed('overall', report.overall),
    ...prefixed('stereo', report.stereo),
  };
  const shown = report.channels.length === 2 ? loudnessRows : loudnessRows.filter((path) => !path.startsWith('stereo'));
  const rows = shown.map((path) => [factsOf(path).title, figure(report, path, values[path] ?? null, true)]);
  return [['Loudness', 'Value'], ['---', '---:'], ...rows].map(row).join('\n');
}

const prefixed = (prefix: string, figures: Readonly<Record<string, number | null>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));

function findings(report: Report): string {
  const { sampleRate } = report.file;
  const none = reasonOf(report, 'findings');
  if (none !== undefined) return `Findings: ${NONE} (${plain(none)})`;
  if (report.findings.length === 0) return 'Findings: none.';
  const rows = report.findings.map(({ severity, rule, message, startFrame, channel }) => [
    severityTitles[severity],
    ruleTitle(rule),
    startFrame === null || sampleRate === null
      ? 'whole'
      : `${clock(startFrame / sampleRate)} (frame ${count(startFrame)})`,
    channel === null ? 'all' : plain(report.channels[channel]?.name ?? String(channel + 1)),
    plain(message),
  ]);
  const head = ['Severity', 'Finding', 'Where', 'Channel', 'Message'];
  return [head, ['---', '---', '---', '---', '---'], ...rows].map(row).join('\n');
}

function sums({ decode: { pcmMd5, storedMd5 } }: Report): string {
  if (pcmMd5 === null) return '';
  const verdict =
    storedMd5 === null ? '' : pcmMd5 === storedMd5 ? ', as the file says' : `; the file says ${storedMd5}`;
  return `MD5 of the decoded PCM: ${pcmMd5}${verdict}`;
}
