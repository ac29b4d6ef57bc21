import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { asWriteError, PendingFile, PendingFiles } from '../../../src/node/pendingFile.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { noise, wavBytes, writeWav } from '../../support/signal.ts';
import { craftWav } from '../formats/bytes.ts';
import { buildServer, generate } from './support.ts';
import { serve } from './serve.ts';

const RATE = 48000;
const HEADER = 44;
const FRAMES = 700_000;

describe('exportWav', () => {
  const folder = tempFolder('export-wav');
  const ends: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  const signal = noise(2, FRAMES);
  const source = join(folder.path, 'source.wav');
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
    writeWav(source, signal, RATE);
  });
  afterEach(() => ends.splice(0).forEach((end) => end()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });
  const start = () => {
    const served = serve({ worker });
    ends.push(served.stop);
    return served;
  };
  /** An empty folder to save in, and what is in it. */
  const place = (name: string) => {
    const path = join(folder.path, name);
    mkdirSync(path);
    return { path, file: join(path, 'out.wav'), names: () => readdirSync(path) };
  };

  it('copies the bytes of a range, and takes the place of what is there', async () => {
    const { client } = start();
    const out = place('copied');
    writeFileSync(out.file, 'old');
    chmodSync(out.file, 0o600);
    const { handle } = await client.request('open', { path: source, name: 'source.wav' });
    const [startFrame, endFrame] = [12_345, 612_346];
    const { bytes, warnings } = await client.request('exportWav', { handle, startFrame, endFrame, path: out.file });
    const expected = wavBytes(
      signal.map((plane) => plane.subarray(startFrame, endFrame)),
      RATE,
    );
    expect(warnings).toEqual([]);
    expect(bytes).toBe(expected.length);
    expect(Buffer.compare(readFileSync(out.file), expected)).toBe(0);
    expect(out.names()).toEqual(['out.wav']);
    expect(statSync(out.file).mode & 0o777).toBe(0o600);
  });

  it('writes through a link, and ends where the audio does', async () => {
    const { client, end } = start();
    const out = place('linked');
    writeFileSync(join(out.path, 'real.wav'), '');
    symlinkSync(join(out.path, 'real.wav'), out.file);
    const { handle } = await client.request('open', { path: source, name: 'source.wav' });
    await end(handle);
    await client.request('exportWav', { handle, startFrame: FRAMES - 1, endFrame: FRAMES + 9, path: out.file });
    expect(readFileSync(join(out.path, 'real.wav')).length).toBe(HEADER + 4);
    expect(readFileSync(out.file).readUInt32LE(40)).toBe(4);
  });

  it('refuses the file itself, under any name', async () => {
    const { client } = start();
    const out = place('itself');
    const own = join(out.path, 'own.wav');
    writeWav(own, noise(1, 1000), RATE);
    const before = readFileSync(own);
    linkSync(own, join(out.path, 'hard.wav'));
    symlinkSync(own, join(out.path, 'soft.wav'));
    const { handle } = await client.request('open', { path: own, name: 'own.wav' });
    for (const name of ['own.wav', 'hard.wav', 'soft.wav', '../itself/own.wav']) {
      const saving = client.request('exportWav', { handle, startFrame: 0, endFrame: 10, path: join(out.path, name) });
      await expect(saving).rejects.toMatchObject({
        code: 'unsupported',
        message: 'own.wav is the file that is open: choose another name.',
      });
    }
    expect(readFileSync(own).equals(before)).toBe(true);
    expect(out.names().sort()).toEqual(['hard.wav', 'own.wav', 'soft.wav']);
  });

  it('names what stands in the way', async () => {
    const { client, end } = start();
    const out = place('in the way');
    const { handle } = await client.request('open', { path: source, name: 'source.wav' });
    await end(handle);
    const save = (path: string, startFrame = 0) =>
      client.request('exportWav', { handle, startFrame, endFrame: startFrame + 10, path });
    await expect(save(join(out.path, 'no', 'out.wav'))).rejects.toMatchObject({
      code: 'not-found',
      message: 'out.wav cannot be saved: its folder does not exist.',
    });
    await expect(save(out.path)).rejects.toMatchObject({ code: 'is-directory' });
    writeFileSync(join(out.path, 'kept.wav'), 'kept');
    chmodSync(join(out.path, 'kept.wav'), 0o444);
    await expect(save(join(out.path, 'kept.wav'))).rejects.toMatchObject({
      code: 'no-permission',
      message: 'kept.wav cannot be replaced: it is write-protected.',
    });
    await expect(save(out.file, FRAMES)).rejects.toMatchObject({ code: 'no-audio' });
    expect(out.names()).toEqual(['kept.wav']);
  });

  it('removes what a process that died has left, and nothing else', async () => {
    const out = place('left over');
    const left = '.earshot-0f8fad5b-d9cb-469f-a165-70867728950e.tmp';
    const young = '.earshot-1f8fad5b-d9cb-469f-a165-70867728950e.tmp';
    for (const name of [left, young, '.earshot-mine.tmp']) writeFileSync(join(out.path, name), 'x');
    const old = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const name of [left, '.earshot-mine.tmp']) utimesSync(join(out.path, name), old, old);
    const { client } = start();
    const { handle } = await client.request('open', { path: source, name: 'source.wav' });
    await client.request('exportWav', { handle, startFrame: 0, endFrame: 10, path: out.file });
    await vi.waitFor(() => expect(out.names().sort()).toEqual(['.earshot-mine.tmp', young, 'out.wav'].sort()));
  });

  it('knows before it starts that the disk has no room', async () => {
    const out = place('small disk');
    const asked = new PendingFiles().create(out.file, 1e18, { path: source, name: 'source.wav' });
    await expect(asked).rejects.toMatchObject({
      code: 'too-large',
      message: 'There is no space left on the disk for out.wav (1000000000.0 GB).',
    });
    expect(out.names()).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'too-large', 'There is no space left on the disk for out.wav (2.0 MB).'],
    ['EFBIG', 'too-large', 'out.wav cannot be saved: the disk takes no file of 2.0 MB.'],
    ['EACCES', 'no-permission', 'out.wav cannot be saved: you have no permission to write in that folder.'],
    ['EROFS', 'no-permission', 'out.wav cannot be saved: the disk is read-only.'],
    ['EBUSY', 'no-permission', 'out.wav cannot be saved: another program has it open.'],
    ['EIO', 'internal', 'out.wav cannot be saved: odd'],
  ])('%s: says so', (code, ours, message) => {
    const error = asWriteError(Object.assign(new Error('odd'), { code }), 'out.wav', 2e6);
    expect(error).toMatchObject({ code: ours, message });
  });

  it('fails on a full disk and leaves nothing', async () => {
    const out = place('full');
    const names = { temporary: join(out.path, '.part'), path: out.file, name: 'out.wav', bytes: 3e6 };
    writeFileSync(names.temporary, '');
    // The device that is always full.
    const file = new PendingFile(await open('/dev/full', 'w'), names, () => undefined);
    await expect(file.append(new Uint8Array(10))).rejects.toMatchObject({
      code: 'too-large',
      message: 'There is no space left on the disk for out.wav (3.0 MB).',
    });
    await file.discard();
    expect(out.names()).toEqual([]);
  });

  it('leaves nothing when it is cancelled, or its file or the server is closed', async () => {
    const long = generate(join(folder.path, 'long.flac'), [], { seconds: 120, rate: RATE });
    const out = place('cancelled');
    writeFileSync(out.file, 'old');
    const range = { startFrame: 0, endFrame: 120 * RATE, path: out.file };
    const temporary = async (): Promise<void> => {
      while (out.names().length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const gone = async (): Promise<void> => {
      while (out.names().length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const { client, stop } = start();
    const first = await client.request('open', { path: long, name: 'long.flac' });
    const abort = new AbortController();
    const cancelled = client.request('exportWav', { handle: first.handle, ...range }, abort.signal);
    const outcome = expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await temporary();
    abort.abort();
    await outcome;
    await gone();

    const closing = client.request('exportWav', { handle: first.handle, ...range });
    const closed = expect(closing).rejects.toMatchObject({ code: 'cancelled' });
    await temporary();
    await client.request('close', { handle: first.handle });
    await closed;
    await gone();

    const again = await client.request('open', { path: long, name: 'long.flac' });
    const lost = client.request('exportWav', { handle: again.handle, ...range }).catch(() => undefined);
    await temporary();
    stop();
    expect(out.names()).toEqual(['out.wav']);
    expect(readFileSync(out.file, 'latin1')).toBe('old');
    void lost;
  });

  it('answers others meanwhile', async () => {
    const long = generate(join(folder.path, 'other.flac'), [], { seconds: 120, rate: RATE });
    const out = place('meanwhile');
    const { client, end } = start();
    const { handle } = await client.request('open', { path: long, name: 'other.flac' });
    await end(handle);
    let saved = false;
    const saving = client
      .request('exportWav', { handle, startFrame: 0, endFrame: 120 * RATE, path: out.file })
      .then(() => (saved = true));
    let answers = 0;
    let longest = 0;
    while (!saved) {
      const before = performance.now();
      await client.request('usage', {});
      longest = Math.max(longest, performance.now() - before);
      answers++;
    }
    await saving;
    expect(answers).toBeGreaterThan(20);
    expect(longest).toBeLessThan(500);
  });

  it('says when the file has changed meanwhile, or is shorter than it was', async () => {
    const { client, end } = start();
    const out = place('changed');
    const changing = join(out.path, 'changing.wav');
    writeWav(changing, signal, RATE);
    const { handle } = await client.request('open', { path: changing, name: 'changing.wav' });
    await end(handle);
    utimesSync(changing, new Date(), new Date(Date.now() + 9000));
    const saving = client.request('exportWav', { handle, startFrame: 0, endFrame: 100, path: out.file });
    await expect(saving).rejects.toMatchObject({
      code: 'changed',
      message: 'changing.wav has changed on disk while it was being saved.',
    });
    truncateSync(changing, HEADER);
    const nothing = client.request('exportWav', { handle, startFrame: 0, endFrame: 100, path: out.file });
    await expect(nothing).rejects.toMatchObject({ code: 'corrupt' });
    expect(out.names()).toEqual(['changing.wav']);
  });

  it('saves what is there of a file whose header promises more', async () => {
    const { client } = start();
    const out = place('short');
    const short = join(out.path, 'short.mp3');
    generate(short, ['-b:a', '128k'], { seconds: 10, rate: RATE });
    truncateSync(short, Math.floor(statSync(short).size / 2));
    const { handle, info } = await client.request('open', { path: short, name: 'short.mp3' });
    const endFrame = Math.max(info.frames ?? 0, 10 * RATE);
    const { warnings } = await client.request('exportWav', { handle, startFrame: 0, endFrame, path: out.file });
    const wav = readFileSync(out.file);
    const data = wav.indexOf('data');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt32LE(data + 4)).toBe(wav.length - data - 8);
    const frames = (wav.length - data - 8) / 8;
    expect(frames).toBeGreaterThan(4 * RATE);
    expect(frames).toBeLessThan(6 * RATE);
    if (warnings.length > 0)
      expect(warnings).toEqual([expect.stringMatching(/^short\.mp3 ended before the range did/)]);
  });

  it('expands A-law to the 16 bits that it stands for', async () => {
    const { client } = start();
    const out = place('loud');
    const alaw = join(out.path, 'a.wav');
    writeFileSync(
      alaw,
      craftWav({ tag: 6, bits: 8, channels: 1, rate: 8000, data: new Uint8Array([0x55, 0xd5, 0x2a]) }),
    );
    const { handle } = await client.request('open', { path: alaw, name: 'a.wav' });
    const { warnings } = await client.request('exportWav', { handle, startFrame: 0, endFrame: 3, path: out.file });
    expect(warnings).toEqual([]);
    const wav = readFileSync(out.file);
    expect([wav.readInt16LE(44), wav.readInt16LE(46), wav.readInt16LE(48)]).toEqual([-8, 8, -32256]);
  });
});
