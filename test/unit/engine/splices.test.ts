import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { KernelRig, largestStep, QUANTUM } from './support/kernelRig.ts';
import { transportNames } from './support/pairs.ts';
import { sampleAt } from './support/signal.ts';
import { framesOf, type Walk } from './support/walk.ts';

const LENGTH = 60_000;

/** A walk that goes on for long enough: in a loop, or far from the end of the file it runs towards. */
const walks: fc.Arbitrary<Walk> = fc
  .record({
    start: fc.integer({ min: 20_000, max: 40_000 }),
    step: fc.constantFrom<1 | -1>(1, -1),
    before: fc.integer({ min: 0, max: 3000 }),
    behind: fc.integer({ min: 1, max: 3000 }),
    loops: fc.boolean(),
  })
  .map(({ start, step, before, behind, loops }) => ({
    start,
    step,
    loop: loops ? ([start - before, start + behind] as const) : undefined,
  }));

const samplesOf = (frames: readonly number[]): number[] => frames.map((frame) => sampleAt(frame, 1));

describe.each(transportNames)('splices over %s', (transport) => {
  it('plays exactly the old program up to the place, and the new one after it', () => {
    const property = fc.property(
      fc.array(
        fc.record({
          walk: walks,
          /** Quanta before the command is sent; frames between what is read then and the place. */
          quanta: fc.integer({ min: 0, max: 12 }),
          ahead: fc.integer({ min: 0, max: 1500 }),
          /** Longest block. Short ones fill the queue sooner. */
          blocks: fc.integer({ min: 200, max: 2000 }),
        }),
        { minLength: 2, maxLength: 6 },
      ),
      ([first, ...others]) => {
        const rig = new KernelRig({ transport, length: LENGTH });
        rig.seek(first!.walk);
        rig.play();
        const step = (quanta: number, blocks: number): void => {
          for (let i = 0; i < quanta; i++) {
            if (rig.field('queued') < 2000) rig.feed(1000, blocks);
            rig.run(1);
          }
        };
        step(4, first!.blocks);
        // Number of the first frame heard at full level: after the swell.
        let from = rig.fade;
        let walk = first!.walk;
        const expected: number[] = [];
        for (const next of others) {
          step(next.quanta, next.blocks);
          const place = rig.field('readIndex') + next.ahead;
          expected.push(...framesOf(walk, place - from));
          if (rig.field('queued') < next.ahead) rig.feed(next.ahead + 200, next.blocks);
          rig.splice(place, next.walk);
          // Into the room that is kept free for it: the old program still fills the queue.
          rig.feed(2000, next.blocks);
          [from, walk] = [0, next.walk];
          step(14, next.blocks);
          expect(rig.field('epoch')).toBe(rig.epoch);
        }
        const at = rig.out[1]!.indexOf(sampleAt(first!.walk.start, 1));
        const heard = rig.out[1]!.slice(at);
        expected.push(...framesOf(walk, heard.length - expected.length));
        expect(rig.field('xruns')).toBe(0);
        expect(rig.field('consumed')).toBe(heard.length);
        expect(heard).toEqual(samplesOf(expected));
      },
    );
    fc.assert(property, { numRuns: 150, seed: 4 });
  });

  it('begins a run where the new program is first heard', () => {
    const rig = new KernelRig({ transport });
    rig.seek({ start: 1000, loop: [1000, 1500] });
    rig.play();
    rig.feed(10_000);
    rig.run(10);
    const place = rig.field('readIndex') + 300;
    const runs = rig.field('run');
    const heardAt = rig.contextFrame + 300;
    rig.splice(place, { start: 5000, loop: [5000, 5300] });
    rig.run(1);
    rig.feed(10_000);
    expect([rig.field('epoch'), rig.field('run')]).toEqual([1, runs]);
    rig.run(2);
    expect([rig.field('epoch'), rig.field('run')]).toEqual([2, runs + 1]);
    expect([rig.field('runContextFrame'), rig.field('runFileFrame')]).toEqual([heardAt, 5000]);
    expect([rig.field('loopStart'), rig.field('loopEnd')]).toEqual([5000, 5300]);
    expect(rig.field('position')).toBe(5000 + rig.contextFrame - heardAt);
    expect(rig.field('readIndex')).toBe(rig.contextFrame - heardAt);
  });

  it('that comes too late dips, begins with the first frame of the new program and counts no xrun', () => {
    const tone = (frame: number): number => Math.fround(0.5 * Math.cos((2 * Math.PI * 440 * frame) / 48000));
    const rig = new KernelRig({ transport, sample: tone });
    rig.seek(0);
    rig.play();
    rig.feed(20_000);
    rig.run(20);
    const runs = rig.field('run');
    rig.splice(rig.field('readIndex') - 500, { start: 100_040 });
    rig.feed(20_000);
    const at = rig.out[0]!.length;
    rig.run(20);
    expect(rig.field('xruns')).toBe(0);
    expect(rig.field('run')).toBe(runs + 1);
    expect(rig.field('runFileFrame')).toBe(100_040);
    const swell = rig.field('runContextFrame');
    expect(swell - at).toBe(rig.fade);
    expect(rig.exactFrom(swell + rig.fade, 100_040 + rig.fade)).toBe(rig.out[0]!.length - swell - rig.fade);
    expect(largestStep(rig.out[0]!)).toBeLessThan(0.031);
    expect(rig.field('position')).toBe(100_040 + rig.contextFrame - swell);
  });

  it('happens in a pause as while playing', () => {
    const rig = new KernelRig({ transport });
    rig.seek(0);
    rig.play();
    rig.feed(20_000);
    rig.run(10);
    rig.pause();
    rig.run(4);
    const place = rig.field('readIndex') + 50;
    rig.splice(place, { start: 400_000 });
    rig.feed(10_000);
    rig.play();
    rig.run(10);
    const at = rig.field('runContextFrame');
    expect(rig.field('runFileFrame')).toBe(400_000);
    expect(rig.exactFrom(at, 400_000)).toBe(rig.out[0]!.length - at);
    const start = rig.out[0]!.lastIndexOf(sampleAt(place - 50, 0));
    expect(rig.out[0]!.slice(start, at)).toEqual(framesOf({ start: place - 50 }, 50).map((f) => sampleAt(f, 0)));
  });

  it('waits for its blocks as for any: one xrun, nothing lost', () => {
    const rig = new KernelRig({ transport });
    rig.seek(0);
    rig.play();
    rig.feed(5000);
    rig.run(10);
    const place = rig.field('readIndex') + 100;
    rig.splice(place, { start: 7000 });
    rig.run(20);
    expect(rig.phase).toBe('stalled');
    expect(rig.field('xruns')).toBe(1);
    rig.feed(8000);
    rig.run(20);
    const at = rig.field('runContextFrame');
    expect(rig.field('runFileFrame')).toBe(7000);
    expect(rig.exactFrom(at, 7000)).toBe(rig.out[0]!.length - at);
    expect(rig.field('xruns')).toBe(1);
  });

  it('gives way to a seek, and brings a program that had ended to life again', () => {
    const rig = new KernelRig({ transport, length: 3000 });
    rig.seek(0);
    rig.play();
    rig.finish();
    expect(rig.phase).toBe('ended');
    rig.splice(rig.field('readIndex'), { start: 500, loop: [500, 900] });
    rig.feed(5000);
    rig.run(10);
    expect(rig.phase).toBe('playing');
    rig.splice(rig.field('readIndex') + 2000, { start: 0 });
    rig.seek(1000);
    rig.feed();
    rig.run(6);
    rig.run(4);
    expect(rig.field('epoch')).toBe(rig.epoch);
    const at = rig.field('runContextFrame');
    expect(rig.exactFrom(at, 1000)).toBeGreaterThan(2 * QUANTUM);
    expect(rig.field('xruns')).toBe(0);
  });

  it('to places without sense does no harm', () => {
    const rig = new KernelRig({ transport });
    rig.seek(0);
    rig.play();
    rig.feed(20_000);
    rig.run(5);
    for (const payload of [[], [7], [-1, 5], [7, NaN], [7.5, 3], [2 ** 40, 9], [7, -3]]) {
      rig.send(COMMAND.splice, ...payload);
    }
    const at = rig.out[0]!.length;
    rig.run(20);
    expect(rig.exactFrom(at, at)).toBe(rig.out[0]!.length - at);
  });
});
