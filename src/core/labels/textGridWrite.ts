import { isPoint, type Label, type LabelTrack, shownText, type WriteOptions, type Written } from './label.ts';
import { lanesOf } from './lanes.ts';
import { counted, lossesOf } from './losses.ts';
import { plainDecimal } from './times.ts';

interface Tier {
  name: string;
  kind: 'intervals' | 'points';
  span: readonly [number, number];
  labels: readonly Label[];
}

/** A tier for each track, and more where a tier cannot hold it: points beside intervals, and overlaps. */
export function serialise(tracks: readonly LabelTrack[], options: WriteOptions = {}): Written {
  const warnings = lossesOf(tracks, { name: 'TextGrids', tracks: true });
  const tiers = tracks.flatMap((track) => tiersOf(track, warnings));
  const whole = extentOf(tracks, options.durationSeconds);
  const spans = tiers.map(({ labels, span }) => around(labels, span[0] < span[1] ? span : whole));
  const start = spans.reduce((least, [from]) => Math.min(least, from), whole[0]);
  const end = spans.reduce((most, [, to]) => Math.max(most, to), whole[1]);
  const lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ''];
  const short = options.dialect?.short === true;
  const put = (indent: number, key: string, value: string): void =>
    void lines.push(short ? value : `${'    '.repeat(indent)}${key} = ${value} `);
  const heading = (indent: number, text: string): void => void (short || lines.push(`${'    '.repeat(indent)}${text}`));
  put(0, 'xmin', plainDecimal(start));
  put(0, 'xmax', plainDecimal(end));
  lines.push(short ? '<exists>' : 'tiers? <exists> ');
  put(0, 'size', String(tiers.length));
  heading(0, 'item []: ');
  tiers.forEach(({ name, kind, labels }, t) => {
    const [from, to] = spans[t]!;
    const items = kind === 'intervals' ? filled(labels, from, to) : labels;
    const word = kind === 'intervals' ? 'intervals' : 'points';
    heading(1, `item [${t + 1}]:`);
    put(2, 'class', kind === 'intervals' ? '"IntervalTier"' : '"TextTier"');
    put(2, 'name', quote(name));
    put(2, 'xmin', plainDecimal(from));
    put(2, 'xmax', plainDecimal(to));
    put(2, `${word}: size`, String(items.length));
    items.forEach((label, i) => {
      heading(2, `${word} [${i + 1}]:`);
      put(3, kind === 'intervals' ? 'xmin' : 'number', plainDecimal(label.startSeconds));
      if (kind === 'intervals') put(3, 'xmax', plainDecimal(label.endSeconds));
      put(3, kind === 'intervals' ? 'text' : 'mark', quote(shownText(label)));
    });
  });
  return { text: `${lines.join('\n')}\n`, warnings };
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function tiersOf(track: LabelTrack, warnings: string[]): Tier[] {
  const { name, labels, tier } = track;
  const span = track.spanSeconds ?? [0, 0];
  const points = labels.filter(isPoint);
  const regions = labels.filter((label) => !isPoint(label));
  const main = tier ?? (regions.length === 0 && points.length > 0 ? 'points' : 'intervals');
  const tiers: Tier[] = [];
  for (const kind of main === 'points' ? (['points', 'intervals'] as const) : (['intervals', 'points'] as const)) {
    const own = kind === 'points' ? points : regions;
    if (own.length === 0 && kind !== main) continue;
    const base = kind === main ? name : `${name} (${kind})`.trimStart();
    if (kind !== main) {
      const noun = kind === 'points' ? 'point' : 'region';
      warnings.push(
        `A tier holds ${main} only: ${counted(own.length, noun)} ${own.length === 1 ? 'is' : 'are'} saved in tier “${base}”.`,
      );
    }
    const rows = rowsOf(own);
    if (rows.length > 1) {
      const more = counted(rows.length - 1, 'more tier');
      warnings.push(`Labels of one tier may not overlap: those of “${base}” are saved in ${more}.`);
    }
    rows.forEach((row, i) =>
      tiers.push({ name: i === 0 ? base : `${base} (${i + 1})`.trimStart(), kind, span, labels: row }),
    );
  }
  const textless = tier === undefined ? regions.filter((label) => shownText(label) === '').length : 0;
  if (textless > 0) {
    const they = textless === 1 ? 'a region' : `${textless} regions`;
    warnings.push(`Praat tells ${they} without text from a gap only by ${textless === 1 ? 'its' : 'their'} edges.`);
  }
  return tiers;
}

function rowsOf(labels: readonly Label[]): Label[][] {
  const rows: Label[][] = [[]];
  lanesOf(labels).forEach((lane, i) => (rows[lane] ??= []).push(labels[i]!));
  return rows;
}

/** Of all that is known of the length. */
function extentOf(tracks: readonly LabelTrack[], duration: number | undefined): readonly [number, number] {
  let [from, to] = [0, 0];
  for (const { spanSeconds } of tracks) {
    from = Math.min(from, spanSeconds?.[0] ?? 0);
    to = Math.max(to, spanSeconds?.[1] ?? 0);
  }
  return around(
    tracks.flatMap(({ labels }) => labels),
    [from, to > 0 ? to : (duration ?? 0)],
  );
}

function around(labels: readonly Label[], [from, to]: readonly [number, number]): readonly [number, number] {
  for (const { startSeconds, endSeconds } of labels) {
    from = Math.min(from, startSeconds);
    to = Math.max(to, endSeconds);
  }
  return [from, to];
}

/** Interval tiers have no holes. */
function filled(labels: readonly Label[], from: number, to: number): Label[] {
  const all: Label[] = [];
  let at = from;
  for (const label of labels) {
    if (label.startSeconds > at) all.push({ startSeconds: at, endSeconds: label.startSeconds, text: '' });
    all.push(label);
    at = label.endSeconds;
  }
  if (at < to) all.push({ startSeconds: at, endSeconds: to, text: '' });
  return all;
}
