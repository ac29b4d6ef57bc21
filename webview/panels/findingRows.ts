import { lookedFor, ruleTitle, severityTitles } from '../../src/core/report/findingWords.ts';
import type { ShownFinding as Finding } from '../../src/core/protocol/measures.ts';
import { findingsOf, placeOf } from '../editor/findingPlaces.ts';
import type { Measures } from '../store.ts';
import { icons } from '../ui/icons.ts';
import { exactLength, formatExact, type TimeFormat, unitAfter } from '../../src/core/picture/axes/timeFormat.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import type { FigureCell, FigureColumn, FigureRow } from './figureTable.ts';

export const findingColumns: readonly FigureColumn[] = [
  {
    ...{ key: 'severity', title: 'Severity', align: 'left' },
    hint: 'Error: audible or damaged. Warning: likely so. Info: good to know.',
  },
  { key: 'startFrame', title: 'Time', hint: 'Where it begins. None where it is of all of the file or selection.' },
  { key: 'channel', title: 'Channel', align: 'left' },
  { key: 'rule', title: 'Finding', align: 'left', hint: 'The rule that found it.' },
  { key: 'message', title: 'Message', align: 'left', wide: true },
  { key: 'lengthFrames', title: 'Length', hint: 'From its first frame to its last.' },
];

export type SeverityFilter = ReadonlySet<Finding['severity']>;

interface Look {
  readonly sampleRate: number;
  readonly format: TimeFormat;
  /** Names of the channels, in file order. */
  readonly names: readonly string[];
  /** Severities that are not shown. */
  readonly hidden: SeverityFilter;
}

const order: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** An icon with a class, by which the style sheet colours it. */
const coloured = (svg: string, severity: Finding['severity']): string =>
  svg.replace('<svg ', `<svg class="severity-${severity}" `);
export const severityIcons: Readonly<Record<Finding['severity'], string>> = {
  error: coloured(icons.error, 'error'),
  warning: coloured(icons.warning, 'warning'),
  info: coloured(icons.info, 'info'),
};

/** Rows of the findings of the file, and of those of a selection in a group of their own. */
export function findingRows(file: Measures | null, selection: Measures | null, look: Look): FigureRow[] {
  if (findingsOf(selection).length === 0) return rowsOf(file, undefined, look);
  return [...rowsOf(selection, 'Selection', look), ...rowsOf(file, 'File', look)];
}

function rowsOf(measures: Measures | null, group: string | undefined, look: Look): FigureRow[] {
  const seen = new Map<string, number>();
  return findingsOf(measures).flatMap((finding): FigureRow[] => {
    if (look.hidden.has(finding.severity)) return [];
    const what = `${group ?? ''} ${finding.rule} ${finding.startFrame} ${finding.channel}`;
    const count = seen.get(what) ?? 0;
    seen.set(what, count + 1);
    const cells = cellsOf(finding, look);
    return [{ key: `${what} ${count}`, ...(group !== undefined && { group }), cells }];
  });
}

function cellsOf(finding: Finding, { sampleRate, format, names }: Look): FigureCell[] {
  const { severity, rule, message, startFrame, endFrame, channel } = finding;
  const place = placeOf(finding);
  const frames = startFrame === null || endFrame === null ? null : endFrame - startFrame;
  const time = (frame: number): string => joined(formatExact(frame, sampleRate, format), unitAfter(format));
  const length = (count: number): string => {
    // Most findings are of a few samples.
    const short = count < sampleRate && (format.unit === 'clock' || format.unit === 'seconds');
    if (short) return `${((count / sampleRate) * 1000).toFixed(3)} ms`;
    const { value, unit } = exactLength(count, sampleRate, format);
    return joined(value, unit);
  };
  const name = channel === null ? null : (names[channel] ?? String(channel + 1));
  const whole = 'it is of the whole';
  const all = 'it is of no single channel';
  return [
    { text: severityTitles[severity], value: severity, rank: order.indexOf(severity), icon: severityIcons[severity] },
    {
      ...{ text: startFrame === null ? '–' : time(startFrame), value: startFrame },
      ...(place ? { place } : { hint: whole }),
    },
    name === null ? { text: '–', value: null, hint: all } : { text: name, value: name, rank: channel! },
    { text: ruleTitle(rule), value: rule, ...demandOf(finding) },
    { text: message, value: message },
    frames === null ? { text: '–', value: null, hint: whole } : { text: length(frames), value: frames },
  ];
}

/** Of a violation: the rule by its name, and who asks for it; the cell opens a menu. */
function demandOf({ rule, demandedBy }: Finding): Pick<FigureCell, 'note' | 'hint' | 'menu'> {
  if (!demandedBy) return {};
  const preset = 'preset' in demandedBy;
  const place = preset ? `preset ${demandedBy.preset}` : `${demandedBy.path}:${demandedBy.line}`;
  const hint = `Rule ${rule}, asked for by ${preset ? `the ${place}` : place}`;
  return { note: `${rule} · ${place}`, hint, menu: true };
}

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ');

/** How many of each severity. */
export function severityCounts(...all: readonly (Measures | null)[]): Record<Finding['severity'], number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const measures of all) for (const { severity } of findingsOf(measures)) counts[severity]++;
  return counts;
}

/** 3 findings so far; 2 of 3 findings; No findings in the file, 1 in the selection. */
export function countWords(shown: number, file: Measures, selection: Measures | null): string {
  const [all, selected] = [findingsOf(file).length, findingsOf(selection).length];
  const words = all === 0 ? 'No findings' : `${formatCount(all)} ${all === 1 ? 'finding' : 'findings'}`;
  const far = file.final ? '' : ' so far';
  const hidden = all + selected - shown;
  const less = hidden > 0 ? `; ${formatCount(hidden)} not shown` : '';
  if (!selection) return `${words}${far}${less}`;
  return `${words} in the file${far}, ${selected === 0 ? 'none' : formatCount(selected)} in the selection${less}`;
}

/** What stands where there is nothing to list. */
export function emptyWords(measures: Measures | null, failed: boolean): string {
  if (!measures) return failed ? 'The file could not be measured.' : 'Looking for findings…';
  const { findings } = measures.measured;
  if ('reason' in findings) return `There are no findings: ${findings.reason}.`;
  if (findings.length > 0) return 'No finding is of a severity that is shown.';
  return `${measures.final ? 'Nothing was found.' : 'Nothing was found so far.'} Looked for ${lookedFor}.`;
}
