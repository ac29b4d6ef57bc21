import type { FrequencyAxis } from '../../src/core/spectrogram/frequencyScale.ts';

export interface NoteTick {
  readonly hertz: number;
  readonly label: string;
  /** Below 1: a C. */
  readonly rank: number;
}

const names = ['C', 'C\u266f', 'D', 'D\u266f', 'E', 'F', 'F\u266f', 'G', 'G\u266f', 'A', 'A\u266f', 'B'];
/** Semitones over C of an octave that may have labels, from the most to the least. */
const noteSets: readonly (readonly number[])[] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 4, 5, 7, 9, 11], [7], []];
const SEMITONES = 12;
/** Notes are counted from C−1; A4 is the 69th and has 440 Hz. */
const A4 = 69;
const MIDDLE_C = 60;
const MOST = 240;

const hertzOf = (note: number): number => 440 * 2 ** ((note - A4) / SEMITONES);

/** C of each octave, and of the notes between as many as have room. */
export function noteTicks({ low, high }: FrequencyAxis, yOf: (hertz: number) => number, gap: number): NoteTick[] {
  const ticks: NoteTick[] = [];
  const lowest = SEMITONES * Math.floor(noteOf(Math.max(low, 1)) / SEMITONES);
  for (let c = lowest; c < MOST && hertzOf(c) <= high; c += SEMITONES) {
    const fits = (set: readonly number[]): boolean =>
      [0, ...set, SEMITONES].every(
        (step, i, all) => i === 0 || yOf(hertzOf(c + all[i - 1]!)) - yOf(hertzOf(c + step)) >= gap,
      );
    const steps = noteSets.find(fits) ?? [];
    for (const step of [0, ...steps]) {
      const hertz = hertzOf(c + step);
      // From middle C outwards; then white keys, then black.
      const rank = step === 0 ? Math.abs(c - MIDDLE_C) / 1000 : names[step]!.length;
      if (hertz >= low && hertz <= high) ticks.push({ hertz, label: noteName(c + step), rank });
    }
  }
  return ticks;
}

const noteOf = (hertz: number): number => A4 + SEMITONES * Math.log2(hertz / 440);

/** C4, F♯5, C−1. */
function noteName(note: number): string {
  const octave = Math.floor(note / SEMITONES) - 1;
  return `${names[((note % SEMITONES) + SEMITONES) % SEMITONES]}${octave < 0 ? `\u2212${-octave}` : octave}`;
}
