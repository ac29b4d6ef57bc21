import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasNonFinite } from '../../../src/core/dsp/peaks.ts';
import type { AudioServerOptions } from '../../../src/node/audioServer.ts';
import { craftWav } from '../formats/bytes.ts';
import { lenaPath } from '../formats/lena.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { serve as startServer } from './serve.ts';
import { buildServer, generate } from './support.ts';

const ends: (() => void)[] = [];

function serve(options: AudioServerOptions) {
  const served = startServer(options);
  ends.push(served.stop);
  return served;
}

describe('AudioServer', () => {
  const folder = tempFolder('server-test');
  let worker: URL;
  let removeBuild: () => void;
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
  });
  afterEach(() => ends.splice(0).forEach((end) => end()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });

  const script = (name: string, code: string): URL => {
    const path = join(folder.path, name);
    writeFileSync(path, code);
    return pathToFileURL(path);
  };

  it('ends a decoder that hangs, names it, and goes on with the next file', async () => {
    const hanging = script(
      'hang.mjs',
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => { for (;;); });`,
    );
    const { client, end } = serve({ worker: hanging, hungMs: 300 });
    for (const name of ['first.flac', 'second.flac', 'third.flac']) {
      const before = performance.now();
      const { handle } = await client.request('open', { path: lenaPath('flac'), name });
      expect(await end(handle)).toMatchObject({
        scan: { state: 'failed', scannedFrames: 0 },
        error: { code: 'decoder-hung', message: expect.stringMatching(new RegExp(`^${name} made the decoder hang`)) },
      });
      expect(performance.now() - before).toBeLessThan(5000);
      await client.request('close', { handle });
    }
  });

  it('survives a thread that dies', async () => {
    const dying = script(
      'die.mjs',
      `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));`,
    );
    const { client, end } = serve({ worker: dying });
    const { handle } = await client.request('open', { path: lenaPath('mp3'), name: 'x.mp3' });
    expect(await end(handle)).toMatchObject({ scan: { state: 'failed' }, error: { code: 'corrupt' } });
  });

  it('keeps what was decoded when the temporary space runs out, and says so', async () => {
    const path = generate(join(folder.path, 'long.wma'), ['-c:a', 'wmav2'], { seconds: 20 });
    const { client, end } = serve({ worker, spillLimitBytes: 2_000_000 });
    const { handle } = await client.request('open', { path, name: 'long.wma' });
    const last = await end(handle);
    expect(last).toMatchObject({ scan: { state: 'failed' }, error: { code: 'too-large' } });
    expect(last.scan.scannedFrames).toBeGreaterThan(100_000);
    const pcm = await client.request('pcm', { handle, startFrame: 50_000, frames: 1000 });
    expect(pcm.frames).toBe(1000);
    const beyond = await client.request('pcm', { handle, startFrame: last.scan.scannedFrames, frames: 1000 });
    expect(beyond.frames).toBe(0);
  });

  it('refuses at once what the header says is too large', async () => {
    const { client } = serve({ worker, spillLimitBytes: 100_000 });
    // Musepack SV7 of 1,000 blocks of 1,152 frames.
    const header = Buffer.alloc(2000);
    header.write('MP+\x07', 'latin1');
    header.writeUInt32LE(1000, 4);
    const path = join(folder.path, 'piece.mpc');
    writeFileSync(path, header);
    const opening = client.request('open', { path, name: 'piece.mpc' });
    await expect(opening).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/^piece\.mpc is too large/),
    });
  });

  it('scans two files at a time and the rest in order', async () => {
    const { client, end, progress } = serve({ worker });
    const handles: number[] = [];
    for (let i = 0; i < 5; i++) {
      handles.push((await client.request('open', { path: lenaPath('mp3'), name: `${i}.mp3` })).handle);
    }
    for (const handle of handles)
      expect((await end(handle)).scan).toMatchObject({ state: 'done', scannedFrames: 541184 });
    const firstOf = (handle: number) => progress.findIndex((event) => event.handle === handle);
    const lastOf = (handle: number) => progress.map((event) => event.handle).lastIndexOf(handle);
    expect(firstOf(handles[2]!)).toBeGreaterThan(Math.min(lastOf(handles[0]!), lastOf(handles[1]!)));
    await Promise.all(handles.map((handle) => client.request('close', { handle })));
  });

  it('closes a file whose scan still waits for its turn', async () => {
    const { client, end } = serve({ worker, size: 1 });
    const first = await client.request('open', { path: lenaPath('flac'), name: 'a' });
    const second = await client.request('open', { path: lenaPath('flac'), name: 'b' });
    await client.request('close', { handle: second.handle });
    expect((await end(first.handle)).scan.state).toBe('done');
  });

  it('reports progress at most every 100 ms, and the end at once', async () => {
    const path = generate(join(folder.path, 'long.opus'), ['-c:a', 'libopus'], { seconds: 120 });
    const { client, end, progress } = serve({ worker });
    const { handle } = await client.request('open', { path, name: 'long.opus' });
    await end(handle);
    const times = progress.map((event) => event.at);
    const gaps = times.slice(1, -1).map((at, i) => at - times[i]!);
    expect(gaps.length).toBeGreaterThan(1);
    // Timers and the channel between the two ends may each shift a message a little.
    for (const gap of gaps) expect(gap).toBeGreaterThan(80);
  });

  it('leaves samples that are not numbers out of the peaks, keeps them in the PCM, and counts them', async () => {
    const samples = new Float32Array(2000).fill(0.25);
    samples.set([NaN, Infinity, -Infinity, -0.5], 700);
    const wav = craftWav({ tag: 3, bits: 32, data: new Uint8Array(samples.buffer) });
    const path = join(folder.path, 'nan.wav');
    writeFileSync(path, wav);
    const { client, end } = serve({ worker });
    const { handle, info } = await client.request('open', { path, name: 'nan.wav' });
    expect(info.codec).toBe('PCM 32-bit float');
    const { scan } = await end(handle);
    expect(scan.warnings).toEqual(['3 samples are not numbers (NaN or infinite); the waveform leaves them out.']);
    const { data } = await client.request('peaks', { handle, level: 12, start: 0, count: 1 });
    expect([...data.subarray(0, 2)]).toEqual([-0.5, 0.25]);
    expect(hasNonFinite(data[2]!)).toBe(true);
    const fine = await client.request('peaks', { handle, level: 0, start: 0, count: 200 });
    expect(fine.data.every(Number.isFinite)).toBe(true);
    const odd = [...fine.data.subarray(2 * fine.count)].flatMap((square, block) =>
      hasNonFinite(square) ? [block] : [],
    );
    expect(odd).toEqual([43]);
    const pcm = await client.request('pcm', { handle, startFrame: 700, frames: 2 });
    expect([...pcm.data]).toEqual([NaN, Infinity]);
  });
});
