import type { AudioRow, RowFacts, RowFigures } from '../protocol/audioRow.ts';

/** A figure of a row. null: there is none; undefined: not known yet. */
export type RowValue = number | null | undefined;

type Reader = (row: AudioRow) => RowValue;

const ofFacts =
  (pick: (facts: RowFacts) => number | null): Reader =>
  (row) =>
    row.facts ? pick(row.facts) : missing(row);

const ofFigures =
  (pick: (figures: RowFigures) => number | null): Reader =>
  (row) =>
    row.figures ? pick(row.figures) : missing(row);

/** A file that could not be read will never have what it lacks. */
const missing = (row: AudioRow): null | undefined => (row.failure === null ? undefined : null);

/** Every number that rows are filtered and sorted by. Seconds, Hz, bytes, dB, ms since 1970. */
export const rowValues = {
  // A header may not tell the length; measuring does.
  duration: (row) => row.facts?.seconds ?? (row.figures ? null : missing(row)),
  rate: ofFacts(({ sampleRate }) => sampleRate),
  channels: ofFacts(({ channels }) => channels),
  bits: ofFacts(({ bitsPerSample }) => bitsPerSample),
  size: ({ bytes }) => bytes,
  date: ({ modified }) => modified,
  lufs: ofFigures(({ integratedLufs }) => integratedLufs),
  truePeak: ofFigures(({ truePeakDbtp }) => truePeakDbtp),
  samplePeak: ofFigures(({ samplePeakDbfs }) => samplePeakDbfs),
  findings: ofFigures(({ findings }) => findings),
  violations: ofFigures(({ violations }) => violations),
} as const satisfies Record<string, Reader>;
export type NumberName = keyof typeof rowValues;

/** 'wav' of 'Take.WAV'; '' where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** 'WAV', 'FLAC', 'Ogg Opus': a codec named like its container is named once. */
export function formatOf({ container, codec }: RowFacts): string {
  const rest = codec.startsWith(container) ? codec.slice(container.length).trim() : codec;
  return rest === '' ? container : `${container} ${rest}`;
}

export const pathOf = ({ folder, name }: Pick<AudioRow, 'folder' | 'name'>): string =>
  folder === '' ? name : `${folder}/${name}`;
