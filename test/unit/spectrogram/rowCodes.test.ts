import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyScales } from '../../../src/core/protocol/spectrogram.ts';
import { codeOfPower, levelOfCode, NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { binCodes, rowsOfBins } from '../../../src/core/spectrogram/rowCodes.ts';
import { mapRows } from '../../../src/core/spectrogram/rows.ts';

describe('codes of powers', () => {
  it('are those of the definition, within 0.005 dB', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, noNaN: true }), { minLength: 1, maxLength: 50 }), (values) => {
        const powers = Float32Array.from(values);
        const codes = new Uint16Array(powers.length * 3 + 2);
        binCodes(powers, codes, 2, 3);
        for (const [k, power] of powers.entries()) {
          const [found, right] = [codes[2 + 3 * k]!, codeOfPower(power)];
          if (right === NO_LEVEL || right === 0) expect(found).toBe(right);
          else expect(Math.abs(found - right)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of silence, of nothing that is a number, and of the ends of the scale', () => {
    const powers = Float32Array.of(0, -0, NaN, Infinity, 1, 1e-45, 6.3e-20, 1e-19, 1e7, 3e38);
    const codes = new Uint16Array(powers.length);
    binCodes(powers, codes, 0, 1);
    const right = Array.from(powers, codeOfPower);
    expect(right.slice(0, 6)).toEqual([0, 0, NO_LEVEL, NO_LEVEL, 49152, 0]);
    for (const [i, code] of codes.entries()) expect(Math.abs(code - right[i]!)).toBeLessThanOrEqual(1);
    expect(codes[9]).toBe(NO_LEVEL - 1);
  });
});

describe('rows of bins', () => {
  const BINS = 129;
  const codeArray = fc.array(
    fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 65534 }) }, fc.constantFrom(0, NO_LEVEL)),
    {
      minLength: BINS * 3,
      maxLength: BINS * 3,
    },
  );

  it('show the loudest of their bins, or a level between two', () => {
    fc.assert(
      fc.property(
        codeArray,
        fc.constantFrom(...frequencyScales),
        fc.constantFrom(7, 64, 300),
        fc.constantFrom(20, 3000),
        (codes, scale, rows, low) => {
          const map = mapRows({ scale, low, high: 24000, rows }, BINS, 24000 / (BINS - 1));
          const out = new Uint16Array(rows * 3 + 5);
          rowsOfBins(map, Uint16Array.from(codes), 3, out, 5);
          for (let row = 0; row < rows; row++) {
            for (let i = 0; i < 3; i++) {
              const [first, count, weight] = [map.first[row]!, map.count[row]!, map.weight[row]!];
              const bins = Array.from({ length: Math.max(2, count) }, (_, n) => codes[(first + n) * 3 + i]!);
              const found = out[5 + row * 3 + i]!;
              if (count > 0) expect(found).toBe(Math.max(...bins.slice(0, count)));
              else if (bins.includes(NO_LEVEL)) expect(found).toBe(NO_LEVEL);
              else expect(Math.abs(found - (bins[0]! + weight * (bins[1]! - bins[0]!)))).toBeLessThanOrEqual(2);
            }
          }
        },
      ),
    );
  });

  it('are silent above the last bin', () => {
    const map = mapRows({ scale: 'linear', low: 0, high: 48000, rows: 10 }, 5, 6000);
    const out = new Uint16Array(10).fill(9);
    rowsOfBins(map, new Uint16Array(5).fill(40000), 1, out);
    expect(Array.from(out, levelOfCode)[0]).toBe(levelOfCode(40000));
    expect([...out.subarray(6)]).toEqual([0, 0, 0, 0]);
  });
});
