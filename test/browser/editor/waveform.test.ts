import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../support/reference.ts';
import { type Harness, startHarness } from './harness.ts';
import { columnsAgainstBruteForce, settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('waveform', () => {
  it('draws columns equal to brute force, from the whole file to single samples', async () => {
    await withPage(harness, { frames: 2_500_003, overs: true }, async (page) => {
      const { width } = await view(page);
      await page.mouse.move(64 + 333, 300);
      for (let step = 0; step < 16; step++) {
        await settle(page);
        for (const channel of [0, 1]) {
          const { count, worst } = await columnsAgainstBruteForce(page, channel);
          expect(count).toBe(width);
          expect(worst).toBeLessThan(1e-5);
        }
        await page.mouse.wheel(0, -550);
      }
      expect((await view(page)).framesPerPixel).toBeLessThan(0.05);
    });
  });

  it('paints the pixels of those columns, at 1x, 1.25x and 2x', async () => {
    for (const dpr of [1, 1.25, 2]) {
      await withPage(harness, { dpr, width: 900, height: 500, theme: 'hc-black' }, async (page) => {
        await settle(page);
        const size = await page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
          const box = canvas.getBoundingClientRect();
          return { width: canvas.width, height: canvas.height, box: [box.width, box.height] };
        });
        expect(Math.abs(size.width - size.box[0]! * dpr)).toBeLessThan(1);
        expect(Math.abs(size.height - size.box[1]! * dpr)).toBeLessThan(1);
        const url = await page.evaluate(() =>
          document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!.toDataURL('image/png'),
        );
        const pixels = decodePng(Buffer.from(url.split(',')[1]!, 'base64'), size.width, size.height);
        const columns = await page.evaluate(() => {
          const { x, min, max } = window.earshot!.columns(0);
          return { x: [...x], min: [...min], max: [...max] };
        });
        const middle = Math.floor(size.height / 2) + 0.5;
        const half = middle - 5 * dpr;
        // Blue outweighs red only where there is signal: grid and lane are grey.
        const lit = (x: number, y: number): boolean => {
          const at = 3 * (y * size.width + x);
          return pixels[at + 2]! - pixels[at]! > 30;
        };
        let wrong = 0;
        for (let i = 1; i < columns.x.length; i++) {
          const x = Math.round(columns.x[i]! * dpr);
          // A column reaches to its left neighbour.
          const high = Math.max(columns.max[i]!, columns.min[i - 1]!);
          const low = Math.min(columns.min[i]!, columns.max[i - 1]!);
          const [top, bottom] = [Math.floor(middle - high * half), Math.floor(middle - low * half)];
          if (!lit(x, top) || !lit(x, bottom)) wrong++;
          if (lit(x, top - 2) || lit(x, bottom + 2)) wrong++;
        }
        expect(columns.x.length).toBe(size.width);
        expect(wrong).toBe(0);
      });
    }
  });

  it('marks samples at or over full scale, and nothing else, in red', async () => {
    const reds = (page: Page) =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i]! > 180 && data[i + 1]! < 120) count++;
        return count;
      });
    await withPage(harness, { overs: true }, async (page) => {
      await settle(page);
      expect(await reds(page)).toBeGreaterThan(3 * 3 * 5 - 10);
    });
    await withPage(harness, { overs: false }, async (page) => {
      await settle(page);
      expect(await reds(page)).toBe(0);
    });
  });

  it('grows with the scan, from the left, and never asks for what is not there', async () => {
    await withPage(harness, { frames: 960_000, scannedFrames: 240_000 }, async (page) => {
      await settle(page);
      const shown = () => page.evaluate(() => window.earshot!.columns(0).x.length);
      const { width } = await view(page);
      expect(await shown()).toBeGreaterThan(width * 0.23);
      expect(await shown()).toBeLessThanOrEqual(width * 0.25);
      expect(await page.isVisible('#progress')).toBe(true);
      await page.evaluate(() => window.fake.scan(480_000));
      await settle(page);
      expect(await shown()).toBeGreaterThan(width * 0.48);
      expect(await page.evaluate(() => window.earshot!.marks['fullPaint'])).toBeUndefined();
      await page.evaluate(() => window.fake.scan(960_000));
      await settle(page);
      expect(await shown()).toBe(width);
      expect((await columnsAgainstBruteForce(page, 1)).worst).toBeLessThan(1e-5);
      expect(await page.isVisible('#progress')).toBe(false);
      expect(await page.evaluate(() => window.earshot!.marks['fullPaint'])).toBeGreaterThan(0);
    });
  });

  it('fits a file whose length nobody knows yet as it grows', async () => {
    await withPage(harness, { frames: 960_000, scannedFrames: 240_000, framesKnown: false }, async (page) => {
      await settle(page);
      const { width } = await view(page);
      expect((await view(page)).framesPerPixel * width).toBeCloseTo(240_000, 3);
      expect(await page.textContent('.total')).toContain('≈');
      await page.evaluate(() => window.fake.scan(960_000));
      await settle(page);
      expect((await view(page)).framesPerPixel * width).toBeCloseTo(960_000, 3);
      expect(await page.textContent('.total')).toBe('of 00:00:20.000');
    });
  });

  it('takes answers in any order, and none of an older revision', async () => {
    await withPage(harness, { hold: true }, async (page) => {
      await page.waitForSelector('body[data-state=ready]');
      await page.waitForFunction(() => window.fake.requests.length >= 2);
      await page.evaluate(() => window.fake.change({ frames: 700_001, overs: true }));
      await page.waitForFunction(() => window.earshot!.view().framesPerPixel * window.earshot!.view().width < 700_100);
      await page.waitForTimeout(100);
      await page.evaluate(() => window.fake.release(true));
      await page.waitForTimeout(100);
      await page.evaluate(() => window.fake.release(true));
      await page.waitForSelector('body[data-painted=true]');
      await settle(page);
      const { count, worst } = await columnsAgainstBruteForce(page, 0);
      expect(count).toBe((await view(page)).width);
      expect(worst).toBeLessThan(1e-5);
    });
  });

  it('asks for the picture in one breath with the first document', async () => {
    await withPage(harness, {}, async (page) => {
      const marks = await page.evaluate(() => window.earshot!.marks);
      expect(Object.keys(marks)).toEqual(expect.arrayContaining(['scriptStart', 'ready', 'firstPaint', 'fullPaint']));
      expect(marks['firstPaint']! - marks['ready']!).toBeLessThan(500);
      // A quarter of the data first, so that there is something to see.
      const levels = await page.evaluate(() => window.fake.requests.slice(0, 2).map(({ level }) => level));
      expect(levels[0]).toBe(levels[1]! + 1);
    });
  });
});
