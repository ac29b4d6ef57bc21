import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MAX_SECTIONS } from '../../src/core/engine/commands.ts';
import { designFilters } from '../../src/core/engine/eqDesign.ts';
import { FilterBank } from '../../src/core/engine/filterBank.ts';
import type { EqBand, EqKind } from '../../src/core/engine/lens.ts';
import { tempFolder } from '../support/cleanup.ts';
import { noise } from '../unit/engine/support/dsp.ts';

const FRAMES = 20_000;
const folder = tempFolder('lens');
afterAll(() => folder.remove());

/** Each band as an effect of sox, which uses the same cookbook. */
const effects: Readonly<Record<EqKind, (band: EqBand) => (string | number)[]>> = {
  peak: ({ frequency, q, gainDb }) => ['equalizer', frequency, `${q}q`, gainDb],
  lowShelf: ({ frequency, q, gainDb }) => ['bass', gainDb, frequency, `${q}q`],
  highShelf: ({ frequency, q, gainDb }) => ['treble', gainDb, frequency, `${q}q`],
  notch: ({ frequency, q }) => ['bandreject', frequency, `${q}q`],
  lowPass: ({ frequency, q }) => ['lowpass', '-2', frequency, `${q}q`],
  highPass: ({ frequency, q }) => ['highpass', '-2', frequency, `${q}q`],
};

/** Raw float32 through sox without dither. */
function soxed(samples: Float32Array, rate: number, effect: readonly (string | number)[]): Float32Array {
  const [from, to] = [join(folder.path, 'in.f32'), join(folder.path, 'out.f32')];
  writeFileSync(from, new Uint8Array(samples.buffer));
  const raw = ['-t', 'f32', '-r', `${rate}`, '-c', '1'];
  execFileSync('sox', ['-D', ...raw, from, '-t', 'f32', to, ...effect.map(String)]);
  return new Float32Array(new Uint8Array(readFileSync(to)).buffer);
}

function filtered(samples: Float32Array, rate: number, bands: readonly EqBand[]): Float32Array {
  const sections = designFilters({ on: true, bands, matchLoudness: false }, null, rate);
  const bank = new FilterBank(1, MAX_SECTIONS, rate);
  bank.set(sections, 0, sections.length / 5, true);
  const out = samples.slice();
  for (let at = 0; at < out.length; at += 128) bank.apply([out], at, Math.min(128, out.length - at));
  return out;
}

/** sox counts in 2^−31 between its effects: that much on the way in, and out again, amplified. */
function expectSame(ours: Float32Array, theirs: Float32Array): void {
  expect(ours.length).toBe(theirs.length);
  let most = 0;
  ours.forEach((sample, i) => (most = Math.max(most, Math.abs(sample - theirs[i]!))));
  expect(most).toBeLessThan(1e-7);
  expect(ours.some((sample) => Math.abs(sample) > 1e-3)).toBe(true);
}

const band = (kind: EqKind, frequency: number, q: number, gainDb = 0): EqBand => ({
  kind,
  on: true,
  frequency,
  gainDb,
  q,
});

describe('the equaliser is sox, sample for sample', () => {
  it.each([
    ...[44100, 48000, 192000].flatMap((rate) => [
      [rate, band('peak', 1000, 1.4, 9)],
      [rate, band('peak', 60, 8, -15)],
      [rate, band('lowShelf', 120, 0.7071, 6)],
      [rate, band('highShelf', 8000, 1.2, -12)],
      [rate, band('notch', 50, 30)],
      [rate, band('lowPass', 3400, 0.5412)],
      [rate, band('highPass', 300, 1.3066)],
    ] as const),
    [8000, band('peak', 3500, 2, 12)],
    [8000, band('highShelf', 3000, 0.5, 9)],
  ] as const)('at %i Hz: %o', (rate, each) => {
    const samples = noise(rate + each.frequency, FRAMES, 0.05);
    expectSame(filtered(samples, rate, [each]), soxed(samples, rate, effects[each.kind](each)));
  }); // prettier-ignore

  it('all ten bands in series', () => {
    const bands = Array.from({ length: 10 }, (_, i) => band('peak', 31.25 * 2 ** i * 0.9, 1.4, i % 2 ? 6 : -6));
    const samples = noise(1, FRAMES, 0.05);
    const chain = bands.flatMap((each) => effects[each.kind](each));
    // Each of the ten rounds to 2^−31.
    expectSame(filtered(samples, 48000, bands), soxed(samples, 48000, chain));
  });
});
