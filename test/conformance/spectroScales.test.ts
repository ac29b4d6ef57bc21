import { describe, expect, it } from 'vitest';
import { type FrequencyRows, frequencyScales } from '../../src/core/protocol/spectrogram.ts';
import {
  axisOf,
  frequencyAtPart,
  frequencyScaleOf,
  LOG_FROM,
  partOfFrequency,
} from '../../src/core/spectrogram/frequencyScale.ts';
import { RowIndex } from '../../src/core/spectrogram/rowIndex.ts';
import { mapRows } from '../../src/core/spectrogram/rows.ts';
import { seededRandom } from '../support/signal.ts';
import { scipy } from './support/scipy.ts';

const { log, mel, bark, erb } = frequencyScaleOf;

describe('scales have the values that were published', () => {
  it('mel: 1000 Hz is 1000 mel (O’Shaughnessy 1987; the Hidden Markov Toolkit’s table)', () => {
    expect(mel.position(0)).toBe(0);
    expect(mel.position(1000)).toBeCloseTo(999.99, 2);
    expect(mel.position(700)).toBeCloseTo(2595 * Math.log10(2), 10);
    expect(mel.position(8000)).toBeCloseTo(2840.02, 2);
  });

  it.each([
    // Zwicker's edges of the critical bands, which Traunmüller's formula meets within 0.06 Bark from 200 Hz to 6.7 kHz.
    [200, 2],
    [300, 3],
    [400, 4],
    [510, 5],
    [630, 6],
    [770, 7],
    [920, 8],
    [1080, 9],
    [1270, 10],
    [1480, 11],
    [1720, 12],
    [2000, 13],
    [2320, 14],
    [2700, 15],
    [3150, 16],
    [3700, 17],
    [4400, 18],
    [5300, 19],
    [6400, 20],
  ])('Bark: %i Hz is the edge of band %i', (hertz, band) => {
    expect(Math.abs(bark.position(hertz) - band)).toBeLessThan(0.06);
  });

  it('ERB: 1 kHz is number 15.62, and one number is 24.7 · (4.37 f/1000 + 1) Hz wide (Glasberg and Moore 1990)', () => {
    expect(erb.position(0)).toBe(0);
    expect(erb.position(1000)).toBeCloseTo(15.62, 2);
    for (const hertz of [100, 440, 1000, 4000, 10000]) {
      const width = 24.7 * ((4.37 * hertz) / 1000 + 1);
      const growth = (erb.position(hertz + 0.5) - erb.position(hertz - 0.5)) * width;
      // The factor 21.4 is rounded in the publication: 21.33 would make it exact.
      expect(Math.abs(growth - 1)).toBeLessThan(0.005);
    }
  });

  it('log: an octave is 1', () => {
    expect(log.position(880) - log.position(440)).toBe(1);
  });

  it('as NumPy computes the formulas, from 1 Hz to 384 kHz', () => {
    const hertz = Array.from({ length: 200 }, (_, i) => 384_000 ** (i / 199));
    const theirs = scipy('scales', { hertz });
    for (const scale of frequencyScales)
      for (const [i, value] of hertz.entries())
        expect(Math.abs(frequencyScaleOf[scale].position(value) - theirs[scale][i]!)).toBeLessThan(1e-9 * value);
  });
});

describe.each(frequencyScales)('%s', (scale) => {
  const { position, hertz } = frequencyScaleOf[scale];

  it('grows, and comes back from every position', () => {
    const random = seededRandom(1);
    let before = -Infinity;
    for (let i = 0; i <= 1000; i++) {
      const frequency = 384_000 * (i / 1000) ** 3 + (scale === 'log' ? 1 : 0);
      expect(position(frequency)).toBeGreaterThan(before);
      before = position(frequency);
      const any = 1 + random() * 384_000;
      expect(Math.abs(hertz(position(any)) / any - 1)).toBeLessThan(1e-9);
    }
  });

  it('has its edges where they are asked for, at every rate', () => {
    for (const rate of [1, 8, 300, 8000, 44100, 192_000, 768_000]) {
      const axis = axisOf({ scale, low: null, high: null }, rate);
      expect(axis.high).toBe(rate / 2);
      expect(axis.low).toBe(scale === 'log' ? Math.min(LOG_FROM, rate / 8) : 0);
      expect(partOfFrequency(axis, axis.low)).toBe(0);
      expect(partOfFrequency(axis, axis.high)).toBe(1);
      for (const part of [0.1, 0.5, 0.99])
        expect(partOfFrequency(axis, frequencyAtPart(axis, part))).toBeCloseTo(part, 9);
    }
  });
});

it('every bin is in the row where NumPy puts it', () => {
  const random = seededRandom(2);
  const axes: FrequencyRows[] = frequencyScales.flatMap((scale) =>
    Array.from({ length: 5 }, () => ({
      scale,
      low: 20 + random() * 500,
      high: 3000 + random() * 20_000,
      rows: 100 + Math.floor(random() * 900),
    })),
  );
  const [bins, binHz] = [2049, 48000 / 4096];
  for (const [i, theirs] of scipy('rows', { axes, bins, binHz }).entries()) {
    const axis = axes[i]!;
    const [map, index] = [mapRows(axis, bins, binHz), new RowIndex(axis)];
    for (const [bin, at] of theirs.entries()) {
      // Rounding decides on an edge.
      if (at !== null && Math.abs(at - Math.round(at)) < 1e-6) continue;
      const row = at === null ? -1 : Math.floor(at);
      expect(index.rowOf(bin * binHz)).toBe(row);
      if (row < 0) continue;
      expect(bin).toBeGreaterThanOrEqual(map.first[row]!);
      expect(bin).toBeLessThan(map.first[row]! + map.count[row]!);
    }
    // A row without a bin shows what lies between its neighbours, by its middle.
    for (let row = 0; row < axis.rows; row++) {
      if (map.count[row]! > 0) continue;
      const middle = frequencyAtPart(axis, (row + 0.5) / axis.rows) / binHz;
      expect(map.first[row]! + map.weight[row]!).toBeCloseTo(middle, 4);
    }
  }
});
