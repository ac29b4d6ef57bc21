import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { draws, frames, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const eq = (page: Page) => page.evaluate(() => window.fakeEngine.eq);
const band = (page: Page) => page.evaluate(() => window.fakeEngine.band);
const box = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())!;

async function showEq(page: Page): Promise<void> {
  await page.evaluate(() => window.fake.command('showEq'));
  await page.waitForSelector('.eq-plot', { state: 'visible' });
  await settle(page);
}

/** A band where the plot was double-clicked, as shares of the plot. */
async function addBand(page: Page, x: number, y: number): Promise<void> {
  const plot = await box(page, '.eq-plot');
  await page.mouse.dblclick(plot.x + x * plot.width, plot.y + y * plot.height);
  await settle(page);
}

describe('equalizer', () => {
  it('is off at first, and says so nowhere', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      expect(await eq(page)).toMatchObject({ on: false, bands: [] });
      expect(await page.isVisible('#eq-mark')).toBe(false);
      expect(await page.isVisible('.eq-plot .hint')).toBe(true);
      expect(await page.isVisible('.eq-point')).toBe(false);
    });
  });

  it('gets a band by a double click, moves it by dragging, and is marked while it is on', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      await addBand(page, 0.5, 0.2);
      const [made] = (await eq(page)).bands;
      expect(made!.gainDb).toBeGreaterThan(8);
      expect(await page.isVisible('#eq-mark')).toBe(true);

      const point = await box(page, '.eq-point');
      await page.mouse.move(point.x + 9, point.y + 9);
      await page.mouse.down();
      await page.mouse.move(point.x + 9 + 100, point.y + 9 + 60, { steps: 5 });
      await page.mouse.up();
      await settle(page);
      const [dragged] = (await eq(page)).bands;
      expect(dragged!.frequency).toBeGreaterThan(made!.frequency * 1.5);
      expect(dragged!.gainDb).toBeLessThan(made!.gainDb - 5);
      const moved = await box(page, '.eq-point');
      expect(Math.abs(moved.x - point.x - 100)).toBeLessThan(3);
      expect(Math.abs(moved.y - point.y - 60)).toBeLessThan(3);

      await page.click('#eq-mark');
      expect((await eq(page)).on).toBe(false);
      expect(await page.isVisible('#eq-mark')).toBe(false);
    });
  });

  it('moves a band by keys, which do not reach VS Code', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      await addBand(page, 0.5, 0.2);
      const [before] = (await eq(page)).bands;
      await page.focus('.eq-point');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+ArrowUp');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('PageUp');
      const [after] = (await eq(page)).bands;
      expect(after!.gainDb).toBeCloseTo(before!.gainDb + 0.6, 5);
      expect(after!.frequency / before!.frequency).toBeCloseTo(2 ** (1 / 12), 1);
      expect(after!.q).toBeCloseTo(1.1, 3);
      await settle(page);
      expect(await page.getAttribute('.eq-point', 'aria-valuetext')).toMatch(/^Band 1, peak, .*Hz, \+.* dB, Q 1\.1$/);
      await page.keyboard.press('Space');
      expect((await eq(page)).bands[0]!.on).toBe(false);
      await page.keyboard.press('Delete');
      expect((await eq(page)).bands).toEqual([]);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Shift'))).toEqual([]);
    });
  });

  it('shows the selected band in numbers, within limits', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      await page.click('[aria-label="Add a band"]');
      await page.fill('[aria-label="Frequency, Hz"]', '440');
      await page.keyboard.press('Tab');
      await page.fill('[aria-label="Gain, dB"]', '99');
      await page.keyboard.press('Tab');
      expect((await eq(page)).bands[0]).toMatchObject({ kind: 'peak', frequency: 440, gainDb: 24 });
      expect(await page.inputValue('[aria-label="Gain, dB"]')).toBe('24');
      await page.selectOption('[aria-label="Kind"]', 'highPass');
      expect((await eq(page)).bands[0]).toMatchObject({ kind: 'highPass', gainDb: 0, q: 0.707 });
      expect(await page.isDisabled('[aria-label="Gain, dB"]')).toBe(true);
      await page.click('[aria-label="Remove this band"]');
      expect((await eq(page)).bands).toEqual([]);
      expect(await page.isDisabled('[aria-label="Remove this band"]')).toBe(true);
    });
  });

  it('takes presets, compares A with B, and matches loudness', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      await page.selectOption('[aria-label="Preset"]', 'Speech presence');
      expect((await eq(page)).on).toBe(true);
      expect((await eq(page)).bands).toHaveLength(4);
      await page.click('.compare button:has-text("Original")');
      expect((await eq(page)).on).toBe(false);
      expect((await eq(page)).bands).toHaveLength(4);
      await page.click('.compare button:has-text("Equalized")');
      expect((await eq(page)).on).toBe(true);
      await page.click('#eq-match');
      expect((await eq(page)).matchLoudness).toBe(false);
      expect(await page.inputValue('[aria-label="Preset"]')).toBe('Speech presence');
      await page.focus('.eq-point');
      await page.keyboard.press('ArrowRight');
      expect(await page.inputValue('[aria-label="Preset"]')).toBe('');
      await page.selectOption('[aria-label="Preset"]', 'Flat');
      expect(await eq(page)).toMatchObject({ on: false, bands: [] });
    });
  });

  it('lets one range be heard alone by dragging with Shift; Escape ends it before it closes the drawer', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      const plot = await box(page, '.eq-plot');
      await page.keyboard.down('Shift');
      await page.mouse.move(plot.x + 0.6 * plot.width, plot.y + 30);
      await page.mouse.down();
      await page.mouse.move(plot.x + 0.4 * plot.width, plot.y + 40, { steps: 4 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      const range = (await band(page))!;
      expect(range.high / range.low).toBeGreaterThan(2);
      expect(await page.textContent('#band-mark')).toContain('Hz');
      await settle(page);
      await page.focus('[aria-label="Heard up to"]');
      await page.keyboard.press('ArrowRight');
      expect((await band(page))!.high / range.high).toBeCloseTo(2 ** (1 / 12), 1);
      await page.keyboard.press('Escape');
      expect(await band(page)).toBeNull();
      expect(await page.isVisible('#band-mark')).toBe(false);
      expect(await page.isVisible('.eq-plot')).toBe(true);
    });
  });

  it('lets one range be heard alone without a pointer', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      await page.focus('#eq-range');
      await page.keyboard.press('Space');
      expect(await band(page)).toEqual({ low: 300, high: 3000 });
      await settle(page);
      await page.focus('[aria-label="Heard from"]');
      expect(await page.getAttribute('[aria-label="Heard from"]', 'aria-valuetext')).toBe('300 Hz');
      await page.keyboard.press('ArrowLeft');
      expect((await band(page))!.low).toBe(283);
      await page.click('#band-mark');
      expect(await page.isChecked('#eq-range')).toBe(false);
      expect(await band(page)).toBeNull();
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
    });
  });

  it('draws the spectrum while playing, and nothing at all while idle', async () => {
    await withPage(harness, {}, async (page) => {
      await showEq(page);
      const lit = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('.eq-plot canvas')!;
          const context = canvas.getContext('2d')!;
          const height = (share: number): number => {
            const { data } = context.getImageData(Math.round(canvas.width * share), 0, 1, canvas.height - 20);
            let blue = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i + 2]! > data[i]! + 30) blue++;
            return blue;
          };
          const left = 64 / canvas.width;
          const axis = (canvas.width - 64 - 44) / canvas.width;
          const at = (hertz: number): number => left + (axis * Math.log(hertz / 20)) / Math.log(24_000 / 20);
          return { tone: height(at(1000)), above: height(at(8000)) };
        });
      expect((await lit()).tone).toBe(0);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForTimeout(300);
      const { tone, above } = await lit();
      expect(tone).toBeGreaterThan(40);
      expect(above).toBe(0);
      await page.evaluate(() => window.fake.command('playPause'));
      await settle(page);
      expect((await lit()).tone).toBe(0);
      const idle = await frames(page);
      await page.waitForTimeout(400);
      expect(await frames(page)).toBe(idle);

      // Behind another tab it is not drawn even while playing.
      await page.click('#tab-info');
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForTimeout(200);
      const before = (await draws(page))['equalizer'];
      await page.waitForTimeout(300);
      expect((await draws(page))['equalizer']).toBe(before);
    });
  });

  it('has room in a narrow editor', async () => {
    await withPage(harness, { width: 480, height: 640 }, async (page) => {
      await showEq(page);
      await page.click('[aria-label="Add a band"]');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(480);
      const plot = await box(page, '.eq-plot');
      expect(plot.height).toBeGreaterThan(80);
    });
    // The marks leave the time its place, and nothing in the panel is cut off.
    await withPage(harness, { width: 360, height: 600 }, async (page) => {
      await showEq(page);
      await page.selectOption('[aria-label="Preset"]', 'Speech presence');
      await page.click('#eq-range');
      for (const part of ['#time', '#eq-mark', '#band-mark', '#eq-range', '[aria-label="Add a band"]']) {
        const { x, width } = await box(page, part);
        expect(x, part).toBeGreaterThanOrEqual(0);
        expect(x + width, part).toBeLessThanOrEqual(360);
      }
      expect((await box(page, '.eq-plot')).height).toBeGreaterThan(60);
    });
  });
});
