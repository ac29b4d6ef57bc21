import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../../../src/core/analysis/findings/rules.ts';
import { tempo } from '../../../src/core/analysis/tempo.ts';
import { toneDistortion } from '../../../src/core/analysis/toneDistortion.ts';
import { clipLevel } from '../../../src/core/analysis/clipping.ts';
import { kCoefficients } from '../../../src/core/analysis/kWeighting.ts';
import { channelWeights, LoudnessMeter, sliceStart } from '../../../src/core/analysis/loudness.ts';
import { LoudnessSeries } from '../../../src/core/analysis/loudnessSeries.ts';
import { Measures } from '../../../src/core/analysis/measures.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { ScanKernel } from '../../../src/core/dsp/scanKernel.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import type { FileMeasures } from '../../../src/core/protocol/measures.ts';
import { measuredOf } from '../../../src/core/report/measuredOf.ts';
import { RUN_FRAMES } from '../../../src/node/fileScan.ts';
import { middleOf } from '../../../src/node/measures/gathered.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { seededRandom, type SampleFormat, wavBytes, writeWav } from '../../support/signal.ts';
import { craftWav } from '../formats/bytes.ts';
import { serve } from './serve.ts';
import { buildServer, ffmpeg } from './support.ts';

const RATE = 44100;
const kernels = { finder: new TruePeakKernel(), levels: new LevelKernel() };

/** Beats, a tone, clipped tops, a dropout and noise: something for every measure. Exact in 16 bits. */
function material(frames: number, channels = 2, rate = RATE): Float32Array[] {
  const random = seededRandom(frames);
  return Array.from({ length: channels }, (_, c) => {
    const plane = Float32Array.from({ length: frames }, (_, i) => {
      const beat = Math.exp(-((i / rate) % 0.5) * (12 + c));
      const x = beat * Math.sin((i * 2 * Math.PI * (330 + 110 * c)) / rate) * 1.1 + 0.02 * (random() - 0.5);
      return Math.max(-32768, Math.min(32767, Math.round(x * 32767))) / 32768;
    });
    if (frames > 40_000) plane.fill(0, 30_000 + c, 30_400);
    return plane;
  });
}

function slicesOf(planes: readonly Float32Array[], rate: number): Float64Array {
  const frames = planes[0]!.length;
  const kernel = new ScanKernel(planes.length, frames + 4, 1, kCoefficients(rate));
  const meter = new LoudnessMeter(rate, channelWeights(planes.length, undefined), kernel);
  meter.start(0, 0);
  planes.forEach((plane, c) => kernel.planes[c]!.set(plane.map((x) => (Number.isFinite(x) ? x : 0))));
  meter.push(frames);
  return meter.take().energies;
}

function seriesOf(planes: readonly Float32Array[], rate: number): { series: LoudnessSeries; energies: Float64Array } {
  const energies = slicesOf(planes, rate);
  const series = new LoudnessSeries(rate);
  for (let i = 0; rate >= 4000 && sliceStart(i + 1, rate) <= planes[0]!.length; i++) series.slice(energies[i] ?? 0);
  return { series, energies: energies.subarray(0, series.slices) };
}

/** What src/core measures of the planes in one piece; bits: of stored integers. */
function expected(
  planes: readonly Float32Array[],
  rate: number,
  { bits = null as number | null, lossy = false, start = 0 } = {},
): FileMeasures['measured'] {
  const frames = planes[0]!.length;
  const measures = new Measures(planes.length, { sampleRate: rate, clipLevel: clipLevel(bits), ...kernels }, 0);
  measures.add(planes, 0, frames);
  const { series, energies } = seriesOf(planes, rate);
  const { at, length } = middleOf(frames);
  const facts = { sampleRate: rate, startFrame: start, frames, measures: measures.result(), loudness: series.result() };
  return measuredOf({
    ...facts,
    tempo: tempo(energies.slice(0, 60_000)),
    tones: planes.map((plane) => toneDistortion(plane.subarray(at, at + length), rate)),
    findings: findings({ ...facts, bitDepth: bits, lossy }),
  });
}

/** All numbers to eleven digits: sums of other pieces are rounded elsewhere. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number((value + 1e-12).toPrecision(9)) : String(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rounded(each)]));
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe('the figures of a file', () => {
  const folder = tempFolder('measures');
  const stops: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
  });
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });

  const start = (options: { size?: number; cacheFolder?: string } = {}) => {
    const served = serve({ worker, ...options });
    stops.push(served.stop);
    return served;
  };
  type Served = ReturnType<typeof serve>;

  const wav = (name: string, planes: readonly Float32Array[], rate = RATE, format: SampleFormat = 'pcm16'): string => {
    const path = join(folder.path, name);
    writeWav(path, planes, rate, format);
    return path;
  };

  /** When nothing of them will change any more. */
  async function finalOf({ client }: Served, handle: number): Promise<FileMeasures> {
    for (;;) {
      const measures = await client.request('measures', { handle, range: null });
      if (measures.final) return measures;
      expect(measures.pcmMd5).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function scanned(served: Served, path: string): Promise<{ handle: number; measures: FileMeasures }> {
    const { handle } = await served.client.request('open', { path, name: 'a file' });
    await served.end(handle);
    return { handle, measures: await finalOf(served, handle) };
  }

  /** As decoded: what a server measures must be of these. */
  async function decoded({ client }: Served, handle: number, channels: number): Promise<Float32Array[]> {
    const parts: Buffer[][] = Array.from({ length: channels }, () => []);
    for (let at = 0; ; at += 1 << 18) {
      const { frames, data } = await client.request('pcm', { handle, startFrame: at, frames: 1 << 18 });
      parts.forEach((part, c) => part.push(Buffer.from(data.slice(c * frames, (c + 1) * frames).buffer)));
      if (frames < 1 << 18) break;
    }
    return parts.map((part) => new Float32Array(Uint8Array.from(Buffer.concat(part)).buffer));
  }

  it('are those of the samples in one piece, however many threads share it, and those that were kept', async () => {
    const planes = material(2 * RUN_FRAMES + 54_321);
    const path = wav('long.wav', planes);
    const truth = rounded(expected(planes, RATE, { bits: 16 }));
    const { series } = seriesOf(planes, RATE);
    const curves = series.curves();
    const bytes = readFileSync(path).subarray(44);
    for (const size of [1, 2]) {
      const served = start({ size });
      const { handle, measures } = await scanned(served, path);
      expect(measures).toMatchObject({ startFrame: 0, endFrame: planes[0]!.length, storedMd5: null });
      expect(rounded(measures.measured)).toEqual(truth);
      expect(measures.pcmMd5).toBe(md5(bytes));
      const all = await served.client.request('loudness', { handle, from: 0 });
      expect(all).toMatchObject({ final: true, from: 0 });
      expect(all.momentary.length).toBe(curves.momentary.length);
      for (const name of ['momentary', 'shortTerm'] as const) {
        curves[name].forEach((value, i) => expect(Math.abs((all[name][i] ?? 0) - value) > 1e-4).toBe(false));
      }
      const rest = await served.client.request('loudness', { handle, from: 100 });
      expect(rest.momentary).toEqual(all.momentary.slice(100));
      expect(rest.shortTerm).toEqual(all.shortTerm.slice(100));
      expect((await served.client.request('loudness', { handle, from: 1e9 })).momentary.length).toBe(0);
      await served.client.request('close', { handle });

      const again = await served.client.request('open', { path, name: 'a file' });
      expect(again.scan.state).toBe('done');
      const kept = await served.client.request('measures', { handle: again.handle, range: null });
      expect(kept).toEqual(measures);
      expect(await served.client.request('loudness', { handle: again.handle, from: 0 })).toEqual(all);
      await served.client.request('close', { handle: again.handle });
    }
    expect((truth as FileMeasures['measured']).findings).toContainEqual(expect.objectContaining({ rule: 'dropout' }));
    expect((truth as FileMeasures['measured']).findings).toContainEqual(expect.objectContaining({ rule: 'clipping' }));
  });

  it.each([
    ['flac', ['-sample_fmt', 's16'], 16],
    ['24.flac', ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'], 24],
    ['mp3', ['-b:a', '128k'], null],
    ['ogg', ['-c:a', 'libvorbis'], null],
    ['m4a', ['-c:a', 'alac'], 16],
  ] as const)('of %s are those of what is decoded', async (name, args, bits) => {
    const path = join(folder.path, `coded.${name}`);
    ffmpeg('-i', wav('source.wav', material(RUN_FRAMES + 200_000)), ...args, path);
    const served = start();
    const { handle, measures } = await scanned(served, path);
    const planes = await decoded(served, handle, 2);
    expect(measures.endFrame).toBe(planes[0]!.length);
    expect(rounded(measures.measured)).toEqual(rounded(expected(planes, RATE, { bits, lossy: bits === null })));
    if (bits === null) {
      const pcm = new Float32Array(2 * planes[0]!.length);
      planes.forEach((plane, c) => plane.forEach((x, i) => (pcm[2 * i + c] = x)));
      expect(measures.pcmMd5).toBe(md5(new Uint8Array(pcm.buffer)));
    } else {
      const codec = `pcm_s${bits}le`;
      const out = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'md5', '-c:a', codec, '-'], {
        encoding: 'utf8',
      });
      expect(measures.pcmMd5).toBe(out.trim().replace('MD5=', ''));
      expect(measures.storedMd5).toBe(name.endsWith('flac') ? measures.pcmMd5 : null);
    }
    const range = { startFrame: 123_457, endFrame: 123_457 + 300_000 };
    const part = await served.client.request('measures', { handle, range });
    const cut = planes.map((plane) => plane.slice(range.startFrame, range.endFrame));
    const truth = expected(cut, RATE, { bits, lossy: bits === null, start: range.startFrame });
    expect(numbersOf(part.measured)).toEqual(numbersOf(truth));
  });

  /** Without findings: those of a selection have the times of the file in their words. */
  const numbersOf = ({ findings: _, ...rest }: FileMeasures['measured']): unknown => rounded(rest);

  it('of a selection are those of the range cut out, at the places it has in the file', async () => {
    const planes = material(2 * RUN_FRAMES + 99_999);
    const served = start();
    const { handle } = await scanned(served, wav('selected.wav', planes));
    for (const [from, to] of [
      [29_000, 29_000 + 10 * RATE],
      [RUN_FRAMES - 77_777, 2 * RUN_FRAMES + 777],
      [5, 6],
      [1_000_000, 1_000_300],
      [0, planes[0]!.length],
    ] as const) {
      const cut = planes.map((plane) => plane.slice(from, to));
      const part = await served.client.request('measures', { handle, range: { startFrame: from, endFrame: to } });
      expect(part).toMatchObject({ final: true, startFrame: from, endFrame: to, pcmMd5: null, storedMd5: null });
      expect(numbersOf(part.measured)).toEqual(numbersOf(expected(cut, RATE, { bits: 16, start: from })));
      const alone = await scanned(served, wav('cut.wav', cut));
      const places = (measured: FileMeasures['measured'], shift: number): unknown =>
        'reason' in measured.findings
          ? measured.findings
          : measured.findings.map(({ rule, startFrame, endFrame, channel }) => [
              ...[
                rule,
                channel,
                startFrame === null ? null : startFrame - shift,
                endFrame === null ? null : endFrame - shift,
              ],
            ]);
      expect(places(part.measured, from)).toEqual(places(alone.measures.measured, 0));
      await served.client.request('close', { handle: alone.handle });
      utimesSync(join(folder.path, 'cut.wav'), new Date(), new Date(Date.now() + 1000 * from));
    }
    const whole = await served.client.request('measures', { handle, range: { startFrame: 100, endFrame: 1e12 } });
    expect(whole.endFrame).toBe(planes[0]!.length);
    for (const range of [
      { startFrame: planes[0]!.length, endFrame: 1e12 },
      { startFrame: 50, endFrame: 50 },
      { startFrame: 60, endFrame: 50 },
    ]) {
      await expect(served.client.request('measures', { handle, range })).rejects.toMatchObject({
        code: 'no-audio',
        message: 'a file has no audio in the range to be measured.',
      });
    }
  });

  it('of a selection do not wait for the scan, and end when nobody wants them', async () => {
    const planes = material(3 * RUN_FRAMES);
    const served = start({ size: 1 });
    const { handle } = await served.client.request('open', { path: wav('waiting.wav', planes), name: 'a file' });
    await served.client.request('attend', { handle, attention: 'paused' });
    const range = { startFrame: 2_500_000, endFrame: 2_500_000 + 10 * RATE };
    const part = await served.client.request('measures', { handle, range });
    const cut = planes.map((plane) => plane.slice(range.startFrame, range.endFrame));
    expect(numbersOf(part.measured)).toEqual(numbersOf(expected(cut, RATE, { bits: 16, start: range.startFrame })));
    const abort = new AbortController();
    const unwanted = served.client.request(
      'measures',
      { handle, range: { startFrame: 0, endFrame: 1e9 } },
      abort.signal,
    );
    setTimeout(() => abort.abort(), 30);
    await expect(unwanted).rejects.toMatchObject({ code: 'cancelled' });
    await served.client.request('attend', { handle, attention: 'seen' });
    await served.end(handle);
    expect((await finalOf(served, handle)).endFrame).toBe(planes[0]!.length);
  });

  it('go on when a recording grows', async () => {
    const planes = material(RUN_FRAMES + 300_000);
    const growing = join(folder.path, 'growing.wav');
    const bytes = (from: number, to: number): Buffer =>
      wavBytes(
        planes.map((plane) => plane.subarray(from, to)),
        RATE,
      ).subarray(44);
    const cuts = [300, 70_001, 70_002, 500_000, planes[0]!.length];
    writeFileSync(
      growing,
      craftWav({ tag: 1, bits: 16, channels: 2, rate: RATE, dataSize: 0, data: bytes(0, cuts[0]!) }),
    );
    const served = start();
    const { client, progress } = served;
    const { handle } = await client.request('open', { path: growing, name: 'growing.wav' });
    await served.end(handle);
    for (let i = 1; i < cuts.length; i++) {
      appendFileSync(growing, bytes(cuts[i - 1]!, cuts[i]!));
      const seen = progress.length;
      expect(await client.request('refresh', { handle })).toMatchObject({ state: 'grown' });
      await served.end(handle, seen);
      const signal = planes.map((plane) => plane.subarray(0, cuts[i]));
      const { measured, endFrame } = await client.request('measures', { handle, range: null });
      expect(endFrame).toBe(cuts[i]);
      expect(rounded(measured)).toEqual(rounded(expected(signal, RATE, { bits: 16 })));
    }
    expect((await finalOf(served, handle)).pcmMd5).toBe(md5(bytes(0, planes[0]!.length)));
  });

  it('are there while it is scanned, and say what they are of', async () => {
    const served = start({ size: 1 });
    const planes = material(4 * RUN_FRAMES);
    const { handle } = await served.client.request('open', { path: wav('slow.wav', planes), name: 'a file' });
    const seen: FileMeasures[] = [];
    let points = 0;
    while (!served.progress.some(({ scan }) => scan.state === 'done')) {
      seen.push(await served.client.request('measures', { handle, range: null }));
      const { momentary, final } = await served.client.request('loudness', { handle, from: 0 });
      expect(momentary.length).toBeGreaterThanOrEqual(points);
      if (!final) points = momentary.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(points).toBeGreaterThan(0);
    const middle = seen.filter(({ endFrame }) => endFrame > 0 && endFrame < planes[0]!.length);
    expect(middle.length).toBeGreaterThan(0);
    for (const { final, endFrame, measured, pcmMd5 } of new Map(middle.map((each) => [each.endFrame, each])).values()) {
      expect({ final, pcmMd5, whole: endFrame % RUN_FRAMES }).toEqual({ final: false, pcmMd5: null, whole: 0 });
      const squares = planes[0]!.subarray(0, endFrame).reduce((sum, x) => sum + x * x, 0);
      expect(rounded(measured.channels[0]!['rmsDbfs'])).toEqual(rounded(10 * Math.log10(squares / endFrame)));
      expect(measured.channels[0]).toMatchObject({ toneHz: { reason: 'not measured yet' } });
      expect(measured.overall['tempoBpm']).toEqual({ reason: 'not measured yet' });
    }
  });

  it('of files that are cut off or damaged are those of what could be decoded', async () => {
    const served = start();
    const planes = material(400_000);
    const whole = wav('whole.wav', planes);
    const cut = join(folder.path, 'cut-off.wav');
    writeFileSync(cut, readFileSync(whole).subarray(0, 44 + 4 * 300_000));
    const { measures } = await scanned(served, cut);
    const left = planes.map((plane) => plane.subarray(0, 300_000));
    expect(rounded(measures.measured)).toEqual(rounded(expected(left, RATE, { bits: 16 })));

    const flac = join(folder.path, 'damaged.flac');
    ffmpeg('-i', whole, flac);
    const bytes = readFileSync(flac);
    bytes.fill(0x55, bytes.length - 30_000, bytes.length - 29_000);
    writeFileSync(flac, bytes);
    const damaged = await scanned(served, flac);
    expect(damaged.measures.storedMd5).toMatch(/^[0-9a-f]{32}$/);
    expect(damaged.measures.pcmMd5).toMatch(/^[0-9a-f]{32}$/);
    expect(damaged.measures.measured.findings).toContainEqual({
      ...{ rule: 'md5-mismatch', severity: 'error', startFrame: null, endFrame: null, channel: null },
      message:
        'The decoded audio does not have the MD5 that the file says: it was damaged or changed after it was coded.',
    });
    truncateSync(flac, 60_000);
    utimesSync(flac, new Date(), new Date(Date.now() + 5000));
    await served.client.request('close', { handle: damaged.handle });
    const truncated = await scanned(served, flac);
    const there = await decoded(served, truncated.handle, 2);
    expect(numbersOf(truncated.measures.measured)).toEqual(numbersOf(expected(there, RATE, { bits: 16 })));

    const none = join(folder.path, 'none.flac');
    writeFileSync(none, bytes.subarray(0, 9000));
    const { handle } = await served.client.request('open', { path: none, name: 'none' });
    const { scan } = await served.end(handle);
    const answer = await finalOf(served, handle);
    expect(answer.endFrame).toBe(scan.scannedFrames);
  });

  it.each([
    ['silence', [new Float32Array(100_000), new Float32Array(100_000)], RATE, 'pcm16'],
    ['one frame', [Float32Array.of(0.5)], RATE, 'pcm16'],
    ['64 channels', material(30_000, 64), RATE, 'pcm24'],
    ['a rate of 1 Hz', material(500, 2), 1, 'pcm16'],
    ['a rate of 3,999 Hz', material(50_000, 1, 3999), 3999, 'pcm16'],
    ['a rate of 768 kHz', material(500_000, 2, 768_000), 768_000, 'pcm16'],
    [
      'samples that are no numbers',
      [material(90_000, 1)[0]!.map((x, i) => (i % 9000 === 7 ? NaN : x))],
      RATE,
      'float32',
    ],
  ] as const)('of %s', async (name, planes, rate, format) => {
    const served = start();
    const path = wav(`${name}.wav`, planes, rate, format);
    const { handle, measures } = await scanned(served, path);
    const bits = { pcm16: 16, pcm24: 24, float32: null }[format];
    expect(rounded(measures.measured)).toEqual(rounded(expected(planes, rate, { bits })));
    expect(measures.pcmMd5).toBe(md5(readFileSync(path).subarray(44)));
    const range = { startFrame: 0, endFrame: 1e9 };
    const part = await served.client.request('measures', { handle, range });
    expect(rounded(part.measured)).toEqual(rounded(measures.measured));
  });

  it('of a file without a frame are none', async () => {
    const served = start({ size: 1 });
    const planes = material(RUN_FRAMES);
    const first = await served.client.request('open', { path: wav('first.wav', planes), name: 'first.wav' });
    const path = wav('gone.wav', planes);
    const { handle } = await served.client.request('open', { path, name: 'gone.wav' });
    truncateSync(path, 44);
    expect((await served.end(handle)).scan.state).toBe('failed');
    const { measured, endFrame, final } = await finalOf(served, handle);
    expect({ channels: measured.channels, endFrame, final }).toEqual({ channels: [], endFrame: 0, final: true });
    expect(measured.overall['samplePeakDbfs']).toEqual({ reason: 'no audio could be decoded' });
    expect((await served.client.request('loudness', { handle, from: 0 })).momentary.length).toBe(0);
    await served.end(first.handle);
  });

  it('are measured anew where what was kept is damaged', async () => {
    const cache = tempFolder('damaged-figures');
    const served = start({ cacheFolder: cache.path });
    const path = wav('kept.wav', material(200_000));
    const { handle, measures } = await scanned(served, path);
    await served.client.request('close', { handle });
    const entry = join(
      cache.path,
      readdirSync(cache.path).find((name) => name.endsWith('.scan'))!,
    );
    const bytes = readFileSync(entry);
    expect(statSync(entry).size).toBeLessThan(120_000);
    const jsonAt = bytes.length - 12 - bytes.readUInt32LE(bytes.length - 12);
    const { figures } = JSON.parse(bytes.subarray(jsonAt, bytes.length - 12).toString()) as {
      figures: { bytes: number };
    };
    bytes[jsonAt - (figures.bytes >> 1)]! ^= 1;
    writeFileSync(entry, bytes);
    const again = await served.client.request('open', { path, name: 'a file' });
    expect(again.scan.state).toBe('scanning');
    await served.end(again.handle);
    expect(await finalOf(served, again.handle)).toEqual(measures);
    cache.remove();
  });

  it('have the MD5 of PCM in the order and the width of FLAC', async () => {
    const served = start();
    const planes = material(50_000, 2);
    const source = wav('layouts.wav', planes, RATE, 'pcm24');
    for (const [extension, codec, as] of [
      ['aiff', 'pcm_s16be', 'pcm_s16le'],
      ['wav', 'pcm_u8', 'pcm_s8'],
      ['aiff', 'pcm_s24be', 'pcm_s24le'],
      ['wav', 'pcm_s32le', 'pcm_s32le'],
      ['au', 'pcm_s32be', 'pcm_s32le'],
      ['wav', 'pcm_f32le', 'pcm_f32le'],
      ['au', 'pcm_f32be', 'pcm_f32le'],
      ['wav', 'pcm_f64le', 'pcm_f32le'],
      ['wav', 'pcm_alaw', 'pcm_s16le'],
      ['wav', 'pcm_mulaw', 'pcm_s16le'],
      ['tta', 'tta', 'pcm_s24le'],
      ['wv', 'wavpack', 'pcm_s32le'],
      ['mka', 'pcm_s16le', 'pcm_s16le'],
      ['flac', 'flac', 'pcm_s24le'],
    ] as const) {
      const path = join(folder.path, `layout-${codec}.${extension}`);
      const depth = codec === 'wavpack' ? ['-sample_fmt', 's16p'] : [];
      ffmpeg('-i', source, '-c:a', codec, ...depth, path);
      const wanted = codec === 'wavpack' ? 'pcm_s16le' : as;
      const out = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'md5', '-c:a', wanted, '-'], {
        encoding: 'utf8',
      });
      const { measures } = await scanned(served, path);
      expect([codec, measures.pcmMd5]).toEqual([codec, out.trim().replace('MD5=', '')]);
    }
    // What FLAC itself says of widths that are not whole bytes.
    for (const bits of [12, 20]) {
      const raw = Buffer.alloc(50_000 * 4);
      for (let i = 0; i < 50_000; i++)
        raw.writeInt32LE(Math.round(planes[0]![i]! * (2 ** (bits - 1) - 1)) << (32 - bits), 4 * i);
      const bytes = bits > 16 ? 3 : 2;
      const packed = Buffer.alloc(50_000 * bytes);
      for (let i = 0; i < 50_000; i++) packed.writeIntLE(raw.readInt32LE(4 * i) >> (32 - 8 * bytes), bytes * i, bytes);
      const container = craftWav({
        tag: 1,
        bits: 8 * bytes,
        valid: bits,
        channels: 1,
        rate: RATE,
        data: packed,
      } as never);
      const path = join(folder.path, `width-${bits}.wav`);
      writeFileSync(path, container);
      const coded = join(folder.path, `width-${bits}.flac`);
      execFileSync('flac', ['-s', '-f', '-o', coded, path]);
      const { measures } = await scanned(served, coded);
      expect(measures.storedMd5).toBe(measures.pcmMd5);
    }
  });
});
