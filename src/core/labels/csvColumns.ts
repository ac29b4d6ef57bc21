export type Role = 'start' | 'end' | 'duration' | 'text' | 'low' | 'high' | 'speaker' | 'track';

export interface Column {
  header: string;
  /** Undefined: kept as a field of the label, under `key`. */
  role?: Role;
  /** The header, told apart from others of the same name. */
  key: string;
  /** Seconds in the unit of the column: milliseconds are told by its header. */
  scale: number;
}

// Words of headers that say nothing beside another: 'Begin Time (s)', 'low_freq'.
const filler = new Set([
  'time',
  'times',
  's',
  'sec',
  'secs',
  'second',
  'seconds',
  'hz',
  'freq',
  'frequency',
  'at',
  'f',
]);
const milliseconds = new Set(['ms', 'msec', 'msecs', 'millisecond', 'milliseconds', 'millis']);
const roles: Readonly<Record<Role, readonly string[]>> = {
  start: ['', 'start', 'begin', 'beginning', 'onset', 'from', 'tmin', 'xmin', 't0', 'tstart', 'timestamp'],
  end: ['end', 'stop', 'finish', 'offset', 'to', 'until', 'tmax', 'xmax', 't1', 'tend'],
  duration: ['duration', 'length', 'dur'],
  // In order of preference.
  text: [
    'label',
    'text',
    'transcript',
    'transcription',
    'annotation',
    'utterance',
    'sentence',
    'word',
    'name',
    'title',
    'event',
    'class',
    'tag',
    'species',
    'description',
    'comment',
    'value',
  ],
  low: ['low', 'lowest', 'fmin'],
  high: ['high', 'highest', 'fmax'],
  speaker: ['speaker', 'spk', 'spkr', 'who'],
  track: ['track', 'tier', 'layer'],
};

/** What the columns of a header row are; the first of a kind counts. Undefined: none of them is a start. */
export function columnsOf(header: readonly string[]): Column[] | undefined {
  const words = header.map(wordsOf);
  const keys = words.map((each) => each.filter((word) => !filler.has(word) && !milliseconds.has(word)).join(''));
  const times = new Map<string, number>();
  const unique = (name: string): string => {
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    return nth === 1 ? name : `${name} (${nth})`;
  };
  const columns: Column[] = header.map((name, i) => ({
    header: name,
    key: unique(name),
    scale: words[i]!.some((word) => milliseconds.has(word)) ? 0.001 : 1,
  }));
  for (const [role, names] of Object.entries(roles) as [Role, readonly string[]][]) {
    for (const name of role === 'text' ? names : [undefined]) {
      const at = keys.findIndex((key, i) => {
        // A bare 'time' is the start; a bare 's' or an empty header is nothing.
        if (key === '' && !words[i]!.some((word) => word === 'time' || word === 'times')) return false;
        return columns[i]!.role === undefined && (name === undefined ? names.includes(key) : key === name);
      });
      if (at < 0) continue;
      columns[at]!.role = role;
      break;
    }
  }
  return columns.some(({ role }) => role === 'start') ? columns : undefined;
}

function wordsOf(header: string): string[] {
  const spaced = header.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.match(/[\p{L}\p{N}]+/gu) ?? [];
}
