import { describe, expect, it } from 'vitest';
import { LiveLoudness } from '../../../src/core/analysis/liveLoudness.ts';
import { channelWeights, integratedLoudness, sliceStart, toLufs } from '../../../src/core/analysis/loudness.ts';
import { LoudnessSeries } from '../../../src/core/analysis/loudnessSeries.ts';
import { fill, seededRandom } from '../../support/signal.ts';
import { scannedLoudness } from '../../conformance/support/measured.ts';

/** Energies of slices that come and go over six decades, with silence. */
function energies(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, (_, i) =>
    i % 700 > 640 ? 0 : 480 * 10 ** (-3 + 3 * Math.sin(i / 150) + random() - (i % 900 > 450 ? 3 : 0)),
  );
}

function seriesOf(values: Float64Array, rate: number): LoudnessSeries {
  const series = new LoudnessSeries(rate);
  for (const value of values) series.slice(value);
  return series;
}

describe('LoudnessSeries', () => {
  it.each([48000, 44100, 11025])('finds the loudest windows at 10 ms steps, at %d Hz', (rate) => {
    const values = energies(3000, rate);
    const { momentaryMax, shortTermMax } = seriesOf(values, rate).result();
    for (const [found, size] of [
      [momentaryMax!, 40],
      [shortTermMax!, 300],
    ] as const) {
      let [best, at] = [0, -1];
      for (let i = 0; i + size <= values.length; i++) {
        const sum = values.subarray(i, i + size).reduce((total, x) => total + x, 0);
        const mean = sum / (sliceStart(i + size, rate) - sliceStart(i, rate));
        if (mean > best) [best, at] = [mean, i];
      }
      expect(found.lufs).toBeCloseTo(toLufs(best), 8);
      expect(found).toMatchObject({ startFrame: sliceStart(at, rate), endFrame: sliceStart(at + size, rate) });
    }
  });

  it('has the integrated loudness of a whole file', () => {
    const values = energies(5000, 3);
    const frames = sliceStart(5000, 44100);
    expect(seriesOf(values, 44100).result().integrated).toBeCloseTo(integratedLoudness(values, frames, 44100)!, 9);
  });

  it('has curves of ten values a second, none before a window is full', () => {
    const values = energies(1234, 4);
    const { momentary, shortTerm } = seriesOf(values, 48000).curves();
    expect([momentary.length, shortTerm.length]).toEqual([123, 123]);
    expect(momentary.findIndex((x) => !Number.isNaN(x))).toBe(3);
    expect(shortTerm.findIndex((x) => !Number.isNaN(x))).toBe(29);
    const mean = values.subarray(860, 900).reduce((sum, x) => sum + x, 0) / (40 * 480);
    expect(momentary[89]).toBeCloseTo(toLufs(mean), 4);
  });

  it('forgets what was loud: no rest of rounding in the silence behind it', () => {
    const values = new Float64Array(2000).fill(480e6, 0, 500).fill(480e-9, 600, 1000);
    const { momentary } = seriesOf(values, 48000).curves();
    expect(momentary[79]).toBeCloseTo(toLufs(1e-9), 3);
    expect(momentary.at(-1)).toBe(-Infinity);
  });

  it('has no figures of too little, of silence and of rates below 4 kHz', () => {
    const none = { integrated: null, momentaryMax: null, shortTermMax: null, range: null, rangeLow: null };
    expect(seriesOf(energies(39, 1), 48000).result()).toMatchObject(none);
    expect(seriesOf(new Float64Array(500), 48000).result()).toMatchObject(none);
    expect(seriesOf(energies(500, 1), 3999).result()).toMatchObject(none);
    const short = seriesOf(energies(100, 1), 48000);
    expect(short.result()).toMatchObject({ shortTermMax: null, range: null });
    expect(short.result().momentaryMax).not.toBeNull();
    expect(short.shortTerm).toBeNull();
  });
});

describe('LiveLoudness', () => {
  it.each([1, 2, 3, 5, 6, 8])('reads of %d channels what a scan reads, in blocks of any size', (channels) => {
    const random = seededRandom(channels);
    const rate = 22050;
    const planes = fill(channels, rate * 5, (i, c) => (random() - 0.5) * (0.1 + 0.05 * c) * (1 + Math.sin(i / 9000)));
    const scan = scannedLoudness(planes, rate, { range: 1 << 15 });
    const live = new LiveLoudness(rate, channelWeights(channels, undefined));
    for (let at = 0; at < planes[0]!.length;) {
      const now = Math.min(1 + Math.floor(random() * 5000), planes[0]!.length - at);
      live.push(planes, at, now);
      at += now;
    }
    const result = live.result();
    for (const key of ['integrated', 'range', 'rangeLow', 'rangeHigh'] as const) {
      expect(result[key]).toBeCloseTo(scan[key]!, 8);
    }
    expect(result.momentaryMax!.startFrame).toBe(scan.momentaryMax!.startFrame);
    expect(result.shortTermMax!.lufs).toBeCloseTo(scan.shortTermMax!.lufs, 8);
    live.reset();
    expect(live.result().integrated).toBeNull();
    expect(live.momentary).toBeNull();
  });
});

describe('channel weights', () => {
  it('are those of BS.1770-5: sides more, behind and above not, LFE not at all', () => {
    expect(channelWeights(8, undefined)).toEqual([1, 1, 1, 0, 1, 1, 1.41, 1.41]);
    expect(channelWeights(6, ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'])).toEqual([1, 1, 1, 0, 1.41, 1.41]);
    expect(channelWeights(5, ['L', 'R', 'C', 'Cs', 'Ltf'])).toEqual([1, 1, 1, 1, 1]);
    expect(channelWeights(3, undefined)).toEqual([1, 1, 1]);
  });
});
