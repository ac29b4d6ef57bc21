import { execFileSync } from 'node:child_process';
import { decoder as openQoa } from '@audio/decode-qoa';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { makeSample, type SampleName } from '../support/sampleFiles.ts';
import { SEGMENT_FRAMES } from '../../src/node/packets/packetReader.ts';

/** Ranges of each file, at random. */
const READS = 60;

const folder = tempFolder('tail');
afterAll(() => folder.remove());

/** The file through our reader, and what ffmpeg makes of it. */
async function opened(
  name: SampleName,
  seconds: number,
  use: (ours: Float32Array[], theirs: Float32Array[], file: Decoder, path: string) => Promise<void> | void,
): Promise<void> {
  const path = makeSample(folder.path, name, seconds);
  const file = await openForTest(path);
  try {
    const ours = await file.all();
    const { channels, sampleRate } = decodeWithFfmpeg(path);
    expect(file.info.sampleRate).toBe(sampleRate);
    expect(ours.length).toBe(channels.length);
    expect(file.info.channels).toBe(channels.length);
    expect([...file.info.warnings, ...file.warnings]).toEqual([]);
    await use(ours, channels, file, path);
    expect(await randomReadFaults(file, ours, READS)).toEqual([]);
  } finally {
    await file.close();
  }
}

/** Largest difference in frames from … to−1, theirs being `lag` later. */
function largest(a: Float32Array[], b: Float32Array[], { from = 0, to = a[0]!.length, lag = 0 } = {}): number {
  let max = 0;
  a.forEach((plane, c) => {
    for (let i = from; i < to; i++) max = Math.max(max, Math.abs(plane[i]! - b[c]![i + lag]!));
  });
  return max;
}

/** dB between a signal and its difference to another. */
function snr(a: Float32Array, b: Float32Array): number {
  let signal = 0;
  let noise = 0;
  a.forEach((x, i) => {
    signal += x * x;
    noise += (x - b[i]!) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

/** dB of power in half-octave bands of frames from … to−1, by first differences of ever coarser means. */
function bands(plane: Float32Array, from: number, to: number): number[] {
  let signal = Float64Array.from(plane.subarray(from, to));
  const out: number[] = [];
  while (signal.length > 4096) {
    const half = new Float64Array(signal.length >> 1);
    let power = 0;
    for (let i = 0; i < half.length; i++) {
      half[i] = (signal[2 * i]! + signal[2 * i + 1]!) / 2;
      power += ((signal[2 * i]! - signal[2 * i + 1]!) / 2) ** 2;
    }
    out.push(10 * Math.log10(power / half.length + 1e-12));
    signal = half;
  }
  return out;
}

describe('lossless: every sample is the integer divided by 2^(bits−1)', () => {
  const integers: readonly (readonly [SampleName, number])[] = [
    ['wavpack-8', 8],
    ['wavpack-16', 16],
    ['wavpack-24', 24],
    ['wavpack-32', 32],
    ['wavpack-hybrid', 16],
    ['wavpack-6ch', 16],
    ['tta-8', 8],
    ['tta-16', 16],
    ['tta-24', 24],
  ];
  it.each(integers)('%s', async (name, bits) => {
    await opened(name, 3, (ours, theirs, file, path) => {
      expect(file.info.bitsPerSample).toBe(bits);
      expect(file.info.frames).toBe(theirs[0]!.length);
      expect(file.info.framesExact).toBe(true);
      const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's32le', '-c:a', 'pcm_s32le', 'pipe:1'], {
        maxBuffer: 1 << 28,
      });
      const integers = new Int32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
      const wrong = ours.flatMap((plane, c) => {
        expect(plane.length).toBe(theirs[0]!.length);
        const at = plane.findIndex((x, i) => x !== Math.fround(integers[i * ours.length + c]! / 2 ** 31));
        return at < 0 ? [] : [`channel ${c}, frame ${at}`];
      });
      expect(wrong).toEqual([]);
    });
  });

  it('wavpack-float', async () => {
    await opened('wavpack-float', 3, (ours, theirs, file) => {
      expect(file.info.codec).toBe('WavPack 32-bit float');
      expect(ours[0]!.length).toBe(theirs[0]!.length);
      expect(largest(ours, theirs)).toBe(0);
    });
  });

  it('WavPack 6 channels have the names of their speaker mask', async () => {
    const file = await openForTest(makeSample(folder.path, 'wavpack-6ch', 1));
    expect(file.info.layout).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    await file.close();
  });
});

describe('lossy', () => {
  it.each(['wma1', 'wma2'] as const)('%s is what ffmpeg decodes', async (name) => {
    await opened(name, 8, (ours, theirs) => {
      expect(ours[0]!.length).toBe(theirs[0]!.length);
      expect(largest(ours, theirs)).toBeLessThan(1e-6);
    });
  });

  // Both put noise where no bits were spent; ours starts anew at every segment, so that any of it can be read alone.
  it.each(['ac3', 'ac3-6ch', 'eac3'] as const)('%s is what ffmpeg decodes, but for its noise', async (name) => {
    await opened(name, 12, (ours, theirs, file) => {
      const frames = ours[0]!.length;
      expect(frames).toBe(theirs[0]!.length);
      expect(Math.abs(file.info.frames! - frames)).toBeLessThan(1536);
      expect(frames).toBeGreaterThan(2 * SEGMENT_FRAMES);
      expect(largest(ours, theirs, { to: SEGMENT_FRAMES })).toBeLessThan(1e-6);
      ours.forEach((plane, c) => {
        const mine = bands(plane, SEGMENT_FRAMES, frames);
        const yours = bands(theirs[c]!, SEGMENT_FRAMES, frames);
        mine.forEach((level, band) => expect(Math.abs(level - yours[band]!)).toBeLessThan(0.3));
      });
    });
  });

  it('AC-3 names its channels in the order they are in', async () => {
    const file = await openForTest(makeSample(folder.path, 'ac3-6ch', 1));
    expect(file.info.layout).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    await file.close();
  });

  // Another implementation, with a filter bank of other rounding.
  it.each(['dts', 'dts-6ch'] as const)('%s is what ffmpeg decodes, within 2e-3', async (name) => {
    await opened(name, 8, (ours, theirs) => {
      expect(ours[0]!.length).toBe(theirs[0]!.length);
      expect(largest(ours, theirs)).toBeLessThan(2e-3);
      ours.forEach((plane, c) => expect(snr(plane, theirs[c]!)).toBeGreaterThan(50));
    });
  });

  // ffmpeg decodes AMR in floats, without the rounding that the standard prescribes.
  it('amr-nb is what ffmpeg decodes, 25 dB above the difference', async () => {
    await opened('amr-nb', 40, (ours, theirs) => {
      expect(ours[0]!.length).toBe(theirs[0]!.length);
      expect(snr(ours[0]!, theirs[0]!)).toBeGreaterThan(25);
    });
  });

  // Random parameters are no speech: both decoders are driven into their limits, which they round in their own ways.
  it('amr-wb has the length and the spectrum that ffmpeg decodes', async () => {
    await opened('amr-wb', 20, ([ours], [theirs]) => {
      expect(ours!.length).toBe(theirs!.length);
      const yours = bands(theirs!, 0, theirs!.length);
      bands(ours!, 0, ours!.length).forEach((level, band) => expect(Math.abs(level - yours[band]!)).toBeLessThan(5));
    });
  });

  it('musepack is what ffmpeg decodes, less the delay of the filter bank', async () => {
    const path = makeSample(folder.path, 'musepack', 4);
    const file = await openForTest(path);
    const ours = await file.all();
    const { channels } = decodeWithFfmpeg(path);
    expect(file.info.frames).toBe(4 * 44100);
    expect(ours[0]!.length).toBe(4 * 44100);
    // ffmpeg rounds Musepack to 16 bits.
    expect(largest(ours, channels, { lag: 481 })).toBeLessThan(1e-4);
    expect(await randomReadFaults(file, ours, READS)).toEqual([]);
    await file.close();
  });

  it('qoa is what another decoder makes of it', async () => {
    const path = makeSample(folder.path, 'qoa', 2);
    const file = await openForTest(path);
    const ours = await file.all();
    const theirs = openQoa().decode(readFileSync(path));
    expect(file.info.frames).toBe(2 * 44100);
    expect(theirs.sampleRate).toBe(44100);
    ours.forEach((plane, c) => {
      expect(plane.length).toBe(2 * 44100);
      // It divides positive samples by 32767.
      const wrong = plane.findIndex((x, i) => {
        const other = theirs.channelData[c]![i]!;
        return Math.round(x * 32768) !== Math.round(other * (other < 0 ? 32768 : 32767));
      });
      expect(wrong).toBe(-1);
    });
    expect(await randomReadFaults(file, ours, READS)).toEqual([]);
    await file.close();
  });
});

describe('rendered', () => {
  it.each(['mod', 'xm'] as const)('%s is what libopenmpt plays in ffmpeg', async (name) => {
    await opened(name, 1, (ours, theirs) => {
      expect(ours[0]!.length).toBe(theirs[0]!.length);
      expect(largest(ours, theirs)).toBeLessThan(1e-4);
      expect(Math.max(...ours[0]!.subarray(0, 48000))).toBeGreaterThan(0.01);
    });
  });

  it.each(['dsf', 'dff'] as const)('%s: the tones are where and what they were', async (name) => {
    const file = await openForTest(makeSample(folder.path, name, 2));
    const planes = await file.all();
    expect(file.info).toMatchObject({ sampleRate: 88200, channels: 2, bitsPerSample: 1, layout: ['L', 'R'] });
    expect(file.info.frames).toBe(2 * 88200);
    planes.forEach((plane, c) => {
      expect(plane.length).toBe(2 * 88200);
      const step = (2 * Math.PI * [1000, 5000][c]!) / 88200;
      // One second, whole periods, away from the edges where the tone starts and ends.
      let [sine, cosine] = [0, 0];
      for (let i = 200; i < 200 + 88200; i++) {
        sine += (plane[i]! * Math.sin(i * step)) / 44100;
        cosine += (plane[i]! * Math.cos(i * step)) / 44100;
      }
      expect(Math.abs(Math.hypot(sine, cosine) - 0.5)).toBeLessThan(2e-4);
      // Where it was, but for the few bits that the modulator takes to follow: under 1 µs.
      expect(Math.abs(Math.atan2(cosine, sine) / step / 88200)).toBeLessThan(1e-6);
      const rest = plane.map((x, i) => x - sine * Math.sin(i * step) - cosine * Math.cos(i * step));
      // Above 11 kHz the modulator's own noise is left.
      for (const level of bands(rest, 200, 200 + 88200).slice(2)) expect(level).toBeLessThan(-60);
    });
    expect(await randomReadFaults(file, planes, READS)).toEqual([]);
    await file.close();
  });
});
