import { describe, expect, it } from 'vitest';
import { ChannelMeasures, type ChannelState } from '../../../src/core/analysis/channelMeasures.ts';
import { Clicks } from '../../../src/core/analysis/clicks.ts';
import { Clipping, clipLevel } from '../../../src/core/analysis/clipping.ts';
import { Levels } from '../../../src/core/analysis/levels.ts';
import { SampleFormat } from '../../../src/core/analysis/sampleFormat.ts';
import { SilenceEdges } from '../../../src/core/analysis/silenceEdges.ts';
import { MeanSpectrum } from '../../../src/core/analysis/spectralShape.ts';
import { PlainPeakFinder, TruePeak } from '../../../src/core/analysis/truePeak.ts';
import { ZeroRuns } from '../../../src/core/analysis/zeroRuns.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import { eventful, inRanges, type Measured, randomCuts, rounded } from './cuts.ts';

const RATE = 48000;
const FRAMES = 150_000;

interface WithResult extends Measured<never> {
  result(): unknown;
}
const finder = new TruePeakKernel();
const families: [string, (start: number) => WithResult][] = [
  ['levels', (start) => new Levels(RATE, start)],
  ['true peak', (start) => new TruePeak(finder, start)],
  ['true peak, plain', (start) => new TruePeak(new PlainPeakFinder(), start)],
  ['sample format', (start) => new SampleFormat(start)],
  ['clipping', (start) => new Clipping(clipLevel(16), start)],
  ['zero runs', (start) => new ZeroRuns(RATE, start)],
  ['silence at the ends', (start) => new SilenceEdges(start)],
  ['clicks', (start) => new Clicks(start)],
  ['spectrum', (start) => new MeanSpectrum(RATE, start)],
];

describe('measures of a channel', () => {
  it.each(families)('%s: the same however the audio is cut', (name, make) => {
    for (let seed = 1; seed <= (name.includes('plain') ? 2 : 12); seed++) {
      const plane = eventful(seed % 4 === 0 ? 3000 : FRAMES, seed);
      const whole = inRanges(plane, [], make).result();
      const { cuts, random } = randomCuts(plane.length, seed);
      expect(rounded(inRanges(plane, cuts, make, random).result()), `seed ${seed}`).toEqual(rounded(whole));
    }
  });

  it.each([1, 2, 3, 31, 32, 33, 63, 64, 100, 129, 131, 200])('%d frames', (frames) => {
    for (const [name, make] of families) {
      for (let seed = 1; seed <= 6; seed++) {
        const plane = eventful(frames, seed).map((x, i) => (x === 0 && seed % 2 ? Math.sin(i * seed) : x));
        const whole = inRanges(plane, [], make).result();
        const cuts = [Math.floor(frames / 3), Math.floor(frames / 2)];
        expect(rounded(inRanges(plane, cuts, make).result()), `${name}, seed ${seed}`).toEqual(rounded(whole));
      }
    }
  });

  it('are all the same when they are taken together', () => {
    const options = { sampleRate: RATE, clipLevel: 1, finder };
    class Checked extends ChannelMeasures {
      override add(plane: Float32Array, from: number, frames: number): void {
        this.check(plane, from, frames);
        super.add(plane, from, frames);
      }
    }
    const plane = eventful(FRAMES, 99);
    const make = (start: number): Checked => new Checked(options, start);
    const { cuts, random } = randomCuts(FRAMES, 99);
    const ranges = inRanges<ChannelState, Checked>(plane, cuts, make, random).result();
    expect(rounded(ranges)).toEqual(rounded(inRanges<ChannelState, Checked>(plane, [], make).result()));
    expect(ranges.clicks.count).toBeGreaterThan(0);
    expect(ranges.zeros.silentRuns).toBeGreaterThan(0);
    expect(ranges.clipping.count).toBeGreaterThan(0);
  });

  it('say nothing of silence and of nothing', () => {
    const options = { sampleRate: RATE, clipLevel: 1, finder };
    for (const frames of [0, 10, 48000]) {
      const measures = new ChannelMeasures(options, 0);
      measures.add(new Float32Array(frames), 0, frames);
      const result = measures.result();
      expect(result.levels).toMatchObject({ peak: 0, peakFrame: null, crest: null, meanSquare: 0, dcOffset: 0 });
      expect(result.truePeak).toEqual({ peak: 0, dbtp: null, at: null });
      expect(result.clicks.count + result.clipping.count + result.zeros.dropoutCount).toBe(0);
      expect(result.zeros.silentFrames).toBe(frames >= 4800 ? frames : 0);
      expect(result.silence).toMatchObject({ leadingZeros: frames, trailingZeros: frames, leadingSilence: frames });
      expect([result.spectrum, result.noise, result.dynamicRange]).toEqual([null, null, null]);
    }
  });
});
