import { describe, expect, it } from 'vitest';
import { FFT_SIZE, levelBetween, SILENCE_DB, Spectrum } from '../../../src/core/dsp/spectrum.ts';

const tone = (bin: number, amplitude: number): Float32Array =>
  Float32Array.from({ length: FFT_SIZE }, (_, i) => amplitude * Math.sin((2 * Math.PI * bin * i) / FFT_SIZE));

describe('Spectrum', () => {
  it('reads a sine at its level, and nothing far from it', () => {
    const spectrum = new Spectrum();
    spectrum.add([tone(100, 1)], 16);
    expect(spectrum.bins[100]).toBeCloseTo(0, 2);
    expect(spectrum.bins[101]).toBeCloseTo(-6.02, 1);
    expect(spectrum.bins[300]!).toBeLessThan(-120);
  });

  it('shows the loudest of several channels', () => {
    const spectrum = new Spectrum();
    spectrum.add([tone(100, 0.1), tone(200, 0.5), tone(100, 0.25)], 16);
    expect(spectrum.bins[100]).toBeCloseTo(20 * Math.log10(0.25), 2);
    expect(spectrum.bins[200]).toBeCloseTo(20 * Math.log10(0.5), 2);
  });

  it('falls with the time constant once the sound ends, and at once when cleared', () => {
    const spectrum = new Spectrum();
    spectrum.add([tone(100, 1)], 16);
    spectrum.add([new Float32Array(FFT_SIZE)], 60);
    expect(spectrum.bins[100]).toBeCloseTo(10 * Math.log10(Math.exp(-1)), 2);
    spectrum.clear();
    expect(spectrum.bins[100]).toBe(SILENCE_DB);
    spectrum.add([tone(50, 1)], 16);
    expect(spectrum.bins[50]).toBeCloseTo(0, 2);
    expect(spectrum.bins[100]!).toBeLessThan(-120);
  });
});

describe('levelBetween', () => {
  it('takes the highest bin of many, and the line between two where there is none', () => {
    const bins = Float32Array.of(-10, -20, -5, -30);
    expect(levelBetween(bins, 10, 5, 25)).toBe(-5);
    expect(levelBetween(bins, 10, 12, 14)).toBeCloseTo(-20 + 15 * 0.3, 5);
    expect(levelBetween(bins, 10, 100, 200)).toBe(-30);
  });
});
