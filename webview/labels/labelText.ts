import { type Label, isPoint, shownText } from '../../src/core/labels/label.ts';
import { formatTime, type TimeFormat } from '../../src/core/picture/axes/timeFormat.ts';

/** As one line. */
export function lineOf(label: Label): string {
  const { text, speaker } = label;
  const words = text && speaker ? `${speaker}: ${text}` : shownText(label);
  return words.includes('\n') ? words.replaceAll('\n', ' ') : words;
}

export interface Times {
  readonly sampleRate: number;
  readonly format: TimeFormat;
}

/** To the nearest frame: a time of text stands a little beside it. */
export const frameOf = (seconds: number, sampleRate: number): number => Math.round(seconds * sampleRate);

export const timeOf = (seconds: number, { sampleRate, format }: Times): string =>
  formatTime(frameOf(seconds, sampleRate), sampleRate, format);

/** For a screen reader, and the tooltip. */
export function nameOf(label: Label, times: Times): string {
  const start = timeOf(label.startSeconds, times);
  const span = isPoint(label) ? `at ${start}` : `${start} to ${timeOf(label.endSeconds, times)}`;
  return `${lineOf(label) || 'No text'}, ${span}`;
}

export const trackName = (name: string, index: number, of: number): string =>
  name || (of > 1 ? `Track ${index + 1}` : 'Labels');

/** As much of a text as fits, with an ellipsis where it is cut; '' where not even that does. */
export function fitText(text: string, room: number, measure: (text: string) => number): string {
  const whole = measure(text);
  if (whole <= room) return text;
  if (room < measure('…')) return '';
  // Of a long text no more is measured than could fit.
  let [low, high] = [0, Math.min(text.length, Math.ceil((room / whole) * text.length * 2) + 4)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${text.slice(0, middle)}…`) <= room) low = middle;
    else high = middle - 1;
  }
  const cut = text.slice(0, /[\uD800-\uDBFF]$/.test(text.slice(0, low)) ? low - 1 : low).trimEnd();
  return cut ? `${cut}…` : '';
}
