import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tempFolder } from '../../support/cleanup.ts';
import { FakeUri, settled } from './fakes.ts';

const remote = vi.hoisted(() => ({
  limitMb: 1,
  size: 0,
  bytes: new Uint8Array(0),
  reads: 0,
  read: (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(0)),
  error: undefined as Error | undefined,
}));
class FakeFileSystemError extends Error {
  code = 'Unknown';
}
vi.mock('vscode', () => ({
  FileSystemError: FakeFileSystemError,
  FileType: { File: 1, Directory: 2 },
  workspace: {
    getConfiguration: () => ({ get: () => remote.limitMb }),
    fs: {
      stat: () => (remote.error ? Promise.reject(remote.error) : Promise.resolve({ size: remote.size, type: 1 })),
      readFile: () => {
        remote.reads++;
        return remote.read();
      },
    },
  },
}));
const { LocalCopies } = await import('../../../src/host/localCopy.ts');

const folder = tempFolder('copies');
afterAll(() => folder.remove());
const uri = new FakeUri('memfs', '/music/take.wav') as never;
let copies: InstanceType<typeof LocalCopies>;
let slow: string[];
const take = (signal = new AbortController().signal) =>
  copies.take(uri, 'take.wav', { signal, onSlow: (text) => slow.push(text) });

beforeEach(() => {
  copies = new LocalCopies(join(folder.path, 'copies'));
  slow = [];
  const bytes = new Uint8Array([1, 2, 3]);
  Object.assign(remote, { limitMb: 1, size: 3, bytes, reads: 0, error: undefined });
  remote.read = () => Promise.resolve(remote.bytes);
});
afterEach(() => copies.dispose());

describe('LocalCopies', () => {
  it('reads a local file where it lies', async () => {
    const file = await copies.take(FakeUri.file('/a/b.wav') as never, 'b.wav', {
      signal: new AbortController().signal,
      onSlow: () => undefined,
    });
    expect(file.path).toBe('/a/b.wav');
    expect(remote.reads).toBe(0);
  });

  it('copies any other, which goes with its editor, or with the process', async () => {
    const [one, two] = [await take(), await take()];
    expect([...readFileSync(one.path)]).toEqual([1, 2, 3]);
    expect(one.path.endsWith('.wav')).toBe(true);
    one.dispose();
    await vi.waitFor(() => expect(existsSync(one.path)).toBe(false));
    expect(existsSync(two.path)).toBe(true);
    copies.dispose();
    expect(existsSync(two.path)).toBe(false);
    expect(slow).toEqual([]);
  });

  it('reads nothing that is over the limit, and names the limit and its setting', async () => {
    remote.size = 5 * 1024 * 1024;
    await expect(take()).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/take\.wav has 5 MB.*up to 1 MB.*earshot\.virtualFiles\.maxSizeMB/),
    });
    expect(remote.reads).toBe(0);
    // Where the size is not told beforehand.
    Object.assign(remote, { size: 0, bytes: new Uint8Array(2 << 20) });
    await expect(take()).rejects.toMatchObject({ code: 'too-large' });
  });

  it('says what takes so long, and lets go of it when it is cancelled', async () => {
    let answer: (bytes: Uint8Array) => void = () => undefined;
    remote.size = 700_000;
    remote.read = () => new Promise((resolve) => (answer = resolve));
    const abort = new AbortController();
    const taking = take(abort.signal);
    const outcome = expect(taking).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(slow).toEqual(['Copying take.wav (0.7 MB) from \u201cmemfs:\u201d\u2026']));
    abort.abort();
    await outcome;
    answer(new Uint8Array(700_000));
    await settled();
    const left = readdirSync(folder.path, { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith('.wav'))).toEqual([]);
  });

  it.each([
    ['FileNotFound', 'not-found', /does not exist any more/],
    ['NoPermissions', 'no-permission', /no permission/],
    ['Unavailable', 'not-found', /cannot be read from .memfs:. now: offline/],
  ])('%s: says so', async (code, ours, words) => {
    remote.error = Object.assign(new FakeFileSystemError('offline'), { code });
    await expect(take()).rejects.toMatchObject({ code: ours, message: expect.stringMatching(words) });
  });

  it('deletes what dead processes left behind, and only that', async () => {
    const root = join(folder.path, 'copies');
    const old = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    const leave = (name: string, time?: Date): string => {
      mkdirSync(join(root, name), { recursive: true });
      writeFileSync(join(root, name, 'x.wav'), 'x');
      if (time) utimesSync(join(root, name), time, time);
      return name;
    };
    // No process has a higher id than the kernel's limit.
    const dead = leave(`${hostname()}-${2 ** 22 + 1}-x`);
    const alive = leave(`${hostname()}-${process.ppid}-x`);
    const elsewhere = leave('another-host-1-x');
    const forgotten = leave('another-host-2-x', old);
    await take();
    await vi.waitFor(() => {
      const names = readdirSync(root);
      expect(names).not.toContain(dead);
      expect(names).not.toContain(forgotten);
    });
    expect(readdirSync(root)).toEqual(expect.arrayContaining([alive, elsewhere]));
  });
});
