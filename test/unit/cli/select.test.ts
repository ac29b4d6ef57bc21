import { describe, expect, it } from 'vitest';
import { framesOf, parseSelection } from '../../../src/core/report/select.ts';

const frames = (text: string, rate = 1000): [number, number | undefined] => {
  const { startFrame, endFrame } = framesOf(parseSelection(text), rate);
  return [startFrame, endFrame];
};

describe('--select', () => {
  it.each<[string, number, number | undefined]>([
    ['1:2', 1000, 2000],
    ['1.5:2.25', 1500, 2250],
    ['.5:1.', 500, 1000],
    ['1:', 1000, undefined],
    [':2', 0, 2000],
    ['0:10', 0, 10_000],
    ['1:30:2:00', 90_000, 120_000],
    ['1:30:', 90_000, undefined],
    [':1:30', 0, 90_000],
    ['10:20:30', 10_000, 1_230_000],
    ['0:10:00:20', 10_000, 20_000],
    ['0:00:10.250:0:01:00', 10_250, 60_000],
    ['1:00:00:2:00:00', 3_600_000, 7_200_000],
    ['0:10..20', 10_000, 20_000],
    ['0..10:20', 0, 620_000],
    ['..5', 0, 5000],
    ['5..', 5000, undefined],
    ['#5:#7', 5, 7],
    ['#5:', 5, undefined],
    [':#7', 0, 7],
    ['#48000:1:00:00', 48_000, 3_600_000],
    ['1:#7', 1000, 7],
    ['100:200', 100_000, 200_000],
  ])('%s', (text, start, end) => expect(frames(text)).toEqual([start, end]));

  it('takes the frame nearest to a time', () => {
    expect(frames('0.1:0.2', 44100)).toEqual([4410, 8820]);
    expect(frames('0.7:1.1', 44100)).toEqual([30870, 48510]);
    expect(frames('0.00001:0.00002', 44100)).toEqual([0, 1]);
  });

  it.each([
    '',
    ':',
    '..',
    '1',
    '1:2:3:4:5:6:7',
    'a:b',
    '-1:2',
    '1:-2',
    '1:60:2:00',
    '#1.5:#3',
    '1e3:2e3',
    '1:2..',
    '#:#',
  ])('refuses %s', (text) => expect(() => parseSelection(text)).toThrow(/^--select/));
  it.each(['2:1', '1:1', '#7:#7', '0:20..0:10'])('refuses %s, which goes nowhere', (text) => {
    expect(() => parseSelection(text)).toThrow('it ends where it starts, or before');
  });
  it('does not guess', () => {
    expect(() => parseSelection('0:10:20')).toThrow('can be read in several ways: write START..END');
  });
});
