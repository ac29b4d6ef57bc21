import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { excludedBy } from '../../../src/core/library/excludes.ts';
import type { WalkedFile } from '../../../src/core/protocol/walk.ts';
import { createAbortController } from '../../../src/core/util/abort.ts';
import { walk } from '../../../src/node/library/walk.ts';

const odd = [
  'plain.wav',
  'CAPITAL.WAV',
  'a b#c%20d?e.flac',
  'スペクトル/音.ogg',
  'Ünï/çödé/ñ.mp3',
  `${'x'.repeat(240)}.wav`,
  `${'deep/'.repeat(30)}end.wav`,
  'new\nline.wav',
  'node_modules/pkg/beep.wav',
  'skip/one.wav',
  'keep/skip.wav',
];
const others = ['.hidden.wav/readme.txt', '.wav', 'notes.txt', 'wav', 'a.wavx', 'folder.wav/inside.txt'];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-walk-'));
  for (const path of [...odd, ...others]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), path);
  }
  await symlink(root, join(root, 'keep', 'loop'));
  await symlink(join(root, 'plain.wav'), join(root, 'linked.wav'));
  await symlink(join(root, 'gone.wav'), join(root, 'dangling.wav'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function list(exclude: string[], roots = [root]): Promise<{ files: WalkedFile[]; problems: string[] }> {
  const files: WalkedFile[] = [];
  const request = { roots: roots.map((path) => ({ path, exclude })), extensions: ['wav', 'flac', 'ogg', 'mp3'] };
  const { problems, files: count } = await walk(
    request,
    (batch) => files.push(...batch),
    createAbortController().signal,
  );
  expect(files).toHaveLength(count);
  return { files, problems };
}

describe('walk', () => {
  it('finds audio by name, whatever the name, once, and through links that end', async () => {
    const { files, problems } = await list([]);
    expect(files.map(({ path }) => path).sort()).toEqual([...odd, 'linked.wav'].sort());
    expect(problems).toEqual([]);
    const plain = files.find(({ path }) => path === 'plain.wav');
    expect(plain).toMatchObject({ root: 0, bytes: 'plain.wav'.length });
    expect(Math.abs(plain!.modified - Date.now())).toBeLessThan(600_000);
  });

  it('leaves out what is excluded, and all below it', async () => {
    const { files } = await list(['**/node_modules', 'skip', '**/*.flac']);
    const left = files.map(({ path }) => path);
    expect(left).not.toContain('node_modules/pkg/beep.wav');
    expect(left).not.toContain('skip/one.wav');
    expect(left).not.toContain('a b#c%20d?e.flac');
    expect(left).toContain('keep/skip.wav');
  });

  it('tells files of the same name in two roots apart, and lists a root inside another once', async () => {
    const { files } = await list([], [join(root, 'keep'), join(root, 'skip')]);
    expect(files.filter(({ path }) => path === 'one.wav')).toMatchObject([{ root: 1 }]);
    const nested = await list([], [root, join(root, 'skip')]);
    expect(nested.files.filter(({ path }) => path.endsWith('one.wav'))).toHaveLength(1);
  });

  it('says which folder cannot be read, and lists the others', async () => {
    const { files, problems } = await list([], [join(root, 'nowhere'), join(root, 'skip')]);
    expect(files).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/nowhere.*not found/)]);
  });

  it('ends when it is cancelled', async () => {
    const abort = createAbortController();
    const walking = walk({ roots: [{ path: root, exclude: [] }], extensions: ['wav'] }, () => undefined, abort.signal);
    abort.abort();
    await expect(walking).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('excludedBy', () => {
  it.each([
    ['**/.git', '.git', true],
    ['**/.git', 'a/.git', true],
    ['**/node_modules', 'a/node_modules', true],
    ['**/*.{wav,mp3}', 'x/y.mp3', true],
    ['build', 'build', true],
    ['build', 'src/build', false],
    ['build/**', 'build/a/b.wav', true],
    ['**/[0-9]*.wav', 'a/1x.wav', true],
    ['!a', 'b', false],
    ['**/?.wav', 'ä.wav', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(excludedBy([pattern])(path)).toBe(expected);
  });
});
