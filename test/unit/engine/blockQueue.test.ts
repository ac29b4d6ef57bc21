import { describe, expect, it } from 'vitest';
import { type BlockHeader, emptyHeader, queueShape } from '../../../src/core/engine/blockQueue.ts';
import { transportNames, transports } from './support/pairs.ts';
import { blockOf, pick, randomOf, sampleAt } from './support/signal.ts';

const GUARD = 8;
const GUARD_VALUE = Infinity;

const headerOf = (fields: Partial<BlockHeader>): BlockHeader => ({ ...emptyHeader(), epoch: 1, ...fields });

describe.each(transportNames)('block queue over %s', (name) => {
  const open = transports[name];

  it.each([
    { channels: 1, maxBlockFrames: 256, blocks: 8, seed: 1 },
    { channels: 2, maxBlockFrames: 1024, blocks: 8, seed: 2 },
    { channels: 2, maxBlockFrames: 64, blocks: 2, seed: 3 },
    { channels: 7, maxBlockFrames: 333, blocks: 3, seed: 4 },
  ])('loses, doubles and reorders nothing: $channels channels, blocks of $maxBlockFrames', (setup) => {
    const { channels, maxBlockFrames, blocks, seed } = setup;
    const random = randomOf(seed);
    const { producer, consumer, settle } = open({ channels, maxBlockFrames, blocks });
    const total = maxBlockFrames === 1024 ? 10_000_000 : 2_500_000;
    const sent: BlockHeader[] = [];
    const room = 512;
    const out = Array.from({ length: channels }, () => new Float32Array(room + 2 * GUARD).fill(GUARD_VALUE));
    let epoch = 1;
    let written = 0;
    let at = 0;
    let current: (BlockHeader & { read: number }) | null = null;
    let passed = 0;
    let refused = 0;
    let faults = 0;
    while (written < total || sent.length > 0 || consumer.left() > 0) {
      for (let i = pick(random, 0, 4); i > 0 && written < total; i--) {
        if (random() < 0.02) {
          epoch++;
          at = pick(random, 0, 5_000_000);
        }
        const frames = random() < 0.05 ? 0 : pick(random, 1, maxBlockFrames);
        const step = random() < 0.3 ? -1 : 1;
        const loopStart = random() < 0.3 ? pick(random, 1, 9e9) : 0;
        const loopEnd = loopStart && loopStart + pick(random, 1, 9e9);
        const last = random() < 0.05;
        const header: BlockHeader = { epoch, startFrame: at, frames, step, loopStart, loopEnd, last };
        if (!producer.write(header, blockOf(at, frames, channels), frames)) {
          refused++;
          break;
        }
        sent.push(header);
        at += frames;
        written += frames;
      }
      for (let i = pick(random, 0, 12); i > 0; i--) {
        if (consumer.left() === 0 || random() < 0.01) {
          if (current) passed += current.frames;
          current = null;
          const opened = consumer.next();
          if (opened !== sent.length > 0) faults++;
          if (!opened) break;
          if (consumer.queued() !== sent.reduce((sum, block) => sum + block.frames, 0)) faults++;
          const expected = sent.shift()!;
          if (JSON.stringify(consumer.header) !== JSON.stringify(expected)) faults++;
          current = { ...expected, read: 0 };
        }
        const wanted = pick(random, 0, room);
        const count = consumer.read(out, GUARD, wanted);
        if (count !== Math.min(wanted, current!.frames - current!.read)) faults++;
        for (let channel = 0; channel < channels; channel++) {
          const samples = out[channel]!;
          for (let k = 0; k < count; k++) {
            if (samples[GUARD + k] !== sampleAt(current!.startFrame + current!.read + k, channel)) faults++;
          }
          if (samples[GUARD - 1] !== GUARD_VALUE || samples[GUARD + count] !== GUARD_VALUE) faults++;
          samples.fill(GUARD_VALUE, GUARD, GUARD + count);
        }
        current!.read += count;
      }
      if (random() < 0.3) settle();
      if (faults > 0) break;
    }
    consumer.next();
    if (current) passed += current.frames;
    expect(faults).toBe(0);
    expect(passed).toBe(written);
    expect(written).toBeGreaterThanOrEqual(total);
    expect(refused).toBeGreaterThan(0);
    expect(consumer.next()).toBe(false);
  });

  it('says how much fits, takes exactly that, and gives it back once it was read or dropped', () => {
    const shape = { channels: 2, maxBlockFrames: 128, blocks: 4 };
    const { producer, consumer, settle } = open(shape);
    const fill = (): number => {
      let frames = 0;
      for (let free = producer.free(); free > 0; free = producer.free()) {
        expect(producer.write(headerOf({ startFrame: frames, frames: free }), blockOf(frames, free, 2), free)).toBe(
          true,
        );
        frames += free;
      }
      return frames;
    };
    expect(fill()).toBe(512);
    expect(producer.write(headerOf({ startFrame: 512, frames: 1 }), blockOf(512, 1, 2), 1)).toBe(false);
    expect(producer.write(headerOf({ startFrame: 512, last: true }), new Float32Array(0), 0)).toBe(true);
    for (let i = 0; i < 5; i++) expect(consumer.next()).toBe(true);
    expect(consumer.header).toEqual(headerOf({ startFrame: 512, last: true }));
    expect(consumer.next()).toBe(false);
    settle();
    expect(fill()).toBe(512);
  });

  it('takes end marks only as long as it can keep them, and never fails', () => {
    const { producer, consumer, settle } = open({ channels: 1, maxBlockFrames: 16, blocks: 2 });
    const mark = headerOf({ last: true });
    let taken = 0;
    while (taken < 1000 && producer.write(mark, new Float32Array(0), 0)) taken++;
    expect(taken).toBeLessThan(1000);
    expect(producer.free()).toBe(-1);
    let seen = 0;
    while (consumer.next()) seen++;
    expect(seen).toBe(taken);
    settle();
    expect(producer.free()).toBe(16);
  });

  it('costs the consumer nothing to drop what it does not want', () => {
    const { producer, consumer, settle } = open({ channels: 2, maxBlockFrames: 4096, blocks: 8 });
    const data = blockOf(0, 4096, 2);
    const out = [new Float32Array(4096), new Float32Array(4096)];
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 8; i++) producer.write(headerOf({ epoch: round, frames: 4096 }), data, 4096);
      for (let i = 0; i < 7; i++) {
        consumer.next();
        consumer.read(out, 0, pick(randomOf(round), 0, 100));
      }
      consumer.next();
      expect(consumer.read(out, 0, 4096)).toBe(4096);
      expect(out[1]!.every((sample, i) => sample === sampleAt(i, 1))).toBe(true);
      settle();
    }
  });
});

describe('the shape of a queue', () => {
  it.each([
    [1, 8000],
    [1, 44_100],
    [2, 48_000],
    [2, 192_000],
    [6, 48_000],
    [8, 192_000],
    [64, 48_000],
    [64, 192_000],
    [255, 96_000],
    [1, 1],
  ])('for %i channels at %i Hz holds enough in blocks of a power of two', (channels, rate) => {
    const shape = queueShape(channels, rate);
    const frames = shape.blocks * shape.maxBlockFrames;
    const bytes = frames * channels * 4;
    expect(Math.log2(shape.maxBlockFrames) % 1).toBe(0);
    expect(shape.maxBlockFrames).toBeLessThan(Math.max(512, rate / 2));
    expect(shape.blocks).toBeGreaterThanOrEqual(12);
    expect(frames).toBeGreaterThanOrEqual(1.5 * rate);
    // Headers for all of them, and for small ones between.
    expect(shape.blocks).toBeLessThanOrEqual(32);
    if (bytes < 23 * 2 ** 20) expect(frames).toBeGreaterThanOrEqual(6 * rate);
    else expect(bytes / 2 ** 20).toBeLessThan(Math.max(27, (1.8 * rate * channels * 4) / 2 ** 20));
  });
});
