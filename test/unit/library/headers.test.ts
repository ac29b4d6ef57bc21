import { copyFile, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAbortController } from '../../../src/core/util/abort.ts';
import { RowCache } from '../../../src/node/clientRowCache.ts';
import { waveOfPeaks } from '../../../src/node/clientRow.ts';
import { readHeaders } from '../../../src/node/library/headers.ts';
import { openForReading } from '../../../src/node/openFile.ts';

const samples = fileURLToPath(new URL('../../../samples', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-headers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (paths: string[]) => readHeaders(paths, createAbortController().signal);

describe('readHeaders', () => {
  it('says of the samples what opening them says', async () => {
    const names = (await readdir(samples)).filter((name) => !name.endsWith('.md'));
    expect(names.length).toBeGreaterThan(5);
    const headers = await read(names.map((name) => join(samples, name)));
    for (const [i, name] of names.entries()) {
      const { info, file } = await openForReading(join(samples, name), name, undefined);
      await file.close();
      const { container, codec, sampleRate, channels, bitsPerSample, frames, fileBytes } = info;
      const seconds = frames === null ? null : frames / sampleRate;
      expect(headers[i], name).toMatchObject({
        facts: { container, codec, sampleRate, channels, bitsPerSample, seconds },
        ...{ failure: null, bytes: fileBytes },
      });
    }
  });

  it('says what is wrong with each file that has no facts, and reads the others', async () => {
    await writeFile(join(folder, 'empty.wav'), '');
    await writeFile(join(folder, 'text.wav'), 'no audio at all, only words and words and words');
    await copyFile(join(samples, 'crow.wav'), join(folder, 'cut.wav'));
    await truncate(join(folder, 'cut.wav'), 20);
    const paths = ['empty.wav', 'text.wav', 'cut.wav', 'gone.wav'].map((name) => join(folder, name));
    const headers = await read([...paths, folder, join(samples, 'crow.wav')]);
    for (const header of headers.slice(0, 5)) {
      expect(header.facts).toBeNull();
      expect(header.failure).toMatch(/^\S.*\.$/);
    }
    expect(headers[0]!.failure).toMatch(/empty/);
    expect(headers[3]!.failure).toMatch(/gone\.wav was not found/);
    expect(headers[5]!.facts?.container).toBe('WAV');
  });
});

describe('RowCache', () => {
  const row = {
    facts: { container: 'WAV', codec: 'PCM 16-bit', sampleRate: 48000, channels: 2, bitsPerSample: 16, seconds: 1.5 },
    figures: { integratedLufs: -23, truePeakDbtp: null, samplePeakDbfs: -1, findings: 2, worst: 'warning' as const },
    wave: Int8Array.from({ length: 128 }, (_, i) => i - 64),
    failure: null,
  };

  it('keeps rows over a restart, of the file as it was', async () => {
    const file = join(folder, 'rows', 'kept.jsonl');
    const cache = await RowCache.open(file);
    cache.put('/a #1.wav', 10, 20, row);
    await cache.save();
    const again = await RowCache.open(file);
    expect(again.get('/a #1.wav', 10, 20)).toEqual(row);
    expect(again.get('/a #1.wav', 11, 20)).toBeUndefined();
    expect(again.get('/a #1.wav', 10, 21)).toBeUndefined();
  });

  it('takes what it cannot read for nothing', async () => {
    const file = join(folder, 'broken.jsonl');
    for (const text of ['', '{', '9.9\n{}', '\u0000\u0001']) {
      await writeFile(file, text);
      expect((await RowCache.open(file)).size).toBe(0);
    }
  });
});

describe('waveOfPeaks', () => {
  it('has the least and the most of all channels in each column', () => {
    // Two channels of 128 blocks: minima, maxima, mean squares of each.
    const count = 128;
    const data = new Float32Array(2 * 3 * count);
    data.fill(-0.25, 0, count).fill(0.5, count, 2 * count);
    data.fill(-1.5, 3 * count, 3 * count + 2).fill(0.125, 4 * count, 5 * count);
    const wave = waveOfPeaks({ start: 0, count, channels: 2, data })!;
    expect([...wave.slice(0, 4)]).toEqual([-127, 64, -32, 64]);
  });
});
