import {
  inOrder,
  type Label,
  type LabelFormat,
  type LabelTrack,
  type Parsed,
  shownText,
  type Written,
} from './label.ts';
import { counted, lossesOf, mergedLabels } from './losses.ts';
import { parseNumber, plainDecimal } from './times.ts';
import { quoted, takeTimes, Warnings } from './warnings.ts';

/** Audacity writes -1 where a frequency is not set. */
const UNSET = -1;

/** Audacity's label text: start, tab, end, tab, text; a line that begins with a backslash has the frequencies of the one before. */
export const audacity: LabelFormat = {
  id: 'audacity',
  name: 'Audacity labels',
  extensions: ['txt'],
  // A number and words may be any text; a number and a tab, two numbers, or a number alone are labels.
  detect: (text) => {
    const line = text.slice(0, 4096).trimStart().split('\n', 1)[0]!;
    const [first = '', second = ''] = line.split(/\s+/);
    const alone = line.includes('\t') || second === '' || !Number.isNaN(parseNumber(second));
    return alone && !Number.isNaN(parseNumber(first));
  },
  parse,
  serialise,
};

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const labels: Label[] = [];
  let taken = false;
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    if (line.startsWith('\\')) {
      const low = parseNumber(line.split('\t')[1] ?? '');
      const high = parseNumber(line.split('\t')[2] ?? '');
      if (Number.isNaN(low) || Number.isNaN(high)) {
        warnings.leaveOut(i + 1, `${quoted(line)} has no two frequencies; left out.`);
      } else if (taken) labels.push(withFrequencies(labels.pop()!, low, high));
      else warnings.leaveOut(i + 1, 'frequencies without a label before them; left out.');
      taken = false;
      return;
    }
    const label = parseLine(line, i + 1, warnings);
    taken = label !== undefined;
    if (label) labels.push(label);
  });
  return {
    tracks: [{ name: '', labels: inOrder(labels) }],
    warnings: warnings.list(),
    leftOut: warnings.leftOut,
    dialect: {},
  };
}

function parseLine(line: string, number: number, warnings: Warnings): Label | undefined {
  // Tools that imitate the format often write spaces.
  const cells = line.includes('\t')
    ? line.split('\t')
    : (/^\s*(\S+)(?:\s+(\S+))?(?:\s(.*))?$/.exec(line) ?? []).slice(1);
  const start = parseNumber(cells[0] ?? '');
  const second = parseNumber(cells[1] ?? '');
  const hasEnd = !Number.isNaN(second) || /^\s*[-+]?(nan|inf(inity)?)\s*$/i.test(cells[1] ?? '');
  const times = takeTimes(
    warnings,
    number,
    start,
    hasEnd ? second : start,
    (edge) => cells[edge === 'end' ? 1 : 0] ?? '',
  );
  if (!times) return undefined;
  const rest = cells.slice(hasEnd ? 2 : 1).filter((cell) => cell !== undefined);
  return { ...times, text: rest.join(line.includes('\t') ? '\t' : ' ') };
}

function withFrequencies(label: Label, low: number, high: number): Label {
  const reversed = low !== UNSET && high !== UNSET && high < low;
  const [lowHertz, highHertz] = reversed ? [high, low] : [low, high];
  return {
    ...label,
    ...(lowHertz === UNSET ? {} : { lowHertz }),
    ...(highHertz === UNSET ? {} : { highHertz }),
  };
}

function serialise(tracks: readonly LabelTrack[]): Written {
  const warnings = lossesOf(tracks, { name: 'Audacity label files', frequencies: true });
  const lines: string[] = [];
  let changed = 0;
  // Microseconds, as Audacity writes them; more only where there is more.
  const number = (value: number): string => plainDecimal(value, 6);
  for (const label of mergedLabels(tracks)) {
    const text = shownText(label);
    const line = text.replace(/[\t\n\r\u2028\u2029]+/g, ' ');
    if (line !== text) changed++;
    lines.push(`${number(label.startSeconds)}\t${number(label.endSeconds)}\t${line}\n`);
    const { lowHertz, highHertz } = label;
    if (lowHertz === undefined && highHertz === undefined) continue;
    lines.push(`\\\t${number(lowHertz ?? UNSET)}\t${number(highHertz ?? UNSET)}\n`);
  }
  if (changed > 0) {
    warnings.push(`Tabs and line breaks in the text of ${counted(changed, 'label')} are saved as spaces.`);
  }
  return { text: lines.join(''), warnings };
}
