import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type Harness, startHarness } from './harness.ts';
import { frames, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

/** Topmost lit row of each bar as a share of the canvas, 1 for none. Bars are bluer than anything else there. */
const tops = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#meters canvas')!;
    const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const lit = (x: number, y: number): boolean => data[4 * (y * width + x) + 2]! - data[4 * (y * width + x)]! > 40;
    const found: number[] = [];
    let inBar = false;
    for (let x = 0; x < width; x++) {
      const y = Array.from({ length: height }, (_, row) => row).find((row) => lit(x, row));
      if (y !== undefined && !inBar) found.push(y / height);
      inBar = y !== undefined;
    }
    return found;
  });

describe('meters', () => {
  it('stand at the level, one bar for each output, and fall when nothing plays; then no frame is drawn', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      expect(await tops(page)).toEqual([]);
      await page.click('#play');
      await page.waitForTimeout(200);
      const [left, right] = await tops(page);
      // −6.02 and −12.04 dBFS on a scale of 60 dB.
      expect(left).toBeCloseTo(0.1, 1);
      expect(right! - left!).toBeCloseTo(0.1, 1);
      await page.click('#play');
      await page.waitForTimeout(1200);
      expect(await tops(page)).toEqual([]);
      const idle = await frames(page);
      await page.waitForTimeout(500);
      expect(await frames(page)).toBe(idle);
    });
  });

  it('say the highest peak and overs until they are reset', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => {
        window.fakeEngine.levels.held.set([1.25, 0.5]);
        window.fakeEngine.levels.overs = 1234;
      });
      await page.click('#play');
      await page.waitForTimeout(200);
      expect(await page.innerText('#meter-peak')).toBe('+1.9');
      expect(await page.getAttribute('#meter-peak', 'title')).toContain('1,234 frames');
      expect(await page.getAttribute('#meter-peak', 'class')).toBe('over');
      await page.click('#play');
      await settle(page);
      await page.click('#meter-peak');
      await settle(page);
      expect(await page.evaluate(() => window.fakeEngine.calls.at(-1))).toBe('resetMeters');
      expect(await page.innerText('#meter-peak')).toBe('−∞');
      expect(await page.getAttribute('#meter-peak', 'class')).toBe('');
    });
  });

  it('light the lamp of the limiter while it works', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.isVisible('#limiter')).toBe(false);
      await page.click('#play');
      await page.evaluate(() => {
        window.fakeEngine.levels.limiter = 0.5;
      });
      await page.waitForSelector('#limiter[data-on=true]');
      expect(await page.getAttribute('#limiter', 'title')).toContain('6.0 dB');
      await page.evaluate(() => {
        window.fakeEngine.levels.limiter = 1;
      });
      await page.waitForSelector('#limiter', { state: 'hidden' });
    });
  });

  it('lose their scale, then go, where there is no room', async () => {
    for (const [width, column] of [
      [1000, 96],
      [700, 48],
    ] as const) {
      await withPage(harness, { width }, async (page) => {
        expect((await page.locator('#meters').boundingBox())!.width).toBe(column);
      });
    }
    await withPage(harness, { width: 600 }, async (page) => {
      expect(await page.isVisible('#meters')).toBe(false);
    });
  });
});
