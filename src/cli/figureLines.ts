import { figureAt, reasonOf } from '../core/report/buildReport.ts';
import {
  catalogue,
  factsOf,
  type FigureFacts,
  figureGroups,
  figureText,
  isPlace,
  NONE,
} from '../core/report/catalogue.ts';
import { ONE_ONLY, TWO_ONLY } from '../core/report/measured.ts';
import type { Report } from '../core/report/report.ts';
import { displayWidth, printable } from './terminal.ts';

export const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
};

/** Channels side by side; the others follow below. */
const MOST_COLUMNS = 6;
const WIDTH = 11;

/** What is too long pushes the others to the right, and stays apart from them. */
const cell = (text: string): string => ` ${pad(text, WIDTH, 'right')}`;

/** A figure of the channels, of all together, or of both. */
interface Row {
  title: string;
  unit: string;
  /** By channel; of all; undefined where there is no such figure. */
  channel: FigureFacts | undefined;
  all: FigureFacts | undefined;
}

function rowsOf(group: string): Row[] {
  const rows = new Map<string, Row>();
  for (const facts of catalogue) {
    if (facts.group !== group) continue;
    const name = facts.path.replace(/^.*\./, '');
    const { title, unit } = facts;
    const row = rows.get(name) ?? { title, unit, channel: undefined, all: undefined };
    rows.set(name, { ...row, [facts.path.startsWith('channels[]') ? 'channel' : 'all']: facts });
  }
  return [...rows.values()];
}

const groups = figureGroups.map((group) => ({ group, rows: rowsOf(group) }));

/** All figures in groups: a column for each channel and one for all of them. */
export function figureLines(report: Report, strong: (text: string) => string): string[] {
  const lines: string[] = [];
  const count = report.channels.length;
  for (let from = 0; from < count; from += MOST_COLUMNS) {
    const channels = Array.from({ length: Math.min(MOST_COLUMNS, count - from) }, (_, c) => from + c);
    for (const { group, rows } of groups) lines.push(...groupLines(report, group, rows, channels, strong));
  }
  return lines;
}

function groupLines(
  report: Report,
  group: string,
  rows: readonly Row[],
  channels: readonly number[],
  strong: (text: string) => string,
): string[] {
  const one = report.channels.length === 1;
  const first = channels[0] === 0;
  const byChannel = rows.some(({ channel }) => channel !== undefined);
  if (!first && !byChannel) return [];
  const shown = rows.flatMap((row) => rowLine(report, row, channels, byChannel && !one, first) ?? []);
  if (shown.length === 0) return [];
  const names = channels.map((c) => cell(printable(report.channels[c]!.name)));
  const all = first && rows.some((row) => row.all !== undefined) ? [cell('all')] : [];
  const heads = byChannel && !one ? [...names, ...all].join('') : '';
  return ['', strong(`  ${pad(group, 26, 'left')}${heads}`.trimEnd()), ...shown];
}

/** undefined: there is nothing to show. */
function rowLine(
  report: Report,
  row: Row,
  channels: readonly number[],
  byChannel: boolean,
  first: boolean,
): string | undefined {
  const paths: (string | undefined)[] = byChannel
    ? channels.map((c) => row.channel?.path.replace('[]', `[${c}]`))
    : [row.all?.path ?? row.channel?.path.replace('[]', '[0]')];
  if (byChannel && first && row.all) paths.push(row.all.path);
  const texts = paths.map((path) => (path === undefined ? '' : figureText(factsOf(path), figureAt(report, path))));
  const given = paths.filter((path) => path !== undefined);
  const reasons = new Set(given.map((path) => reasonOf(report, path)));
  const none = texts.every((text) => text === NONE || text === '');
  const [reason] = reasons;
  if (none && (given.length === 0 || isPlace(given[0]!) || reason === TWO_ONLY.reason || reason === ONE_ONLY.reason)) {
    return undefined;
  }
  // Alike for all: said once.
  const why = none && reasons.size === 1 ? ` ${pad(NONE, WIDTH, 'right')}  ${reason}` : undefined;
  const cells = why ?? texts.map(cell).join('');
  return `    ${pad(row.title, 17, 'left')} ${pad(row.unit, 6, 'left')}${cells}`.trimEnd();
}
