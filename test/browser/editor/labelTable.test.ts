import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type Harness, startHarness } from './harness.ts';
import { draws, position, settle, withPage } from './pages.ts';
import { labels, plain, RATE, region } from './labelPages.ts';
import { run } from './lanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('the table of labels', () => {
  const openTab = async (page: Page): Promise<void> => {
    await page.click('#toggle-drawer');
    await page.click('#tab-labels');
    await settle(page);
  };
  const lines = (page: Page) => page.locator('.label-line:not(.head)').allInnerTexts();

  it('lists them with their file, filters, seeks and edits in place', async () => {
    const warnings = ['Line 7 has no time.'];
    await withPage(harness, { labels: { ...plain.labels, warnings } }, async (page) => {
      await openTab(page);
      expect(await page.textContent('.label-state')).toBe('take-03.txt · Audacity labels');
      expect(await page.textContent('.label-warnings')).toContain('Line 7 has no time.');
      expect((await lines(page)).map((line) => line.split('\n').filter(Boolean))).toEqual([
        ['00:00:02.000', '00:00:05.000', '00:00:03.000', 'hello'],
        ['00:00:05.000', '00:00:08.000', '00:00:03.000', 'world'],
        ['00:00:12.000', 'click'],
      ]);
      await page.fill('.label-filter', 'OR');
      await settle(page);
      expect(await lines(page)).toHaveLength(1);
      expect(await page.textContent('.label-found')).toBe('1 of 3 labels');
      await page.click('.label-line:not(.head)');
      await settle(page);
      expect(await position(page)).toBe(5 * RATE);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.label-field:focus');
      await page.keyboard.type('Orbit');
      await page.keyboard.press('Enter');
      await settle(page);
      expect((await labels(page))[1]!.text).toBe('Orbit');
      expect(await page.textContent('.label-state')).toContain('not saved');
      await page.fill('.label-filter', '');
      await page.focus('.label-table');
      await page.keyboard.press('ArrowDown');
      await settle(page);
      expect(await position(page)).toBe(12 * RATE);
      await run(page, 'renameLabel');
      await page.waitForSelector('.label-field:focus');
      await page.keyboard.press('Escape');
      await run(page, 'deleteLabel');
      expect(await lines(page)).toHaveLength(2);
      await page.click('#open-labels');
      await page.click('#save-labels-as');
      await settle(page);
      expect(await page.evaluate(() => window.fake.acts)).toEqual(['openLabels', 'saveLabelsAs']);
    });
  });

  it('holds 100,000 with few elements', async () => {
    await withPage(harness, { labels: { fileName: 'a.txt', many: 100_000 } }, async (page) => {
      await openTab(page);
      expect(await page.locator('.label-line').count()).toBeLessThan(60);
      await page.focus('.label-table');
      await page.keyboard.press('End');
      await settle(page);
      expect((await lines(page)).at(-1)).toContain('word 99999');
      expect(await page.getAttribute('.label-table', 'aria-rowcount')).toBe('100001');
    });
  });

  it('keeps the lines of a text: those are typed in the rows', async () => {
    const text = [region(1, 4, 'first\nsecond')];
    await withPage(harness, { labels: { fileName: 'a.srt', tracks: [{ name: '', labels: text }] } }, async (page) => {
      await openTab(page);
      expect(await lines(page)).toEqual([expect.stringContaining('first second')]);
      await page.click('.label-line:not(.head)');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.label-editor:focus');
      await page.keyboard.press('End');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('third');
      await page.keyboard.press('Enter');
      await settle(page);
      expect((await labels(page))[0]!.text).toBe('first\nsecond\nthird');
      expect(await page.evaluate(() => document.activeElement?.className)).toContain('label-table');
    });
  });

  it('offers the first label where there is none', async () => {
    await withPage(harness, { labels: {} }, async (page) => {
      await openTab(page);
      await page.click('.label-first');
      await page.waitForSelector('.label-editor:focus');
      await page.keyboard.type('one');
      await page.keyboard.press('Enter');
      await settle(page);
      expect(await lines(page)).toHaveLength(1);
      expect((await draws(page))['labels']).toBeGreaterThan(0);
    });
  });
});
