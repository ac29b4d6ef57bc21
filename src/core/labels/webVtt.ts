import { type CueText, readCueText, writeCueText } from './cueText.ts';
import { CueWriter, cueTime, timingLine } from './cues.ts';
import {
  fieldOf,
  inOrder,
  type Label,
  type LabelFormat,
  type LabelTrack,
  type Parsed,
  type WriteOptions,
  type Written,
} from './label.ts';
import { lossesOf, mergedLabels } from './losses.ts';
import { quoted, takeTimes, Warnings } from './warnings.ts';

/** WebVTT. Header, styles and regions are kept in the dialect; id, settings and the notes before a cue in its fields. */
export const webVtt: LabelFormat = {
  id: 'webvtt',
  name: 'WebVTT',
  extensions: ['vtt'],
  detect: (text) => /^WEBVTT(\s|$)/.test(text.slice(0, 10)),
  parse,
  serialise,
};

interface Block {
  /** Index of its first line. */
  at: number;
  lines: string[];
}

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const preamble: string[] = [];
  const labels: Label[] = [];
  let notes: Block[] = [];
  blocksOf(text).forEach((block, i) => {
    const [first = '', second = ''] = block.lines;
    if (i === 0 && /^WEBVTT(\s|$)/.test(first)) {
      preamble.push(block.lines.join('\n'));
      return;
    }
    if (i === 0) warnings.add('The file does not begin with WEBVTT; players may refuse it.');
    const note = /^NOTE(\s|$)/.test(first);
    const arrow = first.includes('-->') || second.includes('-->');
    if (arrow && (!note || timingLine(second))) {
      const label = parseCue(block, notes, warnings);
      if (label) labels.push(label);
      notes = [];
    } else if (note) notes.push(block);
    else if (labels.length === 0 && /^(STYLE|REGION)\s*$/.test(first)) preamble.push(block.lines.join('\n'));
    else warnings.leaveOut(block.at + 1, `${quoted(first)} belongs to no cue; left out.`);
  });
  for (const note of notes) warnings.leaveOut(note.at + 1, 'a note after the last cue; left out.');
  return {
    tracks: [{ name: '', labels: inOrder(labels) }],
    warnings: warnings.list(),
    leftOut: warnings.leftOut,
    dialect: preamble.length > 0 ? { preamble: preamble.join('\n\n') } : {},
  };
}

/** Separated by blank lines; a timing line after the header or another timing line begins a block of its own. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  text.split('\n').forEach((line, i) => {
    if (line === '') {
      open = undefined;
      return;
    }
    const timed = (block: Block): boolean =>
      (block.at === 0 && block.lines[0]!.startsWith('WEBVTT')) ||
      block.lines.slice(0, 2).some((each) => each.includes('-->'));
    if (!open || (line.includes('-->') && timed(open))) blocks.push((open = { at: i, lines: [] }));
    open.lines.push(line);
  });
  return blocks;
}

function parseCue({ at, lines }: Block, notes: readonly Block[], warnings: Warnings): Label | undefined {
  const row = lines[0]!.includes('-->') ? 0 : 1;
  const line = at + row + 1;
  const timing = timingLine(lines[row]!);
  if (!timing) {
    warnings.leaveOut(line, `${quoted(lines[row]!)} has no two times; the cue is left out.`);
    return undefined;
  }
  const { start, end, rest } = timing;
  const times = takeTimes(warnings, line, cueTime(start), cueTime(end), (edge) => (edge === 'start' ? start : end));
  if (!times) return undefined;
  const payload = lines.slice(row + 1).join('\n');
  const cue = readCueText(payload);
  const fields = Object.entries({
    id: row === 1 ? lines[0]! : '',
    settings: rest,
    note: notes.map((note) => note.lines.join('\n').slice(4).trim()).join('\n'),
  }).filter(([, value]) => value !== '');
  const raw = writeCueText(cue) === payload ? {} : { raw: payload };
  return { ...times, ...cue, ...raw, ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}) };
}

function serialise(tracks: readonly LabelTrack[], options: WriteOptions = {}): Written {
  const name = 'WebVTT files';
  const warnings = lossesOf(tracks, { name, speakers: true, fields: ['id', 'settings', 'note'] });
  const writer = new CueWriter('.');
  const single = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('-->', '→').trim();
  const preamble = options.dialect?.preamble ?? 'WEBVTT';
  const blocks = preamble.startsWith('WEBVTT') ? [preamble] : ['WEBVTT', preamble];
  for (const label of mergedLabels(tracks)) {
    const note = fieldOf(label, 'note');
    if (note) blocks.push(`NOTE ${writer.text(note, '→')}`);
    const id = single(fieldOf(label, 'id'));
    const settings = single(fieldOf(label, 'settings'));
    const timing = writer.timing(label) + (settings ? ` ${settings}` : '');
    const payload = writer.text(payloadOf(label), '--&gt;');
    blocks.push([...(id ? [id] : []), timing, ...(payload ? [payload] : [])].join('\n'));
  }
  warnings.push(...writer.warnings(name));
  return { text: `${blocks.join('\n\n')}\n`, warnings };
}

/** As it was read, where that still says the same. */
function payloadOf(label: Label): string {
  const said: CueText | undefined = label.raw === undefined ? undefined : readCueText(label.raw);
  return said?.text === label.text && said.speaker === label.speaker ? label.raw! : writeCueText(label);
}
