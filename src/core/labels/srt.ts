import { CueWriter, cueTime, timingLine } from './cues.ts';
import {
  fieldOf,
  inOrder,
  type Label,
  type LabelFormat,
  type LabelTrack,
  type Parsed,
  shownText,
  type Written,
} from './label.ts';
import { counted, lossesOf, mergedLabels } from './losses.ts';
import { quoted, takeTimes, Warnings } from './warnings.ts';

/** SubRip: number, 'start --> end', lines of text, a blank line. Anything after the end time is a position on the screen. */
export const srt: LabelFormat = {
  id: 'srt',
  name: 'SRT',
  extensions: ['srt'],
  detect: (text) => /^\s*(\d+[ \t]*\n)?\s*\d[\d:]*:\d\d([.,]\d+)?\s*-->/.test(text.slice(0, 200)),
  parse,
  serialise,
};

const isCounter = (line: string | undefined): boolean => line !== undefined && /^\s*\d+\s*$/.test(line);
const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const lines = text.split('\n');
  // A cue begins at its timing line, or at the number before it.
  const starts: { from: number; timing: number }[] = [];
  lines.forEach((line, i) => {
    if (!line.includes('-->')) return;
    const numbered = isCounter(lines[i - 1]) && (isBlank(lines[i - 2]) || starts.at(-1)?.timing === i - 2);
    // An arrow in a text is no cue; after a number and a blank line it is one, however damaged.
    if (timingLine(line) || numbered) starts.push({ from: numbered ? i - 1 : i, timing: i });
  });
  const labels: Label[] = [];
  const before = lines.slice(0, starts[0]?.from ?? lines.length);
  before.forEach((line, i) => {
    if (!isBlank(line)) warnings.leaveOut(i + 1, `${quoted(line)} belongs to no cue; left out.`);
  });
  starts.forEach(({ timing }, i) => {
    const parts = timingLine(lines[timing]!);
    if (!parts)
      return warnings.leaveOut(timing + 1, `${quoted(lines[timing]!)} has no two times; the cue is left out.`);
    const { start, end, rest } = parts;
    const written = (edge: 'start' | 'end'): string => (edge === 'start' ? start : end);
    const times = takeTimes(warnings, timing + 1, cueTime(start), cueTime(end), written);
    if (!times) return;
    const body = trimBlank(lines.slice(timing + 1, starts[i + 1]?.from ?? lines.length));
    labels.push({ ...times, text: body.join('\n'), ...(rest ? { fields: { position: rest } } : {}) });
  });
  const tracks = [{ name: '', labels: inOrder(labels) }];
  return { tracks, warnings: warnings.list(), leftOut: warnings.leftOut, dialect: {} };
}

function trimBlank(lines: string[]): string[] {
  let [from, to] = [0, lines.length];
  while (from < to && isBlank(lines[from])) from++;
  while (to > from && isBlank(lines[to - 1])) to--;
  return lines.slice(from, to);
}

function serialise(tracks: readonly LabelTrack[]): Written {
  const name = 'SRT files';
  const warnings = lossesOf(tracks, { name, fields: ['position'] });
  const writer = new CueWriter(',');
  let arrows = 0;
  const cues = mergedLabels(tracks).map((label, i) => {
    const text = shownText(label);
    if (text.includes('-->')) arrows++;
    const position = fieldOf(label, 'position')?.replace(/\s+/g, ' ').trim();
    const body = writer.text(text, '→');
    return `${i + 1}\n${writer.timing(label)}${position ? ` ${position}` : ''}\n${body}${body ? '\n' : ''}`;
  });
  warnings.push(...writer.warnings(name));
  if (arrows > 0) warnings.push(`“-->” would start a new cue: it is saved as “→” in ${counted(arrows, 'text')}.`);
  return { text: cues.join('\n'), warnings };
}
