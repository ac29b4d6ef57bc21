import { interleavedPeaks } from '../src/core/dsp/peaks.ts';
import { BASE_FRAMES, Pyramid } from '../src/core/dsp/pyramid.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const CHANNELS = 2;
const FRAMES = 60 * 48000;

/** Peaks of a minute of stereo in memory and the pyramid over them, against the obvious loop over floats. */
export default async function peaks({ quick }: BenchContext): Promise<Metrics> {
  const samples = Int16Array.from(
    { length: FRAMES * CHANNELS },
    (_, i) => 20000 * Math.sin(i * 0.013) * Math.cos(i * 1e-5),
  );
  const bytes = new Uint8Array(samples.buffer);
  const floats = Float32Array.from(samples, (value) => value / 32768);
  const blocks = Math.ceil(FRAMES / BASE_FRAMES);
  const planes = { data: new Float32Array(blocks * CHANNELS * 3), capacity: blocks };
  const repeats = quick ? 5 : 25;
  const sixteen = await compare(
    repeats,
    () => interleavedPeaks(bytes, 's16', CHANNELS, FRAMES, BASE_FRAMES, planes, 0),
    () => naive(floats, planes.data, blocks),
  );
  const float = await compare(
    repeats,
    () => interleavedPeaks(new Uint8Array(floats.buffer), 'f32', CHANNELS, FRAMES, BASE_FRAMES, planes, 0),
    () => naive(floats, planes.data, blocks),
  );
  const pyramid = await compare(
    repeats,
    () => new Pyramid(CHANNELS).append(blocks, planes.data, FRAMES),
    () => naive(floats, planes.data, blocks),
  );
  const perSample = (times: number[]): number => (median(times) * 1e6) / (FRAMES * CHANNELS);
  return {
    s16NsPerSample: { value: perSample(sixteen.a), unit: 'ns', note: `ms: ${spread(sixteen.a)}` },
    s16ToNaive: { value: sixteen.ratio, unit: '×', note: spread(sixteen.ratios) },
    f32NsPerSample: { value: perSample(float.a), unit: 'ns', note: `ms: ${spread(float.a)}` },
    f32ToNaive: { value: float.ratio, unit: '×', note: spread(float.ratios) },
    pyramidNsPerSample: { value: perSample(pyramid.a), unit: 'ns', note: 'the levels above the base' },
  };
}

function naive(samples: Float32Array, out: Float32Array, blocks: number): void {
  for (let block = 0; block < blocks; block++) {
    const end = Math.min(FRAMES, (block + 1) * BASE_FRAMES);
    for (let channel = 0; channel < CHANNELS; channel++) {
      let min = Infinity;
      let max = -Infinity;
      let squares = 0;
      for (let frame = block * BASE_FRAMES; frame < end; frame++) {
        const value = samples[frame * CHANNELS + channel]!;
        min = Math.min(min, value);
        max = Math.max(max, value);
        squares += value * value;
      }
      out[channel * 3 * blocks + block] = min;
      out[(channel * 3 + 1) * blocks + block] = max;
      out[(channel * 3 + 2) * blocks + block] = squares / (end - block * BASE_FRAMES);
    }
  }
}
