import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BlockHeader, BlockProducer } from '../../../src/core/engine/blockQueue.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { Program } from '../../../webview/engine/program.ts';
import { Feeder } from '../../../webview/engine/feeder.ts';
import type { PcmSource } from '../../../webview/engine/types.ts';
import { blockOf } from './support/signal.ts';

const LEAD = 240;
const FIRST = 12_000 + LEAD;

const from = (start: number): Program => ({ start, step: 1, range: null, loop: null });

interface Setup {
  feeder: Feeder;
  blocks: BlockHeader[];
  reads: [number, number][];
  /** Makes room for so many more frames. */
  room: (frames: number) => void;
}

function setUp(length: number, before: (read: number) => Promise<void> | void = () => undefined): Setup {
  const blocks: BlockHeader[] = [];
  const reads: [number, number][] = [];
  let free = 0;
  const source: PcmSource = {
    sampleRate: 48000,
    channels: 2,
    frames: () => length,
    read: async (start, frames) => {
      reads.push([start, frames]);
      await before(reads.length);
      const count = Math.max(0, Math.min(frames, length - start));
      return { frames: count, data: blockOf(start, count, 2) };
    },
  };
  const feeder = new Feeder(source);
  const producer: BlockProducer = {
    maxBlockFrames: 16384,
    free: () => Math.min(16384, free),
    write: (header, data, stride) => {
      if (header.frames > free) return false;
      for (let channel = 0; channel < 2; channel++) {
        const wanted = blockOf(header.startFrame, header.frames, 2).subarray(channel * header.frames);
        expect(data.slice(channel * stride, channel * stride + header.frames)).toEqual(wanted.slice(0, header.frames));
      }
      free -= header.frames;
      blocks.push({ ...header });
      return true;
    },
  };
  feeder.attach(producer, 0);
  return {
    feeder,
    blocks,
    reads,
    room: (frames) => {
      free += frames;
      feeder.progress(-1, 0);
    },
  };
}

describe('feeder', () => {
  it('starts with a whole block and one fade early, then reads on only as there is room, to the end', async () => {
    const { feeder, blocks, reads, room } = setUp(50_000);
    feeder.start(3, from(10_000));
    await after(5);
    // The second is under way with the first; a third waits for room.
    expect(reads).toEqual([
      [10_000 - LEAD, FIRST],
      [22_000, 16_384],
    ]);
    expect(blocks).toEqual([]);
    room(FIRST);
    await after(5);
    expect(blocks).toMatchObject([{ epoch: 3, startFrame: 10_000 - LEAD, frames: FIRST, last: false }]);
    room(1e6);
    await after(5);
    expect(blocks.slice(1)).toMatchObject([
      { epoch: 3, startFrame: 22_000, frames: 16_384, last: false },
      { epoch: 3, startFrame: 38_384, frames: 11_616, last: true },
    ]);
    await after(20);
    expect(reads).toHaveLength(3);
  });

  it('marks the end of a file without frames', async () => {
    const { feeder, blocks, room } = setUp(0);
    room(1);
    feeder.start(1, from(0));
    await after(5);
    expect(blocks).toMatchObject([{ epoch: 1, startFrame: 0, frames: 0, last: true }]);
  });

  it('gives up what was under way at a new start, with few reads at once', async () => {
    const { feeder, blocks, reads, room } = setUp(1e9, () => after(5));
    room(1e5);
    for (let epoch = 1; epoch <= 50; epoch++) feeder.start(epoch, from(epoch * 1000));
    await after(60);
    expect(new Set(blocks.map((block) => block.epoch))).toEqual(new Set([50]));
    expect(blocks[0]!.startFrame).toBe(50_000 - LEAD);
    const others = reads.filter(([start]) => start < 50_000 - LEAD);
    expect(others.length).toBeLessThanOrEqual(4);
  });

  it('asks a lost server again, in place, and loses nothing', async () => {
    const { feeder, blocks, room } = setUp(60_000, (read) => {
      if (read === 2 || read === 3) throw new EarshotError('server-lost', 'gone');
    });
    room(1e6);
    feeder.start(1, from(0));
    await after(700);
    expect(feeder.failure).toBeNull();
    let at = 0;
    for (const block of blocks) {
      expect(block.startFrame).toBe(at);
      at += block.frames;
    }
    expect(at).toBe(60_000);
  });

  it('leaves a lost server alone while nothing plays', async () => {
    const { feeder, reads, room } = setUp(60_000, () => {
      throw new EarshotError('server-lost', 'gone');
    });
    room(1e6);
    feeder.start(1, from(0));
    await after(10);
    feeder.setActive(false);
    await after(400);
    expect(reads).toHaveLength(2);
    feeder.setActive(true);
    await after(150);
    expect(reads.length).toBeGreaterThan(2);
    feeder.dispose();
  });

  it('ends what is queued at any other error, and keeps the reason', async () => {
    const { feeder, blocks, room } = setUp(60_000, (read) => {
      if (read >= 2) throw new EarshotError('corrupt', 'The file is damaged after 0:02.');
    });
    room(1e6);
    feeder.start(1, from(0));
    await after(10);
    expect(blocks.at(-1)).toMatchObject({ epoch: 1, startFrame: FIRST, frames: 0, last: true });
    expect(feeder.failure).toEqual({ code: 'corrupt', message: 'The file is damaged after 0:02.' });
  });

  it('takes an answer of the wrong size for an error', async () => {
    const feeder = new Feeder({
      sampleRate: 48000,
      channels: 2,
      frames: () => null,
      read: (_start, frames) => Promise.resolve({ frames, data: new Float32Array(frames) }),
    });
    feeder.start(1, from(0));
    await after(10);
    expect(feeder.failure?.code).toBe('protocol');
    feeder.dispose();
  });
});
