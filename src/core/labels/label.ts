import type { TextEncoding } from './encoding.ts';

/** A point (both times equal) or a region of the timeline. Seconds from the first frame; never NaN, end never before start. */
export interface Label {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Lines are separated by '\n'. */
  readonly text: string;
  readonly lowHertz?: number;
  readonly highHertz?: number;
  readonly speaker?: string;
  /** WebVTT: the text as the file has it, where it would be written otherwise. Used for as long as it says the same. */
  readonly raw?: string;
  /** What one format knows and the others do not, by its name there: 'settings' of a WebVTT cue, columns of a CSV file. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Labels in order of their start. Immutable: see edits.ts. */
export interface LabelTrack {
  /** Of the tier, or of the recording (RTTM); '' where the format has none. */
  readonly name: string;
  readonly labels: readonly Label[];
  /** Praat: what the tier may hold. */
  readonly tier?: 'intervals' | 'points';
  /** Praat: where the tier begins and ends. */
  readonly spanSeconds?: readonly [number, number];
}

/** How the file was written, so that it can be written that way again. Plain data. */
export interface Dialect {
  readonly encoding?: TextEncoding;
  readonly newline?: '\n' | '\r\n' | '\r';
  /** TextGrid: the short text format. */
  readonly short?: boolean;
  /** What stands before the labels: header, styles and regions (WebVTT), comments and lines without a time (RTTM). */
  readonly preamble?: string;
  readonly csv?: CsvDialect;
}

export interface CsvDialect {
  readonly delimiter: ',' | ';' | '\t';
  readonly header: readonly string[];
  /** The file has no header row: the one above is what its columns would be called. */
  readonly headless: boolean;
  readonly decimalComma: boolean;
  /** Times are h:m:s. */
  readonly clock: boolean;
}

export interface Parsed {
  readonly tracks: readonly LabelTrack[];
  /** One sentence each, with the line; the first of them only where there are very many. */
  readonly warnings: readonly string[];
  /** Entries of the file that are not in the tracks: saving over it would lose them. */
  readonly leftOut: number;
  readonly dialect: Dialect;
}

export interface WriteOptions {
  readonly dialect?: Dialect;
  /** Of the audio: TextGrids must know. */
  readonly durationSeconds?: number;
  /** The audio file's name without its extension, for formats that name it (RTTM). */
  readonly recording?: string;
}

export interface Written {
  /** Lines end in '\n'. */
  readonly text: string;
  /** What the format cannot hold, one sentence each. */
  readonly warnings: readonly string[];
}

/** One text format. Texts are decoded, and their lines end in '\n': registry.ts takes care of that. */
export interface LabelFormat {
  readonly id: 'audacity' | 'textgrid' | 'srt' | 'webvtt' | 'csv' | 'rttm';
  /** As shown to the user. */
  readonly name: string;
  /** Lower case, the usual one first. */
  readonly extensions: readonly string[];
  /** Whether a text looks like it. Cheap: called for every candidate. */
  detect(text: string): boolean;
  /** Never throws: what cannot be read is left out, counted and warned of. */
  parse(text: string): Parsed;
  serialise(tracks: readonly LabelTrack[], options?: WriteOptions): Written;
}

export const isPoint = (label: Label): boolean => label.endSeconds === label.startSeconds;

/** What stands for a label where a format has one text only. */
export const shownText = (label: Label): string => label.text || label.speaker || '';

/** A field of a file is the user's word: 'constructor' is one like any other. */
export function fieldOf(label: Label, key: string): string | undefined {
  return label.fields && Object.hasOwn(label.fields, key) ? label.fields[key] : undefined;
}

/** In order of their start; those that start together keep theirs. */
export function inOrder(labels: readonly Label[]): readonly Label[] {
  return labels.every((label, i) => i === 0 || labels[i - 1]!.startSeconds <= label.startSeconds)
    ? labels
    : [...labels].sort((a, b) => a.startSeconds - b.startSeconds);
}
