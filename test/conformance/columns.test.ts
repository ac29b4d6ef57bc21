import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScanProgress } from '../../src/core/protocol/audio.ts';
import { RUN_FRAMES } from '../../src/node/fileScan.ts';
import { Columns, framesPerBlock, levelFor, PCM_BELOW } from '../../src/core/picture/lane/columns.ts';
import { PeakCache, tilesOf } from '../../src/core/picture/lane/peakCache.ts';
import { tempFolder } from '../support/cleanup.ts';
import { noise, seededRandom, writeWav } from '../support/signal.ts';
import { serve } from '../unit/node/serve.ts';
import { buildServer } from '../unit/node/support.ts';

const RATE = 48000;
/** Two runs of the scan and a bit, no multiple of any block. */
const FRAMES = 2 * RUN_FRAMES + 77_777;
const VIEWS = 1000;

interface View {
  startFrame: number;
  framesPerColumn: number;
  count: number;
}

/** Half of them anywhere; the rest at borders of blocks and of tiles, at both ends, and beyond. */
function views(random: () => number, finest: number): View[] {
  const all: View[] = [
    { startFrame: 0, framesPerColumn: FRAMES / 1000, count: 1000 },
    { startFrame: 0, framesPerColumn: FRAMES, count: 1 },
    { startFrame: 0, framesPerColumn: FRAMES * 3, count: 2 },
    { startFrame: FRAMES - 40, framesPerColumn: finest, count: 50 },
  ];
  while (all.length < VIEWS) {
    const framesPerColumn = finest * (FRAMES / 4 / finest) ** (random() ** 1.5);
    const count = 1 + Math.floor(random() * 40);
    const span = framesPerColumn * count;
    const block = framesPerBlock(levelFor(framesPerColumn));
    const anywhere = random() * FRAMES;
    const border = Math.round(anywhere / block) * block;
    const starts = [anywhere, anywhere, border, Math.round(border / 1024) * 1024, 0, FRAMES - span];
    const startFrame = Math.max(0, starts[all.length % starts.length]!);
    all.push({
      startFrame,
      framesPerColumn: all.length % 7 === 0 ? Math.ceil(framesPerColumn) : framesPerColumn,
      count,
    });
  }
  return all;
}

/** Of the frames of a column, its edges rounded down to blocks, straight from the definition. */
function brute(plane: Float32Array, view: View, i: number): { min: number; max: number; rms: number } {
  const block = framesPerBlock(levelFor(view.framesPerColumn));
  const edge = (frame: number): number => Math.floor(frame / block) * block;
  const start = edge(view.startFrame + i * view.framesPerColumn);
  const next = view.startFrame + (i + 1) * view.framesPerColumn;
  const last = next > FRAMES - view.framesPerColumn * 1e-6;
  const end = Math.min(FRAMES, Math.max(last ? FRAMES : edge(next), start + block));
  let [min, max, squares] = [Infinity, -Infinity, 0];
  for (let frame = start; frame < end; frame++) {
    const value = plane[frame]!;
    if (value < min) min = value;
    if (value > max) max = value;
    squares += value * value;
  }
  return { min, max, rms: Math.sqrt(squares / (end - start)) };
}

describe('columns equal brute force over the samples', () => {
  const folder = tempFolder('columns');
  const path = join(folder.path, 'long.wav');
  // Different in each channel, louder and softer, with single samples that stand out.
  const [left, right] = noise(2, FRAMES).map((plane, c) =>
    plane.map((x, i) => x * (0.05 + 0.5 * Math.abs(Math.sin(i * (2 + c) * 1e-6))) + (i % 99_991 === c ? 0.4 : 0)),
  ) as [Float32Array, Float32Array];
  const tracks = {
    channels: [left, right],
    midSide: [
      left.map((l, i) => Math.fround(l + right[i]!) * 0.5),
      left.map((l, i) => Math.fround(l - right[i]!) * 0.5),
    ],
  };
  let served: ReturnType<typeof serve>;
  let removeBuild: () => void;
  let opened: { handle: number; scan: ScanProgress };
  beforeAll(async () => {
    const built = await buildServer();
    removeBuild = built.remove;
    served = serve({ worker: built.worker });
    writeWav(path, [left, right], RATE, 'float32');
    const { handle } = await served.client.request('open', { path, name: 'long.wav' });
    const { scan } = await served.end(handle);
    opened = { handle, scan };
  });
  afterAll(() => {
    served.stop();
    removeBuild();
    folder.remove();
  });

  /** The page's cache on the real server. show() resolves when all that a view needs is there. */
  function openCache(kind: keyof typeof tracks) {
    const { client } = served;
    const { handle } = opened;
    const errors: unknown[] = [];
    const cache = new PeakCache(
      {
        channels: 2,
        peaks: (level, start, count, signal) =>
          client.request('peaks', { handle, level, start, count, tracks: kind }, signal),
        pcm: async (startFrame, frames, signal) => {
          const answer = await client.request('pcm', { handle, startFrame, frames }, signal);
          return { count: answer.frames, data: answer.data };
        },
      },
      { later: () => ({ dispose: () => undefined }), onError: (error) => errors.push(error) },
    );
    cache.setScan(opened.scan);
    const columns = [new Columns(), new Columns()];
    const show = async (view: View): Promise<Columns[]> => {
      const end = Math.min(FRAMES, view.startFrame + view.framesPerColumn * view.count);
      cache.want('test', [tilesOf(levelFor(view.framesPerColumn), view.startFrame, end)]);
      for (;;) {
        columns.forEach((each, c) => each.fill(cache, c, 2, { ...view, totalFrames: FRAMES }));
        expect(errors).toEqual([]);
        if (columns.every((each) => each.missing === 0)) return columns;
        await new Promise<void>((resolve) => {
          const listening = cache.changed.on(() => {
            listening.dispose();
            resolve();
          });
        });
      }
    };
    return { show, close: () => cache.dispose() };
  }

  it.each([
    // From single samples to the whole file in a few columns.
    ['channels', 0.4],
    // Samples of mid and side are made by the page.
    ['midSide', PCM_BELOW],
  ] as const)('of %s', async (kind, finest) => {
    const { show, close } = openCache(kind);
    const levels = new Set<number>();
    let compared = 0;
    for (const view of views(seededRandom(11), finest)) {
      const shown = await show(view);
      levels.add(shown[0]!.level);
      for (const [c, columns] of shown.entries()) {
        for (let i = 0; i < view.count; i++) {
          if (view.startFrame + i * view.framesPerColumn >= FRAMES) continue;
          const expected = brute(tracks[kind][c]!, view, i);
          if (columns.min[i] !== expected.min || columns.max[i] !== expected.max) {
            expect({ view, i, min: columns.min[i], max: columns.max[i] }).toEqual({ view, i, ...expected });
          }
          const error = Math.abs(columns.rms[i]! - expected.rms);
          if (!(error <= expected.rms * 1e-6))
            expect({ view, i, rms: columns.rms[i] }).toEqual({ view, i, ...expected });
          compared++;
        }
      }
    }
    close();
    expect(compared).toBeGreaterThan(10 * VIEWS);
    expect([...levels].sort((a, b) => a - b)).toEqual(
      kind === 'channels' ? [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8] : [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
  });
});
