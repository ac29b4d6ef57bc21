import { describe, expect, it } from 'vitest';
import { ChannelMeasures, type ChannelState } from '../../../src/core/analysis/channelMeasures.ts';
import { Clicks } from '../../../src/core/analysis/clicks.ts';
import { Clipping, clipLevel } from '../../../src/core/analysis/clipping.ts';
import { Excerpt } from '../../../src/core/analysis/excerpt.ts';
import { Levels } from '../../../src/core/analysis/levels.ts';
import { SampleFormat } from '../../../src/core/analysis/sampleFormat.ts';
import { SilenceEdges } from '../../../src/core/analysis/silenceEdges.ts';
import { MeanSpectrum } from '../../../src/core/analysis/spectralShape.ts';
import { TruePeak } from '../../../src/core/analysis/truePeak.ts';
import { PlainPeakFinder } from '../../../src/core/dsp/truePeakFilter.ts';
import { ZeroRuns } from '../../../src/core/analysis/zeroRuns.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import { eventful, inRanges, type Measured, randomCuts, rounded } from './cuts.ts';

const RATE = 48000;
const FRAMES = 150_000;

/** What a measure says of a plane that is measured in ranges, which begin at cuts. */
type Said = (plane: Float32Array, cuts: readonly number[], random?: () => number) => unknown;
const said =
  <State>(make: (start: number) => Measured<State> & { result(): unknown }): Said =>
  (plane, cuts, random) =>
    inRanges(plane, cuts, make, random).result();

const finder = new TruePeakKernel();
const levels = new LevelKernel();
const families: [string, Said][] = [
  ['levels', said((start) => new Levels(RATE, start, levels))],
  ['levels, plain', said((start) => new Levels(RATE, start))],
  ['true peak', said((start) => new TruePeak(finder, start))],
  ['true peak, plain', said((start) => new TruePeak(new PlainPeakFinder(), start))],
  ['sample format', said((start) => new SampleFormat(start))],
  ['clipping', said((start) => new Clipping(clipLevel(16), start))],
  ['zero runs', said((start) => new ZeroRuns(RATE, start))],
  ['silence at the ends', said((start) => new SilenceEdges(start))],
  ['clicks', said((start) => new Clicks(start, levels))],
  ['clicks, plain', said((start) => new Clicks(start))],
  ['an excerpt', said((start) => new Excerpt(40, 90_000, start))],
  ['spectrum', said((start) => new MeanSpectrum(RATE, start))],
];

describe('measures of a channel', () => {
  it.each(families)('%s: the same however the audio is cut', (name, measure) => {
    for (let seed = 1; seed <= (name.includes('plain') ? 2 : 12); seed++) {
      const plane = eventful(seed % 4 === 0 ? 3000 : FRAMES, seed);
      const whole = measure(plane, []);
      const { cuts, random } = randomCuts(plane.length, seed);
      expect(rounded(measure(plane, cuts, random)), `seed ${seed}`).toEqual(rounded(whole));
    }
  });

  it.each([1, 2, 3, 31, 32, 33, 63, 64, 100, 129, 131, 200])('%d frames', (frames) => {
    for (const [name, measure] of families) {
      for (let seed = 1; seed <= 6; seed++) {
        const plane = eventful(frames, seed).map((x, i) => (x === 0 && seed % 2 ? Math.sin(i * seed) : x));
        const whole = measure(plane, []);
        const cuts = [Math.floor(frames / 3), Math.floor(frames / 2)];
        expect(rounded(measure(plane, cuts)), `${name}, seed ${seed}`).toEqual(rounded(whole));
      }
    }
  });

  it('are all the same when they are taken together', () => {
    const options = { sampleRate: RATE, clipLevel: 1, finder, levels };
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
    const options = { sampleRate: RATE, clipLevel: 1, finder, levels };
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
