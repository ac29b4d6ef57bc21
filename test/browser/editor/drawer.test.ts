import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDetails } from './details.ts';
import { type Harness, startHarness } from './harness.ts';
import { draws, frames, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const details = sampleDetails();
const axisLeft = 64;
const seeks = async (page: Page): Promise<number> => {
  await settle(page);
  return page.evaluate(() => Number(document.querySelector('.frame')!.textContent.replace(/[#,]/g, '')));
};
const clipboard = (page: Page) => page.evaluate(() => (window as unknown as { copied: string }).copied);

/** The clipboard of a test machine is not always there: what would go to it is kept. */
async function catchClipboard(page: Page): Promise<void> {
  await page.evaluate(() => {
    const writeText = (text: string): Promise<void> => {
      Object.assign(window, { copied: text });
      return Promise.resolve();
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });
}

describe('drawer', () => {
  it('is closed at first, opens by button and by command, and gives the height back', async () => {
    await withPage(harness, { details }, async (page) => {
      await settle(page);
      expect(await page.isVisible('#drawer')).toBe(false);
      const lanes = (): Promise<number> => page.evaluate(() => document.querySelector('#lanes')!.clientHeight);
      const before = await lanes();
      await page.click('#toggle-drawer');
      expect(await page.isVisible('#drawer')).toBe(true);
      expect(await page.getAttribute('#toggle-drawer', 'aria-expanded')).toBe('true');
      await settle(page);
      expect(await lanes()).toBeLessThan(before - 200);
      await page.evaluate(() => window.fake.command('toggleDrawer'));
      await page.waitForSelector('#drawer', { state: 'hidden' });
      await settle(page);
      expect(await lanes()).toBe(before);
      expect(await page.evaluate(() => window.fake.detailsAsked)).toBe(1);
    });
  });

  it('shows format, tags, markers and cover, and copies a row by key and by button', async () => {
    await withPage(harness, { details }, async (page) => {
      await catchClipboard(page);
      await page.click('#toggle-drawer');
      const text = await page.innerText('.rows');
      for (const words of [
        'PCM 24-bit',
        '48,000 Hz',
        'A title',
        'Someone else',
        '\u22126.20 dB',
        'Verse with a name',
      ]) {
        expect(text).toContain(words);
      }
      expect(text).toContain('A picture of 5.1 MB is not shown');
      await page.waitForFunction(
        () => (document.querySelector('.pictures img') as HTMLImageElement).naturalWidth === 8,
      );

      const row = page.locator('.row', { hasText: 'A title' });
      await row.hover();
      await row.locator('[aria-label="Copy Title"]').click();
      expect(await clipboard(page)).toBe('A title');
      await row.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await clipboard(page)).toBe('Someone');
      await page.keyboard.press('Home');
      await page.keyboard.press('Space');
      expect(await clipboard(page)).toBe('WAV');
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);
      expect(await page.textContent('#drawer [aria-live]')).toBe('Copied: Container');
      const copied = await page.evaluate(() => {
        const data = new DataTransfer();
        document.activeElement!.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true }));
        return data.getData('text/plain');
      });
      expect(copied).toBe('Container\tWAV');
      await page.locator('.value.acts', { hasText: 'End' }).click();
      expect(await seeks(page)).toBe(15 * 48000);
    });
  });

  it('walks the tree by arrow keys, of which only the lines in sight are there', async () => {
    await withPage(harness, { details }, async (page) => {
      await catchClipboard(page);
      await page.click('#toggle-drawer');
      await page.click('#tab-header');
      const active = () =>
        page.evaluate(() => {
          const id = document.querySelector('.tree')!.getAttribute('aria-activedescendant');
          const line = document.getElementById(id!)!;
          return [line.getAttribute('aria-level'), line.querySelector('.name')!.textContent.trim()];
        });
      expect(await page.locator('.tree .line').count()).toBeLessThan(60);
      await page.focus('.tree');
      expect(await active()).toEqual(['1', 'RIFF']);
      for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
      expect(await active()).toEqual(['2', 'fmt']);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await active()).toEqual(['3', 'Format']);
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowLeft');
      expect(await active()).toEqual(['2', 'fmt']);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.fake.reveals.length === 2);
      expect(await page.evaluate(() => window.fake.reveals)).toEqual([
        { offset: 20, length: 0 },
        { offset: 12, length: 24 },
      ]);
      await page.keyboard.press('End');
      expect(await active()).toEqual(['2', 'data']);
      expect(await page.locator('.tree .line.active').isVisible()).toBe(true);
      await page.click('[aria-label="Copy the selected row"]');
      expect(await clipboard(page)).toBe('data\tAudio data\t0x00030D40\t5760000');
      await page.focus('.tree');
      await page.keyboard.press('Home');
      await page.keyboard.press('Space');
      expect(await page.locator('.tree .line').count()).toBe(1);
      expect(await page.getAttribute('.tree .line', 'aria-expanded')).toBe('false');
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);
    });
  });

  it('says what is wrong with an element, and what could not be read', async () => {
    await withPage(harness, { details }, async (page) => {
      await page.click('#toggle-drawer');
      await page.click('#tab-header');
      expect(await page.getAttribute('.problem', 'data-words')).toBe(
        'Says it has 900 bytes, but the file ends after 500.',
      );
    });
    const detailsError = { code: 'internal', message: 'The disk reports an error.' } as const;
    await withPage(harness, { detailsError }, async (page) => {
      await page.click('#toggle-drawer');
      await page.click('#tab-header');
      await page.waitForFunction(() =>
        document.querySelector('.header .state')!.textContent.includes('disk reports an error'),
      );
      await settle(page);
      const asked = await page.evaluate(() => window.fake.detailsAsked);
      // Once for the markers, and once more for the user who looks.
      expect(asked).toBe(2);
      await page.mouse.wheel(0, -500);
      await settle(page);
      expect(await page.evaluate(() => window.fake.detailsAsked)).toBe(asked);
    });
  });

  it('moves between tabs and resizes by keys, and Escape closes it', async () => {
    await withPage(harness, { details }, async (page) => {
      await page.click('#toggle-drawer');
      await page.focus('#tab-performance');
      await page.keyboard.press('ArrowLeft');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('tab-header');
      expect(await page.getAttribute('#tab-header', 'aria-selected')).toBe('true');
      expect(await page.isVisible('.tree')).toBe(true);
      const height = (): Promise<number> =>
        page.evaluate(() => document.querySelector<HTMLElement>('#drawer')!.offsetHeight);
      const before = await height();
      await page.focus('.sash');
      await page.keyboard.press('ArrowUp');
      expect(await height()).toBe(before + 24);
      const box = (await page.locator('.sash').boundingBox())!;
      await page.mouse.move(600, box.y + 3);
      await page.mouse.down();
      await page.mouse.move(600, box.y + 3 + 64, { steps: 4 });
      await page.mouse.up();
      expect(await height()).toBe(before + 24 - 64);
      await page.focus('#tab-header');
      await page.keyboard.press('Escape');
      expect(await page.isVisible('#drawer')).toBe(false);
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('toggle-drawer');
    });
  });

  it('stays as it was after a reload', async () => {
    await withPage(harness, { details }, async (page) => {
      await page.click('#toggle-drawer');
      await page.click('#tab-header');
      await page.waitForTimeout(700);
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      expect(await page.isVisible('.tree')).toBe(true);
      expect(await page.getAttribute('#tab-header', 'aria-selected')).toBe('true');
    });
  });

  it('has room in a narrow editor', async () => {
    await withPage(harness, { details, width: 512, height: 600 }, async (page) => {
      await page.click('#toggle-drawer');
      await page.click('#tab-header');
      await settle(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(512);
      expect(await page.isVisible('#lanes')).toBe(true);
      for (const part of ['.tree .line .offset', '#toggle-drawer', '#tab-info']) {
        const box = (await page.locator(part).first().boundingBox())!;
        expect(box.x + box.width).toBeLessThanOrEqual(512);
      }
    });
  });
});

describe('markers', () => {
  it('have a row of their own only where there are some, and keep one axis with the lanes', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      expect(await page.isVisible('#markers')).toBe(false);
    });
    await withPage(harness, { details }, async (page) => {
      await page.waitForSelector('#view.marked');
      await settle(page);
      const spans = await page.evaluate(() =>
        ['#markers canvas', '#ruler canvas:not(.finding-strip)', '#lanes canvas[data-channel="0"]'].map((selector) => {
          const { left, right } = document.querySelector(selector)!.getBoundingClientRect();
          return `${left} ${right}`;
        }),
      );
      expect(new Set(spans).size).toBe(1);
      const [cap, ruler] = await page.evaluate(() =>
        ['#playhead .cap', '#ruler'].map((selector) => document.querySelector(selector)!.getBoundingClientRect().top),
      );
      expect(cap!).toBeGreaterThan(ruler!);
    });
  });

  it('name themselves under the pointer, and a click goes to them exactly', async () => {
    await withPage(harness, { details }, async (page) => {
      await page.waitForSelector('#view.marked');
      await settle(page);
      const box = (await page.locator('#markers').boundingBox())!;
      const perSecond = box.width / 20;
      await page.mouse.move(axisLeft + 5 * perSecond + 12, box.y + 6);
      expect(await page.getAttribute('#markers', 'title')).toContain('Chapter: Verse with a name that is longer');
      await page.mouse.down();
      await page.mouse.up();
      expect(await seeks(page)).toBe(5 * 48000);
      await page.mouse.move(axisLeft + 12 * perSecond + 2, box.y + 6);
      expect(await page.getAttribute('#markers', 'title')).toBe(
        'Marker: Hit, 00:00:12.000\nMarker: Second hit, 00:00:12.002\nWritten in the audio file: not changed here',
      );
      await page.mouse.move(axisLeft + 8 * perSecond, box.y + 14);
      expect(await page.getAttribute('#markers', 'title')).toBe(
        'Loop: Loop 1, 00:00:06.000 to 00:00:09.000\nWritten in the audio file: not changed here',
      );
      await page.mouse.move(axisLeft + 14 * perSecond, box.y + 6);
      expect(await page.getAttribute('#markers', 'title')).toBe('');
    });
  });

  it('are drawn where they stand, and only again when something changed', async () => {
    await withPage(harness, { details, theme: 'hc-black' }, async (page) => {
      await page.waitForSelector('#view.marked');
      await settle(page);
      const lit = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('#markers canvas')!;
        const column = (x: number): number => {
          const { data } = canvas.getContext('2d')!.getImageData(x, 4, 1, canvas.height - 4);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i]! > 200) count++;
          return count / (canvas.height - 4);
        };
        const at = (seconds: number): number => Math.round((seconds / 20) * canvas.width);
        return [5, 6, 12, 15].map((seconds) => column(at(seconds))).concat(column(at(14)));
      });
      expect(lit.slice(0, 4).every((part) => part > 0.9)).toBe(true);
      expect(lit[4]).toBe(0);
      const before = await draws(page);
      await page.mouse.move(600, 300);
      await page.mouse.move(640, 320);
      await settle(page);
      expect((await draws(page))['markers']).toBe(before['markers']);
      await page.mouse.wheel(0, -300);
      await settle(page);
      expect((await draws(page))['markers']).toBeGreaterThan(before['markers']!);
      const idle = await frames(page);
      await page.waitForTimeout(300);
      expect(await frames(page)).toBe(idle);
    });
  });
});
