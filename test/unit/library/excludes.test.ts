import { describe, expect, it } from 'vitest';
import { excludedBy } from '../../../src/core/library/excludes.ts';

describe('excludedBy', () => {
  it.each([
    ['**/node_modules', ['node_modules', 'a/node_modules'], ['node_modules2', 'node_modules/x']],
    ['**/.git', ['.git', 'a/b/.git'], ['.gitignore']],
    ['out', ['out'], ['a/out']],
    ['out/**', ['out/a', 'out/a/b', 'out'], ['a/out/b']],
    ['**/*.{wav,mp3}', ['a.wav', 'b/c.mp3', '.hidden.wav'], ['a.flac']],
    ['*.wav', ['a.wav'], ['b/a.wav']],
    ['takes/[0-9]?/*', ['takes/1a/x'], ['takes/a1/x', 'takes/1/x']],
    ['/top', ['top'], ['a/top']],
    ['folder/', ['folder'], ['folder/a']],
    ['', [], ['a', '']],
    ['{a,b', [], ['a', 'b']],
  ])('%s', (pattern, out, kept) => {
    const excluded = excludedBy([pattern]);
    expect(out.filter((path) => !excluded(path))).toEqual([]);
    expect(kept.filter((path) => excluded(path))).toEqual([]);
  });

  it('comes to an end with a pattern that was made not to', () => {
    const excluded = excludedBy([`${'**/a*/'.repeat(30)}z`]);
    expect(excluded(`${'aaaaaaaa/'.repeat(60)}y`)).toBe(false);
    expect(excluded(`${'aaaaaaaa/'.repeat(60)}z`)).toBe(true);
  });
});
