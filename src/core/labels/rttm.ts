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
import { lossesOf } from './losses.ts';
import { parseNumber, plainDecimal, tidy } from './times.ts';
import { quoted, takeTimes, Warnings } from './warnings.ts';

const NONE = '<NA>';
const types =
  /^(SPEAKER|LEXEME|NON-LEX|NON-SPEECH|NOSCORE|NO_RT_METADATA|SEGMENT|FILLER|EDIT|SU|IP|CB|A\/P|SPKR-INFO)$/;

/** NIST Rich Transcription Time Marked: type file channel onset duration text subtype speaker confidence lookahead. */
export const rttm: LabelFormat = {
  id: 'rttm',
  name: 'RTTM',
  extensions: ['rttm'],
  detect: (text) => {
    const line = text
      .slice(0, 4096)
      .split('\n')
      .find((each) => each.trim() !== '' && !each.trimStart().startsWith(';'));
    const cells = line?.trim().split(/\s+/) ?? [];
    return cells.length >= 8 && types.test(cells[0]!);
  },
  parse,
  serialise,
};

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const recordings = new Map<string, Label[]>();
  const preamble: string[] = [];
  text.split('\n').forEach((line, i) => {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === '') return;
    // Comments, and facts about a speaker, which have no time.
    if (cells[0]!.startsWith(';') || cells[0] === 'SPKR-INFO') return void preamble.push(line);
    if (cells.length < 8 || !types.test(cells[0]!)) {
      warnings.leaveOut(i + 1, `${quoted(line)} is no RTTM line of type, file, channel, onset, duration …; left out.`);
      return;
    }
    const label = parseLine(cells, i + 1, warnings);
    if (!label) return;
    const file = cells[1]!;
    const labels = recordings.get(file);
    if (labels) labels.push(label);
    else recordings.set(file, [label]);
  });
  if (recordings.size > 1) warnings.add(`The file has labels of ${recordings.size} recordings, one track for each.`);
  if (recordings.size === 0) recordings.set('', []);
  const tracks = [...recordings].map(([name, labels]) => ({ name, labels: inOrder(labels) }));
  const dialect = preamble.length > 0 ? { preamble: preamble.join('\n') } : {};
  return { tracks, warnings: warnings.list(), leftOut: warnings.leftOut, dialect };
}

function parseLine(cells: readonly string[], line: number, warnings: Warnings): Label | undefined {
  const [type, , channel, onset = '', duration = '', text = NONE, subtype = NONE] = cells;
  const start = parseNumber(onset);
  const length = parseNumber(duration);
  const times = takeTimes(warnings, line, start, tidy(start + length), (edge) => (edge === 'end' ? duration : onset));
  if (!times) return undefined;
  // Names with spaces are not allowed, and common: the two last cells are confidence and lookahead.
  const tail = cells.length > 10 ? cells.length - 2 : 8;
  const speaker = cells.slice(7, tail).join(' ');
  const fields = Object.entries({
    type: type === 'SPEAKER' && speaker !== NONE ? NONE : type!,
    channel: channel === '1' ? NONE : channel!,
    subtype,
    confidence: cells[tail] ?? NONE,
    lookahead: cells[tail + 1] ?? NONE,
  }).filter(([, value]) => value !== NONE);
  return {
    ...times,
    text: text === NONE ? '' : text,
    ...(speaker === NONE ? {} : { speaker }),
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
  };
}

function serialise(tracks: readonly LabelTrack[], options: WriteOptions = {}): Written {
  const fields = ['type', 'channel', 'subtype', 'confidence', 'lookahead'];
  const warnings = lossesOf(tracks, { name: 'RTTM files', speakers: true, tracks: true, fields });
  const lines = options.dialect?.preamble ? [options.dialect.preamble] : [];
  let joined = 0;
  const cell = (value: string | undefined): string => {
    const word = value?.trim().replace(/\s+/g, '_');
    if (word !== value?.trim()) joined++;
    return word || NONE;
  };
  for (const { name, labels } of tracks) {
    const file = cell(name || options.recording || 'audio');
    for (const label of labels) {
      const known = fieldOf(label, 'type');
      const type = known !== undefined && types.test(known) ? known : undefined;
      // Labels of other formats: their text is who speaks.
      const named = label.speaker ?? (type === undefined ? label.text : undefined);
      lines.push(
        [
          cell(type ?? 'SPEAKER'),
          file,
          cell(fieldOf(label, 'channel') ?? '1'),
          plainDecimal(label.startSeconds, 3),
          plainDecimal(tidy(label.endSeconds - label.startSeconds), 3),
          cell(label.speaker === undefined && type === undefined ? NONE : label.text),
          cell(fieldOf(label, 'subtype')),
          cell(named),
          cell(fieldOf(label, 'confidence')),
          cell(fieldOf(label, 'lookahead')),
        ].join(' '),
      );
    }
  }
  if (joined > 0)
    warnings.push(
      `RTTM files hold single words: spaces in ${joined === 1 ? 'one entry' : `${joined} entries`} are saved as “_”.`,
    );
  return { text: lines.map((line) => `${line}\n`).join(''), warnings };
}
