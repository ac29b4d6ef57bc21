import { describe, expect, it } from 'vitest';
import { COMMAND, type CommandKind } from '../../../src/core/engine/commands.ts';
import { FIELD, STATE_FIELDS } from '../../../src/core/engine/engineState.ts';
import type { EqSettings } from '../../../src/core/engine/lens.ts';
import type { Link } from '../../../webview/engine/link.ts';
import { Sound } from '../../../webview/engine/sound.ts';

const boost: EqSettings = {
  on: true,
  bands: [{ kind: 'peak', on: true, frequency: 1000, gainDb: 12, q: 1 }],
  matchLoudness: true,
};

/** A link that remembers what it was told last, by kind. */
function setUp(channels = 2): { sound: Sound; last: Map<CommandKind, readonly number[]> } {
  const last = new Map<CommandKind, readonly number[]>();
  const command = (kind: CommandKind, ...payload: readonly number[]): void => void last.set(kind, payload);
  const sound = new Sound();
  sound.attach({ channels, outputs: 2, contextRate: 48_000, command } as unknown as Link);
  return { sound, last };
}

const stateOf = (before: number, after: number): Float64Array => {
  const state = new Float64Array(STATE_FIELDS);
  state[FIELD.beforeFilters] = before;
  state[FIELD.afterFilters] = after;
  return state;
};

describe('what is set of the sound', () => {
  it('arms the limiter for whatever may exceed full scale, and for nothing else', () => {
    const { sound, last } = setUp();
    const limits = (): number => last.get(COMMAND.limiter)![0]!;
    expect(limits()).toBe(0);
    sound.setGainDb(6);
    expect(limits()).toBe(1);
    expect(last.get(COMMAND.gain)![0]).toBeCloseTo(10 ** (6 / 20), 6);
    sound.setGainDb(-20);
    sound.setEq(boost);
    expect(limits()).toBe(0);
    sound.setGainDb(-6);
    expect(limits()).toBe(1);
    sound.setEq({ ...boost, on: false });
    expect(limits()).toBe(0);
  });

  it('goes up to +24 dB and is silent at −60', () => {
    const { sound, last } = setUp();
    sound.setGainDb(100);
    expect(last.get(COMMAND.gain)![0]).toBeCloseTo(10 ** (24 / 20), 6);
    sound.setGainDb(-60);
    expect(last.get(COMMAND.gain)).toEqual([0]);
    expect(sound.silent).toBe(true);
  });

  it('makes filters as loud as none: slowly, within ±24 dB, at once again after a bypass', () => {
    const { sound, last } = setUp();
    const makeUpDb = (): number => 20 * Math.log10(last.get(COMMAND.filters)![0]!);
    sound.setEq(boost);
    expect(makeUpDb()).toBe(0);
    let now = 0;
    const follow = (seconds: number, after: number): void => {
      for (const end = now + seconds * 1000; now < end; now += 33) sound.followLoudness(stateOf(0.1, after), now);
    };
    follow(0.5, 0.4);
    // 6 dB louder is to be taken back, at no more than 6 dB a second.
    expect(makeUpDb()).toBeLessThan(-2);
    expect(makeUpDb()).toBeGreaterThan(-3.7);
    follow(2, 0.4);
    expect(makeUpDb()).toBeCloseTo(-6, 0);
    const settled = makeUpDb();
    sound.setEq({ ...boost, on: false });
    expect(makeUpDb()).toBe(0);
    follow(2, 0.001);
    sound.setEq(boost);
    expect(makeUpDb()).toBeCloseTo(settled, 6);
    follow(20, 0.1 * 10 ** -5);
    expect(makeUpDb()).toBeLessThanOrEqual(24.001);
  });
});
