import { describe, expect, it } from 'vitest';
import { PCM_LEVEL } from '../../../src/core/picture/lane/columns.ts';
import {
  channelOf,
  laneKeys,
  laneSource,
  laneTitle,
  MidSideLookup,
  namesOfChannels,
  readLane,
  tracksOf,
} from '../../../src/core/picture/lane/laneSource.ts';
import { makeSignal } from '../../browser/editor/testSignal.ts';
import { tilesOfSignal } from './tiles.ts';

const [left, right] = makeSignal(2, 20_000, 48000, false) as [Float32Array, Float32Array];
const channels = tilesOfSignal([left, right]);
const midSide = new MidSideLookup(channels, tilesOfSignal([left, right]));
const tiles = {
  channels: 2,
  lookup: (tracks: 'channels' | 'midSide') => (tracks === 'channels' ? channels : midSide),
  want: () => undefined,
};

describe('lanes', () => {
  it('are channels, and of two channels also mid and side, sum and difference', () => {
    expect(laneKeys('channels', 3)).toEqual(['channel 0', 'channel 1', 'channel 2']);
    expect(laneKeys('all', 2)).toEqual(['channel 0', 'channel 1', 'mid', 'side']);
    expect(laneKeys('sumDifference', 2)).toEqual(['sum', 'difference']);
    for (const set of ['midSide', 'sumDifference', 'all'] as const) {
      expect(laneKeys(set, 1)).toEqual(['channel 0']);
      expect(laneKeys(set, 6)).toEqual(laneKeys('channels', 6));
    }
    expect([channelOf('channel 12'), channelOf('mid'), tracksOf('sum'), tracksOf('channel 0')]).toEqual([
      ...[12, null, 'midSide', 'channels'],
    ]);
  });

  it('are named after the layout', () => {
    const info = { channels: 2, layout: ['L', 'R'] } as unknown as Parameters<typeof namesOfChannels>[0];
    const names = namesOfChannels(info, () => ['1', '2']);
    expect(laneTitle('channel 1', names)).toEqual({ name: 'R', formula: '', words: 'Channel R' });
    expect(laneTitle('mid', names)).toEqual({ name: 'M', formula: '(L+R)/2', words: 'Mid (L+R)/2' });
    expect(laneTitle('difference', names)).toEqual({ name: 'L\u2212R', formula: '', words: 'Difference L\u2212R' });
    expect(namesOfChannels({ ...info, layout: ['C'] }, () => ['1', '2'])).toEqual(['1', '2']);
  });

  it('have samples made of those of the channels, over tile borders', () => {
    const out = new Float32Array(10_000);
    const made = {
      mid: (i: number) => Math.fround(Math.fround((left[i]! + right[i]!) * 0.5)),
      side: (i: number) => Math.fround((left[i]! - right[i]!) * 0.5),
      sum: (i: number) => Math.fround(Math.fround((left[i]! + right[i]!) * 0.5) * 2),
      difference: (i: number) => Math.fround(Math.fround((left[i]! - right[i]!) * 0.5) * 2),
      'channel 1': (i: number) => right[i]!,
    };
    for (const [key, value] of Object.entries(made)) {
      expect(readLane(laneSource(key, tiles), 5000, 15_000, out)).toBe(10_000);
      expect(out).toEqual(Float32Array.from({ length: 10_000 }, (_, i) => value(5000 + i)));
    }
  });

  it('make the samples of a tile once', () => {
    expect(midSide.tile(PCM_LEVEL, 1)).toBe(midSide.tile(PCM_LEVEL, 1));
    expect(midSide.tile(PCM_LEVEL, 99)?.count ?? 0).toBe(0);
  });
});
