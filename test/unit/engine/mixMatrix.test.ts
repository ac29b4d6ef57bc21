import { describe, expect, it } from 'vitest';
import { type ChannelMix, type ChannelStrip, type Monitor, plainMix } from '../../../src/core/engine/lens.ts';
import { largestSum, mixMatrix } from '../../../src/core/engine/mixMatrix.ts';

const HALF = Math.SQRT1_2;
const strip = (change: Partial<ChannelStrip>): ChannelStrip => ({
  gainDb: 0,
  pan: 0,
  mute: false,
  solo: false,
  ...change,
});
const mixOf = (...strips: (Partial<ChannelStrip> | undefined)[]): ChannelMix => ({
  monitor: 'normal',
  strips: strips.map((each) => each && strip(each)),
});
const rows = (matrix: Float64Array, channels: number): number[][] =>
  Array.from({ length: matrix.length / channels }, (_, row) => [
    ...matrix.subarray(row * channels, (row + 1) * channels),
  ]);
const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => (row === column ? 1 : 0)));

function expectRows(mix: ChannelMix, channels: number, outputs: number, wanted: number[][]): void {
  const found = rows(mixMatrix(mix, channels, outputs), channels);
  expect(found.length).toBe(wanted.length);
  found.forEach((row, output) =>
    row.forEach((share, channel) => expect(share, `${output} ← ${channel}`).toBeCloseTo(wanted[output]![channel]!, 12)),
  );
}

describe('with nothing set', () => {
  it.each([1, 2, 4, 6])('%i channels go out as they are, exactly', (count) => {
    expect(rows(mixMatrix(plainMix, count, count), count)).toEqual(identity(count));
    const unset = mixOf(...Array.from({ length: count }, () => ({})));
    expect(rows(mixMatrix(unset, count, count), count)).toEqual(identity(count));
  });

  it('one channel is on both sides', () => {
    expect(rows(mixMatrix(plainMix, 1, 2), 1)).toEqual([[1], [1]]);
  });

  it.each([
    [3, [[1, 0, HALF], [0, 1, HALF]]],
    [5, [[1, 0, HALF, HALF, 0], [0, 1, HALF, 0, HALF]]],
    [7, [[1, 0, HALF, 0, 0.5, HALF, 0], [0, 1, HALF, 0, 0.5, 0, HALF]]],
    [8, [[1, 0, HALF, 0, HALF, 0, HALF, 0], [0, 1, HALF, 0, 0, HALF, 0, HALF]]],
    [9, [[1, 0, 1, 0, 1, 0, 1, 0, 1].map((on) => on / 5), [0, 1, 0, 1, 0, 1, 0, 1, 0].map((on) => on / 4)]],
  ])('%i channels fold to stereo', (channels, wanted) => expectRows(plainMix, channels, 2, wanted)); // prettier-ignore

  it('64 channels of unknown layout cannot clip', () => {
    expect(largestSum(mixMatrix(plainMix, 64, 2), 64)).toBeCloseTo(1, 12);
  });
});

describe('strips', () => {
  it('gain is in dB, and silence from −60 down', () => {
    expectRows(mixOf({ gainDb: 6 }, { gainDb: -60 }), 2, 2, [[10 ** (6 / 20), 0], [0, 0]]); // prettier-ignore
    expectRows(mixOf({ gainDb: -59.9 }, { gainDb: NaN }), 2, 2, [[10 ** (-59.9 / 20), 0], [0, 0]]); // prettier-ignore
  });

  it('mute silences', () => expectRows(mixOf(undefined, { mute: true }), 2, 2, [[1, 0], [0, 0]])); // prettier-ignore

  it('a solo silences all others, several are heard together, mute wins', () => {
    const three = mixOf({ solo: true }, undefined, { solo: true, gainDb: -20 });
    expectRows(three, 3, 2, [[1, 0, 0.1 * HALF], [0, 0, 0.1 * HALF]]); // prettier-ignore
    expectRows(mixOf({ solo: true, mute: true }), 2, 2, [[0, 0], [0, 0]]); // prettier-ignore
  });

  it('a solo of a channel that the file does not have is none', () => {
    expectRows(mixOf(undefined, undefined, { solo: true }), 2, 2, identity(2));
  });

  it('pan moves a channel with constant power, from where it stands', () => {
    for (let pan = -1; pan <= 1; pan += 0.125) {
      for (const [channels, channel, power] of [
        [2, 0, 1],
        [2, 1, 1],
        [1, 0, 2],
        [3, 2, 1],
        [7, 4, 0.5],
      ] as const) {
        const strips = Array.from({ length: channel + 1 }, (_, at) => (at === channel ? { pan } : undefined));
        const [left, right] = rows(mixMatrix(mixOf(...strips), channels, 2), channels).map((row) => row[channel]!);
        expect(left! ** 2 + right! ** 2).toBeCloseTo(power, 12);
        if (pan === -1) expect([left, right]).toEqual([Math.sqrt(power), 0].map((share) => expect.closeTo(share, 9)));
        if (pan === 1) expect([left, right]).toEqual([0, Math.sqrt(power)].map((share) => expect.closeTo(share, 9)));
      }
    }
    expectRows(mixOf({ pan: 0.5 }), 2, 2, [[HALF, 0], [HALF, 1]]); // prettier-ignore
    expectRows(mixOf({ pan: 5 }, { pan: NaN }), 2, 2, [[0, 0], [1, 1]]); // prettier-ignore
  });

  it('pans within the front and the back of more than two outputs; LFE has no sides', () => {
    const mix = mixOf({ pan: 1 }, undefined, { pan: -1 }, { pan: 1 }, undefined, { pan: -0.5 });
    expectRows(mix, 6, 6, [
      [0, 0, 1, 0, 0, 0],
      [1, 1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 1, HALF],
      [0, 0, 0, 0, 0, HALF],
    ]);
    expectRows(mixOf(undefined, undefined, { pan: 1 }), 4, 4, [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 1, 1],
    ]);
  });

  it('a single output has no sides', () => expectRows(mixOf({ pan: 1 }), 1, 1, [[1]]));
});

describe('monitor', () => {
  const monitoring = (monitor: Monitor): ChannelMix => ({ ...plainMix, monitor });

  it.each([
    ['mono', [0.5, 0.5]],
    ['mid', [0.5, 0.5]],
    ['side', [0.5, -0.5]],
    ['difference', [1, -1]],
  ] as const)('%s of stereo on both sides', (monitor, row) => {
    expectRows(monitoring(monitor), 2, 2, [[...row], [...row]]);
  });

  it('of one channel: mono is itself, the difference of its two sides is silence', () => {
    expectRows(monitoring('mono'), 1, 1, [[1]]);
    expectRows(monitoring('mid'), 1, 2, [[1], [1]]);
    expectRows(monitoring('side'), 1, 1, [[0]]);
    expectRows(monitoring('difference'), 1, 2, [[0], [0]]);
  });

  it('of 5.1 and quad: of its fold to stereo, on the front', () => {
    const mono = [0.5, 0.5, HALF, 0, HALF / 2, HALF / 2];
    const none = [0, 0, 0, 0, 0, 0];
    expectRows(monitoring('mono'), 6, 6, [mono, mono, none, none, none, none]);
    const side = [0.25, -0.25, 0.25, -0.25];
    expectRows(monitoring('side'), 4, 4, [side, side, [0, 0, 0, 0], [0, 0, 0, 0]]);
  });

  it('comes after the strips', () => {
    const mix = { ...mixOf({ gainDb: -20 }, { pan: -1 }), monitor: 'difference' as const };
    expectRows(mix, 2, 2, [[0.1, 1], [0.1, 1]]); // prettier-ignore
  });
});

it('says how far beyond full scale a mix can go', () => {
  expect(largestSum(mixMatrix(plainMix, 2, 2), 2)).toBe(1);
  expect(largestSum(mixMatrix({ ...plainMix, monitor: 'difference' }, 2, 2), 2)).toBe(2);
});
