import { describe, expect, it } from 'vitest';
import { channelWeights } from '../../src/core/analysis/loudness.ts';
import { LiveLoudness } from '../../src/core/analysis/liveLoudness.ts';
import { type Loudness, loudnessOf, scannedLoudness } from './support/measured.ts';

const RATE = 48000;
/** Seconds, and the peak of a 1 kHz sine in dBFS. */
type Steps = readonly (readonly [seconds: number, decibels: number])[];

function tone(steps: Steps): Float32Array {
  const plane = new Float32Array(steps.reduce((sum, [seconds]) => sum + Math.round(seconds * RATE), 0));
  let at = 0;
  for (const [seconds, decibels] of steps) {
    const end = at + Math.round(seconds * RATE);
    const amplitude = 10 ** (decibels / 20);
    for (; at < end; at++) plane[at] = amplitude * Math.sin((2 * Math.PI * 1000 * at) / RATE);
  }
  return plane;
}
const stereo = (steps: Steps): Float32Array[] => {
  const plane = tone(steps);
  return [plane, plane];
};
const repeat = (times: number, steps: Steps): Steps => Array.from({ length: times }, () => steps).flat();

/** As a file is scanned, and block by block in sizes of an audio callback and of an odd one. */
const ways: readonly [string, (planes: readonly Float32Array[]) => Loudness][] = [
  ['a file', (planes) => scannedLoudness(planes, RATE)],
  ['blocks of 128', (planes) => loudnessOf(planes, RATE, { block: 128 })],
  ['blocks of 1234', (planes) => loudnessOf(planes, RATE, { block: 1234 })],
];

const within = (value: number | null | undefined, wanted: number, tolerance = 0.1): void => {
  expect(value).not.toBeNull();
  expect(Math.abs(value! - wanted), `${value} instead of ${wanted}`).toBeLessThanOrEqual(tolerance);
};
/** Of a curve from `seconds` on: its lowest and its highest. */
const extremes = (curve: Float32Array, seconds: number): [number, number] => {
  const part = curve.subarray(Math.round(seconds * 10) - 1);
  return [Math.min(...part), Math.max(...part)];
};

describe.each(ways)('EBU Tech 3341 for %s', (_, loudness) => {
  it.each([
    [1, -23],
    [2, -33],
  ])('case %d: a steady tone', (_, level) => {
    const { integrated, momentaryMax, shortTermMax, momentary, shortTerm } = loudness(stereo([[20, level]]));
    within(integrated, level);
    within(momentaryMax?.lufs, level);
    within(shortTermMax?.lufs, level);
    for (const value of [...extremes(momentary, 1), ...extremes(shortTerm, 3)]) within(value, level);
  });

  it.each([
    [
      3,
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
    ],
    [
      4,
      [
        [10, -72],
        [10, -36],
        [60, -23],
        [10, -36],
        [10, -72],
      ],
    ],
    [
      5,
      [
        [20, -26],
        [20.1, -20],
        [20, -26],
      ],
    ],
  ] as [number, Steps][])('case %d: gates', (_, steps) => {
    within(loudness(stereo(steps)).integrated, -23);
  });

  it('case 6: five channels', () => {
    const [front, centre, surround] = [-28, -24, -30].map((level) => tone([[20, level]]));
    within(loudness([front!, front!, centre!, surround!, surround!]).integrated, -23);
  });

  it('case 9: short-term loudness is constant after 3 s', () => {
    const { shortTermMax, shortTerm } = loudness(
      stereo(
        repeat(5, [
          [1.34, -20],
          [1.66, -30],
        ]),
      ),
    );
    within(shortTermMax?.lufs, -23);
    for (const value of extremes(shortTerm, 3)) within(value, -23);
  });

  it('case 10: the maximum of short-term loudness, wherever it is', () => {
    for (let i = 0; i < 20; i++) {
      const { shortTermMax } = loudness(
        stereo([
          [i * 0.15, -Infinity],
          [3, -23],
          [1, -Infinity],
        ]),
      );
      within(shortTermMax?.lufs, -23);
      within(shortTermMax!.startFrame / RATE, i * 0.15, 0.0101);
    }
  });

  it('case 12: momentary loudness is constant after 1 s', () => {
    const { momentaryMax, momentary } = loudness(
      stereo(
        repeat(25, [
          [0.18, -20],
          [0.22, -30],
        ]),
      ),
    );
    within(momentaryMax?.lufs, -23);
    for (const value of extremes(momentary, 1)) within(value, -23);
  });

  it('case 13: the maximum of momentary loudness, wherever it is', () => {
    for (let i = 0; i < 20; i++) {
      const { momentaryMax } = loudness(
        stereo([
          [i * 0.02, -Infinity],
          [0.4, -23],
          [1, -Infinity],
        ]),
      );
      within(momentaryMax?.lufs, -23);
      within(momentaryMax!.startFrame / RATE, i * 0.02, 0.0101);
    }
  });

  it('section 2.9: a sine of −18 dBFS on both channels reads −18 LUFS', () => {
    within(loudness(stereo([[5, -18]])).integrated, -18);
  });
});

describe('EBU Tech 3341 for live meters', () => {
  /** Highest reading during each step of one stream, looked at every 10 ms. */
  function readings(steps: Steps[], which: 'momentary' | 'shortTerm'): number[] {
    const live = new LiveLoudness(RATE, channelWeights(2, undefined));
    return steps.map((each) => {
      const planes = stereo(each);
      let highest = -Infinity;
      for (let at = 0; at < planes[0]!.length; at += 480) {
        live.push(planes, at, Math.min(480, planes[0]!.length - at));
        highest = Math.max(highest, live[which] ?? -Infinity);
      }
      return highest;
    });
  }

  it('case 11: short-term loudness rises in steps of 1 LU', () => {
    const steps = Array.from({ length: 20 }, (_, i): Steps => [
      [i * 0.15, -Infinity],
      [3, -38 + i],
      [3 - i * 0.15, -Infinity],
    ]);
    readings(steps, 'shortTerm').forEach((value, i) => within(value, -38 + i));
  });

  it('case 14: momentary loudness rises in steps of 1 LU', () => {
    const steps = Array.from({ length: 20 }, (_, i): Steps => [
      [i * 0.02, -Infinity],
      [0.4, -38 + i],
      [0.4 - i * 0.02, -Infinity],
    ]);
    readings(steps, 'momentary').forEach((value, i) => within(value, -38 + i));
  });
});

describe.each(ways)('EBU Tech 3342 for %s', (_, loudness) => {
  it.each([
    [1, [-20, -30], 10],
    [2, [-20, -15], 5],
    [3, [-40, -20], 20],
    [4, [-50, -35, -20, -35, -50], 15],
  ] as [number, number[], number][])('case %d', (_, levels, range) => {
    within(loudness(stereo(levels.map((level) => [20, level] as const))).range, range, 1);
  });
});
