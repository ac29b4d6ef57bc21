// Runs in the page: spectrograms of the made-up file.
import type {
  PitchRequest,
  PitchResult,
  SpectrogramRequest,
  SpectrogramResult,
  SpectrumRequest,
  SpectrumResult,
} from '../../../src/core/protocol/spectrogram.ts';
import { stepOf, transformOf, windowsOf } from '../../../src/core/spectrogram/columns.ts';
import { plainKernel } from '../../../src/core/spectrogram/kernel.ts';
import { mapRows } from '../../../src/core/spectrogram/rows.ts';
import { makeWindow, noiseBandwidth } from '../../../src/core/spectrogram/windows.ts';
import { PlainFft } from '../../support/spectrogram/plainFft.ts';
import { midSide } from './testSignal.ts';

const tracksOf = (signal: Float32Array[], tracks: 'channels' | 'midSide'): Float32Array[] =>
  tracks === 'midSide' ? midSide(signal) : signal;

const frames =
  (samples: Float32Array) =>
  (start: number, count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => samples[start + i] ?? 0);

export function fakeSpectrogram(signal: Float32Array[], rate: number, request: SpectrogramRequest): SpectrogramResult {
  const { analysis, axis, level, start, channels, draft } = request;
  const columns = Math.ceil(signal[0]!.length / stepOf(analysis, level));
  const count = Math.max(0, Math.min(request.count, columns - start));
  const all = tracksOf(signal, request.tracks);
  const data = new Uint16Array(channels.length * axis.rows * count);
  const kernel = plainKernel(analysis);
  const map = mapRows(axis, kernel.bins, rate / transformOf(analysis));
  const { first, step, spacing, perColumn } = windowsOf(analysis, { level, start });
  const span = { first, step, hop: spacing, windows: perColumn, count };
  channels.forEach((channel, i) => kernel.tile(all[channel]!, span, map, data, i * axis.rows * count));
  return { start, count, rows: axis.rows, draft, data };
}

/** Of at most 64 windows. */
export function fakeSpectrum(signal: Float32Array[], rate: number, request: SpectrumRequest): SpectrumResult {
  const { analysis, channels, startFrame, endFrame } = request;
  const length = transformOf(analysis);
  const bins = length / 2 + 1;
  const window = makeWindow(analysis.window, analysis.size);
  const fft = new PlainFft(length);
  const out = new Float32Array(channels.length * bins);
  const span = Math.max(0, endFrame - startFrame - analysis.size);
  const windows = Math.min(64, 1 + Math.floor(span / (analysis.size / 2)));
  const middle = (startFrame + endFrame - analysis.size) / 2;
  const first = span > 0 ? startFrame : middle;
  channels.forEach((channel, c) => {
    const read = frames(tracksOf(signal, request.tracks)[channel]!);
    const [powers, sum] = [new Float64Array(bins), new Float64Array(bins)];
    for (let j = 0; j < windows; j++) {
      const samples = read(Math.round(first + (windows > 1 ? (j * span) / (windows - 1) : 0)), analysis.size);
      fft.input.fill(0);
      samples.forEach((sample, i) => (fft.input[i] = sample * window.values[i]!));
      fft.powers(powers);
      powers.forEach((power, k) => (sum[k] = sum[k]! + (power * (k % (bins - 1) ? 4 : 1)) / window.sum ** 2 / windows));
    }
    sum.forEach((power, k) => (out[c * bins + k] = 10 * Math.log10(power)));
  });
  const noiseBins = noiseBandwidth(window) * analysis.padding;
  return { bins: out, binHz: rate / length, noiseBins, windows, allWindows: windows };
}

/** A tone that glides from 200 to 400 Hz, unvoiced in the first quarter of each second. */
export function fakePitch(_signal: Float32Array[], _rate: number, { start, count }: PitchRequest): PitchResult {
  const hertz = Float32Array.from({ length: count }, (_, i) =>
    (start + i) % 100 < 25 ? 0 : 200 + ((start + i) % 200),
  );
  return { hertz, voiced: hertz.map((f) => (f > 0 ? 0.9 : 0.1)) };
}
