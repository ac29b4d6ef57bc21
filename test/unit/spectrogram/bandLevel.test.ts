import { describe, expect, it } from 'vitest';
import { type WindowKind, windowKinds } from '../../../src/core/protocol/spectrogram.ts';
import { bandLevel, type MeanSpectrum, meanSquareBetween } from '../../../src/core/spectrogram/bandLevel.ts';
import { PlainFft } from '../../../src/core/spectrogram/realFft.ts';
import { makeWindow, noiseBandwidth } from '../../../src/core/spectrogram/windows.ts';

const RATE = 48000;
const SIZE = 1024;

/** Mean spectrum of hops of half a window, as the server makes it. */
function spectrumOf(samples: Float32Array, kind: WindowKind, padding = 1): MeanSpectrum {
  const length = SIZE * padding;
  const [fft, window] = [new PlainFft(length), makeWindow(kind, SIZE)];
  const count = length / 2 + 1;
  const [powers, sum] = [new Float64Array(count), new Float64Array(count)];
  let windows = 0;
  for (let at = 0; at + SIZE <= samples.length; at += SIZE / 2, windows++) {
    fft.input.fill(0);
    for (let i = 0; i < SIZE; i++) fft.input[i] = samples[at + i]! * window.values[i]!;
    fft.powers(powers);
    powers.forEach((power, k) => (sum[k]! += (power * (k % (count - 1) ? 4 : 1)) / window.sum ** 2));
  }
  const bins = Float32Array.from(sum, (power) => 10 * Math.log10(power / windows));
  return { bins, binHz: RATE / length, noiseBins: noiseBandwidth(window) * padding };
}

const sine = (hertz: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: 65536 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / RATE + 1));

function noise(rms: number, frames: number): Float32Array {
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2147483648;
  // Evenly spread over ±1 it has an RMS of 1/√3.
  return Float32Array.from({ length: frames }, () => next() * rms * Math.sqrt(3));
}

describe('level of a band', () => {
  for (const kind of windowKinds) {
    it(`of a sine is 3.01 dB under its peak level with a ${kind} window, between bins too`, () => {
      for (const hertz of [3000, 3017.3, 3023.4]) {
        for (const padding of [1, 4]) {
          const level = bandLevel(spectrumOf(sine(hertz, 0.1), kind, padding), 1500, 4500);
          // A rectangle's side lobes go on outside the band.
          expect(Math.abs(level + 23.01)).toBeLessThan(kind === 'rectangular' ? 0.1 : 0.01);
        }
      }
    });

    it(`of white noise is the share of the band with a ${kind} window`, () => {
      const spectrum = spectrumOf(noise(0.1, 1 << 20), kind);
      expect(Math.abs(bandLevel(spectrum, 0, RATE / 2) + 20)).toBeLessThan(0.05);
      const share = 10 * Math.log10(1 / 8);
      expect(Math.abs(bandLevel(spectrum, 6000, 9000) + 20 - share)).toBeLessThan(0.15);
    });
  }

  it('of a constant is its square, and that of two bands the sum of both', () => {
    const whole = spectrumOf(new Float32Array(8192).fill(0.5), 'hann');
    // Two thirds of the main lobe lie in the bin of 0 Hz, a sixth beside it.
    expect(meanSquareBetween(whole, 0, 200)).toBeCloseTo(0.25, 6);
    const mixed = spectrumOf(noise(0.3, 65536), 'hann');
    const parts = meanSquareBetween(mixed, 0, 1234) + meanSquareBetween(mixed, 1234, RATE / 2);
    expect(parts / meanSquareBetween(mixed, 0, RATE / 2)).toBeCloseTo(1, 9);
  });

  it('of silence is none, of samples that are no numbers is not known', () => {
    expect(bandLevel({ bins: new Float32Array(5).fill(-Infinity), binHz: 10, noiseBins: 1.5 }, 0, 40)).toBe(-Infinity);
    expect(bandLevel({ bins: new Float32Array(5).fill(NaN), binHz: 10, noiseBins: 1.5 }, 10, 20)).toBeNaN();
  });
});
