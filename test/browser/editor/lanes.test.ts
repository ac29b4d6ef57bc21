import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { againstBruteForce, expectIdle, heightOf, keys, lit, median, RAIL, run } from './lanePages.ts';
import { settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('lanes', () => {
  it('shows mid, side, sum and difference, from peaks of their own and from the samples of the channels', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      const asked = () => page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'midSide').length);
      expect(await keys(page)).toEqual(['channel 0', 'channel 1']);
      expect(await asked()).toBe(0);
      await run(page, 'lanesNext');
      expect(await keys(page)).toEqual(['mid', 'side']);
      expect(await asked()).toBeGreaterThan(0);
      expect(await page.locator('#lanes .strip').allInnerTexts()).toEqual(['M\n(L+R)/2', 'S\n(L\u2212R)/2']);
      await page.mouse.move(RAIL + 333, 300);
      for (let step = 0; step < 8; step++) {
        await settle(page);
        const { width } = await view(page);
        for (const [set, made] of [
          ['mid', [0.5, 0.5]],
          ['side', [0.5, -0.5]],
        ] as const) {
          const { count, worst } = await againstBruteForce(page, set, made[0], made[1]);
          expect(count).toBe(width);
          expect(worst).toBeLessThan(1e-5);
        }
        await page.mouse.wheel(0, -800);
      }
      expect((await view(page)).framesPerPixel).toBeLessThan(1);
      await run(page, 'lanesNext');
      expect(await keys(page)).toEqual(['sum', 'difference']);
      expect((await againstBruteForce(page, 'difference', 1, -1)).worst).toBeLessThan(1e-5);
      await run(page, 'zoomFit');
      expect((await againstBruteForce(page, 'sum', 1, 1)).worst).toBeLessThan(1e-5);
      await run(page, 'lanesNext');
      expect(await keys(page)).toEqual(['channel 0', 'channel 1', 'mid', 'side']);
      expect((await againstBruteForce(page, 'channel 1', 0, 1)).worst).toBeLessThan(1e-5);
      await run(page, 'lanesNext');
      expect(await keys(page)).toEqual(['channel 0', 'channel 1']);
      await expectIdle(page);
    });
  });

  it('has no other sets where there are not two channels, and takes names from the file', async () => {
    const layout = ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'];
    await withPage(harness, { channels: 6, frames: 48000, layout }, async (page) => {
      await run(page, 'lanesNext');
      expect(await keys(page)).toHaveLength(6);
      expect(await page.locator('#lanes .name').allInnerTexts()).toEqual(layout);
    });
  });

  it('shows only one lane: by command under the pointer, by a double click on its name, and back', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      const both = await heightOf(page, 'channel 1');
      const lane = (await page.locator('[data-lane="channel 1"]').boundingBox())!;
      await page.mouse.move(lane.x + 300, lane.y + 50);
      await run(page, 'soloLane');
      expect(await keys(page)).toEqual(['channel 1']);
      expect(await heightOf(page, 'channel 1')).toBeGreaterThan(1.9 * both);
      expect((await lit(page, 'channel 1')).height).toBe(Math.floor(await heightOf(page, 'channel 1')));
      expect(await page.innerText('#solo-badge')).toBe('Only Channel R');
      await run(page, 'soloLane');
      expect(await keys(page)).toEqual(['channel 0', 'channel 1']);
      await page.dblclick('[data-lane="channel 0"] .name');
      await settle(page);
      expect(await keys(page)).toEqual(['channel 0']);
      expect(await page.locator('#strip-panel').isVisible()).toBe(false);
      await page.click('#solo-badge');
      await settle(page);
      expect(await keys(page)).toEqual(['channel 0', 'channel 1']);
      await run(page, 'lanesNext');
      await page.focus('[data-lane="side"] .name');
      await page.mouse.move(5, 5);
      await run(page, 'soloLane');
      expect(await keys(page)).toEqual(['side']);
      await run(page, 'lanesNext');
      expect(await keys(page)).toEqual(['sum', 'difference']);
      await expectIdle(page);
    });
  });

  it('changes heights by the border, by keys and by commands, and keeps 28 px', async () => {
    await withPage(harness, { channels: 6, frames: 48000 }, async (page) => {
      await settle(page);
      const shared = await heightOf(page, 'channel 1');
      const border = page.locator('[data-lane="channel 1"] .lane-border');
      const drag = async (by: number) => {
        const { x, y, width } = (await border.boundingBox())!;
        await page.mouse.move(x + width / 2, y + 2);
        await page.mouse.down();
        await page.mouse.move(x + width / 2, y + 2 + by / 2);
        await page.mouse.move(x + width / 2, y + 2 + by);
        await page.mouse.up();
        await settle(page);
      };
      await drag(90);
      expect(await heightOf(page, 'channel 1')).toBeCloseTo(shared + 90, 0);
      expect(Math.abs((await lit(page, 'channel 1')).height - (shared + 90))).toBeLessThan(2);
      expect(await page.evaluate(() => document.querySelector<HTMLElement>('#selection')!.hidden)).toBe(true);
      await drag(-1000);
      expect(await heightOf(page, 'channel 1')).toBe(28);
      await border.dblclick();
      await settle(page);
      expect(await heightOf(page, 'channel 1')).toBeCloseTo(shared, 0);
      await border.focus();
      await page.keyboard.press('ArrowDown');
      await settle(page);
      expect(await heightOf(page, 'channel 1')).toBeCloseTo(shared + 8, 0);
      expect(Number(await border.getAttribute('aria-valuenow'))).toBeCloseTo(shared + 8, 0);
      await page.keyboard.press('Enter');
      await run(page, 'lanesHigher', 'lanesHigher', 'lanesHigher', 'lanesHigher');
      expect(await heightOf(page, 'channel 5')).toBeGreaterThan(2.3 * shared);
      expect(await page.evaluate(() => document.querySelector('#lanes')!.scrollHeight)).toBeGreaterThan(1000);
      for (let i = 0; i < 12; i++) await run(page, 'lanesLower');
      expect(await heightOf(page, 'channel 0')).toBe(28);
      await expectIdle(page);
    });
  });

  it('scrolls 256 channels smoothly, with pixels and elements only for those in sight', async () => {
    await withPage(harness, { channels: 256, frames: 24_000 }, async (page) => {
      await settle(page);
      const cost = () =>
        page.evaluate(() => {
          const all = [...document.querySelectorAll<HTMLCanvasElement>('#lanes canvas:not(.finding-strip)')];
          const pixels = all.reduce((sum, { width, height }) => sum + width * height, 0);
          return { canvases: all.length, pixels, strips: document.querySelectorAll('#lanes .strip').length };
        });
      const box = (await page.locator('#lanes').boundingBox())!;
      const most = box.width * (box.height + 2 * 56);
      const first = await cost();
      expect(first.strips).toBeLessThan(20);
      expect(first.canvases).toBe(4 * first.strips);
      expect(first.pixels).toBeGreaterThan(box.width * box.height * 0.9);
      expect(first.pixels).toBeLessThan(most);
      const draws = await page.evaluate(() => ({ ...window.earshot!.layerDraws }));
      const scrolling = await median(page, 'scroll');
      await settle(page);
      expect((await cost()).pixels).toBeLessThan(most);
      const after = await page.evaluate(() => ({ ...window.earshot!.layerDraws }));
      for (const still of ['minimap', 'ruler']) expect(after[still]).toBe(draws[still]);
      await page.evaluate(() => document.querySelector('#lanes')!.scrollTo(0, 1e6));
      await settle(page);
      expect(await page.isVisible('[data-lane="channel 255"] .name')).toBe(true);
      expect((await lit(page, 'channel 255')).top.filter((y) => y >= 0).length).toBeGreaterThan(1000);
      await expectIdle(page);
      // No dearer than a step of the view over as many lanes of a file that has no others.
      await withPage(harness, { channels: 12, frames: 24_000 }, async (plain) => {
        await run(plain, 'zoomIn', 'zoomIn');
        const panning = await median(plain, 'pan');
        expect(scrolling).toBeLessThan(Math.max(16.7, 3 * panning));
      });
    });
  });
});
