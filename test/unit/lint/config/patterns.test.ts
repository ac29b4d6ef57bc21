import { describe, expect, it } from 'vitest';
import { pathMatcher } from '../../../../src/core/lint/config/patterns.ts';

describe('patterns of configurations', () => {
  it.each<[string | string[], string, boolean | undefined]>([
    ['*.wav', 'a.wav', true],
    ['*.wav', 'deep/er/a.wav', true],
    ['*.wav', 'a.flac', undefined],
    ['./*.wav', 'a.wav', true],
    ['./*.wav', 'deep/a.wav', undefined],
    ['/a.wav', 'deep/a.wav', undefined],
    ['raw', 'raw/a.wav', true],
    ['raw', 'x/raw/y/a.wav', true],
    ['raw/', 'x/raw/y/a.wav', true],
    ['raw/', 'x/raw', undefined],
    ['raw/**', 'raw/x/a.wav', true],
    ['raw/**', 'raw', undefined],
    ['raw/**', 'x/raw/a.wav', undefined],
    ['raw/*.wav', 'raw/a.wav', true],
    ['raw/*.wav', 'raw/x/a.wav', undefined],
    ['raw/**/*.wav', 'raw/a.wav', true],
    ['raw/**/*.wav', 'raw/x/y/a.wav', true],
    ['**/takes/*', 'takes/a.wav', true],
    ['**/takes/*', 'x/y/takes/a.wav', true],
    ['**/a/**/b/**', 'x/a/y/z/b/c.wav', true],
    ['**', 'any/thing.wav', true],
    ['*.{wav,flac}', 'x/a.flac', true],
    ['{raw,tmp}/', 'tmp/a.wav', true],
    ['../other/*.wav', '../other/a.wav', true],
    ['*.wav', '../other/a.wav', true],
    [['*.wav', '!keep.wav'], 'keep.wav', false],
    [['*.wav', '!keep.wav', 'keep.*'], 'keep.wav', true],
    [['!keep.wav'], 'other.wav', undefined],
    ['*.wav', '.hidden.wav', undefined],
  ])('%s and %s: %s', (patterns, path, expected) => expect(pathMatcher([patterns].flat())(path)).toBe(expected));

  it('know no case where files have none', () => expect(pathMatcher(['RAW/*.WAV'], true)('raw/a.wav')).toBe(true));

  it('take no time, whatever they are', () => {
    const started = performance.now();
    const matches = pathMatcher([`${'**/a*/'.repeat(50)}b`]);
    expect(matches('aaaa/'.repeat(400))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
