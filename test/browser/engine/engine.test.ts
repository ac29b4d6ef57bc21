import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../../support/chromium.ts';
import { type BothSides, openBothSides } from './both.ts';
import type { Rig } from './page.ts';
import { type EnginePages, serveEnginePages } from './server.ts';

declare const window: { rig: Rig };

const ASKED = '--autoplay-policy=document-user-activation-required';

describe('engine over port and ring in Chromium', () => {
  let both: BothSides;
  beforeAll(async () => {
    both = await openBothSides();
  });
  afterAll(() => both?.close());

  it.each([1, 2, 6])('renders %i channels bit for bit through the real worklet', (channels) =>
    both.run(async ({ page, transport }) => {
      const result = await page.evaluate(
        (count) => window.rig.renderOffline({ channels: count, frames: 100_000, length: 90_001 }),
        channels,
      );
      expect(result).toMatchObject({ transport, exact: 90_001, consumed: 90_001 });
    }),
  );

  it('plays, pauses in place, seeks, and stands at the end', () =>
    both.inTurn(async ({ page, transport }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(150_000)]!;
        const before = engine.info();
        engine.play();
        const playing = await rig.until(0, 'playing');
        await wait(500);
        engine.pause();
        await wait(300);
        const paused = engine.positionFrame();
        const readsPaused = rig.reads();
        await wait(300);
        const still = engine.positionFrame() === paused && rig.reads() === readsPaused;
        const consumed = engine.info().consumedFrames;
        engine.play();
        await rig.until(0, 'playing');
        engine.seek(100_000);
        const sought = engine.positionFrame();
        await wait(200);
        const after = engine.positionFrame();
        await rig.until(0, 'paused');
        const end = engine.positionFrame();
        await wait(100);
        const heard = rig.heard();
        engine.seek(42);
        const stopped = engine.positionFrame();
        return { before, playing, paused, still, consumed, sought, after, end, stopped, heard, info: engine.info() };
      });
      expect(result.before).toMatchObject({ state: 'paused', transport: null, contextRate: null });
      expect(result.playing).toMatchObject({ transport, contextRate: 48000, error: null });
      expect(result.playing.deviceRate).toBeGreaterThan(0);
      expect(result.paused).toBe(result.consumed);
      expect(result.paused).toBeGreaterThan(15_000);
      expect(result.still).toBe(true);
      expect(result.sought).toBe(100_000);
      expect(result.after).toBeGreaterThan(100_000);
      expect(result.after).toBeLessThan(112_000);
      expect(result.end).toBe(150_000);
      expect(result.stopped).toBe(42);
      expect(result.info).toMatchObject({ state: 'paused', xruns: 0, error: null });
      const last = result.heard.at(-1)!;
      expect(last).toEqual([100_000, 50_000]);
      // One run right across the pause: no frame lost, none twice.
      const [first, length] = result.heard[0]!;
      expect(first).toBeLessThan(result.paused);
      expect(first + length).toBeGreaterThan(result.paused);
    }));

  it('starts again from the beginning after the end, also when nobody knew the length', () =>
    both.run(async ({ page }) => {
      const consumed = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(20_000, { unknownLength: true })]!;
        for (let i = 0; i < 2; i++) {
          engine.play();
          await rig.until(0, 'playing');
          await rig.until(0, 'paused');
        }
        return engine.info().consumedFrames;
      });
      expect(consumed).toBe(40_000);
    }));

  it('shows a position that is heard: monotonic, steady, just behind the frames consumed', () =>
    both.inTurn(async ({ page }) => {
      const { samples, latencyFrames } = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(1_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        await new Promise((resolve) => setTimeout(resolve, 500));
        const taken: { ms: number; position: number; consumed: number }[] = [];
        const start = performance.now();
        while (performance.now() - start < 1500) {
          await new Promise(requestAnimationFrame);
          const ms = performance.now();
          taken.push({ ms, position: engine.positionFrame(), consumed: engine.info().consumedFrames });
        }
        const probe = new AudioContext({ sampleRate: 48000, latencyHint: 'balanced' });
        const latency = probe.baseLatency + (probe.outputLatency || 0);
        return { samples: taken, latencyFrames: latency * 48000 };
      });
      expect(samples.length).toBeGreaterThan(20);
      const first = samples[0]!;
      const drifts: number[] = [];
      samples.forEach(({ ms, position, consumed }, i) => {
        if (i > 0) expect(position).toBeGreaterThanOrEqual(samples[i - 1]!.position);
        // consumed is as old as the last look, 33 ms and a little more on a busy machine.
        expect(position).toBeLessThanOrEqual(consumed + 0.1 * 48000);
        expect(consumed - position).toBeLessThan(latencyFrames + 0.15 * 48000);
        drifts.push(position - first.position - (ms - first.ms) * 48);
      });
      const sorted = drifts.map(Math.abs).sort((a, b) => a - b);
      expect(sorted[Math.floor(sorted.length * 0.9)]!).toBeLessThan(0.01 * 48000);
    }));

  it('is heard soon after a start, a resume and a seek', () =>
    both.inTurn(async ({ page, transport }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(10_000_000)]!;
        /** Until the position moves on from where it was put. */
        const timed = async (act: () => void): Promise<number> => {
          const start = performance.now();
          act();
          const from = engine.positionFrame();
          while (engine.positionFrame() === from && performance.now() - start < 3000) {
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
          return performance.now() - start;
        };
        const first = await timed(() => engine.play());
        const seeks: number[] = [];
        const resumes: number[] = [];
        for (let i = 1; i <= 9; i++) {
          seeks.push(await timed(() => engine.seek(i * 500_000)));
          await new Promise((resolve) => setTimeout(resolve, 150));
          engine.pause();
          await new Promise((resolve) => setTimeout(resolve, 100));
          resumes.push(await timed(() => engine.play()));
        }
        const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
        return { first, seek: median(seeks), seekWorst: seeks.at(-1)!, resume: median(resumes) };
      });
      const text = [result.first, result.seek, result.seekWorst, result.resume].map((ms) => ms.toFixed(0)).join(', ');
      console.log(`${transport}: first start, seek (median, worst), resume until heard: ${text} ms`);
      // Generous, for a busy machine.
      expect(result.seek).toBeLessThan(200);
      expect(result.resume).toBeLessThan(200);
    }));

  it('survives 500 ms of a busy page, and a server that is away for a second, without a gap', () =>
    both.run(async ({ page }) => {
      const { xruns, heard, info } = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        await wait(700);
        for (let i = 0; i < 3; i++) {
          rig.block(500);
          await wait(200);
        }
        const stalls = engine.info().xruns;
        rig.failReads('server-lost');
        await wait(1000);
        rig.failReads(null);
        // Longer than what is kept ahead lasts: a gap would be heard by now.
        await wait(1700);
        engine.pause();
        await wait(300);
        return { xruns: stalls, heard: rig.heard(), info: engine.info() };
      });
      expect(xruns).toBe(0);
      expect(info).toMatchObject({ xruns: 0, error: null });
      expect(heard).toHaveLength(1);
      expect(heard[0]![1]).toBeGreaterThan(4 * 48_000);
    }));

  it('runs dry when the server is away for long, says so, and resumes with the next frame', () =>
    both.run(async ({ page }) => {
      const { stalled, heard, info } = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        rig.failReads('server-lost');
        const dry = await rig.until(0, 'stalled', 8000);
        rig.failReads(null);
        await rig.until(0, 'playing', 8000);
        await new Promise((resolve) => setTimeout(resolve, 500));
        return { stalled: dry, heard: rig.heard(), info: engine.info() };
      });
      expect(stalled).toMatchObject({ state: 'stalled', xruns: 1, error: null });
      expect(info.xruns).toBe(1);
      // One run right across the silence: what was heard in between are fades.
      expect(heard).toHaveLength(1);
      expect(heard[0]![0] + heard[0]![1]).toBeGreaterThan(stalled.consumedFrames);
    }));

  it('stops with the reason at any other error, after what was read', () =>
    both.run(async ({ page }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const engine = rig.engines[rig.add(10_000_000)]!;
        engine.play();
        await rig.until(0, 'playing');
        rig.failReads('corrupt');
        const stopped = await rig.until(0, 'paused', 8000);
        const position = engine.positionFrame();
        rig.failReads(null);
        engine.play();
        const again = await rig.until(0, 'playing');
        return { stopped, position, again, heard: rig.heard() };
      });
      expect(result.stopped).toMatchObject({ error: 'reading failed: corrupt', xruns: 0 });
      expect(result.position).toBeGreaterThan(4096);
      expect(result.stopped.consumedFrames).toBe(result.position);
      expect(result.again.error).toBeNull();
    }));

  it('plays two engines side by side, and lets an idle device go', () =>
    both.run(async ({ page }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        rig.add(1_000_000);
        rig.add(1_000_000, { sampleRate: 44100, channels: 1 });
        rig.engines.forEach((engine) => engine.play());
        await Promise.all([rig.until(0, 'playing'), rig.until(1, 'playing')]);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const infos = rig.engines.map((engine) => engine.info());
        const positions = rig.engines.map((engine) => engine.positionFrame());
        rig.engines.forEach((engine) => engine.pause());
        let idle = rig.contextStates();
        for (const end = performance.now() + 6000; idle.includes('running') && performance.now() < end;) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          idle = rig.contextStates();
        }
        rig.engines[0]!.play();
        const again = await rig.until(0, 'playing');
        rig.engines.forEach((engine) => engine.dispose());
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { infos, positions, idle, again, closed: rig.contextStates() };
      });
      expect(result.infos.map((info) => info.contextRate)).toEqual([48000, 44100]);
      expect(result.infos.every((info) => info.xruns === 0)).toBe(true);
      for (const position of result.positions) expect(position).toBeGreaterThan(5000);
      expect(result.idle).toEqual(['suspended', 'suspended']);
      expect(result.again.xruns).toBe(0);
      expect(result.closed).toEqual(['closed', 'closed']);
    }));

  it('takes a new file, a refused rate and a missing worklet in its stride', () =>
    both.run(async ({ page }) => {
      const result = await page.evaluate(async () => {
        const { rig } = window;
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        rig.add(2_000_000, { sampleRate: 1_000_000 });
        rig.engines[0]!.play();
        const refused = await rig.until(0, 'playing');
        await wait(300);
        const moved = rig.engines[0]!.positionFrame();
        rig.engines[0]!.load(null, 0);
        const idle = rig.engines[0]!.info();
        document.body.dataset['worklet'] = '/nothing.js';
        rig.add(1000);
        rig.engines[1]!.play();
        const missing = await rig.until(1, 'paused');
        return { refused, moved, idle, missing };
      });
      expect(result.refused.contextRate).not.toBe(1_000_000);
      expect(result.refused.deviceRate).toBe(result.refused.contextRate);
      expect(result.moved).toBeGreaterThan(50_000);
      expect(result.idle).toMatchObject({ state: 'idle', error: null });
      expect(result.missing.error).toMatch(/^Sound could not be started: /);
    }));
});

describe('a browser that wants a gesture first', () => {
  let pages: EnginePages;
  let strict: Chromium;
  let page: Page;
  beforeAll(async () => {
    pages = await serveEnginePages();
    strict = await launchChromium({ args: [ASKED] });
  });
  afterAll(async () => {
    await strict?.close();
    await pages?.close();
  });
  afterEach(() => page?.close());

  /** Until the page says so of its engine. */
  async function openBlocked(): Promise<void> {
    page = await strict.context.newPage();
    const blocked = page.waitForEvent('console', {
      predicate: (message) => message.text() === 'state blocked',
      timeout: 5000,
    });
    await page.goto(`${pages.url({ isolated: false })}?play`);
    await blocked;
  }

  it.each([
    { gesture: 'a click', act: () => page.click('button') },
    { gesture: 'a key', act: () => page.keyboard.press('a') },
  ])('keeps the play until $gesture, then plays from the first frame', async ({ act }) => {
    await openBlocked();
    const playing = page.waitForEvent('console', {
      predicate: (message) => message.text() === 'state playing',
      timeout: 5000,
    });
    await act();
    await playing;
    await page.waitForTimeout(400);
    const heard = await page.evaluate(() => window.rig.heard());
    expect(heard).toHaveLength(1);
    expect(heard[0]![0]).toBe(0);
    expect(heard[0]![1]).toBeGreaterThan(4800);
  });

  it('forgets the play when it is paused meanwhile', async () => {
    await openBlocked();
    await page.evaluate(() => window.rig.engines[0]!.pause());
    await page.click('button');
    await page.waitForTimeout(500);
    const info = await page.evaluate(() => window.rig.engines[0]!.info());
    expect(info).toMatchObject({ state: 'paused', consumedFrames: 0 });
  });

  it('lets a button that toggles start what was blocked, not stop it again', async () => {
    await openBlocked();
    await page.evaluate(() => {
      const engine = window.rig.engines[0]!;
      document.querySelector('button')!.onclick = () => {
        if (['playing', 'starting', 'stalled'].includes(engine.info().state)) engine.pause();
        else engine.play();
      };
    });
    await page.click('button');
    await page.waitForTimeout(600);
    expect(await page.evaluate(() => window.rig.engines[0]!.info().state)).toBe('playing');
  });
});
