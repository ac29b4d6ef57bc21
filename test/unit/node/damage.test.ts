import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { AudioServerClient } from '../../../src/node/client.ts';
import { lenaBytes } from '../formats/lena.ts';
import { seededRandom } from '../../support/signal.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { generate, scanned, startClient } from './support.ts';

const LIMIT_MS = 5000;

describe('damaged files', () => {
  const folder = tempFolder('damage');
  let client: AudioServerClient;
  let stop: () => void;
  const originals = new Map<string, Buffer>();

  beforeAll(async () => {
    ({ client, stop } = await startClient());
    for (const extension of ['wav', 'flac', 'mp3', 'ogg', 'opus', 'aac', 'm4a'])
      originals.set(extension, lenaBytes(extension));
    // Table of contents first: cutting it leaves something to decode.
    const faststart = generate(join(folder.path, 'front.m4a'), ['-c:a', 'aac', '-movflags', '+faststart']);
    originals.set('front.m4a', readFileSync(faststart));
  });
  afterAll(() => {
    stop();
    folder.remove();
  });

  /** A result with a warning, or a named error; in time, and in a process that lives on. */
  async function outcome(bytes: Uint8Array, name: string, damaged = true): Promise<string> {
    const path = join(folder.path, name);
    writeFileSync(path, bytes);
    const before = performance.now();
    const pid = client.pid;
    let result: string;
    try {
      const { handle, info, scan, error } = await scanned(client, path);
      if (error) {
        expect(error.message).toContain(basename(path));
        expect(error.code).not.toBe('internal');
        result = error.code;
      } else {
        expect(scan.scannedFrames).toBeGreaterThan(0);
        expect(scan.totalFrames).toBe(scan.scannedFrames);
        const warnings = [...info.warnings, ...scan.warnings];
        if (damaged) expect(warnings, `${name}: ${scan.scannedFrames} frames`).not.toEqual([]);
        const last = await client.pcm({ handle, startFrame: scan.scannedFrames - 1, frames: 10 });
        expect(last.frames).toBe(1);
        result = 'warned';
      }
      await client.close(handle);
    } catch (error) {
      expect(error).toBeInstanceOf(EarshotError);
      expect((error as EarshotError).message).toContain(name);
      expect((error as EarshotError).code).not.toMatch(/internal|server-lost/);
      result = (error as EarshotError).code;
    }
    expect(performance.now() - before).toBeLessThan(LIMIT_MS);
    if (pid !== undefined) expect(client.pid).toBe(pid);
    return result;
  }

  it.each(['wav', 'flac', 'mp3', 'ogg', 'opus', 'm4a', 'front.m4a'])('%s cut off anywhere', async (extension) => {
    const original = originals.get(extension)!;
    const cuts = [1, 4, 12, 16, 44, 64, 100, 256, 512, 1000, 2048, 4096, 10_000, 40_000, 65_536];
    const random = seededRandom(7);
    for (let i = 0; i < 10; i++) cuts.push(1 + Math.floor(random() * (original.length - 1)));
    cuts.push(original.length >> 1, original.length - 1000, original.length - 10);
    const results = [];
    for (const cut of cuts.filter((at) => at < original.length)) {
      results.push(await outcome(original.subarray(0, cut), `cut-${cut}.${extension}`));
    }
    expect(results).not.toContain('unsupported');
  });

  // ADTS has no length anywhere: a cut between two frames cannot be seen.
  it('aac cut off anywhere', async () => {
    const original = originals.get('aac')!;
    for (const cut of [1, 5, 9, 100, 500, 2000, 10_000, 60_001])
      await outcome(original.subarray(0, cut), `cut-${cut}.aac`, false);
  });

  it.each(['flac', 'mp3', 'ogg', 'opus', 'aac', 'm4a', 'front.m4a'])(
    '%s with flipped bits and holes',
    async (extension) => {
      const original = originals.get(extension)!;
      for (let seed = 1; seed <= 8; seed++) {
        const random = seededRandom(seed);
        const bytes = Buffer.from(original);
        const from = extension.endsWith('m4a') || extension === 'flac' ? 8192 : 4096;
        for (let i = 0; i < 40; i++) {
          const at = from + Math.floor(random() * (bytes.length - from));
          bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 8));
        }
        const hole = from + Math.floor(random() * (bytes.length - from - 5000));
        bytes.fill(seed % 2 ? 0 : 0xff, hole, hole + 4096);
        await outcome(bytes, `flipped-${seed}.${extension}`, false);
      }
    },
  );

  it.each(['flac', 'mp3', 'ogg', 'opus', 'aac', 'm4a', 'wav'])('%s with a garbled header', async (extension) => {
    const original = originals.get(extension)!.subarray(0, 120_000);
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed * 31);
      const bytes = Buffer.from(original);
      const headers = extension === 'm4a' ? [bytes.length] : [200, 1500];
      for (let i = 0; i < 6; i++)
        bytes[Math.floor(random() * headers[i % headers.length]!)] = Math.floor(random() * 256);
      await outcome(bytes, `header-${seed}.${extension}`, false);
    }
  });

  it('random bytes behind a magic word', async () => {
    const heads = [
      'RIFF\x24\0\0\0WAVE',
      'fLaC',
      'OggS\0\x02',
      '\0\0\0\x20ftypM4A ',
      'ID3\x03\0\0\0\0\0\0',
      '\xff\xfb\x90\0',
      '\xff\xf1\x50\x80',
    ];
    for (const [i, head] of heads.entries()) {
      const random = seededRandom(i + 1);
      const noise = Buffer.from(Uint8Array.from({ length: 100_000 }, () => random() * 256));
      await outcome(Buffer.concat([Buffer.from(head, 'latin1'), noise]), `random-${i}.bin`, false);
    }
  });

  it('an MP4 whose packet sizes lie', async () => {
    const bytes = Buffer.from(originals.get('front.m4a')!);
    const sizes = bytes.indexOf('stsz', 0, 'latin1') + 16;
    for (let i = 0; i < 40; i++) bytes.writeUInt32BE(0x7ffffff0 + i, sizes + i * 4);
    await outcome(bytes, 'sizes.m4a');
  });

  it('a FLAC whose STREAMINFO promises too much', async () => {
    const bytes = Buffer.from(originals.get('flac')!);
    bytes[8 + 13] = (bytes[8 + 13]! & 0xf0) | 0x0f;
    expect(await outcome(bytes, 'promise.flac')).toBe('warned');
  });
});
