import { type AudioInfo, blockFrames } from '../../../src/core/protocol/audio.ts';
import type { SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import type { AudioFiles, OpenAudioFile } from '../../../src/node/clientFiles.ts';
import { fakeSpectrogram } from './fakeSpectra.ts';
import type { FakeOptions } from './fakeHostTypes.ts';
import { bruteForce, makeOther, makeSignal, midSide } from './testSignal.ts';

/** The file that the page's host makes up, for those who draw it in Node: the same answers to the same requests. */
export function madeUpFiles({ channels = 2, sampleRate = 48_000, frames = 960_000, overs = false, made }: FakeOptions) {
  const signal = made ? makeOther(made, channels, frames, sampleRate) : makeSignal(channels, frames, sampleRate, overs);
  const info: AudioInfo = {
    ...{ container: 'WAV', codec: 'PCM 24-bit', sampleRate, channels, bitsPerSample: 24 },
    ...{ frames, framesExact: true, fileBytes: 44 + 3 * channels * frames, warnings: [] },
  };
  const scan = { state: 'done' as const, scannedFrames: frames, totalFrames: frames, warnings: [] };
  const client = {
    peaks: ({ level, start, count, tracks }: { level: number; start: number; count: number; tracks?: string }) => {
      const block = blockFrames(level);
      const there = Math.max(0, Math.min(count, Math.ceil(frames / block) - start));
      const data = new Float32Array(channels * 3 * there);
      (tracks === 'midSide' ? midSide(signal) : signal).forEach((samples, channel) => {
        for (let i = 0; i < there; i++) {
          const from = (start + i) * block;
          const { min, max, rms, odd } = bruteForce(samples, from, Math.min(from + block, frames));
          [min, max, odd > 0 ? -(rms * rms) : rms * rms].forEach((value, row) => {
            data[(channel * 3 + row) * there + i] = value;
          });
        }
      });
      return Promise.resolve({ start, count: there, channels, data });
    },
    pcm: ({ startFrame, frames: wanted }: { startFrame: number; frames: number }) => {
      const there = Math.max(0, Math.min(wanted, frames - startFrame));
      const data = new Float32Array(channels * there);
      signal.forEach((samples, c) => data.set(samples.subarray(startFrame, startFrame + there), c * there));
      return Promise.resolve({ startFrame, frames: there, channels, data });
    },
    spectrogram: (request: SpectrogramRequest) => Promise.resolve(fakeSpectrogram(signal, sampleRate, request)),
    details: () => Promise.resolve({ tags: [], pictures: [], markers: [], structure: [], warnings: [] }),
  };
  const file: OpenAudioFile = { handle: 1, info, end: () => Promise.resolve({ handle: 1, scan }) };
  const use = (_path: string, _layout: unknown, work: (file: OpenAudioFile) => Promise<unknown>) => work(file);
  return { client, use } as unknown as AudioFiles;
}
