import { beforeEach, describe, expect, it } from 'vitest';
import { plainMix } from '../../../src/core/engine/lens.ts';
import {
  isSilenced,
  parseDb,
  parseSpeed,
  plainStrip,
  SILENT_DB,
  Sound,
  speedBeside,
} from '../../../webview/editor/sound.ts';
import { barRows, meterScale } from '../../../webview/render/meterScale.ts';
import { Store } from '../../../webview/store.ts';
import { panText, parsePan } from '../../../webview/ui/channelStrips.ts';
import { formatGain, formatSpeed } from '../../../src/core/picture/axes/units.ts';

describe('typed values', () => {
  it.each([
    ['1.5', 1.5],
    ['1,5x', 1.5],
    [' 2 × ', 2],
    ['150 %', 1.5],
    ['.5', 0.5],
    ['fast', null],
    ['', null],
    ['-1', null],
  ])('speed %j is %j', (text, speed) => expect(parseSpeed(text)).toBe(speed));

  it.each([
    ['-3', -3],
    ['+6 dB', 6],
    ['\u221212,5', -12.5],
    ['-inf', SILENT_DB],
    ['\u2212∞ dB', SILENT_DB],
    ['loud', null],
    ['', null],
  ])('level %j is %j', (text, db) => expect(parseDb(text)).toBe(db));

  it.each([
    ['C', 0],
    ['L30', -0.3],
    ['30 l', -0.3],
    ['R 100', 1],
    ['-30', -0.3],
    ['500', 1],
    ['L 3 R', null],
    ['middle', null],
  ])('pan %j is %j', (text, pan) => expect(parsePan(text)).toBe(pan));

  it('are what is shown', () => {
    expect([formatGain(6), formatGain(0), formatGain(-0.04), formatGain(-12.5)]).toEqual([
      '+6.0',
      '0.0',
      '0.0',
      '−12.5',
    ]);
    expect([formatSpeed(1), formatSpeed(0.333), formatSpeed(0.3)]).toEqual(['1.00×', '0.333×', '0.30×']);
    for (const db of [-60, -12.5, 0, 6]) expect(parseDb(`${formatGain(db)} dB`)).toBe(db);
    for (const speed of [0.25, 0.333, 1, 4]) expect(parseSpeed(formatSpeed(speed))).toBe(speed);
    for (const pan of [-1, -0.3, 0, 0.99]) expect(parsePan(panText(pan))).toBe(pan);
  });
});

describe('speedBeside', () => {
  it('goes to the next common speed, and no further than the ends', () => {
    expect(speedBeside(1, 1)).toBe(1.25);
    expect(speedBeside(1, -1)).toBe(0.75);
    expect(speedBeside(1.1, 1)).toBe(1.25);
    expect(speedBeside(1.1, -1)).toBe(1);
    expect(speedBeside(4, 1)).toBe(4);
    expect(speedBeside(0.25, -1)).toBe(0.25);
  });
});

describe('Sound', () => {
  let store: Store;
  let sound: Sound;
  beforeEach(() => {
    store = new Store({} as never);
    sound = new Sound(store);
  });

  it('keeps gain and speed in their limits', () => {
    sound.setGain(99);
    expect(store.gainDb.value).toBe(24);
    sound.setGain(-99);
    expect(store.gainDb.value).toBe(SILENT_DB);
    sound.setSpeed(9);
    expect(store.speed.value).toBe(4);
    sound.setSpeed(0);
    expect(store.speed.value).toBe(0.25);
  });

  it('comes back from mute as loud as before', () => {
    sound.setGain(-7.5);
    sound.toggleMute();
    expect(store.gainDb.value).toBe(SILENT_DB);
    sound.toggleMute();
    expect(store.gainDb.value).toBe(-7.5);
  });

  it('keeps no strip that is as it comes', () => {
    sound.setStrip(2, { gainDb: -3 });
    expect(store.mix.value.strips).toEqual([undefined, undefined, { ...plainStrip, gainDb: -3 }]);
    sound.setStrip(2, { gainDb: 0 });
    expect(store.mix.value.strips.every((strip) => strip === undefined)).toBe(true);
  });

  it('silences what is muted, and all that is not solo where something is', () => {
    expect([0, 1].map((channel) => isSilenced(plainMix, channel))).toEqual([false, false]);
    sound.setStrip(0, { mute: true });
    expect([0, 1].map((channel) => isSilenced(store.mix.value, channel))).toEqual([true, false]);
    sound.setStrip(0, { mute: false });
    sound.setStrip(1, { solo: true });
    expect([0, 1, 2].map((channel) => isSilenced(store.mix.value, channel))).toEqual([true, false, true]);
    sound.setStrip(1, { mute: true });
    expect(isSilenced(store.mix.value, 1)).toBe(true);
  });
});

describe('meters', () => {
  it('are linear in dB, and stay inside their rows', () => {
    const rows = barRows(10, 610);
    expect([1, 2, 0.1, 0.001, 1e-9, 0].map((level) => Math.round(rows.yOfLevel(level)))).toEqual([
      ...[10, 10, 210, 610, 610, 610],
    ]);
  });

  it('always name full scale, and keep their labels apart', () => {
    for (const height of [30, 100, 333, 900]) {
      const rows = barRows(0, height);
      const scale = meterScale(rows, 14);
      expect(scale[0]?.label).toBe('0');
      const ys = scale.map(({ db }) => rows.yOf(db)).sort((a, b) => a - b);
      for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(14);
    }
  });
});
