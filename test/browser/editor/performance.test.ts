import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { frames, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const command = (
  page: Page,
  name: 'showPerformance' | 'logPerformance' | 'playPause' | 'diagnoseSound' | 'measureLatency',
) => page.evaluate((given) => window.fake.command(given), name);
const reading = (page: Page, name: string) =>
  page
    .locator('.reading', { has: page.locator(`dt:text-is("${name}")`) })
    .locator('dd')
    .textContent();

async function catchClipboard(page: Page): Promise<void> {
  await page.evaluate(() => {
    const writeText = (text: string): Promise<void> => {
      Object.assign(window, { copied: text });
      return Promise.resolve();
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });
}
const copied = (page: Page) => page.evaluate(() => (window as unknown as { copied: string }).copied);

describe('performance panel', () => {
  it('says that nothing has been played, and asks for no frame while idle', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'showPerformance');
      await settle(page);
      // The last change is shown a quarter of a second after the one before.
      await page.waitForTimeout(400);
      expect(await page.textContent('.callback-chart .hint')).toBe('Nothing has been played yet.');
      expect(await reading(page, 'p50')).toBe('–');
      const idle = await frames(page);
      await page.waitForTimeout(700);
      expect(await frames(page)).toBe(idle);
    });
  });

  it('shows the figures while playing, rewritten four times a second at most', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'showPerformance');
      await command(page, 'playPause');
      await page.waitForTimeout(600);
      expect(await reading(page, 'p99.9')).toBe('0.040 ms');
      expect(await reading(page, 'Allowed')).toBe('2.67 ms');
      expect(await reading(page, 'Queued')).toBe('96,000 frames, 2.00 s');
      expect(await reading(page, 'Delivery, longest')).toBe('30.0 ms');
      expect(await reading(page, 'Start, longest')).toBe('45.0 ms');
      expect(await reading(page, 'Output latency')).toBe('30.0 ms');
      expect(await reading(page, 'Frame')).toMatch(/^\d+\.\d\d · \d+\.\d\d · \d+\.\d\d$/);
      expect(await reading(page, 'playhead')).toMatch(/^\d/);
      const bars = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.callback-chart .bar')].map((bar) => bar.offsetHeight > 4),
      );
      expect(bars.flatMap((tall, index) => (tall ? [index] : []))).toEqual([12]);

      const changes = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let count = 0;
            const cell = [...document.querySelectorAll('.reading')]
              .find((each) => each.querySelector('dt')!.textContent === 'Frame')!
              .querySelector('dd')!;
            new MutationObserver(() => count++).observe(cell, { childList: true });
            setTimeout(() => resolve(count), 2000);
          }),
      );
      expect(changes).toBeGreaterThan(2);
      expect(changes).toBeLessThanOrEqual(9);
    });
  });

  it('marks dropouts, and resets them', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'showPerformance');
      await command(page, 'playPause');
      await page.evaluate(() => window.fakeEngine.setXruns(3));
      await page.waitForSelector('.reading dd.bad');
      expect(await reading(page, 'Dropouts')).toBe('3');
      await page.click('[aria-label="Reset the figures"]');
      await page.waitForSelector('.reading dd.bad', { state: 'detached' });
      expect(await reading(page, 'Dropouts')).toBe('0');
      expect(await page.evaluate(() => window.fakeEngine.calls)).toContain('resetTelemetry');
    });
  });

  it('copies and logs; the log needs no open panel', async () => {
    await withPage(harness, {}, async (page) => {
      await catchClipboard(page);
      await command(page, 'playPause');
      await command(page, 'logPerformance');
      await page.waitForFunction(() => window.fake.logs.some((line) => line.includes('Performance')));
      const logged = await page.evaluate(() => window.fake.logs.find((line) => line.includes('Performance'))!);
      expect(logged).toContain('p99.9\t0.040 ms');
      expect(logged).toContain('Queued\t96,000 frames, 2.00 s');
      await command(page, 'showPerformance');
      await page.click('[aria-label="Copy the figures"]');
      expect(await copied(page)).toContain('Audio callback\n  p50\t0.010 ms');
      expect(await page.textContent('#drawer [aria-live]')).toBe('Copied: All figures');
    });
  });

  it('costs nothing behind another tab', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'showPerformance');
      await command(page, 'playPause');
      await page.waitForTimeout(300);
      await page.click('#tab-info');
      const cell = await reading(page, 'Frame');
      await page.waitForTimeout(500);
      expect(await reading(page, 'Frame')).toBe(cell);
    });
  });
});

describe('sound check', () => {
  it('gives the findings, a conclusion, and the text of both', async () => {
    await withPage(harness, {}, async (page) => {
      await catchClipboard(page);
      await command(page, 'diagnoseSound');
      await page.waitForSelector('dialog.sound-check[open]');
      expect(await page.textContent('.sound-check p')).toBe(
        'Nothing is wrong as far as can be told now: start playing, then check again.',
      );
      expect(await page.getAttribute('.sound-check .mark', 'aria-label')).toBe('Not known');
      await command(page, 'playPause');
      await page.click('.sound-check button:has-text("Check again")');
      expect(await page.textContent('.sound-check p')).toContain('look at the volume of the system');
      await page.click('.sound-check button:has-text("Copy")');
      await page.waitForSelector('.sound-check button:has-text("Copied")');
      expect(await copied(page)).toContain('OK\tSound output\trunning');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.sound-check', { state: 'detached' });
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
    });
  });

  it('is reached from the panel, by key as well, and gives the focus back', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'showPerformance');
      await page.focus('.performance button:has-text("No sound?")');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.sound-check[aria-label="No sound?"]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.sound-check', { state: 'detached' });
      expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('No sound?');
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
      await page.click('.performance button:has-text("Measure the latency")');
      await page.waitForSelector('dialog.sound-check[aria-label="Latency"]');
    });
  });

  it('measures the latency by a click', async () => {
    await withPage(harness, {}, async (page) => {
      await command(page, 'playPause');
      await command(page, 'measureLatency');
      await page.waitForFunction(() => document.querySelector('.sound-check p')?.textContent?.includes('43.0 ms'));
      expect(await page.evaluate(() => window.fakeEngine.calls.filter((call) => call === 'click'))).toHaveLength(1);
      expect(await page.innerText('.sound-check ul')).toContain('Device (output latency)');
    });
  });
});
