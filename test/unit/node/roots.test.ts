import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolError } from '../../../src/core/agents/tool.ts';
import { findAudio } from '../../../src/node/clientInputs.ts';
import { isInside, Roots } from '../../../src/node/clientRoots.ts';
import { tempFolder } from '../../support/cleanup.ts';

const temp = tempFolder('roots');
const at = (...names: string[]): string => join(temp.path, ...names);
const never = new AbortController().signal;
let roots: Roots;

beforeAll(async () => {
  for (const folder of ['in/sub/deep', 'in/.hidden', 'in2', 'out', 'inside-not'])
    mkdirSync(at(folder), { recursive: true });
  for (const file of ['in/b.wav', 'in/a.flac', 'in/notes.txt', 'in/sub/c.WAV', 'in/sub/deep/d.mp3', 'in/.hidden/e.wav'])
    writeFileSync(at(file), '');
  for (const file of ['out/secret.wav', 'inside-not/f.wav', 'in2/g.wav']) writeFileSync(at(file), '');
  symlinkSync(at('out/secret.wav'), at('in/leak.wav'));
  symlinkSync(at('out'), at('in/leaks'));
  symlinkSync(at('in/b.wav'), at('in/same.wav'));
  symlinkSync(at('in/nowhere'), at('in/broken.wav'));
  symlinkSync(at('in'), at('alias'));
  execFileSync('mkfifo', [at('in/pipe.wav')]);
  roots = await Roots.of([at('in')]);
});
afterAll(() => temp.remove());

describe('paths that may be read', () => {
  it('lie in the root, links followed, whether relative or absolute', async () => {
    for (const path of ['b.wav', './b.wav', at('in/b.wav'), 'same.wav']) {
      expect(await roots.resolve(path)).toBe(at('in/b.wav'));
    }
    expect(await roots.resolve('.')).toBe(at('in'));
    expect(await roots.resolve(at('in'))).toBe(at('in'));
  });

  it.each([
    ['../out/secret.wav', "'..' is not allowed"],
    ['sub/../b.wav', "'..' is not allowed"],
    ['sub\\..\\b.wav', "'..' is not allowed"],
    ['leak.wav', 'outside of what may be read'],
    ['leaks/secret.wav', 'outside of what may be read'],
    ['/etc/passwd', 'outside of what may be read'],
    ['/etc/there-is-no-such-file', 'outside of what may be read'],
    ['b.wav\0.txt', 'NUL'],
    ['nowhere.wav', 'was not found'],
    ['broken.wav', 'was not found'],
  ])('not %j', async (path, message) => {
    await expect(roots.resolve(path)).rejects.toThrow(ToolError);
    await expect(roots.resolve(path)).rejects.toThrow(message);
  });

  it('not a folder whose name only begins alike', async () => {
    await expect(roots.resolve(at('inside-not/f.wav'))).rejects.toThrow('outside');
    expect(isInside('/a/b', '/a/bc')).toBe(false);
    expect(isInside('/a/b', '/a/b/..c')).toBe(true);
  });

  it('of a root that is a link: by its own name and by its real one', async () => {
    const alias = await Roots.of([at('alias')]);
    for (const path of ['b.wav', at('alias/b.wav'), at('in/b.wav')]) {
      expect(await alias.resolve(path)).toBe(at('in/b.wav'));
    }
  });

  it('of several roots: the first that has it', async () => {
    const both = await Roots.of([at('in'), at('in2')]);
    expect(await both.resolve('g.wav')).toBe(at('in2/g.wav'));
    expect(both.display(at('in2/g.wav'))).toBe(at('in2/g.wav'));
    expect(roots.display(at('in/sub/c.WAV'))).toBe('sub/c.WAV');
  });
});

describe('roots of a client', () => {
  it('narrow', async () => {
    const narrow = await roots.narrowedTo([at('in/sub')]);
    expect(narrow.folders).toEqual([at('in/sub')]);
    await expect(narrow.resolve(at('in/b.wav'))).rejects.toThrow('outside');
  });

  it('never widen', async () => {
    expect((await roots.narrowedTo([temp.path])).folders).toEqual([at('in')]);
    expect((await roots.narrowedTo(['/'])).folders).toEqual([at('in')]);
    expect((await roots.narrowedTo([at('out')])).folders).toEqual([]);
    expect((await roots.narrowedTo([at('in/leaks')])).folders).toEqual([]);
    expect((await roots.narrowedTo([at('in/nowhere'), at('in/sub'), at('in/sub')])).folders).toEqual([at('in/sub')]);
    await expect((await roots.narrowedTo([at('out')])).resolve('b.wav')).rejects.toThrow('no folder at all');
  });
});

describe('audio files of paths', () => {
  const names = (files: readonly string[]): string[] => files.map((file) => roots.display(file));

  it('are found in folders, at any depth, each once, and no link leads out', async () => {
    const { files, notes } = await findAudio(['.'], roots, 100, never);
    expect(names(files)).toEqual(['a.flac', 'b.wav', 'sub/c.WAV', 'sub/deep/d.mp3']);
    expect(notes).toEqual(['.: 1 link to outside of what may be read left out.']);
  });

  it('are no more than wanted, and that is said', async () => {
    const { files, notes } = await findAudio(['sub', 'b.wav'], roots, 1, never);
    expect(names(files)).toEqual(['sub/c.WAV', 'b.wav']);
    expect(notes).toEqual(['sub holds more than was read: the answer is about 1 file.']);
    const exact = await findAudio(['sub'], roots, 2, never);
    expect(exact).toMatchObject({ notes: [] });
    expect(exact.files).toHaveLength(2);
  });

  it('may have any name when they are named, but are files', async () => {
    expect(names((await findAudio(['notes.txt'], roots, 5, never)).files)).toEqual(['notes.txt']);
    await expect(findAudio(['pipe.wav'], roots, 5, never)).rejects.toThrow('neither a file nor a folder');
  });

  it('are missed where there are none', async () => {
    mkdirSync(at('in/empty'), { recursive: true });
    expect(await findAudio(['empty'], roots, 5, never)).toEqual({
      files: [],
      notes: ['empty holds no file with the name of an audio file.'],
    });
  });
});
