import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BothSides, openBothSides } from './both.ts';
import type { Rig } from './page.ts';

declare const window: { rig: Rig };

let both: BothSides;
beforeAll(async () => {
  both = await openBothSides();
});
afterAll(() => both?.close());

describe('what may go wrong, over port and ring', () => {
  it('keeps the old speed until the pitch can be kept, and says for good when it cannot', () =>
    both.run(
      async ({ page }) => {
        const result = await page.evaluate(async () => {
          const { rig } = window;
          const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
          const engine = rig.engines[rig.add(10_000_000)]!;
          const paceOver = async (ms: number): Promise<number> => {
            const [start, frames] = [performance.now(), engine.info().consumedFrames];
            await wait(ms);
            return (engine.info().consumedFrames - frames) / 48 / (performance.now() - start);
          };
          engine.play();
          await rig.until(0, 'playing');
          await wait(300);
          engine.setSpeed(2, 'pitch');
          const waiting = await paceOver(900);
          await wait(800);
          const refused = await paceOver(500);
          const { error, state } = engine.info();
          engine.setSpeed(2, 'varispeed');
          await wait(100);
          return { waiting, refused, error, state, varispeed: await paceOver(900), cured: engine.info().error };
        });
        expect(result.waiting).toBeGreaterThan(0.8);
        expect(result.waiting).toBeLessThan(1.2);
        expect(result.refused).toBeLessThan(1.3);
        expect(result).toMatchObject({ state: 'playing', cured: null });
        expect(result.error).toMatch(/pitch cannot be kept.*404/);
        expect(result.varispeed).toBeGreaterThan(1.7);
      },
      (each) =>
        each.route('**/stretch.wasm', async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 1200));
          await route.fulfill({ status: 404, body: '' });
        }),
    ));

  it('says that the pitch of many channels goes with the speed', () =>
    both.run(async ({ page }) => {
      const info = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(1_000_000, { channels: 12 })]!;
        engine.play();
        await rig.until(0, 'playing');
        engine.setSpeed(2, 'pitch');
        await new Promise((resolve) => setTimeout(resolve, 500));
        return engine.info();
      });
      expect(info).toMatchObject({ state: 'playing', xruns: 0 });
      expect(info.error).toMatch(/more than 8 channels/);
    }));

  it('goes into a loop that was set just before a pause', () =>
    both.run(async ({ page }) => {
      const { position, loop } = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        rig.delayReads(400);
        engine.seek(5_000_000);
        await wait(1500);
        // What it begins with has not been read, so the change is still under way when the pause comes.
        const range = { startFrame: 4_990_000, endFrame: engine.positionFrame() + 6000 };
        engine.setLoop(range);
        await wait(30);
        engine.pause();
        await wait(1000);
        rig.delayReads(3);
        engine.play();
        await wait(1500);
        return { position: engine.positionFrame(), loop: range };
      });
      expect(position).toBeGreaterThanOrEqual(loop.startFrame);
      expect(position).toBeLessThan(loop.endFrame);
    }));

  it.each([
    { speed: 1, lateMs: 1000 },
    { speed: 4, lateMs: 700 },
  ])('plays on without a gap at speed $speed while every answer comes $lateMs ms late', (given) =>
    both.run(async ({ page }) => {
      const xruns = await page.evaluate(async ({ speed, lateMs }) => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(100_000_000)]!;
        engine.setSpeed(speed, 'varispeed');
        engine.play();
        await rig.until(0, 'playing');
        await wait(1500);
        rig.delayReads(lateMs);
        await wait(3500);
        return engine.info().xruns;
      }, given);
      expect(xruns).toBe(0);
    }),
  );

  it('stands where it is while the system takes the output away, says so, and goes on there', () =>
    both.run(async ({ page }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        await wait(500);
        const back = rig.interrupt();
        await wait(300);
        const interrupted = engine.info();
        const positions = [engine.positionFrame()];
        await wait(700);
        positions.push(engine.positionFrame());
        back();
        const again = await rig.until(0, 'playing');
        await wait(500);
        engine.pause();
        await wait(200);
        return { interrupted, positions, again, heard: rig.heard() };
      });
      expect(result.interrupted.state).toBe('starting');
      expect(result.interrupted.error).toMatch(/interrupted/);
      expect(result.positions[1]).toBe(result.positions[0]);
      expect(result.again).toMatchObject({ error: null, xruns: 0 });
      // One run: nothing is lost and nothing comes twice.
      expect(result.heard).toHaveLength(1);
      expect(result.heard[0]![1]).toBeGreaterThan(result.positions[0]!);
    }));

  it('plays what there is, though the length that was told is too short', () =>
    both.run(async ({ page }) => {
      const info = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(60_000, { told: 20_000 })]!;
        engine.play();
        await rig.until(0, 'playing');
        return rig.until(0, 'paused');
      });
      expect(info).toMatchObject({ consumedFrames: 60_000, error: null, xruns: 0 });
    }));

  it.each([
    { length: 0, channels: 2 },
    { length: 1, channels: 2 },
    { length: 30_000, channels: 64 },
  ])('plays $length frames of $channels channels to the end', ({ length, channels }) =>
    both.run(async ({ page }) => {
      const info = await page.evaluate(
        async ([frames, count]) => {
          const { rig } = window;
          rig.engines[rig.add(frames!, { channels: count! })]!.play();
          await new Promise((resolve) => setTimeout(resolve, 300));
          return rig.until(0, 'paused');
        },
        [length, channels],
      );
      expect(info).toMatchObject({ consumedFrames: length, error: null, xruns: 0 });
    }),
  );

  it('scrubs from memory where the pointer has been, and is silent while it rests', () =>
    both.run(async ({ page }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(10_000_000)]!;
        const over = async (from: number, to: number): Promise<void> => {
          const step = Math.sign(to - from) * 1200;
          for (let frame = from; (to - frame) * step > 0; frame += step) {
            engine.scrub(frame);
            await wait(20);
          }
        };
        engine.scrub(1_000_000);
        await wait(500);
        const before = rig.reads();
        await over(1_000_000, 1_040_000);
        const position = engine.positionFrame();
        await over(1_040_000, 970_000);
        const reads = rig.reads() - before;
        const consumed = engine.info().consumedFrames;
        await wait(400);
        const resting = engine.info().consumedFrames;
        await wait(300);
        const rested = engine.info().consumedFrames - resting;
        engine.scrub(null);
        return { reads, position, consumed, rested, state: engine.info().state, end: engine.positionFrame() };
      });
      // The window moves along, a piece of a quarter second at a time; the pieces heard are 60 and more.
      expect(result.reads).toBeLessThan(12);
      expect(result.position).toBeGreaterThan(1_030_000);
      expect(result.consumed).toBeGreaterThan(20_000);
      expect(result).toMatchObject({ rested: 0, state: 'paused' });
      expect(result.end).toBeLessThan(972_000);
    }));
});
