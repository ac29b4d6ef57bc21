import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Varispeed } from '../../src/core/engine/varispeed.ts';
import { cut, difference } from '../support/compare.ts';
import { ArraySource, play } from '../unit/engine/support/speed.ts';

/** One channel of float32; -R: the same noise every time. */
function sox(input: Float32Array | null, rate: number, args: readonly string[]): Float32Array {
  const raw = (hertz: number): string[] => ['-t', 'f32', '-r', `${hertz}`, '-c', '1'];
  const from = input ? [...raw(rate), '-'] : ['-r', `${rate}`, '-c', '1', '-n'];
  const bytes = execFileSync('sox', ['-R', '-V1', ...from, '-t', 'f32', '-', ...args], {
    input: input ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : undefined,
    maxBuffer: 1 << 26,
  });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const signals: [name: string, (top: number) => string[]][] = [
  ['noise up to 0.4 of the lower rate', (top) => ['synth', '3', 'whitenoise', 'gain', '-12', 'sinc', `-${top}`]],
  ['a sweep', (top) => ['synth', '3', 'sine', `50:${top}`, 'gain', '-6']],
];

describe('conversion of the rate, against sox rate -v', () => {
  it.each([
    [44100, 48000],
    [48000, 44100],
    [96000, 48000],
    [22050, 48000],
    [48000, 8000],
    [11025, 8000],
  ])('%i to %i Hz', (from, to) => {
    for (const [name, synth] of signals) {
      const input = sox(null, from, synth(Math.floor(0.4 * Math.min(from, to))));
      const theirs = sox(input, from, ['rate', '-v', `${to}`]);
      const speed = new Varispeed(new ArraySource([input]), 1, 8, 128);
      speed.setRate(from / to);
      const ours = play(speed, 1);
      expect(Math.abs(ours[0]!.length - theirs.length), name).toBeLessThanOrEqual(1);
      // sox reckons with silence outside too, but through a longer filter.
      const inside = [Math.round(0.1 * to), theirs.length - Math.round(0.1 * to)] as const;
      expect(difference(cut(ours, ...inside), cut([theirs], ...inside)).snr, name).toBeGreaterThan(85);
    }
  });
});
