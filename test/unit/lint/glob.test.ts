import { describe, expect, it } from 'vitest';
import { expandBraces, isGlob, segmentMatcher } from '../../../src/core/lint/glob.ts';

const fits = (pattern: string, name: string): boolean => segmentMatcher(pattern, false)(name);

describe('patterns', () => {
  it.each([
    ['*', 'a.wav', true],
    ['*.wav', 'a.wav', true],
    ['*.wav', 'a.wave', false],
    ['*.wav', '.wav', false],
    ['.*', '.wav', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['?.wav', 'a.wav', true],
    ['?.wav', 'ab.wav', false],
    ['?.wav', '😀.wav', true],
    ['[ab].wav', 'b.wav', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[]]x', ']x', true],
    ['[a-]x', '-x', true],
    ['[ax', '[ax', true],
    ['a.wav', 'a.wav', true],
    ['A.wav', 'a.wav', false],
    ['**', 'abc', true],
    ['', '', true],
  ])('%s fits %s: %s', (pattern, name, expected) => expect(fits(pattern, name)).toBe(expected));

  it('know no case where the disk knows none', () => {
    expect(segmentMatcher('*.WAV', true)('a.wav')).toBe(true);
    expect(segmentMatcher('[A-C]?', true)('bX')).toBe(true);
  });

  it('are no trap', () => {
    const started = performance.now();
    expect(fits(`${'*a'.repeat(60)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(() => expandBraces('{a,b}'.repeat(30))).toThrow('stands for more than 1000 patterns');
  });

  it.each([
    ['a', ['a']],
    ['{a,b}.wav', ['a.wav', 'b.wav']],
    ['x{a,}y', ['xay', 'xy']],
    ['{a,{b,c}}', ['a', 'b', 'c']],
    ['{a}', ['{a}']],
    ['{a', ['{a']],
    ['}{a,b}{', ['}a{', '}b{']],
    ['{a,b}{1,2}', ['a1', 'a2', 'b1', 'b2']],
  ])('%s stands for %j', (pattern, all) => expect(expandBraces(pattern).sort()).toEqual([...all].sort()));

  it('are told from names', () => {
    expect(['a.wav', 'a b', 'C:\\a'].some(isGlob)).toBe(false);
    expect(['*.wav', 'a?', '[a]', '{a,b}'].every(isGlob)).toBe(true);
  });
});
