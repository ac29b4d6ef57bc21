import { plainDecimal } from './times.ts';

const SHOWN = 20;

/** Either a line, or how to find it: looked up only for what is shown. */
export type Line = number | (() => number);

/** Sentences about one file: of those that name a line the first ones only, and how many more there are. */
export class Warnings {
  /** Entries of the file that cannot be taken over. */
  leftOut = 0;
  readonly #sentences: string[] = [];
  #lines = 0;

  add(sentence: string): void {
    this.#sentences.push(sentence);
  }

  line(line: Line, what: string): void {
    if (this.#lines++ < SHOWN) this.add(`Line ${typeof line === 'number' ? line : line()}: ${what}`);
  }

  leaveOut(line: Line, what: string): void {
    this.leftOut++;
    this.line(line, what);
  }

  list(): string[] {
    const more = this.#lines - SHOWN;
    return more > 0 ? [...this.#sentences, `${more} more lines have such faults.`] : this.#sentences;
  }
}

export interface Times {
  startSeconds: number;
  endSeconds: number;
}

/** The times of one entry. Undefined: it has none, and is left out with a warning. Reversed ones are turned round. */
export function takeTimes(
  warnings: Warnings,
  line: Line,
  start: number,
  end: number,
  written: (edge: 'start' | 'end') => string,
): Times | undefined {
  if (Number.isNaN(start) || Number.isNaN(end)) {
    warnings.leaveOut(line, `${quoted(written(Number.isNaN(start) ? 'start' : 'end'))} is not a time; left out.`);
    return undefined;
  }
  if (end < start) {
    const times = `${plainDecimal(end)} s) before it starts (${plainDecimal(start)} s`;
    warnings.line(line, `the label ends (${times}); the two times are swapped.`);
    [start, end] = [end, start];
  }
  if (start < 0) warnings.line(line, `the label starts before the audio (${plainDecimal(start)} s).`);
  return { startSeconds: start, endSeconds: end };
}

/** What the user wrote, short enough for a sentence. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > 40 ? `${line.slice(0, 39)}…` : line}”`;
}
