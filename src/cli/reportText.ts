import { stateText, summaryColumns } from '../core/report/summary.ts';
import type { Report } from '../core/report/report.ts';
import { clock } from '../core/util/clock.ts';
import { figureLines, pad } from './figureLines.ts';
import { printable, type Style } from './terminal.ts';

type Styler = (text: string, style: Style) => string;

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
  const { file, decode, selection, error, channels, findings } = report;
  const lines: string[] = [style(printable(file.path), 'bold')];
  const row = (name: string, value: string): void => void lines.push(`  ${name.padEnd(11)} ${value}`);
  if (file.container !== null) {
    row('format', `${printable(file.container)}, ${printable(file.codec ?? '')}`);
    row('rate', `${file.sampleRate} Hz, ${file.channels} ${file.channels === 1 ? 'channel' : 'channels'}`);
    if (file.frames !== null) row('length', `${file.frames} frames, ${clock(file.durationSeconds ?? 0)}`);
    if (selection) {
      const { startFrame, endFrame } = selection;
      const [from, to] = [startFrame, endFrame].map((frame) => clock(frame / (file.sampleRate ?? 1)));
      row('selection', `${from} to ${to}, ${endFrame - startFrame} frames from #${startFrame}`);
    }
    if (!decode.complete) row('decoded', `${decode.framesDecoded} frames: not all of the file, or not as it was`);
    if (decode.pcmMd5 !== null) row('MD5', `${decode.pcmMd5}${verdict(decode.pcmMd5, decode.storedMd5)}`);
  }
  for (const warning of decode.warnings) row('warning', printable(warning));
  for (const { severity, message, channel } of findings) {
    const name = channel === null || channels.length < 2 ? undefined : channels[channel]?.name;
    row(severity, `${name === undefined ? '' : `${printable(name)}: `}${printable(message)}`);
  }
  if (error) row('error', style(printable(error.message), 'red'));
  if (channels.length > 0) lines.push(...figureLines(report, (text) => style(text, 'bold')));
  return `${lines.join('\n')}\n`;
}

function verdict(pcm: string, stored: string | null): string {
  if (stored === null) return '';
  return pcm === stored ? ', as the file says' : `; the file says ${stored}`;
}
