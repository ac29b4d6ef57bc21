import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../src/core/formats/registry.ts';
import type { AudioServerClient } from '../../src/node/client.ts';
import { openDemuxer } from '../../src/node/packets/openDemuxer.ts';
import { tempFolder } from '../support/cleanup.ts';
import { openForTest } from '../support/decode.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { makeSample, sampleLayouts, type SampleName } from '../support/sampleFiles.ts';
import { seededRandom } from '../support/signal.ts';
import { planes, scanned, startClient } from '../unit/node/support.ts';
import { exactness, formatTable, type Seeking } from './formats.table.ts';

const SECONDS = 3;
const READS = 24;

/** Rate and frames of samples that ffmpeg does not read, or reads in another way: with the encoder's delay, undecimated. */
const ours: Partial<Record<SampleName, { sampleRate: number; frames: number; lag?: number }>> = {
  npy: { sampleRate: 16000, frames: 48000 },
  npz: { sampleRate: 16000, frames: 48000 },
  raw: { sampleRate: 44100, frames: 132300 },
  qoa: { sampleRate: 44100, frames: 132300 },
  m4a: { sampleRate: 44100, frames: 132300 },
  'm4a-front': { sampleRate: 44100, frames: 132300 },
  musepack: { sampleRate: 44100, frames: 132300, lag: 481 },
  dsf: { sampleRate: 88200, frames: 264600 },
  dff: { sampleRate: 88200, frames: 264600 },
};
const notFromFfmpeg: ReadonlySet<SampleName> = new Set<SampleName>(['npy', 'npz', 'raw', 'qoa', 'dsf', 'dff']);

const same = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

describe('the table of formats', () => {
  const folder = tempFolder('formats');
  let client: AudioServerClient;
  let stop: () => void;
  const made = new Map<SampleName, string>();
  const sample = (name: SampleName): string => {
    const path = made.get(name) ?? makeSample(folder.path, name, SECONDS);
    made.set(name, path);
    return path;
  };

  beforeAll(async () => {
    ({ client, stop } = await startClient());
  });
  afterAll(() => {
    stop();
    folder.remove();
  });

  it('has a row for every format, and a test for every row', () => {
    const rows = formatTable.flatMap((row) => row.formats);
    expect([...new Set(rows)].sort()).toEqual(formats.map((format) => format.id).sort());
    for (const { proof } of formatTable) {
      expect(existsSync(fileURLToPath(new URL(proof, import.meta.url))), proof).toBe(true);
    }
  });

  const rows = formatTable.map((row) => [row.name, row] as const);
  describe.each(rows)('%s', (_, row) => {
    it.each(row.samples)('%s', async (name) => {
      const path = sample(name);
      const opened = await scanned(client, path, sampleLayouts[name]);
      expect(opened.error).toBeUndefined();
      const { info, scan, handle } = opened;
      expect([...info.warnings, ...scan.warnings]).toEqual([]);
      const reference = notFromFfmpeg.has(name) ? undefined : decodeWithFfmpeg(path);
      const frames = ours[name]?.frames ?? reference!.channels[0]!.length;
      expect(info.sampleRate).toBe(ours[name]?.sampleRate ?? reference!.sampleRate);
      expect(info.channels).toBe(reference?.channels.length ?? 2);
      expect(scan.scannedFrames).toBe(frames);
      if (info.framesExact) expect(info.frames).toBe(frames);

      const whole = await planes(client, opened, 0, frames + 10);
      for (const plane of whole) expect(plane.length).toBe(frames);
      if (reference) {
        const lag = ours[name]?.lag ?? 0;
        const { limit } = exactness[row.stricter?.[name] ?? row.exact];
        whole.forEach((plane, c) => {
          const theirs = reference.channels[c]!;
          const at = plane.findIndex((x, i) => Math.abs(x - theirs[i + lag]!) > limit);
          expect(at, `channel ${c} differs`).toBe(-1);
        });
      }

      const random = seededRandom(frames);
      for (let i = 0; i < READS; i++) {
        const startFrame = Math.floor(random() * frames);
        const wanted = 1 + Math.floor(random() * 5000);
        const { data, frames: got } = await client.pcm({ handle, startFrame, frames: wanted });
        expect(got).toBe(Math.min(wanted, frames - startFrame));
        whole.forEach((plane, c) => {
          const right = same(data.subarray(c * got, (c + 1) * got), plane.subarray(startFrame, startFrame + got));
          expect(right, `frames ${startFrame} to ${startFrame + got - 1}, channel ${c}`).toBe(true);
        });
      }
      await client.close(handle);
    });

    it('is sought as the table says', async () => {
      const found = new Set<Seeking>();
      for (const name of row.samples) found.add(await seekingOf(sample(name), name));
      expect([...found].sort()).toEqual([...row.seek].sort());
    });
  });
});

async function seekingOf(path: string, name: SampleName): Promise<Seeking> {
  const layout = sampleLayouts[name];
  const file = await openForTest(path, { index: false, ...(layout && { layout }) });
  await file.close();
  const { stream } = file;
  if (stream.kind === 'coded') return 'spill';
  if (stream.kind === 'pcm') return 'arithmetic';
  const input = { size: 0, read: () => new Uint8Array(0), warn: () => undefined };
  return stream.parts.some((part) => 'buildIndex' in openDemuxer(part, input)) ? 'index' : 'arithmetic';
}
