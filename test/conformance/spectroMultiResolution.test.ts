import { describe, expect, it } from 'vitest';
import { type Analysis, type FrequencyRows, plainAnalysis } from '../../src/core/protocol/spectrogram.ts';
import { hopOf, stepOf } from '../../src/core/spectrogram/columns.ts';
import { frequencyAtPart, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import { levelOfCode } from '../../src/core/spectrogram/levelCode.ts';
import { levelForSize, referenceMultiResolution, resolutionPlan } from '../../src/core/spectrogram/multiResolution.ts';
import { type ReadFrames, referenceTile } from '../../src/core/spectrogram/reference.ts';
import { seededRandom } from '../support/signal.ts';

const RATE = 48000;
const analysis: Analysis = { ...plainAnalysis, method: 'multiResolution' };
const axis: FrequencyRows = { scale: 'log', low: 20, high: RATE / 2, rows: 400 };

const reader =
  (sample: (frame: number) => number): ReadFrames =>
  (start, frames) =>
    Float32Array.from({ length: frames }, (_, n) => sample(start + n));
const rowOf = (hertz: number): number => Math.floor(partOfFrequency(axis, hertz) * axis.rows);

describe('windows as long as their frequency wants', () => {
  it.each(['linear', 'log', 'mel', 'bark', 'erb'] as const)('cover the rows of a %s axis without a gap', (scale) => {
    for (const size of [128, 256, 2048, 32768, 65536]) {
      for (const rate of [1, 8000, 48000, 768_000]) {
        const rows = { scale, low: scale === 'log' ? rate / 2000 : 0, high: rate / 2, rows: 333 };
        const plan = resolutionPlan({ ...analysis, size }, rows, rate);
        expect(plan[0]!.firstRow).toBe(0);
        expect(plan.at(-1)!.endRow).toBe(333);
        for (let i = 1; i < plan.length; i++) {
          expect(plan[i]!.firstRow).toBe(plan[i - 1]!.endRow);
          expect(plan[i]!.size).toBeLessThan(plan[i - 1]!.size);
        }
        for (const band of plan) {
          expect(band.endRow).toBeGreaterThan(band.firstRow);
          expect(band.size).toBeGreaterThanOrEqual(Math.max(128, size / 4));
          expect(band.size).toBeLessThanOrEqual(Math.min(65536, size * 4));
        }
      }
    }
  });

  it('change where the rule says: at 354, 707, 1414 and 2828 Hz', () => {
    const plan = resolutionPlan(analysis, axis, RATE);
    expect(plan.map(({ size }) => size)).toEqual([8192, 4096, 2048, 1024, 512]);
    for (const [i, edge] of [353.6, 707.1, 1414.2, 2828.4].entries())
      expect(Math.abs(frequencyAtPart(axis, plan[i]!.endRow / axis.rows) / edge - 1)).toBeLessThan(0.02);
  });

  it.each([-3, 0, 2])('show what a plain spectrogram with the window of the band shows, at level %i', (level) => {
    const random = seededRandom(1);
    const samples = Float32Array.from({ length: 65536 }, () => random() - 0.5);
    const read = reader((frame) => samples[frame] ?? 0);
    const [start, count] = [Math.round(20_000 / stepOf(analysis, level)), 5];
    const data = referenceMultiResolution(read, analysis, axis, RATE, { level, start, count });
    for (const { size, firstRow, endRow } of resolutionPlan(analysis, axis, RATE)) {
      const own: Analysis = { ...analysis, method: 'stft', size };
      const ownLevel = levelForSize(analysis, size, level);
      expect(stepOf(own, ownLevel)).toBe(stepOf(analysis, level));
      expect(hopOf(own)).toBe(size / 4);
      const plain = referenceTile(read, own, axis, RATE, { level: ownLevel, start, count });
      for (let i = firstRow * count; i < endRow * count; i++) expect(data[i]).toBe(plain[i]);
    }
  });

  it('tell two low tones apart that one window does not, and two high clicks', () => {
    const tones = reader(
      (n) => 0.3 * (Math.sin((2 * Math.PI * 100 * n) / RATE) + Math.sin((2 * Math.PI * 130 * n) / RATE)),
    );
    const at = { level: 0, start: 40, count: 1 };
    const valley = (data: Uint16Array): number =>
      levelOfCode(data[rowOf(100)]!) - levelOfCode(data[rowOf(Math.sqrt(100 * 130))]!);
    expect(valley(referenceMultiResolution(tones, analysis, axis, RATE, at))).toBeGreaterThan(10);
    expect(valley(referenceTile(tones, analysis, axis, RATE, at))).toBeLessThan(3);

    const clicks = reader((n) => (n === 20_000 || n === 20_700 ? 1 : 0));
    const fine = { level: -4, start: 20_000 / 32, count: 22 };
    const dip = (data: Uint16Array): number => {
      const row = rowOf(8000) * fine.count;
      return levelOfCode(data[row]!) - levelOfCode(data[row + 11]!);
    };
    expect(dip(referenceMultiResolution(clicks, analysis, axis, RATE, fine))).toBeGreaterThan(30);
    expect(dip(referenceTile(clicks, analysis, axis, RATE, fine))).toBeLessThan(10);
  });

  it('read a sine’s level alike in all bands', () => {
    for (const hertz of [100, 500, 1000, 2000, 8000]) {
      const sine = reader((n) => 0.1 * Math.sin((2 * Math.PI * hertz * n) / RATE));
      const data = referenceMultiResolution(sine, { ...analysis, window: 'flatTop' }, axis, RATE, {
        level: 0,
        start: 60,
        count: 1,
      });
      expect(Math.abs(Math.max(...Array.from(data, levelOfCode)) + 20)).toBeLessThan(0.05);
    }
  });
});
