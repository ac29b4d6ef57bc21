import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputs } from '../../../src/cli/inputs.ts';
import { tempFolder } from '../../support/cleanup.ts';

describe('files, folders and patterns', () => {
  const { path: root, remove } = tempFolder('inputs');
  beforeAll(() => {
    for (const folder of ['a/deep/er', 'b', '.hidden', 'empty']) mkdirSync(join(root, folder), { recursive: true });
    const files = ['x.wav', 'Y.WAV', 'notes.txt', 'film.mp4', 'a/1.flac', 'a/deep/2.mp3', 'a/deep/er/3.ogg', 'b/4.wav'];
    for (const file of [...files, 'b/[odd].wav', '.hidden/5.wav', '.6.wav']) writeFileSync(join(root, file), '');
    symlinkSync(join(root, 'x.wav'), join(root, 'b/link.wav'));
    symlinkSync(root, join(root, 'b/loop'));
    symlinkSync(join(root, 'nowhere'), join(root, 'b/broken.wav'));
  });
  afterAll(() => remove());

  async function found(...args: string[]): Promise<string[]> {
    const out: string[] = [];
    for await (const { path, error } of findInputs(args.map((arg) => join(root, arg)))) {
      out.push((relative(root, path) || '.') + (error ? `: ${error.code}` : ''));
    }
    return out;
  }

  const below = ['a/1.flac', 'a/deep/2.mp3', 'a/deep/er/3.ogg', 'b/4.wav', 'b/[odd].wav', 'b/broken.wav', 'b/link.wav'];

  it.each<[string[], string[]]>([
    [
      ['x.wav', 'notes.txt', 'missing.wav'],
      ['x.wav', 'notes.txt', 'missing.wav'],
    ],
    [['.'], ['Y.WAV', ...below, 'x.wav']],
    [
      ['a', 'b/4.wav', 'a'],
      ['a/1.flac', 'a/deep/2.mp3', 'a/deep/er/3.ogg', 'b/4.wav', 'a/1.flac', 'a/deep/2.mp3', 'a/deep/er/3.ogg'],
    ],
    [['empty'], ['empty: no-audio']],
    [['*.wav'], ['x.wav']],
    [['*.{wav,mp4}'], ['x.wav', 'film.mp4']],
    [['.*.wav'], ['.6.wav']],
    [['b/[odd].wav'], ['b/[odd].wav']],
    [['b/[[]odd*'], ['b/[odd].wav']],
    [['**/*.wav'], ['x.wav', 'b/4.wav', 'b/[odd].wav', 'b/broken.wav', 'b/link.wav']],
    [['**/deep/**/*.*'], ['a/deep/2.mp3', 'a/deep/er/3.ogg']],
    [['**/**/2.*'], ['a/deep/2.mp3']],
    [['a/**'], ['a/1.flac', 'a/deep/2.mp3', 'a/deep/er/3.ogg']],
    [['?/1.flac'], ['a/1.flac']],
    [['*/deep'], ['a/deep/2.mp3', 'a/deep/er/3.ogg']],
    [
      ['*.nothing', 'x.wav'],
      ['*.nothing: not-found', 'x.wav'],
    ],
    [['{a,b}'.repeat(20)], [`${'{a,b}'.repeat(20)}: unsupported`]],
  ])('%j', async (args, expected) => expect(await found(...args)).toEqual(expected));

  it('are found as they are asked for', async () => {
    const inputs = findInputs([join(root, 'x.wav'), join(root, 'a')]);
    expect((await inputs.next()).value).toEqual({ path: join(root, 'x.wav') });
    await inputs.return(undefined);
    expect((await inputs.next()).done).toBe(true);
  });

  it('a folder that ends while it is read is said', async () => {
    const file = join(root, 'x.wav');
    chmodSync(file, 0o644);
    expect(await found('x.wav/*.wav')).toEqual(['x.wav/*.wav: not-found']);
  });
});
