import { describe, expect, it } from 'vitest';
import { centsBetween, frequencyOfNote, noteOf } from '../../../src/core/spectrogram/notes.ts';

describe('notes of equal temperament', () => {
  it.each([
    [440, 'A4', 0, 69],
    [261.6256, 'C4', 0, 60],
    [27.5, 'A0', 0, 21],
    [4186.009, 'C8', 0, 108],
    [733.99, 'F♯5', -14, 78],
    [445, 'A4', 19.56, 69],
    [466.1638, 'A♯4', 0, 70],
    [8.1758, 'C−1', 0, 0],
    [1, 'C−4', -37.63, -36],
    [20000, 'D♯10', 8, 135],
  ])('%d Hz is %s %d cents', (hertz, name, cents, midi) => {
    const note = noteOf(hertz)!;
    expect(note.name).toBe(name);
    expect(note.midi).toBe(midi);
    expect(Math.abs(note.cents - cents)).toBeLessThan(0.6);
  });

  it('is never more than half a semitone away, and comes back', () => {
    for (let hertz = 0.01; hertz < 400_000; hertz *= 1.013) {
      const { cents, midi } = noteOf(hertz)!;
      expect(Math.abs(cents)).toBeLessThanOrEqual(50);
      expect(centsBetween(frequencyOfNote(midi), hertz)).toBeCloseTo(cents, 6);
    }
  });

  it('is none of what has no pitch', () => {
    for (const hertz of [0, -1, NaN, Infinity]) expect(noteOf(hertz)).toBeNull();
  });

  it('ratios are in cents', () => {
    expect(centsBetween(440, 880)).toBe(1200);
    expect(centsBetween(300, 200)).toBeCloseTo(-701.955, 3);
  });
});
