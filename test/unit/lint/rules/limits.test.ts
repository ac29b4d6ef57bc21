import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Limits, outside, plain } from '../../../../src/core/lint/support/limits.ts';

const shown = { title: 'Level', unit: 'dB', digits: 1 };

describe('limits', () => {
  it.each<[number, Limits, string | null]>([
    [-18.31, { target: -23, tolerance: 0.5 }, 'Level −18.3 dB, wanted −23 ± 0.5 dB.'],
    [-18.31, { target: -23 }, 'Level −18.3 dB, wanted −23 dB.'],
    [-23.2, { target: -23, tolerance: 0.2 }, null],
    [-22.8, { target: -23, tolerance: 0.2 }, null],
    // As many decimals as it takes to see the miss.
    [-22.797, { target: -23, tolerance: 0.2 }, 'Level −22.797 dB, wanted −23 ± 0.2 dB.'],
    [-0.99999, { max: -1 }, 'Level −0.99999 dB, at most −1 dB.'],
    [-1, { max: -1 }, null],
    [3, { min: 3.5 }, 'Level 3.0 dB, at least 3.5 dB.'],
    [3, { min: 4, max: 6 }, 'Level 3.0 dB, wanted 4 to 6 dB.'],
    [3, { min: 4, max: 4 }, 'Level 3.0 dB, wanted 4 dB.'],
    [12345.6, { max: 10000 }, 'Level 12,345.6 dB, at most 10,000 dB.'],
    [-0.00001, { min: 0.1 }, 'Level 0.0 dB, at least 0.1 dB.'],
    [5, {}, null],
    // Both hold.
    [-22.9, { target: -23, tolerance: 0.5, max: -23 }, 'Level −22.9 dB, at most −23 dB.'],
  ])('%d within %j', (value, limits, says) => {
    expect(outside(shown, value, limits)).toBe(says);
  });

  it('have no unit, or a percent sign', () => {
    expect(outside({ title: 'Channels:', unit: '', digits: 0 }, 3, { max: 2 })).toBe('Channels: 3, at most 2.');
    expect(outside({ title: 'Step', unit: '%', digits: 1 }, 7, { max: 5 })).toBe('Step 7.0 %, at most 5 %.');
    expect([plain(-0), plain(-23), plain(0.05), plain(44100)]).toEqual(['0', '−23', '0.05', '44,100']);
  });

  it('never print a value that looks right', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(number, number, (value, max) => {
        const message = outside(shown, value, { max });
        if (value <= max) return message === null;
        if (message === null) return value - max < 1e-8;
        const [, printed] = /^Level (\S+) dB/.exec(message)!;
        const told = Number(printed!.replaceAll(',', '').replace('−', '-'));
        return told > max || value - max < 1e-8;
      }),
    );
  });
});
