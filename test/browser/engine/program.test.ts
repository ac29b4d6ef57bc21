import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothSides, openBothSides } from './both.ts';
import type { Rig } from './page.ts';

declare const window: { rig: Rig };

let both: BothSides;
beforeAll(async () => {
  both = await openBothSides();
});
afterAll(() => both?.close());

describe('program in Chromium, over port and ring', () => {
  it('loops without a gap, and moves the loop while it plays', () =>
    both.run(async ({ page }) => {
      const { heard, xruns, position } = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(1_000_000)]!;
        engine.setLoop({ startFrame: 10_000, endFrame: 14_800 });
        engine.seek(10_000);
        engine.play();
        await rig.until(0, 'playing');
        await wait(600);
        engine.setLoop({ startFrame: 10_000, endFrame: 19_600 });
        await wait(800);
        const at = engine.positionFrame();
        engine.pause();
        await wait(200);
        return { heard: rig.heard(), xruns: engine.info().xruns, position: at };
      });
      expect(xruns).toBe(0);
      expect(position).toBeGreaterThanOrEqual(10_000);
      expect(position).toBeLessThan(19_600);
      // Every turn but the first and last recorded is whole, and starts where it should.
      const turns = heard.slice(1, -1);
      expect(turns.length).toBeGreaterThan(5);
      for (const [start] of turns) expect(start).toBe(10_000);
      const lengths = turns.map(([, length]) => length);
      expect(new Set(lengths)).toEqual(new Set([4800, 9600]));
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    }));

  it('plays at double speed with the pitch kept, without a dropout', () =>
    both.run(async ({ page }) => {
      const { moved, info } = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.setSpeed(2, 'pitch');
        engine.play();
        await rig.until(0, 'playing');
        await wait(700);
        const from = engine.positionFrame();
        const start = performance.now();
        await wait(1000);
        return { moved: (engine.positionFrame() - from) / (performance.now() - start), info: engine.info() };
      });
      expect(info).toMatchObject({ state: 'playing', xruns: 0, error: null });
      expect(moved).toBeGreaterThan(90);
      expect(moved).toBeLessThan(102);
    }));
});
