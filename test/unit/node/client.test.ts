import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lenaPath } from '../formats/lena.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { generate, planes, scanned, startClient } from './support.ts';

/** Files of a cache that are not complete. */
const unfinished = (cache: string): string[] =>
  existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.tmp')) : [];

/** Of a WAV file whose recorder has not said yet how long it is. */
function openHeader(): Buffer {
  const whole = readFileSync(lenaPath('wav'));
  const header = Buffer.from(whole.subarray(0, whole.length - 541184 * 2));
  header.writeUInt32LE(0, header.length - 4);
  return header;
}

const eventually = async (what: string, check: () => boolean): Promise<void> => {
  for (let i = 0; i < 1200; i++) {
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

  it('follows a file that grows under its handle, and says when it is another', async () => {
    const { client } = session;
    const path = join(folder.path, 'growing.wav');
    const whole = readFileSync(lenaPath('wav'));
    const header = openHeader();
    const audio = whole.subarray(header.length);
    writeFileSync(path, Buffer.concat([header, audio.subarray(0, 200_000)]));
    const file = await scanned(client, path);
    expect(file.info).toMatchObject({ frames: 100_000, growing: true });
    expect(await client.refresh(file.handle)).toMatchObject({ state: 'same' });
    const ends: number[] = [];
    const listener = client.onProgress.on(({ scan }) => scan.state === 'done' && ends.push(scan.scannedFrames));
    appendFileSync(path, audio.subarray(200_000, 400_000));
    expect(await client.refresh(file.handle)).toMatchObject({ state: 'grown', info: { frames: 200_000 } });
    await eventually('the rest is scanned', () => ends.includes(200_000));
    listener.dispose();
    const [grown] = await planes(client, { ...file, info: { ...file.info, frames: 200_000 } }, 150_000, 100_000);
    expect(grown).toHaveLength(50_000);
    expect(grown![0]).toBe(audio.readInt16LE(300_000) / 32768);
    writeFileSync(path, whole);
    expect(await client.refresh(file.handle)).toMatchObject({ state: expect.stringMatching(/changed|grown/) });
    writeFileSync(path, Buffer.concat([header, audio.subarray(400_000, 900_000)]));
    expect(await client.refresh(file.handle)).toMatchObject({ state: 'changed' });
    await client.close(file.handle);
  });

  it('reads what it is told is raw, and pauses its scan', async () => {
    const { client } = session;
    const FRAMES = 120_000_000;
    const path = join(folder.path, 'long.raw');
    writeFileSync(path, '');
    truncateSync(path, FRAMES);
    const raw = { encoding: 'u8' as const, channels: 1, offset: 0 };
    const { handle, info } = await client.open(path, 'long.raw', { layout: { sampleRate: 8000, raw } });
    await client.attend({ handle, attention: 'paused' });
    expect(info).toMatchObject({ container: 'Raw', frames: FRAMES, sampleRate: 8000 });
    let at = 0;
    const listener = client.onProgress.on(({ scan }) => (at = scan.state === 'done' ? Infinity : scan.scannedFrames));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(at).toBeLessThan(FRAMES);
    // Samples are served all the same.
    expect(await client.pcm({ handle, startFrame: FRAMES - 1000, frames: 1000 })).toMatchObject({ frames: 1000 });
    await client.attend({ handle, attention: 'seen' });
    await eventually('the scan ends', () => at === Infinity);
    listener.dispose();
    await client.close(handle);
  });

  it('cancels a read that waits', async () => {
    const { client } = session;
    const path = generate(join(folder.path, 'long.mp3'), [], { seconds: 90 });
    const { handle } = await client.open(path, 'long.mp3');
    const abort = new AbortController();
    const reading = client.pcm({ handle, startFrame: 44100 * 89, frames: 1000 }, abort.signal);
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
      await client.usage();
      expect(client.pid).not.toBe(pid);
    } finally {
      stop();
    }
  });

  it('ends with its client, and leaves no temporary files', async () => {
    const cache = tempFolder('cache');
    const { client, stop } = await startClient({ cacheFolder: cache.path });
    try {
      const path = join(cache.path, 'long.wav');
      writeFileSync(path, openHeader());
      truncateSync(path, 100_000_000);
      const { handle } = await client.open(path, 'long.wav');
      await client.attend({ handle, attention: 'paused' });
      expect(unfinished(cache.path)).toHaveLength(1);
      const pid = client.pid!;
      stop();
      await eventually('process ends', () => !isAlive(pid));
      expect(unfinished(cache.path)).toEqual([]);
      await expect(client.open(lenaPath('wav'), 'x')).rejects.toMatchObject({ code: 'server-lost' });
    } finally {
      stop();
      cache.remove();
    }
  });

  it('removes what a dead process left behind', async () => {
    const cache = tempFolder('cache');
    const stale = join(cache.path, `${'0'.repeat(40)}.pcm.4194301-1.tmp`);
    writeFileSync(stale, 'x');
    const { client, stop } = await startClient({ cacheFolder: cache.path });
    try {
      await client.usage();
      await eventually('stale file removed', () => !existsSync(stale));
    } finally {
      stop();
      cache.remove();
    }
  });
});
