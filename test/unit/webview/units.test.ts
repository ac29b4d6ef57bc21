import { describe, expect, it } from 'vitest';
import {
  channelNames,
  formatBytes,
  formatClock,
  formatCount,
  formatDb,
  formatLevel,
  formatPosition,
  formatRate,
  formatSample,
  spokenTime,
} from '../../../src/core/picture/axes/units.ts';

describe('units', () => {
  it('writes times, with carry', () => {
    expect(formatClock(9, 0)).toBe('0:09');
    expect(formatClock(59.9996, 3)).toBe('1:00.000');
    expect(formatClock(3723.5, 1)).toBe('1:02:03.5');
    expect(formatClock(12.9905, 4)).toBe('0:12.9905');
  });

  it('shows no position before it is reached', () => {
    expect(formatPosition(592_560, 48000)).toBe('00:00:12.345');
    expect(formatPosition(592_559, 48000)).toBe('00:00:12.344');
    expect(formatPosition(44100 * 3600 * 25, 44100)).toBe('25:00:00.000');
    for (let ms = 0; ms < 5000; ms++) expect(formatPosition(ms * 48, 48000).slice(-5)).toBe((ms / 1000).toFixed(3));
  });

  it('writes levels with a true minus, and silence as no level', () => {
    expect(formatLevel(1)).toBe('0.0');
    expect(formatLevel(0.5)).toBe('\u22126.0');
    expect(formatLevel(1.12)).toBe('+1.0');
    expect(formatLevel(0.9999999)).toBe('0.0');
    expect(formatLevel(0)).toBe('\u2212∞');
    expect(formatDb(-3.25, 2)).toBe('\u22123.25');
    expect(formatSample(-1)).toBe('\u22121.0000000');
    expect(formatSample(0)).toBe('+0.0000000');
  });

  it('writes counts, rates and sizes', () => {
    expect(formatCount(592560)).toBe('592,560');
    expect([44100, 48000, 1, 11025].map(formatRate)).toEqual(['44.1 kHz', '48 kHz', '1 Hz', '11.025 kHz']);
    expect([44, 176_444, 12_345_678, 4_294_967_296].map(formatBytes)).toEqual([
      '44 bytes',
      '176.4 kB',
      '12.3 MB',
      '4.29 GB',
    ]);
  });

  it('names channels', () => {
    expect(channelNames(2)).toEqual(['L', 'R']);
    expect(channelNames(6)).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    expect(channelNames(4)).toEqual(['1', '2', '3', '4']);
  });

  it('speaks', () => {
    expect(spokenTime(0)).toBe('0 seconds');
    expect(spokenTime(61)).toBe('1 minute 1 second');
    expect(spokenTime(3723.54)).toBe('1 hour 2 minutes 3.5 seconds');
  });
});
