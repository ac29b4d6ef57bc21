import { inOrder, type Label, type LabelFormat, type LabelTrack, type Parsed } from './label.ts';
import { Damage, lineOf, PraatTokens } from './praatTokens.ts';
import { serialise } from './textGridWrite.ts';
import { plainDecimal } from './times.ts';
import { takeTimes, Warnings } from './warnings.ts';

/** Praat TextGrid, long and short text format; a tier is a track. Binary ones are not text. */
export const textGrid: LabelFormat = {
  id: 'textgrid',
  name: 'Praat TextGrid',
  extensions: ['textgrid'],
  detect: (text) =>
    /^\s*(File type\s*=\s*)?"ooTextFile( short)?"\s*(Object class\s*=\s*)?"TextGrid/.test(text.slice(0, 400)),
  parse,
  serialise,
};

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const tracks: LabelTrack[] = [];
  const tokens = new PraatTokens(text);
  try {
    tokens.string('"ooTextFile"');
    if (!tokens.string('"TextGrid"').startsWith('TextGrid'))
      throw new Damage(0, 'it is a file of Praat, but no TextGrid');
    tokens.number('the start of the TextGrid');
    tokens.number('the end of the TextGrid');
    // <absent>: there are no tiers.
    const tiers = tokens.exists() ? tokens.count('the number of tiers') : 0;
    for (let i = 0; i < tiers; i++) parseTier(text, tokens, tracks, warnings);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    const { offset, message } = error;
    warnings.leaveOut(() => lineOf(text, offset), `${message}; what follows is left out.`);
  }
  const dialect = { short: !/^[^"\n]*xmin/m.test(text.slice(0, 1000)) };
  return { tracks, warnings: warnings.list(), leftOut: warnings.leftOut, dialect };
}

/** Adds the tier to the tracks at once, so that a damaged one keeps what comes before the damage. */
function parseTier(text: string, tokens: PraatTokens, tracks: LabelTrack[], warnings: Warnings): void {
  const kind = tokens.string('"IntervalTier" or "TextTier"');
  if (kind !== 'IntervalTier' && kind !== 'TextTier') {
    throw new Damage(tokens.offset, `a tier of the unknown kind “${kind.slice(0, 30)}”`);
  }
  const intervals = kind === 'IntervalTier';
  const name = tokens.string('the name of a tier');
  const from = tokens.number('the start of a tier');
  const to = tokens.number('the end of a tier');
  const labels: Label[] = [];
  try {
    for (let left = tokens.count('the number of labels'); left > 0; left--) {
      const start = tokens.number('the time of a label');
      const end = intervals ? tokens.number('the end of an interval') : start;
      const line = (): number => lineOf(text, offset);
      const { offset } = tokens;
      const label = tokens.string('the text of a label');
      const times = takeTimes(warnings, line, start, end, (edge) => plainDecimal(edge === 'end' ? end : start));
      if (times) labels.push({ ...times, text: label });
    }
  } finally {
    const sorted = inOrder(labels);
    if (intervals) warnOverlaps(name, sorted, warnings);
    tracks.push({
      name,
      labels: intervals ? withoutGaps(sorted) : sorted,
      tier: intervals ? 'intervals' : 'points',
      ...(from < to ? { spanSeconds: [from, to] as const } : {}),
    });
  }
}

function warnOverlaps(name: string, labels: readonly Label[], warnings: Warnings): void {
  let reached = -Infinity;
  let overlaps = 0;
  for (const { startSeconds, endSeconds } of labels) {
    if (startSeconds < reached) overlaps++;
    reached = Math.max(reached, endSeconds);
  }
  if (overlaps > 0)
    warnings.add(`Intervals of tier “${name}” overlap, which Praat does not allow (${overlaps} times).`);
}

/**
 * An interval without text is a gap, and writing makes it again. Several in a row are kept: there a boundary was set
 * that only they hold.
 */
function withoutGaps(labels: readonly Label[]): readonly Label[] {
  return labels.filter((label, i) => label.text !== '' || labels[i - 1]?.text === '' || labels[i + 1]?.text === '');
}
