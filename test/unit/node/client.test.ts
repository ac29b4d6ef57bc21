import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lenaPath } from '../formats/lena.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { generate, planes, scanned, startClient } from './support.ts';

const spillFolders = (pid: number): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`earshot-pcm-${pid}-`));

const eventually = async (what: string, check: () => boolean): Promise<void> => {
  for (let i = 0; i < 200; i++) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never: ${what}`);
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('AudioServerClient', () => {
  const folder = tempFolder('client');
  let session: Awaited<ReturnType<typeof startClient>>;
  beforeAll(async () => {
    session = await startClient();
  });
  afterAll(() => {
    session.stop();
    folder.remove();
  });

  it('starts no process before it is needed', () => {
    expect(session.client.pid).toBeUndefined();
  });

  it('opens, shows progress, serves peaks and samples, closes', async () => {
    const { client } = session;
    const progress: number[] = [];
    const listener = client.onProgress.on(({ scan }) => progress.push(scan.scannedFrames));
    const file = await scanned(client, lenaPath('wav'));
    listener.dispose();
    expect(file.scan).toMatchObject({ state: 'done', scannedFrames: 541184, totalFrames: 541184, warnings: [] });
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.length).toBeGreaterThan(1);

    const [all] = await planes(client, file, 0, 541184);
    for (const level of [0, 1, 2, 5, 12]) {
      const size = 16 * 4 ** level;
      const { count, channels, data } = await client.peaks({ handle: file.handle, level, start: 1, count: 50 });
      expect(channels).toBe(1);
      expect(count).toBe(Math.max(0, Math.min(50, Math.ceil(541184 / size) - 1)));
      expect(data).toHaveLength(count * 3);
      expect(data.buffer.byteLength).toBe(data.byteLength);
      for (let b = 0; b < count; b++) {
        const block = all!.subarray((b + 1) * size, (b + 2) * size);
        expect(data[b]).toBe(block.reduce((a, x) => Math.min(a, x)));
        expect(data[count + b]).toBe(block.reduce((a, x) => Math.max(a, x)));
      }
    }
    expect(await client.usage()).toMatchObject({ pid: client.pid, openFiles: 1 });
    await client.close(file.handle);
    await client.close(file.handle);
    expect(await client.usage()).toMatchObject({ openFiles: 0 });
    await expect(client.peaks({ handle: file.handle, level: 2, start: 0, count: 1 })).rejects.toBeDefined();
  });

  it('gives fewer frames only at the end', async () => {
    const { client } = session;
    for (const extension of ['wav', 'mp3']) {
      const file = await scanned(client, lenaPath(extension));
      const tail = await client.pcm({ handle: file.handle, startFrame: 541184 - 100, frames: 500 });
      expect(tail).toMatchObject({ frames: 100, channels: 1 });
      expect(tail.data).toHaveLength(100);
      const beyond = await client.pcm({ handle: file.handle, startFrame: 541184, frames: 500 });
      expect(beyond.frames).toBe(0);
      await client.close(file.handle);
    }
  });

  it('makes a read of what is not decoded yet wait for it', async () => {
    const { client } = session;
    const { handle } = await client.open(lenaPath('flac'), 'lena.flac');
    const wanted = { handle, startFrame: 541184 - 1000, frames: 1000 };
    const early = await client.pcm(wanted);
    expect(early.frames).toBe(1000);
    expect((await client.pcm(wanted)).data).toEqual(early.data);
    await client.close(handle);
  });

  it('rejects a cancelled open and leaves nothing open', async () => {
    const { client } = session;
    const abort = new AbortController();
    const opening = client.open(lenaPath('wav'), 'lena.wav', { signal: abort.signal });
    abort.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await client.usage()).toMatchObject({ openFiles: 0 });
  });

  it('cancels a read that waits', async () => {
    const { client } = session;
    const path = generate(join(folder.path, 'long.mp3'), [], { seconds: 240 });
    const { handle } = await client.open(path, 'long.mp3');
    const abort = new AbortController();
    const reading = client.pcm({ handle, startFrame: 44100 * 239, frames: 1000 }, abort.signal);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    // Closing in the middle of the scan ends it, and takes its temporary file along.
    const before = performance.now();
    await client.close(handle);
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it.each([
    ['a missing file', 'nowhere.wav', 'not-found', /^nowhere\.wav was not found/],
    ['a folder', 'folder.wav', 'is-directory', /^folder\.wav is a folder/],
    ['an empty file', 'empty.wav', 'empty-file', /^empty\.wav is empty/],
    ['text', 'text.wav', 'unknown-format', /^text\.wav is not an audio file: it looks like text/],
  ])('names the cause for %s', async (_, name, code, message) => {
    mkdirSync(join(folder.path, 'folder.wav'), { recursive: true });
    writeFileSync(join(folder.path, 'empty.wav'), '');
    writeFileSync(join(folder.path, 'text.wav'), 'hello, world\n');
    const opening = session.client.open(join(folder.path, name), name);
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('recovers when the process is killed', async () => {
    const { client } = session;
    const file = await scanned(client, lenaPath('mp3'));
    const pid = client.pid!;
    const lost: string[] = [];
    const listener = client.onLost.on(({ reason }) => lost.push(reason));
    const pending = Array.from({ length: 20 }, () =>
      client.pcm({ handle: file.handle, startFrame: 0, frames: 1 << 19 }),
    );
    process.kill(pid, 'SIGKILL');
    const results = await Promise.allSettled(pending);
    for (const result of results.filter((r) => r.status === 'rejected')) {
      expect(result.reason).toMatchObject({ code: 'server-lost' });
    }
    await eventually('lost', () => lost.length > 0);
    listener.dispose();
    expect(lost).toEqual(['signal SIGKILL']);
    await expect(client.pcm({ handle: file.handle, startFrame: 0, frames: 1 })).rejects.toMatchObject({
      code: 'server-lost',
    });

    const again = await scanned(client, lenaPath('mp3'));
    expect(again.scan).toMatchObject({ state: 'done', scannedFrames: 541184 });
    expect(client.pid).not.toBe(pid);
    expect(again.handle).not.toBe(file.handle);
    await client.close(again.handle);
    // What the killed process left behind is gone.
    await eventually('stale temporary files removed', () => spillFolders(pid).length === 0);
  });

  it('waits longer after each loss', async () => {
    const { client } = session;
    await client.usage();
    for (const atLeast of [200, 900]) {
      const lost = new Promise((resolve) => client.onLost.on(resolve));
      process.kill(client.pid!, 'SIGKILL');
      await lost;
      const before = performance.now();
      await client.usage();
      expect(performance.now() - before).toBeGreaterThan(atLeast);
    }
  });
});

describe('the life of the server process', () => {
  it('ends when idle, and only then', async () => {
    const { client, stop } = await startClient({ idleMs: 300 });
    try {
      const file = await scanned(client, lenaPath('flac'));
      const pid = client.pid!;
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(isAlive(pid)).toBe(true);
      const lost: unknown[] = [];
      client.onLost.on((event) => lost.push(event));
      await client.close(file.handle);
      await eventually('idle process ends', () => !isAlive(pid));
      expect(client.pid).toBeUndefined();
      expect(lost).toEqual([]);
      expect(spillFolders(pid)).toEqual([]);
      await client.usage();
      expect(client.pid).not.toBe(pid);
    } finally {
      stop();
    }
  });

  it('ends with its client, and leaves no temporary files', async () => {
    const { client, stop } = await startClient();
    await scanned(client, lenaPath('ogg'));
    const pid = client.pid!;
    expect(spillFolders(pid)).toHaveLength(1);
    stop();
    await eventually('process ends', () => !isAlive(pid));
    expect(spillFolders(pid)).toEqual([]);
    await expect(client.open(lenaPath('ogg'), 'x')).rejects.toMatchObject({ code: 'server-lost' });
  });

  it('removes what a dead process left behind', async () => {
    const stale = join(tmpdir(), 'earshot-pcm-4194301-test');
    mkdirSync(stale, { recursive: true });
    writeFileSync(join(stale, '1.pcm'), 'x');
    const { client, stop } = await startClient();
    try {
      await client.usage();
      await eventually('stale folder removed', () => !existsSync(stale));
    } finally {
      stop();
      rmSync(stale, { recursive: true, force: true });
    }
  });
});
