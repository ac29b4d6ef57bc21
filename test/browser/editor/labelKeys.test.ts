import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { position, settle, view, withPage } from './pages.ts';
import { at, edits, grid, labels, option, plain, RATE } from './labelPages.ts';
import { run } from './lanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('labels by keys', () => {
  it('steps through them from the playhead, and by arrow keys with their names', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      await run(page, 'nextLabel');
      expect(await position(page)).toBe(2 * RATE);
      await run(page, 'nextLabel');
      expect(await position(page)).toBe(5 * RATE);
      await page.mouse.click(...(await at(page, 10)));
      await run(page, 'nextLabel');
      expect(await position(page)).toBe(12 * RATE);
      await run(page, 'previousLabel');
      expect(await position(page)).toBe(5 * RATE);
      await page.focus('.label-body');
      await page.keyboard.press('Home');
      await settle(page);
      expect(await option(page)).toBe('hello, 00:00:02.000 to 00:00:05.000');
      expect(await page.getAttribute('.label-body', 'aria-activedescendant')).toBe('active-label');
      await page.keyboard.press('End');
      await settle(page);
      expect(await option(page)).toBe('click, at 00:00:12.000');
      expect(await page.getAttribute('#active-label', 'aria-posinset')).toBe('3');
      expect(await page.getAttribute('#active-label', 'aria-setsize')).toBe('3');
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.label-editor:focus');
      await page.keyboard.type('again');
      await page.keyboard.press('Enter');
      await settle(page);
      expect((await labels(page))[1]!.text).toBe('again');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('label-body');
    });
  });

  it('moves a label, or an edge of it, by a pixel with Alt, as one step', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      const { framesPerPixel } = await view(page);
      const step = Math.round(framesPerPixel) / RATE;
      await page.mouse.click(...(await at(page, 3.5)));
      await page.keyboard.down('Alt');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.up('Alt');
      await settle(page);
      expect((await labels(page))[0]!.startSeconds).toBeCloseTo(2 - 3 * step, 6);
      expect((await labels(page))[0]!.endSeconds).toBeCloseTo(5 - 3 * step, 6);
      await page.keyboard.press('Alt+ArrowDown');
      await page.keyboard.press('Alt+ArrowDown');
      await settle(page);
      expect(await option(page)).toContain(', end edge');
      await page.keyboard.press('Alt+ArrowRight');
      await settle(page);
      expect((await labels(page))[0]!.endSeconds).toBeCloseTo(5 - 2 * step, 6);
      expect(await edits(page)).toEqual(['Move Label', 'Move Label Edge']);
    });
  });

  it('goes from track to track at the same time', async () => {
    await withPage(harness, grid, async (page) => {
      await settle(page);
      await page.mouse.click(...(await at(page, 7)));
      await page.keyboard.press('ArrowDown');
      await settle(page);
      expect(await option(page)).toContain('L%');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-track'))).toBe('1');
      await page.keyboard.press('ArrowUp');
      await settle(page);
      expect(await option(page)).toContain('world');
    });
  });
});
