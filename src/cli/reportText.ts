import type { Report } from '../core/report/report.ts';
import { levelText, NONE, stateText, summaryColumns } from '../core/report/summary.ts';
import { clock } from '../core/util/clock.ts';
import { displayWidth, printable, type Style } from './terminal.ts';

type Styler = (text: string, style: Style) => string;

const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
};

/** The head of a table whose rows are written as files are read: columns have fixed widths, names come last. */
export function tableHead(style: Styler): string {
  const titles = summaryColumns.map(({ title, align, width }) => pad(title, width, align));
  return `${style([...titles, 'file'].join('  '), 'bold')}\n`;
}

export function tableRow(report: Report, style: Styler): string {
  const cells = summaryColumns.map(({ text, align, width }) => pad(printable(text(report)), width, align));
  const { error, file } = report;
  const state = error ? style(error.message, 'red') : style(stateText(report), 'dim');
  return `${[...cells, printable(file.path)].join('  ')}${state && `  ${state}`}\n`;
}

/** All about one file. */
export function describeReport(report: Report, style: Styler): string {
  const { file, decode, selection, error, loudness, overall, channels, findings, stereo } = report;
  const lines: string[] = [style(printable(file.path), 'bold')];
  const row = (name: string, value: string): void => void lines.push(`  ${name.padEnd(11)} ${value}`);
  const level = (path: string, value: number | null, unit: string, decimals = 2): string => {
    const text = levelText(report, path, value, decimals);
    return text === NONE ? `${NONE} (${reason(report, path)})` : `${text} ${unit}`;
  };
  if (file.container !== null) {
    row('format', `${file.container}, ${file.codec}`);
    row('rate', `${file.sampleRate} Hz, ${file.channels} ${file.channels === 1 ? 'channel' : 'channels'}`);
    if (file.frames !== null) row('length', `${file.frames} frames, ${clock(file.durationSeconds ?? 0)}`);
    if (selection) {
      const { startFrame, endFrame } = selection;
      const [from, to] = [startFrame, endFrame].map((frame) => clock(frame / (file.sampleRate ?? 1)));
      row('selection', `${from} to ${to}, ${endFrame - startFrame} frames from #${startFrame}`);
    }
    if (!error || channels.length > 0) {
      row('peak', level('overall.samplePeakDbfs', overall.samplePeakDbfs, 'dBFS'));
      row('true peak', level('overall.truePeakDbtp', overall.truePeakDbtp, 'dBTP'));
      row('RMS', level('overall.rmsDbfs', overall.rmsDbfs, 'dBFS'));
      row('loudness', level('loudness.integratedLufs', loudness.integratedLufs, 'LUFS', 1));
      row('momentary', level('loudness.momentaryMaxLufs', loudness.momentaryMaxLufs, 'LUFS', 1));
      row('short term', level('loudness.shortTermMaxLufs', loudness.shortTermMaxLufs, 'LUFS', 1));
      row('range', level('loudness.rangeLu', loudness.rangeLu, 'LU', 1));
      if (channels.length === 2) row('correlation', level('stereo.correlation', stereo.correlation, ''));
    }
    lines.push(...channelTable(report));
  }
  for (const warning of decode.warnings) row('warning', printable(warning));
  for (const { severity, message } of findings) row(severity, printable(message));
  if (error) row('error', style(printable(error.message), 'red'));
  return `${lines.join('\n')}\n`;
}

const reason = (report: Report, path: string): string => report.unavailable[path] ?? 'none';

function channelTable(report: Report): string[] {
  if (report.channels.length < 2) return [];
  const head = `  ${pad('channel', 11, 'left')} ${pad('peak dBFS', 9, 'right')}  ${pad('dBTP', 6, 'right')}  ${pad('RMS dBFS', 8, 'right')}`;
  const rows = report.channels.map((channel, c) => {
    const text = (name: 'samplePeakDbfs' | 'truePeakDbtp' | 'rmsDbfs'): string =>
      levelText(report, `channels[${c}].${name}`, channel[name]);
    const cells = [pad(text('samplePeakDbfs'), 9, 'right'), pad(text('truePeakDbtp'), 6, 'right')];
    return `  ${pad(channel.name, 11, 'left')} ${[...cells, pad(text('rmsDbfs'), 8, 'right')].join('  ')}`;
  });
  return [head, ...rows];
}
