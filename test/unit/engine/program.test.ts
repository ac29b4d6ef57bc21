import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcmCache } from '../../../webview/engine/pcmCache.ts';
import { frameAfter, piecesOf, planBlock, type Program } from '../../../webview/engine/program.ts';
import type { FrameRange, PcmSource } from '../../../webview/engine/types.ts';

const LENGTH = 60;

/** The next frame by the plainest of rules; null at the end. */
function following({ step, loop, range }: Program, frame: number): number | null {
  const end = Math.min(loop?.endFrame ?? 0, LENGTH);
  const loops = loop !== null && end > loop.startFrame && (step > 0 ? frame < end : frame >= loop.startFrame);
  const next = frame + step;
  if (loops && step > 0 && next === end) return loop.startFrame;
  if (loops && step < 0 && next === loop.startFrame - 1) return end - 1;
  if (next < 0 || next >= LENGTH) return null;
  if (!loop && range && (step > 0 ? next >= range.endFrame : next < range.startFrame)) return null;
  return next;
}

const range = fc
  .tuple(fc.integer({ min: 0, max: LENGTH + 5 }), fc.integer({ min: 1, max: 30 }))
  .map(([startFrame, frames]): FrameRange => ({ startFrame, endFrame: startFrame + frames }));
const program = fc
  .record({
    start: fc.integer({ min: 0, max: LENGTH - 1 }),
    step: fc.constantFrom<1 | -1>(1, -1),
    range: fc.option(range, { nil: null }),
    loop: fc.option(range, { nil: null }),
  })
  .filter(({ start, range: only, loop }) => !only || !!loop || (start >= only.startFrame && start < only.endFrame));

const upTo = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i);

describe('program', () => {
  it('goes the way of the plainest rule, cut into blocks of any size, and needs what it plays and no more', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(program, sizes, (given, blocks) => {
        let expected: number | null = given.start;
        let at = given.start;
        for (const size of blocks) {
          const plan = planBlock(given, at, size, LENGTH);
          const played = [...piecesOf(plan)].flatMap(({ lowest, frames }) => {
            const run = upTo(lowest, lowest + frames);
            return given.step > 0 ? run : run.reverse();
          });
          const wanted: (number | null)[] = [];
          for (let i = 0; i < size && expected !== null; i++) {
            wanted.push(expected);
            expected = following(given, expected);
          }
          expect(played).toEqual(wanted);
          expect(upTo(0, plan.frames).map((i) => frameAfter(plan, i))).toEqual(wanted);
          const needed = plan.needs.flatMap(({ startFrame, endFrame }) => upTo(startFrame, endFrame));
          expect(new Set(needed)).toEqual(new Set(played));
          expect(plan.last).toBe(expected === null);
          if (expected === null) return;
          expect(plan.next).toBe(expected);
          at = plan.next;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reads a loop of a millisecond once for a whole block', () => {
    const loop = { startFrame: 1000, endFrame: 1048 };
    const plan = planBlock({ start: 1020, step: 1, range: null, loop }, 1020, 16_384, Infinity);
    expect(plan).toMatchObject({ frames: 16_384, last: false, needs: [loop] });
  });
});

describe('what was read lately', () => {
  const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 30 }), fc.boolean()), {
    minLength: 1,
    maxLength: 30,
  });

  function source(reads: FrameRange[]): PcmSource {
    return {
      sampleRate: 100,
      channels: 2,
      frames: () => 100,
      read: (start, frames) => {
        reads.push({ startFrame: start, endFrame: start + frames });
        const count = Math.max(0, Math.min(frames, 100 - start));
        const data = Float32Array.from([...upTo(start, start + count), ...upTo(start + 1000, start + 1000 + count)]);
        return Promise.resolve({ frames: count, data });
      },
    };
  }

  it('gives back the very samples, in either direction, whatever has been pushed out', async () => {
    await fc.assert(
      fc.asyncProperty(asks, async (all) => {
        const cache = new PcmCache(source([]), 40 * 2 * Float32Array.BYTES_PER_ELEMENT);
        for (const [start, frames, backwards] of all) {
          const here = Math.min(frames, 100 - start);
          expect(await cache.read(start, start + frames)).toBe(here);
          // What is bigger than the whole cache may have pushed out its own beginning.
          const held = cache.covered(start, here);
          const out = new Float32Array(2 * held);
          cache.copy(start, held, backwards ? -1 : 1, out, 0, held);
          const wanted = upTo(start, start + held);
          if (backwards) wanted.reverse();
          expect([...out]).toEqual([...wanted, ...wanted.map((each) => each + 1000)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('asks for nothing twice while it has room, not even at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(asks, async (all) => {
        const reads: FrameRange[] = [];
        const cache = new PcmCache(source(reads));
        const inside = all.map(([start, frames]) => [start, Math.min(100, start + frames)] as const);
        await Promise.all(inside.map(([start, end]) => cache.read(start, end)));
        for (const [start, end] of inside) await cache.read(start, end);
        const read = reads.flatMap(({ startFrame, endFrame }) => upTo(startFrame, endFrame));
        expect(new Set(read).size).toBe(read.length);
      }),
      { numRuns: 300 },
    );
  });
});
