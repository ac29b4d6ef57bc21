import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkedView } from '../../../src/core/protocol/editorApi.ts';
import { type Harness, startHarness } from './harness.ts';
import { position, settle, view, withPage } from './pages.ts';
import { drag, selected, span, Y } from './viewPages.ts';
import { RAIL, run } from './lanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('snapping', () => {
  it('takes edges to zero crossings; Ctrl turns it the other way for one drag', async () => {
    await withPage(harness, {}, async (page) => {
      const crossing = (frame: number) =>
        page.evaluate((at) => {
          const sum = (i: number): number => window.fake.signal.reduce((all, channel) => all + channel[i]!, 0);
          const [here, next, before] = [sum(at), sum(at + 1), sum(at - 1)];
          const nearer = (other: number): boolean => here * other <= 0 && Math.abs(here) <= Math.abs(other);
          return nearer(next) || nearer(before);
        }, frame);
      await drag(page, 300, 360);
      await run(page, 'zoomSelection');
      await page.getByRole('button', { name: 'Snap to zero crossings' }).click();
      expect(await page.getAttribute('#snap', 'aria-pressed')).toBe('true');
      await drag(page, 200, 403);
      const { startFrame, framesPerPixel } = await view(page);
      const raw = [200, 403].map((x) => Math.round(startFrame + x * framesPerPixel));
      const snapped = (await selected(page))!;
      expect(await crossing(snapped.startFrame)).toBe(true);
      expect(await crossing(snapped.endFrame)).toBe(true);
      expect(Math.abs(snapped.startFrame - raw[0]!)).toBeLessThanOrEqual(960);
      expect(Math.abs(snapped.endFrame - raw[1]!)).toBeLessThanOrEqual(960);
      expect([snapped.startFrame, snapped.endFrame]).not.toEqual(raw);
      await drag(page, 600, 703, ['Control']);
      const plain = (await selected(page))!;
      expect([plain.startFrame, plain.endFrame]).toEqual(
        [600, 703].map((x) => Math.round(startFrame + x * framesPerPixel)),
      );
    });
  });
});

describe('linked editors', () => {
  const viewed = (page: Page) => page.evaluate(() => window.fake.viewed.splice(0));
  const show = async (page: Page, what: LinkedView): Promise<void> => {
    await page.evaluate((each) => window.fake.linked(each), what);
    await settle(page);
  };

  it('tells in seconds what the user does, once for what comes together, and never what it was told', async () => {
    await withPage(harness, {}, async (page) => {
      await drag(page, 100, 200);
      expect(await viewed(page)).toEqual([]);
      await page.evaluate(() => window.fake.links(true));
      await settle(page);
      expect(await viewed(page)).toEqual([]);
      const { framesPerPixel } = await view(page);
      await page.mouse.click(RAIL + 500, Y);
      await settle(page);
      const seconds = (x: number): number => Math.round(x * framesPerPixel) / 48000;
      expect((await viewed(page)).at(-1)).toEqual({ positionSeconds: seconds(500) });
      await run(page, 'zoomSelection');
      const now = await view(page);
      const [told] = await viewed(page);
      expect(told!.view!.startSeconds).toBeCloseTo(now.startFrame / 48000, 9);
      expect(told!.view!.secondsPerPixel).toBeCloseTo(now.framesPerPixel / 48000, 12);
      await run(page, 'zoomFit');
      expect(await viewed(page)).toEqual([{ view: null }]);

      await show(page, {
        view: { startSeconds: 4, secondsPerPixel: 0.001 },
        cursors: { a: 4.1, b: null },
        selection: { startSeconds: 4.2, endSeconds: 4.3 },
        positionSeconds: 4.5,
      });
      const shown = await view(page);
      expect(shown.startFrame).toBe(4 * 48000);
      expect(shown.framesPerPixel).toBe(48);
      expect(await position(page)).toBe(4.5 * 48000);
      expect(await selected(page)).toEqual({ startFrame: 4.2 * 48000, endFrame: 4.3 * 48000 });
      expect(await viewed(page)).toEqual([]);
    });
  });

  it('keeps what it is told inside a shorter file of another rate', async () => {
    await withPage(harness, { sampleRate: 8000, frames: 80_000 }, async (page) => {
      await page.evaluate(() => window.fake.links(true));
      await show(page, { view: { startSeconds: 9, secondsPerPixel: 0.005 }, positionSeconds: 60 });
      const [start, end] = await span(page);
      expect(end).toBeCloseTo(80_000, 6);
      expect((await view(page)).framesPerPixel).toBe(40);
      expect(start).toBeGreaterThan(0);
      expect(await position(page)).toBe(80_000);
      await show(page, { selection: { startSeconds: 20, endSeconds: 30 } });
      expect(await selected(page)).toBeNull();
    });
  });

  it('tells everything when it is the first, and shows a mark with a way out', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.locator('#linked').isVisible()).toBe(false);
      await page.evaluate(() => window.fake.links(true, true));
      await settle(page);
      expect(await viewed(page)).toEqual([
        { view: null, cursors: { a: null, b: null }, selection: null, positionSeconds: 0 },
      ]);
      await page.getByRole('button', { name: 'Leave the linked editors' }).click();
      await settle(page);
      expect(await page.evaluate(() => window.fake.linkWishes)).toEqual([false]);
      await page.evaluate(() => window.fake.links(false));
      await settle(page);
      expect(await page.locator('#linked').isVisible()).toBe(false);
      await run(page, 'zoomIn');
      await show(page, { positionSeconds: 3 });
      expect(await viewed(page)).toEqual([]);
      expect(await position(page)).toBe(0);
    });
  });
});

describe('typing', () => {
  it('into a field reaches no command of VS Code', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => {
        const field = document.createElement('input');
        field.id = 'typed';
        document.body.append(field);
        field.focus();
        window.fake.keys.length = 0;
      });
      await page.keyboard.type('zf1k');
      for (const key of ['Backspace', 'Shift+Backspace', 'Delete', 'Escape', 'Control+z', 'F2'])
        await page.keyboard.press(key);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => !['Control', 'Shift'].includes(key)))).toEqual(
        [],
      );
      await page.keyboard.press('Control+s');
      await page.keyboard.press('F1');
      await page.focus('#lanes');
      await page.keyboard.press('z');
      const keys = await page.evaluate(() => window.fake.keys.filter((key) => !['Control', 'Shift'].includes(key)));
      expect(keys).toEqual(['s', 'F1', 'z']);
    });
  });
});
