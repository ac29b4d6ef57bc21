import { formatClock, formatDb, formatGain, formatSeconds } from '../picture/axes/units.ts';
import type { AudioRow, RowFacts } from '../protocol/audioRow.ts';
import { NONE } from '../report/figureText.ts';
import { t } from '../util/l10n.ts';
import type { RowValue } from './rowValues.ts';

/** Not known yet. */
export const UNKNOWN_TEXT = '…';

/** Text of a value, or why there is none. */
export function known(value: RowValue, text: (value: number) => string): string {
  if (value === undefined) return UNKNOWN_TEXT;
  return value === null || Number.isNaN(value) ? NONE : text(value);
}

/** As short as a narrow column: 0.5 s, 42.0 s, 3:20, 1:02:03. */
export function shortLength(seconds: number): string {
  return seconds < 59.95 ? `${formatSeconds(seconds, 1)} s` : formatClock(seconds, 0);
}

/** To the millisecond: 0:00.512, 3:20.000. */
export const exactLength = (seconds: number): string => formatClock(seconds, 3);

/** 24/48: bits and kHz, or the rate alone where samples have no bits of their own. */
export function bitsAndRate({ bitsPerSample, sampleRate }: RowFacts): string {
  const rate = sampleRate >= 10_000 ? Math.floor(sampleRate / 1000) : Number((sampleRate / 1000).toFixed(1));
  return `${bitsPerSample ?? NONE}/${rate}`;
}

/** 48, 44.1: the head of the column has the unit. */
export const rateText = (hertz: number): string => String(Number((hertz / 1000).toFixed(3)));

export const levelText = (db: number): string => formatDb(db, 1);

/** Above full scale with a plus. */
export const peakText = (db: number): string => formatGain(db, 1);

/** 2024-01-31 09:05, in local time. */
export function dateText(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Letters of the stem that stay beside the extension where a name is too long. */
const KEPT = 3;

/** A name in two parts: the first may be cut short at its end, the second has the extension and stays. */
export function nameParts(name: string): readonly [head: string, tail: string] {
  const dot = name.lastIndexOf('.');
  // What is no extension is cut like any other text.
  const end = dot > 0 && name.length - dot <= 6 ? dot : name.length;
  const letters = [...name.slice(0, end)];
  if (letters.length <= 2 * KEPT) return [name, ''];
  const head = letters.slice(0, -KEPT).join('');
  return [head, name.slice(head.length)];
}

export function markText(mark: AudioRow['mark']): string {
  switch (mark) {
    case 'keep':
      return t('Keep');
    case 'reject':
      return t('Reject');
    case 'review':
      return t('Review');
    case null:
      return '';
  }
}

/** Commas between thousands. */
const grouped = (count: number): string => count.toLocaleString('en-US');

export interface Totals {
  readonly rows: number;
  readonly folders: number;
  readonly seconds: number;
  /** The length of some is not known yet. */
  readonly secondsPartial: boolean;
  readonly marked: number;
}

/** 12 files in 3 folders · 2:34 · 4 marked. */
export function totalsText({ rows, folders, seconds, secondsPartial, marked }: Totals): string {
  const files = rows === 1 ? t('1 file') : t('{0} files', grouped(rows));
  const where = folders > 1 ? t('{0} in {1} folders', files, grouped(folders)) : files;
  const clock = formatClock(seconds, 0);
  const length = rows === 0 || seconds === 0 ? '' : secondsPartial ? t('over {0}', clock) : clock;
  return [where, length, marked > 0 ? t('{0} marked', grouped(marked)) : ''].filter(Boolean).join(' · ');
}

export const countText = grouped;
