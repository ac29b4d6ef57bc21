import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownFinding } from '../../../src/core/protocol/measures.ts';
import { violations } from './axe.ts';
import { type Harness, startHarness } from './harness.ts';
import { settle, withPage } from './pages.ts';
import { themeNames } from './scenes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const SECOND = 48000;
const demands: ShownFinding[] = [
  {
    ...{ rule: 'loudness', severity: 'error', startFrame: null, endFrame: null, channel: null },
    message: 'Integrated loudness −18.3 LUFS, wanted −23 ± 0.5 LUFS.',
    demandedBy: { preset: 'ebu-r128' },
  },
  {
    ...{ rule: 'true-peak', severity: 'warning', startFrame: 3 * SECOND, endFrame: 3 * SECOND + 1, channel: 1 },
    message: 'True peak +0.8 dBTP, wanted at most −1 dBTP.',
    demandedBy: { path: 'takes/.earshot.json', line: 12 },
  },
];
const options = { made: 'half', channels: 2, frames: 10 * SECOND, demands } as const;

/** What a configuration asks for, not what the scan has found besides. */
const asked = '.findings-panel tbody tr:has(.opens)';
const cells = (page: Page) =>
  page.evaluate(
    (rows) => [...document.querySelectorAll(rows)].map((row) => row.querySelectorAll('td')[2]!.innerText),
    asked,
  );
async function showFindings(page: Page): Promise<void> {
  await settle(page);
  await page.evaluate(() => window.fake.command('showFindings'));
  await page.waitForSelector('.findings-panel tbody tr');
  await settle(page);
}

describe('violations among the findings', () => {
  it('say by which rule, and who asks for it, and offer what can be done about it', async () => {
    await withPage(harness, options, async (page) => {
      await showFindings(page);
      expect(await cells(page)).toEqual([
        'Loudness\nloudness · preset ebu-r128',
        'True peak\ntrue-peak · takes/.earshot.json:12',
      ]);
      const button = page.locator('.findings-panel .opens').nth(1);
      expect(await button.getAttribute('title')).toBe('Rule true-peak, asked for by takes/.earshot.json:12');
      await button.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => page.evaluate(() => window.fake.ruleActions))
        .toEqual([{ rule: 'true-peak', action: 'overrideForFolder' }]);
      expect(await page.evaluate(() => document.activeElement!.className)).toBe('opens');
      await page.locator(`${asked} .place`).click();
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(3 * SECOND);
    });
  });

  it('are asked for again when the configuration changes, and leave as they came', async () => {
    await withPage(harness, options, async (page) => {
      await showFindings(page);
      await page.evaluate((first) => window.fake.demand([first]), { ...demands[0]!, severity: 'info' as const });
      await page.waitForFunction((rows) => document.querySelectorAll(rows).length === 1, asked);
      expect(await page.locator(`${asked} .name`).innerText()).toBe('Info');
      await page.evaluate(() => window.fake.demand([]));
      await page.waitForFunction((rows) => document.querySelectorAll(rows).length === 0, asked);
    });
  });

  it('that come while an answer is under way are not lost', async () => {
    await withPage(harness, { ...options, demands: [] }, async (page) => {
      await settle(page);
      const asks = (): number => window.fake.requests.filter(({ method }) => method === 'measures').length;
      const before = await page.evaluate(asks);
      await page.evaluate(() => {
        window.fake.hold();
        window.fake.demand([]);
        window.fake.command('showFindings');
      });
      await expect.poll(() => page.evaluate(asks)).toBe(before + 1);
      await page.evaluate((first) => window.fake.demand([first]), demands[0]!);
      // What is asked from now on is answered soon, too.
      await page.evaluate(() => void setInterval(() => window.fake.release(), 20));
      await page.waitForSelector(asked);
      expect(await cells(page)).toEqual(['Loudness\nloudness · preset ebu-r128']);
    });
  });

  it('lead to their place from elsewhere, also before the file is shown', async () => {
    const place = { startFrame: 2 * SECOND, endFrame: 2 * SECOND + 10, channel: 0, title: 'Clipping' };
    const arrived = async (page: Page, frame: number): Promise<void> => {
      await page.waitForFunction((at) => window.earshot?.positionFrame() === at, frame);
      await settle(page);
      expect(await page.textContent('[data-lane="channel 0"] .flag')).toBe('Clipping');
    };
    await withPage(harness, { ...options, loading: true }, async (page) => {
      await page.evaluate((to) => window.fake.goTo(to), place);
      await page.waitForTimeout(50);
      await page.evaluate((next) => window.fake.change(next), { ...options, loading: false });
      await arrived(page, place.startFrame);
      await page.evaluate((to) => window.fake.goTo(to), { ...place, startFrame: 5 * SECOND, endFrame: 5 * SECOND + 1 });
      await arrived(page, 5 * SECOND);
    });
  });

  it('are fit for everybody in every theme, and in 300 px', async () => {
    const found: string[] = [];
    for (const size of [...themeNames.map((theme) => ({ theme })), { width: 300, height: 640 }]) {
      await withPage(harness, { ...options, ...size }, async (page) => {
        await showFindings(page);
        found.push(...(await violations(page)).map((line) => `${JSON.stringify(size)}: ${line}`));
      });
    }
    expect(found).toEqual([]);
  });
});
