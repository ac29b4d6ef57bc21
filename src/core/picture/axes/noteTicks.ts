import type { FrequencyAxis } from '../../spectrogram/frequencyScale.ts';
import { frequencyOfNote, noteName, noteOf } from '../../spectrogram/notes.ts';

export interface NoteTick {
  readonly hertz: number;
  readonly label: string;
  /** Below 1: a C. */
  readonly rank: number;
}

/** Semitones over C of an octave that may have labels, from the most to the least. */
const noteSets: readonly (readonly number[])[] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 4, 5, 7, 9, 11], [7], []];
const SEMITONES = 12;
const MIDDLE_C = 60;
const MOST = 240;

/** C of each octave, and of the notes between as many as have room. */
export function noteTicks({ low, high }: FrequencyAxis, yOf: (hertz: number) => number, gap: number): NoteTick[] {
  const ticks: NoteTick[] = [];
  const lowest = SEMITONES * Math.floor((noteOf(Math.max(low, 1))?.midi ?? 0) / SEMITONES);
  for (let c = lowest; c < MOST && frequencyOfNote(c) <= high; c += SEMITONES) {
    const fits = (set: readonly number[]): boolean =>
      [0, ...set, SEMITONES].every(
        (step, i, all) => i === 0 || yOf(frequencyOfNote(c + all[i - 1]!)) - yOf(frequencyOfNote(c + step)) >= gap,
      );
    const steps = noteSets.find(fits) ?? [];
    for (const step of [0, ...steps]) {
      const hertz = frequencyOfNote(c + step);
      // From middle C outwards; then white keys, then black.
      const label = noteName(c + step);
      const rank = step === 0 ? Math.abs(c - MIDDLE_C) / 1000 : label.includes('♯') ? 2 : 1;
      if (hertz >= low && hertz <= high) ticks.push({ hertz, label, rank });
    }
  }
  return ticks;
}
