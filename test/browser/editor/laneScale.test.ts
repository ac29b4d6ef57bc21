import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { amplitude, expectIdle, keys, lit, RAIL, run } from './lanePages.ts';
import { settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('the level scale', () => {
  const spread = async (page: Page) => {
    const { top, bottom } = await lit(page, 'channel 0');
    return Math.max(...bottom) - Math.min(...top.filter((y) => y >= 0));
  };

  it('zooms by commands, wheel and drag, says so in a corner, and goes back by a click', async () => {
    await withPage(harness, { made: 'half', frames: 48000 }, async (page) => {
      await settle(page);
      expect(await page.isVisible('#zoom-badge')).toBe(false);
      const plain = await spread(page);
      await run(page, 'amplitudeIn');
      expect((await amplitude(page)).zoom).toBeCloseTo(Math.SQRT2, 9);
      expect((await spread(page)) / plain).toBeCloseTo(Math.SQRT2, 1);
      expect(await page.innerText('#zoom-badge')).toBe('\u00d71.4 (+3.0 dB)');
      await run(page, 'amplitudeIn');
      expect((await spread(page)) / plain).toBeCloseTo(2, 1);
      await run(page, 'amplitudeOut', 'amplitudeOut', 'amplitudeOut');
      expect((await amplitude(page)).zoom).toBe(1);
      for (let i = 0; i < 40; i++) await page.evaluate(() => window.fake.command('amplitudeIn'));
      await settle(page);
      expect((await amplitude(page)).zoom).toBe(10_000);
      await page.click('#zoom-badge');
      await settle(page);
      expect((await amplitude(page)).zoom).toBe(1);
      expect(await page.isVisible('#zoom-badge')).toBe(false);

      const before = await view(page);
      await page.mouse.move(RAIL - 14, 250);
      await page.mouse.wheel(0, -100);
      await settle(page);
      const wheeled = (await amplitude(page)).zoom;
      expect(wheeled).toBeCloseTo(Math.exp(0.2), 6);
      await page.mouse.move(RAIL + 300, 250);
      await page.keyboard.down('Control');
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -100);
      await page.keyboard.up('Shift');
      await page.keyboard.up('Control');
      await settle(page);
      expect((await amplitude(page)).zoom).toBeCloseTo(wheeled ** 2, 6);
      expect(await view(page)).toEqual(before);
      await run(page, 'amplitudeReset');
      await page.mouse.move(RAIL - 14, 260);
      await page.mouse.down();
      await page.mouse.move(RAIL - 14, 212);
      await page.mouse.up();
      await settle(page);
      expect((await amplitude(page)).zoom).toBeCloseTo(2, 1);
      await page.mouse.dblclick(RAIL - 14, 250);
      await settle(page);
      expect((await amplitude(page)).zoom).toBe(1);
      await expectIdle(page);
    });
  });

  it('normalises to the loudest peak of the whole file, and follows the scan', async () => {
    await withPage(harness, { frames: 960_000, scannedFrames: 240_000 }, async (page) => {
      const loudest = (end: number) =>
        page.evaluate(
          (to) =>
            Math.max(...[0, 1].map((c) => Math.max(window.fake.brute(c, 0, to).max, -window.fake.brute(c, 0, to).min))),
          end,
        );
      await run(page, 'toggleNormalised');
      expect((await amplitude(page)).zoom).toBeCloseTo(1 / (await loudest(240_000 - (240_000 % 64))), 3);
      await page.evaluate(() => window.fake.scan(960_000));
      await settle(page);
      expect((await amplitude(page)).zoom).toBeCloseTo(1 / (await loudest(960_000)), 5);
      expect(await page.innerText('#zoom-badge')).toMatch(/^Normalised ×\d\.\d \(\+\d\.\d dB\)$/);
      await run(page, 'zoomIn', 'zoomIn', 'zoomIn');
      expect((await amplitude(page)).zoom).toBeCloseTo(1 / (await loudest(960_000)), 5);
      await run(page, 'toggleNormalised');
      expect((await amplitude(page)).zoom).toBe(1);
      expect(await page.isVisible('#zoom-badge')).toBe(false);
      await expectIdle(page);
    });
  });

  it('draws decibels from the middle up, with the range of the menu at the unit', async () => {
    await withPage(harness, { made: 'half', frames: 48000 }, async (page) => {
      await run(page, 'toggleDecibels');
      const { height, top } = await lit(page, 'channel 0');
      const middle = Math.floor(height / 2) + 0.5;
      const row = (db: number, range: number) => middle - (1 + db / range) * (middle - 5);
      expect(Math.min(...top)).toBe(Math.floor(row(-6.02, 60)));
      await page.focus('[data-lane="channel 0"] .level-unit');
      await page.keyboard.press('Enter');
      expect(await page.getAttribute('.menu', 'aria-label')).toBe('Level scale');
      await page.click('.menu >> text=120 dB');
      await settle(page);
      expect(await amplitude(page)).toEqual({ kind: 'db', zoom: 1, rangeDb: 120 });
      expect(Math.min(...(await lit(page, 'channel 0')).top)).toBe(Math.floor(row(-6.02, 120)));
      await run(page, 'toggleDecibels');
      expect((await amplitude(page)).kind).toBe('linear');
      await expectIdle(page);
    });
  });
});

describe('the picture', () => {
  it('keeps flat tops in sight, at any zoom in time and in level', async () => {
    await withPage(harness, { made: 'square', frames: 48000 }, async (page) => {
      await settle(page);
      await page.mouse.move(RAIL + 400, 200);
      for (const zoom of [0, 0, -700, -700, -700, -700]) {
        await page.mouse.wheel(0, zoom);
        await settle(page);
        expect((await lit(page, 'channel 0')).top.filter((y) => y < 0)).toEqual([]);
        await run(page, 'amplitudeIn', 'amplitudeIn');
      }
    });
  });

  it('passes from columns to samples without a jump', async () => {
    await withPage(harness, { frames: 48_000, made: 'half' }, async (page) => {
      await page.mouse.move(RAIL, 200);
      const { width } = await view(page);
      const rows = async (framesPerPixel: number) => {
        const wanted = Math.log((await view(page)).framesPerPixel / framesPerPixel) / 0.002;
        await page.mouse.wheel(0, -wanted);
        await settle(page);
        expect((await view(page)).framesPerPixel).toBeCloseTo(framesPerPixel, 3);
        return lit(page, 'channel 0');
      };
      const columns = await rows(1.00001);
      const samples = await rows(0.99999);
      // The second row of the ruler takes some of the lanes' height: levels are compared, not rows.
      const spanAt = ({ height, top, bottom }: typeof columns, x: number): [low: number, high: number] => {
        const middle = Math.floor(height / 2) + 0.5;
        return [(middle - bottom[x]! - 1) / (middle - 5), (middle - top[x]!) / (middle - 5)];
      };
      let apart = 0;
      let worst = 0;
      for (let x = 2; x < width - 2; x++) {
        const [a, b] = [spanAt(columns, x), spanAt(samples, x)];
        if (a[1] < b[0] || b[1] < a[0]) apart++;
        worst = Math.max(worst, Math.abs(a[0] + a[1] - b[0] - b[1]) / 2);
      }
      // A frame moves the steepest part by 0.026 of full scale; a column reaches to the one before it.
      expect(apart).toBe(0);
      expect(worst).toBeLessThan(0.026);
    });
  });

  it('is sane for a file of NaN, of silence, of one frame, with gaps, and of 64 channels', async () => {
    await withPage(harness, { made: 'nan', frames: 48000 }, async (page) => {
      await settle(page);
      const { red, width, top } = await lit(page, 'channel 0');
      expect(red).toBe(width * 6);
      expect(top.every((y) => y === -1)).toBe(true);
      await run(page, 'toggleNormalised');
      expect((await amplitude(page)).zoom).toBe(1);
    });
    await withPage(harness, { made: 'silent', frames: 48000 }, async (page) => {
      await settle(page);
      const { red, top, bottom, height } = await lit(page, 'channel 0');
      expect(red).toBe(0);
      expect(new Set([...top, ...bottom])).toEqual(new Set([Math.floor(height / 2)]));
    });
    await withPage(harness, { made: 'half', frames: 1 }, async (page) => {
      await settle(page);
      const { top } = await lit(page, 'channel 1');
      expect(top[0]).toBeGreaterThan(0);
      await expectIdle(page);
    });
    await withPage(harness, { made: 'gaps', frames: 480_000 }, async (page) => {
      await settle(page);
      const { red, top, width } = await lit(page, 'channel 0');
      expect(red / 6 / width).toBeCloseTo(0.05, 2);
      expect(top.filter((y) => y < 0).length / width).toBeCloseTo(0.05, 1);
    });
    await withPage(harness, { made: 'gaps', frames: 200 }, async (page) => {
      await settle(page);
      const { width, top } = await lit(page, 'channel 0');
      // Frames 80 … 89 are missing: the curve ends at 79 and goes on at 90.
      const dark = top.flatMap((y, x) => (y < 0 ? [x] : []));
      expect(dark[0]).toBeGreaterThan((width * 79) / 200);
      expect(dark.at(-1)).toBeLessThan((width * 90) / 200);
      expect(dark.length / width).toBeGreaterThan(9 / 200);
    });
    await withPage(harness, { channels: 64, frames: 4800 }, async (page) => {
      await settle(page);
      expect(await keys(page)).toHaveLength(64);
      expect((await lit(page, 'channel 3')).top.filter((y) => y >= 0).length).toBeGreaterThan(1000);
      await expectIdle(page);
    });
  });
});
