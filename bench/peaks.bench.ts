import { kCoefficients } from '../src/core/analysis/kWeighting.ts';
import { PEAK_VALUES } from '../src/core/dsp/peaks.ts';
import { ScanKernel } from '../src/core/dsp/scanKernel.ts';
import { LoudnessMeter } from '../src/core/analysis/loudness.ts';
import { BASE_FRAMES, Pyramid } from '../src/core/dsp/pyramid.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const CHANNELS = 2;
const FRAMES = 60 * 48000;
const PIECE = 4096;
const STRIDE = CHANNELS * PEAK_VALUES;

/** What a scan does with a minute of stereo that is in memory: peaks, the pyramid over them, loudness. */
export default async function peaks({ quick }: BenchContext): Promise<Metrics> {
  const planes = Array.from({ length: CHANNELS }, (_, c) =>
    Float32Array.from({ length: FRAMES }, (_, i) => 0.6 * Math.sin(i * 0.013 + c) * Math.cos(i * 1e-5)),
  );
  const blocks = Math.ceil(FRAMES / BASE_FRAMES);
  const records = new Float32Array(blocks * STRIDE);
  const repeats = quick ? 5 : 25;
  const obvious = (): void => planes.forEach((plane, c) => naive(plane, records, c * PEAK_VALUES));
  // As a scan does it: in pieces that stay in the cache.
  const kernel = new ScanKernel(CHANNELS, PIECE, PIECE / BASE_FRAMES, kCoefficients(48000));
  const meter = new LoudnessMeter(48000, [1, 1], kernel);
  meter.start(0, 0);
  kernel.planes.forEach((plane, c) => plane.set(planes[c]!.subarray(0, PIECE)));
  const pieces = (run: () => unknown) => (): void => {
    for (let at = 0; at < FRAMES; at += PIECE) run();
  };
  const scanned = await compare(
    repeats,
    pieces(() => kernel.peaks(PIECE, BASE_FRAMES, 0)),
    obvious,
  );
  const pyramid = await compare(repeats, () => new Pyramid(CHANNELS).append(records, blocks, FRAMES), obvious);
  const loudness = await compare(
    repeats,
    pieces(() => meter.push(PIECE)),
    obvious,
  );
  const perSample = (times: number[]): number => (median(times) * 1e6) / (FRAMES * CHANNELS);
  return {
    nsPerSample: { value: perSample(scanned.a), unit: 'ns', note: `ms: ${spread(scanned.a)}` },
    toNaive: { value: scanned.ratio, unit: '×', note: spread(scanned.ratios) },
    pyramidNsPerSample: { value: perSample(pyramid.a), unit: 'ns', note: 'the levels above the base' },
    loudnessNsPerSample: { value: perSample(loudness.a), unit: 'ns', note: 'K-weighting, 10 ms slices' },
  };
}

function naive(plane: Float32Array, out: Float32Array, at: number): void {
  for (let start = 0, to = at; start < FRAMES; start += BASE_FRAMES, to += STRIDE) {
    let min = Infinity;
    let max = -Infinity;
    let squares = 0;
    for (let frame = start; frame < Math.min(FRAMES, start + BASE_FRAMES); frame++) {
      const value = plane[frame]!;
      min = Math.min(min, value);
      max = Math.max(max, value);
      squares += value * value;
    }
    out[to] = min;
    out[to + 1] = max;
    out[to + 2] = squares / BASE_FRAMES;
  }
}
