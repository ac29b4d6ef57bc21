/** Of the A above middle C, Hz. */
export const CONCERT_PITCH = 440;
const A4 = 69;
const names = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'] as const;

export interface Note {
  /** With its octave, as C4 for middle C; a sharp is ♯, a minus −. */
  readonly name: string;
  /** From the note to the frequency, −50 … +50. */
  readonly cents: number;
  /** MIDI number, A4 is 69. */
  readonly midi: number;
}

/** The nearest note of equal temperament; null where there is none (0 Hz and below). */
export function noteOf(hertz: number): Note | null {
  if (!(hertz > 0 && hertz < Infinity)) return null;
  const exact = A4 + 12 * Math.log2(hertz / CONCERT_PITCH);
  const midi = Math.round(exact);
  return { name: noteName(midi), cents: (exact - midi) * 100, midi };
}

export function noteName(midi: number): string {
  const octave = Math.floor(midi / 12) - 1;
  return `${names[((midi % 12) + 12) % 12]!}${octave < 0 ? `−${-octave}` : octave}`;
}

export const frequencyOfNote = (midi: number): number => CONCERT_PITCH * 2 ** ((midi - A4) / 12);

/** From one frequency to another; 1200 are an octave. */
export const centsBetween = (from: number, to: number): number => 1200 * Math.log2(to / from);
