import { describe, expect, it } from 'vitest';
import type { Finding, Measured } from '../../../src/core/analysis/findings/finding.ts';
import { findings, rules } from '../../../src/core/analysis/findings/rules.ts';
import { Measures } from '../../../src/core/analysis/measures.ts';
import { clipLevel } from '../../../src/core/analysis/clipping.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import { seededRandom } from '../../support/signal.ts';

const RATE = 48000;
const kernels = { finder: new TruePeakKernel(), levels: new LevelKernel() };

function of(planes: Float32Array[], bitDepth: number | null = 16, lossy = false): Finding[] {
  const measures = new Measures(planes.length, { sampleRate: RATE, clipLevel: clipLevel(bitDepth), ...kernels }, 0);
  const frames = planes[0]!.length;
  measures.add(planes, 0, frames);
  const measured: Measured = { sampleRate: RATE, frames, bitDepth, lossy, measures: measures.result(), loudness: null };
  return findings(measured);
}

const random = seededRandom(21);
/** Music-like: noise of all frequencies and a tone, in 16 bits. */
const sound = (seconds = 2, level = 0.3): Float32Array =>
  Float32Array.from(
    { length: seconds * RATE },
    (_, i) => Math.round(32768 * level * (0.5 * Math.sin(i * 0.03) + (random() - 0.5))) / 32768 || 1 / 32768,
  );
const rulesOf = (found: Finding[]): string[] => [...new Set(found.map(({ rule }) => rule))];

describe('findings', () => {
  it('of sound without faults are none', () => {
    expect(of([sound(), sound()])).toEqual([]);
    expect(of([sound()])).toEqual([]);
  });

  it('clipping: each run, and all in one when there are many', () => {
    const plane = sound();
    plane.fill(32767 / 32768, 1000, 1010);
    plane.fill(-1, 5000, 5003);
    const clipped = of([sound(), plane]).filter(({ rule }) => rule === 'clipping');
    expect(
      clipped.map(({ startFrame, endFrame, channel, severity }) => [startFrame, endFrame, channel, severity]),
    ).toEqual([
      [1000, 1010, 1, 'error'],
      [5000, 5003, 1, 'error'],
    ]);
    expect(clipped[0]!.message).toBe('Clipped for 10 samples (0.208 ms).');
    for (let i = 0; i < 60; i++) plane.fill(1, 10_000 + 100 * i, 10_004 + 100 * i);
    const many = of([plane]).filter(({ rule }) => rule === 'clipping');
    expect(many).toHaveLength(21);
    expect(many.some(({ message }) => message === '62 runs of samples at full scale in all, 253 samples.')).toBe(true);
  });

  it('a peak that reaches full scale is not clipped', () => {
    const plane = sound();
    plane[777] = 32767 / 32768;
    expect(rulesOf(of([plane]))).toContain('full-scale');
    expect(rulesOf(of([plane]))).not.toContain('clipping');
  });

  it('true peak above full scale', () => {
    const plane = Float32Array.from(
      { length: RATE },
      (_, i) => 0.999 * Math.sin((Math.PI / 2) * i + Math.PI / 4) * Math.SQRT2,
    );
    const samples = plane.map((x) => x * 0.99);
    expect(of([samples], null).find(({ rule }) => rule === 'true-peak-over')).toMatchObject({
      severity: 'warning',
      channel: 0,
    });
    const over = of([samples.map((x) => x * 1.2)], null).find(({ rule }) => rule === 'true-peak-over')!;
    expect(over.severity).toBe('error');
    expect(over.message).toMatch(/^The samples themselves exceed full scale: true peak \+4\.\d\d dBTP\.$/);
  });

  it('NaN, dropouts and clicks, with their places', () => {
    const plane = sound(3);
    plane[100] = NaN;
    plane[200] = Infinity;
    plane.fill(0, 50_000, 50_480);
    const found = of([plane]);
    expect(found[0]).toMatchObject({ rule: 'not-a-number', severity: 'error', startFrame: 100, endFrame: 101 });
    expect(found[0]!.message).toBe('1 NaN sample and 1 infinite sample; measures leave them out.');
    expect(found.find(({ rule }) => rule === 'dropout')).toMatchObject({
      ...{ startFrame: 50_000, endFrame: 50_480, message: 'Dropout: 10 ms of zeros within sound.' },
    });
    const clean = Float32Array.from({ length: RATE }, (_, i) => 0.4 * Math.sin(i * 0.02));
    clean[9000]! += 0.2;
    expect(of([clean], null).find(({ rule }) => rule === 'click')).toMatchObject({
      severity: 'warning',
      startFrame: 9000,
    });
    const square = Float32Array.from({ length: RATE }, (_, i) => (Math.floor(i / 240) % 2 ? 0.3 : -0.3));
    expect(rulesOf(of([square], null))).toContain('discontinuities');
    expect(rulesOf(of([square], null))).not.toContain('click');
  });

  it('silence: of all, of a channel, at the ends', () => {
    expect(of([new Float32Array(RATE), new Float32Array(RATE)]).map(({ rule }) => rule)).toEqual(['silent']);
    expect(of([sound(), new Float32Array(2 * RATE)]).find(({ rule }) => rule === 'silent-channel')?.channel).toBe(1);
    const plane = sound(8);
    plane.fill(0, 0, 3 * RATE);
    plane.fill(1e-5, 6 * RATE);
    expect(of([plane], null).filter(({ rule }) => rule.endsWith('silence'))).toMatchObject([
      { rule: 'leading-silence', startFrame: 0, endFrame: 3 * RATE, message: '3 s below −60 dBFS at the start.' },
      { rule: 'trailing-silence', startFrame: 6 * RATE, endFrame: 8 * RATE },
    ]);
  });

  it('silence between sounds: of all channels together, the longest where there are many', () => {
    const [left, right] = [sound(4), sound(4)];
    left.fill(0, RATE, 2 * RATE);
    right.fill(0, 1.5 * RATE, 3 * RATE);
    const inner = (planes: Float32Array[]) => of(planes, null).filter(({ rule }) => rule === 'inner-silence');
    expect(inner([left, right])).toMatchObject([
      { startFrame: 1.5 * RATE, endFrame: 2 * RATE, channel: null, message: 'Digital silence for 500 ms.' },
    ]);
    expect(inner([left, sound(4)])).toEqual([]);
    // A channel that has not begun is silent as well.
    right.fill(0, 0, 1.5 * RATE);
    expect(inner([left, right])).toMatchObject([{ startFrame: RATE, endFrame: 2 * RATE }]);
    expect(inner([left, new Float32Array(4 * RATE)])).toMatchObject([{ startFrame: RATE, endFrame: 2 * RATE }]);
    const many = sound(8);
    for (let i = 0; i < 25; i++) many.fill(0, 10_000 + 12_000 * i, 15_000 + 12_000 * i + 100 * i);
    const found = inner([many]);
    expect(found).toHaveLength(21);
    expect(found[0]!.message).toBe('25 stretches of digital silence in all.');
    expect(found[1]).toMatchObject({ startFrame: 10_000 + 12_000 * 5 });
    expect(found.at(-1)).toMatchObject({ startFrame: 10_000 + 12_000 * 24, endFrame: 15_000 + 12_000 * 24 + 2400 });
  });

  it('channels: the same, inverted, lopsided', () => {
    const plane = sound();
    expect(of([plane, plane]).map(({ rule }) => rule)).toEqual(['identical-channels']);
    expect(of([plane, plane.map((x) => -x)]).map(({ rule }) => rule)).toEqual(['inverted-channels']);
    const soft = of([plane, sound(2, 0.1)], null).find(({ rule }) => rule === 'unbalanced')!;
    expect(soft.message).toMatch(/^The left channel is 9\.\d dB louder than the other\.$/);
    const other = sound(2, 0.02);
    expect(rulesOf(of([plane, plane.map((x, i) => other[i]! - x)], null))).toContain('opposed-channels');
  });

  it('DC offset, unused bits, denormals, an early end of the spectrum', () => {
    expect(of([sound().map((x) => x + 0.01)], null).find(({ rule }) => rule === 'dc-offset')!.message).toMatch(
      /^DC offset of \+\d\.\d+ % of full scale \(−\d+\.\d dBFS\)\.$/,
    );
    expect(of([sound()], 24).find(({ rule }) => rule === 'unused-bits')!.message).toBe(
      'Stored with 24 bits, of which 16 are in use.',
    );
    const tiny = sound();
    tiny[5] = 1e-40;
    expect(rulesOf(of([tiny], null))).toContain('denormal');
    // Every second sample by interpolation: as from half the rate.
    const half = sound(2);
    const slow = Float32Array.from({ length: half.length }, (_, i) => {
      let sum = 0;
      for (let k = Math.floor(i / 2) - 40; k <= i / 2 + 40; k++) {
        const d = i / 2 - k;
        const sinc = d === 0 ? 1 : Math.sin(Math.PI * d) / (Math.PI * d);
        sum += (half[k] ?? 0) * sinc * Math.cos((Math.PI * d) / 84) ** 2;
      }
      return sum;
    });
    const end = of([slow], null).find(({ rule }) => rule === 'early-cut-off')!;
    expect(end.message).toMatch(/^Nothing above 1[12]\.\d kHz, though the sample rate allows for 24\.0 kHz/);
    expect(rulesOf(of([slow], null, true))).not.toContain('early-cut-off');
  });

  it('come with the gravest first, and each rule is a pure function of what was measured', () => {
    const plane = sound(3);
    plane[90_000] = NaN;
    plane.fill(1, 400, 420);
    const order = of([plane, plane]).map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
    expect(order).toEqual([...order].sort());
    expect(new Set(rules).size).toBe(rules.length);
  });
});
