import { execFileSync } from 'node:child_process';
import { channelWeights } from '../src/core/analysis/loudness.ts';
import { LiveLoudness } from '../src/core/analysis/liveLoudness.ts';
import { LoudnessSeries } from '../src/core/analysis/loudnessSeries.ts';
import { Clicks } from '../src/core/analysis/clicks.ts';
import { Clipping } from '../src/core/analysis/clipping.ts';
import { Levels } from '../src/core/analysis/levels.ts';
import { Measures } from '../src/core/analysis/measures.ts';
import { Pitch } from '../src/core/analysis/pitchEstimate.ts';
import { SampleFormat } from '../src/core/analysis/sampleFormat.ts';
import { MeanSpectrum } from '../src/core/analysis/spectralShape.ts';
import { Stereo } from '../src/core/analysis/stereo.ts';
import { TruePeak } from '../src/core/analysis/truePeak.ts';
import { ZeroRuns } from '../src/core/analysis/zeroRuns.ts';
import { LevelKernel } from '../src/core/dsp/levelKernel.ts';
import { TruePeakKernel } from '../src/core/dsp/truePeakKernel.ts';
import { material } from './lib/material.ts';
import { type BenchContext, compare, median, type Metrics, spread, time } from './lib/measure.ts';
import { openScanned, scanFile, withServer } from './lib/server.ts';

const RATE = 48000;
const PIECE = 4096;

/** What each measure costs, of music in memory; loudness against ffmpeg's ebur128, all against ebur128 and astats. */
export default async function measures({ root, quick }: BenchContext): Promise<Metrics> {
  const seconds = quick ? 60 : 180;
  const file = material(seconds, 'wav');
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'f32le', 'pipe:1'], { maxBuffer: 1 << 30 });
  const interleaved = new Float32Array(pcm.buffer, pcm.byteOffset, pcm.byteLength >> 2);
  const frames = interleaved.length >> 1;
  const planes = [0, 1].map((c) => Float32Array.from({ length: frames }, (_, i) => interleaved[2 * i + c]!));
  const repeats = quick ? 3 : 7;
  const metrics: Metrics = {};
  const finder = new TruePeakKernel();
  const levels = new LevelKernel();
  const pieces = (run: (at: number, count: number) => void) => (): void => {
    for (let at = 0; at < frames; at += PIECE) run(at, Math.min(PIECE, frames - at));
  };
  const channel = async (
    name: string,
    make: () => { add(plane: Float32Array, from: number, count: number): unknown },
  ) => {
    const times = await time(repeats, () => {
      for (const plane of planes) {
        const measure = make();
        pieces((at, count) => measure.add(plane, at, count))();
      }
    });
    metrics[`${name}NsPerSample`] = {
      value: (median(times) * 1e6) / frames / 2,
      unit: 'ns',
      note: `ms: ${spread(times)}`,
    };
    return times;
  };
  await channel('levels', () => new Levels(RATE, 0, levels));
  await channel('format', () => new SampleFormat(0));
  await channel('clipping', () => new Clipping(1, 0));
  await channel('zeroRuns', () => new ZeroRuns(RATE, 0));
  await channel('clicks', () => new Clicks(0, levels));
  await channel('spectrum', () => new MeanSpectrum(RATE, 0));
  await channel('pitch', () => new Pitch(RATE, 0));
  const peaks = await channel('truePeak', () => new TruePeak(finder, 0));
  // Of a channel each: a core has the two of a stereo file one after the other.
  metrics['truePeakRealTime'] = {
    value: (2 * seconds * 1000) / median(peaks),
    unit: '× real time',
    note: 'one channel',
  };
  metrics['truePeakStereoRealTime'] = { value: (seconds * 1000) / median(peaks), unit: '× real time' };
  // The worst there is for it: what never lies far below the peak.
  const square = Float32Array.from({ length: 60 * RATE }, (_, i) => (0.5 + i * 1e-9) * Math.sign(Math.sin(i * 0.1)));
  const worst = await time(repeats, () => new TruePeak(finder, 0).add(square, 0, square.length));
  metrics['truePeakWorstRealTime'] = { value: 60_000 / median(worst), unit: '× real time', note: 'one channel' };
  const stereo = await time(repeats, () => {
    const measure = new Stereo();
    pieces((at, count) => measure.add(planes[0]!, planes[1]!, at, count))();
  });
  metrics['stereoNsPerSample'] = { value: (median(stereo) * 1e6) / frames / 2, unit: 'ns' };

  const loudness = (): void => {
    const live = new LiveLoudness(RATE, channelWeights(2, undefined));
    pieces((at, count) => live.push(planes, at, count))();
    live.result();
  };
  const all = (): void => {
    const measure = new Measures(2, { sampleRate: RATE, clipLevel: 1, finder, levels }, 0);
    pieces((at, count) => measure.add(planes, at, count))();
    measure.result();
  };
  // One thread, and what it takes to read the file is not ours.
  const run =
    (...filter: string[]) =>
    (): void => {
      const args = ['-v', 'error', '-nostats', '-threads', '1', '-i', file, ...filter, '-f', 'null', '-'];
      execFileSync('ffmpeg', args, { stdio: 'ignore' });
    };
  const reading = median(await time(repeats, run()));
  const ofLoudness = await compare(repeats, loudness, run('-af', 'ebur128'));
  const ofAll = await compare(
    repeats,
    () => {
      loudness();
      all();
    },
    run('-af', 'ebur128=peak=true,astats'),
  );
  const ratio = (of: { a: number[]; b: number[] }): number => (median(of.b) - reading) / median(of.a);
  metrics['loudnessRealTime'] = { value: (seconds * 1000) / median(ofLoudness.a), unit: '× real time' };
  metrics['loudnessToEbur128'] = {
    value: ratio(ofLoudness),
    unit: '×',
    note: 'ffmpeg without reading; one thread each',
  };
  metrics['allNsPerSample'] = { value: (median(ofAll.a) * 1e6) / frames / 2, unit: 'ns', note: spread(ofAll.a) };
  metrics['allToFfmpeg'] = { value: ratio(ofAll), unit: '×', note: 'ffmpeg without reading; one thread each' };

  const RUN = 1 << 20;
  const range = (start: number): Measures => {
    const measure = new Measures(2, { sampleRate: RATE, clipLevel: 1, finder, levels }, start);
    measure.add(planes, start, RUN);
    return measure;
  };
  const first = range(0);
  const later = range(RUN);
  let bytes = 0;
  JSON.stringify(later.state, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) {
      bytes += value.byteLength;
      return 0;
    }
    return value;
  });
  const state = structuredClone(later.state);
  const merging = await time(20, () => first.merge(state));
  const cloning = await time(20, () => structuredClone(later.state));
  metrics['runBytes'] = { value: bytes, unit: 'B', note: 'arrays of one run of stereo' };
  metrics['runCloneMs'] = { value: median(cloning), unit: 'ms' };
  metrics['runMergeMs'] = { value: median(merging), unit: 'ms' };
  const hours = await time(3, () => {
    const series = new LoudnessSeries(RATE);
    for (let i = 0; i < 3_600_000; i++) series.slice(1 + (i % 977));
    series.result();
  });
  metrics['tenHoursLoudnessMs'] = { value: median(hours), unit: 'ms', note: 'of its slices: gates, range, maxima' };
  return { ...metrics, ...(await throughServer(root, repeats, quick)) };
}

/** All of the one scan through the real server, reading included, against ffmpeg as it comes. */
async function throughServer(root: string, repeats: number, quick: boolean): Promise<Metrics> {
  const file = material(quick ? 600 : 3600, 'wav');
  return withServer(root, async (client) => {
    const args = ['-v', 'error', '-nostats', '-i', file, '-af', 'ebur128=peak=true,astats', '-f', 'null', '-'];
    const scan = await compare(
      Math.min(repeats, 3),
      () => scanFile(client, file),
      () => execFileSync('ffmpeg', args, { stdio: 'ignore' }),
    );
    const { handle } = await openScanned(client, file);
    const answers = await time(5, () => client.measures({ handle, range: null }));
    await client.close(handle);
    const ratio = 1 / scan.ratio;
    return {
      scanToFfmpeg: { value: ratio, unit: '×', note: `ms: ${spread(scan.a)}; ffmpeg ${spread(scan.b)}` },
      answerMs: { value: median(answers), unit: 'ms', note: 'of the whole file, once it is scanned' },
    };
  });
}
