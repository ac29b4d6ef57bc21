import { expect, it } from 'vitest';
import { windowKinds } from '../../../src/core/protocol/spectrogram.ts';
import { makeWindow, noiseBandwidth, scaledWindow } from '../../../src/core/spectrogram/windows.ts';

// Harris 1978, table 1; Heinzel, Rüdiger and Schilling 2002 for the flat top (HFT of five terms as in MATLAB).
const published = {
  rectangular: { bandwidth: 1, mean: 1 },
  hann: { bandwidth: 1.5, mean: 0.5 },
  hamming: { bandwidth: 1.3628, mean: 0.54 },
  blackmanHarris: { bandwidth: 2.0044, mean: 0.35875 },
  flatTop: { bandwidth: 3.7702, mean: 0.21557895 },
};

it('windows have the noise bandwidth and the coherent gain that are published', () => {
  for (const [kind, { bandwidth, mean }] of Object.entries(published)) {
    for (const size of [128, 4096, 65536]) {
      const window = makeWindow(kind as keyof typeof published, size);
      expect(noiseBandwidth(window), kind).toBeCloseTo(bandwidth, 4);
      expect(window.sum / size, kind).toBeCloseTo(mean, 9);
    }
  }
});

it('windows are symmetrical about their middle, where they are 1', () => {
  for (const kind of windowKinds) {
    const { values } = makeWindow(kind, 256);
    // The terms of the flat top are rounded: they add up to 1 within 1e-9.
    expect(values[128], kind).toBeCloseTo(1, 8);
    for (let i = 1; i < 128; i++) expect(values[128 + i]).toBeCloseTo(values[128 - i]!, 12);
  }
});

it('scaled windows add up to 2: a sine of amplitude 1 has power 1', () => {
  for (const kind of windowKinds) {
    expect(scaledWindow(kind, 1024).reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 12);
  }
});
