import { describe, expect, it } from 'vitest';
import { KernelRig, QUANTUM } from './support/kernelRig.ts';
import { transportNames } from './support/pairs.ts';
import { pick, randomOf, sampleAt } from './support/signal.ts';
import { framesOf, type Walk } from './support/walk.ts';

/** Plays until `frames` frames of the walk are heard, fed in blocks of odd sizes; returns where in the output they begin. */
function play(rig: KernelRig, walk: Walk, frames: number, seed = 1): number {
  const random = randomOf(seed);
  rig.seek(walk);
  rig.play();
  rig.feed();
  rig.run(1);
  while (rig.field('consumed') < frames && rig.phase !== 'ended') {
    rig.feed(Infinity, pick(random, 500, 4000));
    rig.run(4);
  }
  return rig.field('runContextFrame');
}

/** Position that the page finds by its own arithmetic: run, rate and loop, at a context frame of the run. */
function interpolated(rig: KernelRig, contextFrame: number): number {
  const [low, high] = [rig.field('loopStart'), rig.field('loopEnd')];
  const from = rig.field('runFileFrame');
  const frame = from + (contextFrame - rig.field('runContextFrame')) * rig.field('rate');
  if (high === low) return frame;
  if (rig.field('rate') > 0) return from < high && frame >= high ? low + ((frame - low) % (high - low)) : frame;
  return from >= low && frame <= low - 1 ? high - 1 - ((low - 1 - frame) % (high - low)) : frame;
}

describe.each(transportNames)('loops over %s', (transport) => {
  it.each([
    { name: '1 ms', rate: 48000, loop: [10_000, 10_048] },
    { name: '1 frame at an odd rate', rate: 11_027, loop: [777, 778] },
    { name: '1 frame at the start', rate: 44_100, loop: [0, 1] },
    { name: '997 frames', rate: 44_100, loop: [5, 1002] },
    { name: 'more than a block', rate: 8000, loop: [100, 6100] },
    { name: 'the whole file', rate: 48000, loop: [0, 20_011] },
  ] as const)('plays a loop of $name a hundred times, exactly periodic', ({ rate, loop }) => {
    const rig = new KernelRig({ transport, fileRate: rate, length: 20_011 });
    const length = loop[1] - loop[0];
    const walk = { start: loop[0], loop };
    const at = play(rig, walk, 100 * length);
    expect(rig.exactFrom(at, walk)).toBe(rig.out[0]!.length - at);
    expect(rig.out[0]!.length - at).toBeGreaterThanOrEqual(100 * length);
    const heard = rig.out[1]!.slice(at, at + 100 * length);
    expect(heard.slice(length)).toEqual(heard.slice(0, -length));
    expect(rig.field('xruns')).toBe(0);
    expect(rig.field('consumed')).toBe(rig.out[0]!.length - at);
  });

  it('runs into a loop from before it and tells the page where it is, through every turn', () => {
    for (const step of [1, -1] as const) {
      const rig = new KernelRig({ transport });
      const walk = { start: step > 0 ? 500 : 3900, step, loop: [2000, 2333] as const };
      rig.seek(walk);
      rig.play();
      const frames = framesOf(walk, 20_000);
      for (let i = 0; i < 60; i++) {
        rig.feed();
        rig.run(1);
        if (rig.phase !== 'playing') continue;
        const heard = rig.contextFrame - rig.field('runContextFrame');
        expect(rig.field('position')).toBe(frames[heard]);
        for (const back of [0, 1, Math.min(heard, 100)]) {
          expect(interpolated(rig, rig.contextFrame - back)).toBe(frames[heard - back]);
        }
        expect([rig.field('loopStart'), rig.field('loopEnd'), rig.field('rate')]).toEqual([2000, 2333, step]);
      }
      expect(rig.field('run')).toBe(2);
    }
  });

  it('plays backwards, exactly, to the first frame', () => {
    const rig = new KernelRig({ transport });
    const walk = { start: 30_000, step: -1, end: -1 } as const;
    const at = play(rig, walk, 30_001);
    rig.finish();
    expect(rig.exactFrom(at, walk)).toBe(30_001);
    expect(rig.phase).toBe('ended');
    expect(rig.field('consumed')).toBe(30_001);
    expect(rig.out[0]!.slice(-QUANTUM)).toEqual(new Array(QUANTUM).fill(0));
  });

  it('plays the last frame of the file first when it starts backwards there', () => {
    const rig = new KernelRig({ transport, length: 1000 });
    rig.seek({ start: 999, step: -1, end: -1 });
    rig.play();
    rig.finish();
    expect(rig.exactFrom(0, { start: 999, step: -1, end: -1 })).toBe(1000);
  });

  it('swells in before a loop with what is played before it, and pauses within it in place', () => {
    const random = randomOf(3);
    const rig = new KernelRig({ transport });
    const walk = { start: 4000, loop: [4000, 4100] as const };
    rig.seek(walk);
    rig.play();
    for (let i = 0; i < 40; i++) {
      rig.feed();
      rig.run(pick(random, 5, 20));
      rig.pause();
      rig.run(pick(random, 3, 5));
      expect(rig.phase).toBe('paused');
      const position = rig.field('position');
      expect(position).toBe(4000 + (rig.field('consumed') % 100));
      rig.play();
      rig.run(5);
      const at = rig.field('runContextFrame');
      expect(rig.field('runFileFrame')).toBe(position);
      expect(rig.exactFrom(at, { ...walk, start: position })).toBe(rig.out[0]!.length - at);
    }
  });

  it('goes on exactly through twenty random seeks into loops and out of them', () => {
    const random = randomOf(20);
    const rig = new KernelRig({ transport });
    rig.play();
    for (let i = 0; i < 20; i++) {
      const start = pick(random, 300, 800_000);
      const low = start - pick(random, 0, 250);
      const loop = random() < 0.6 ? ([low, start + pick(random, 1, 5000)] as const) : undefined;
      const walk: Walk = { start, loop, step: random() < 0.3 ? -1 : 1 };
      rig.seek(walk);
      for (let j = 0; j < 20; j++) {
        rig.feed(pick(random, 1000, 3000), pick(random, 100, 5000));
        rig.run(4);
      }
      const at = rig.field('runContextFrame');
      expect(rig.field('runFileFrame')).toBe(start);
      expect(rig.exactFrom(at, walk)).toBe(rig.out[0]!.length - at);
    }
    expect(rig.field('xruns')).toBe(0);
  });

  it('forgets old pieces of a program of scraps without losing its place', () => {
    const rig = new KernelRig({ transport });
    rig.seek(0);
    rig.play();
    const { producer } = rig.blocks;
    const scraps: number[] = [];
    rig.run(1);
    for (let i = 0; i < 2000; i++) {
      const startFrame = (i * 7919) % 100_000;
      const block = Float32Array.from({ length: 40 }, (_, k) => sampleAt(startFrame + (k % 20), k < 20 ? 0 : 1));
      const header = {
        epoch: rig.epoch,
        startFrame,
        frames: 20,
        step: 1,
        loopStart: 0,
        loopEnd: 0,
        last: false,
      } as const;
      rig.blocks.settle();
      if (producer.write(header, block, 20)) {
        for (let k = 0; k < 20; k++) scraps.push(sampleAt(startFrame + k, 0));
      } else {
        i--;
        rig.run(1);
      }
    }
    rig.run(50);
    const at = rig.out[0]!.indexOf(scraps[0]!);
    expect(rig.out[0]!.slice(at, at + scraps.length)).toEqual(scraps);
    expect(rig.field('position')).toBe(((1999 * 7919) % 100_000) + 20);
  });
});
