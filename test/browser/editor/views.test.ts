import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { frames, position, settle, view, withPage } from './pages.ts';
import { drag, playheadX, send, span, Y } from './viewPages.ts';
import { RAIL, run } from './lanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('zooming', () => {
  it('shows the selection, else what is between the cursors, else nothing else', async () => {
    await withPage(harness, {}, async (page) => {
      const whole = await view(page);
      await run(page, 'zoomSelection');
      expect(await view(page)).toEqual(whole);
      await page.mouse.move(RAIL + 100, Y);
      await run(page, 'setCursorA');
      await page.mouse.move(RAIL + 300, Y);
      await run(page, 'setCursorB');
      await run(page, 'zoomSelection');
      const pixels = whole.framesPerPixel;
      let [start, end] = await span(page);
      expect((start / pixels - 96) / 4).toBeCloseTo(0, 0);
      expect((end / pixels - 304) / 4).toBeCloseTo(0, 0);
      await run(page, 'zoomFit');
      await drag(page, 500, 600);
      await run(page, 'zoomSelection');
      [start, end] = await span(page);
      expect(start / pixels).toBeCloseTo(498, 0);
      expect(end / pixels).toBeCloseTo(602, 0);
    });
  });

  it('shows single samples, one a device pixel and then as points', async () => {
    await withPage(harness, { dpr: 2 }, async (page) => {
      await run(page, 'zoomFrames');
      expect((await view(page)).framesPerPixel).toBe(2);
      await run(page, 'zoomFrames');
      expect((await view(page)).framesPerPixel).toBe(1 / 8);
      const before = await frames(page);
      await page.waitForTimeout(300);
      expect(await frames(page)).toBe(before);
      await run(page, 'zoomFrames');
      expect((await view(page)).framesPerPixel).toBe(2);
    });
  });

  it('goes back and forward through the views that stood', async () => {
    await withPage(harness, {}, async (page) => {
      await drag(page, 300, 600);
      await run(page, 'zoomSelection');
      const first = await view(page);
      await page.mouse.move(RAIL + 500, Y);
      await page.waitForTimeout(750);
      for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -120);
      await settle(page);
      const second = await view(page);
      await run(page, 'panRight');
      const third = await view(page);
      await run(page, 'viewBack');
      expect(await view(page)).toEqual(second);
      await run(page, 'viewBack');
      expect(await view(page)).toEqual(first);
      await run(page, 'viewBack');
      expect((await view(page)).startFrame).toBe(0);
      await run(page, 'viewBack');
      for (let i = 0; i < 3; i++) await run(page, 'viewForward');
      expect(await view(page)).toEqual(third);
      await run(page, 'viewBack');
      await run(page, 'zoomFit');
      await run(page, 'viewForward');
      expect((await view(page)).startFrame).toBe(0);
    });
  });

  it('pans by the middle button, and does not go on by itself', async () => {
    await withPage(harness, {}, async (page) => {
      await drag(page, 300, 600);
      await run(page, 'zoomSelection');
      const before = await view(page);
      await page.mouse.move(RAIL + 500, Y);
      await page.mouse.down({ button: 'middle' });
      await page.mouse.move(RAIL + 420, Y + 10, { steps: 8 });
      expect(await page.evaluate(() => getComputedStyle(document.querySelector('#lanes')!).cursor)).toBe('grabbing');
      await page.mouse.up({ button: 'middle' });
      await settle(page);
      const after = await view(page);
      expect((after.startFrame - before.startFrame) / before.framesPerPixel).toBeCloseTo(80, 1);
      await page.mouse.move(RAIL + 100, Y);
      await settle(page);
      expect(await view(page)).toEqual(after);
      expect(await position(page)).toBe(0);
    });
  });
});

describe('following the playhead', () => {
  /** Two seconds wide, playing from a part of them. */
  async function playZoomed(page: Page, part: number, from = 2): Promise<void> {
    await drag(page, (from / 20) * 1000, (from / 20) * 1000 + 100);
    await run(page, 'zoomSelection');
    await run(page, 'selectNone');
    const { width } = await view(page);
    await page.mouse.click(RAIL + part * width, Y);
    await send(page, 'playPause');
  }

  it('turns pages, until the user turns away; when the playhead comes into sight, or play starts again, it goes on', async () => {
    await withPage(harness, {}, async (page) => {
      await playZoomed(page, 0.8);
      const [first, end] = await span(page);
      await expect.poll(async () => (await span(page))[0], { timeout: 4000 }).toBeGreaterThan(first);
      expect((await span(page))[0]).toBeGreaterThanOrEqual(end);
      expect((await span(page))[0]).toBeLessThan(end + 48000 / 4);
      // Far away: it stays there.
      await page.mouse.wheel(7000, 0);
      await page.waitForTimeout(100);
      const away = await span(page);
      await page.waitForTimeout(500);
      expect(await span(page)).toEqual(away);
      await send(page, 'playPause');
      expect(await span(page)).toEqual(away);
      await send(page, 'playPause');
      const at = await position(page);
      const [start, last] = await span(page);
      expect(start).toBeLessThan(away[0]);
      expect(at).toBeGreaterThanOrEqual(start);
      expect(at).toBeLessThanOrEqual(last);
    });
  });

  it('turns pages to the left when it plays backwards', async () => {
    await withPage(harness, {}, async (page) => {
      await run(page, 'toggleReverse');
      await playZoomed(page, 0.2, 10);
      const [start] = await span(page);
      await expect.poll(async () => (await span(page))[0], { timeout: 4000 }).toBeLessThan(start - 1000);
    });
  });

  it('holds the playhead in the middle, on one pixel, and moves the picture by whole ones', async () => {
    await withPage(harness, { dpr: 1.25 }, async (page) => {
      await send(page, 'followNext');
      await playZoomed(page, 0.2);
      await page.waitForTimeout(200);
      const seen = await page.evaluate(async () => {
        const places: { x: number; start: number; pixel: number }[] = [];
        for (let i = 0; i < 30; i++) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const { startFrame, framesPerPixel } = window.earshot!.view();
          const x = document.querySelector('#playhead')!.getBoundingClientRect().x;
          places.push({ x, start: startFrame, pixel: framesPerPixel / devicePixelRatio });
        }
        return places;
      });
      const width = (await view(page)).width;
      expect(new Set(seen.map(({ x }) => x)).size).toBe(1);
      expect(Math.abs(seen[0]!.x - RAIL - width / 2)).toBeLessThanOrEqual(1);
      expect(new Set(seen.map(({ start }) => start)).size).toBeGreaterThan(20);
      for (const { start, pixel } of seen)
        expect(Math.abs(start / pixel - Math.round(start / pixel))).toBeLessThan(1e-6);
    });
  });

  it('lets go of the middle when the user moves the view, and takes hold again when the playhead is there', async () => {
    await withPage(harness, {}, async (page) => {
      await send(page, 'followNext');
      await playZoomed(page, 0.2);
      await page.waitForTimeout(150);
      const { width } = await view(page);
      expect(Math.abs((await playheadX(page)) - width / 2)).toBeLessThanOrEqual(1);
      // The playhead goes to the left of the middle, and runs back to it.
      await page.mouse.wheel(width / 2 - 10, 0);
      const seen = await page.evaluate(async () => {
        const places: { x: number; start: number }[] = [];
        for (const end = performance.now() + 2500; performance.now() < end;) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const { x } = document.querySelector('#playhead')!.getBoundingClientRect();
          places.push({ x, start: window.earshot!.view().startFrame });
        }
        return places;
      });
      const moved = seen.findIndex(({ x }) => x < 64 + width / 2 - 50);
      expect(moved).toBeGreaterThanOrEqual(0);
      const met = seen.findIndex(({ x }, i) => i > moved && Math.abs(x - 64 - width / 2) <= 1.5);
      expect(met).toBeGreaterThan(moved + 10);
      expect(new Set(seen.slice(moved, met - 1).map(({ start }) => start)).size).toBe(1);
      expect(new Set(seen.slice(met + 2).map(({ x }) => x)).size).toBe(1);
      expect(new Set(seen.slice(met + 2).map(({ start }) => start)).size).toBeGreaterThan(10);
      // Out of sight: it is left there.
      await page.mouse.wheel(5000, 0);
      await page.waitForTimeout(60);
      const away = await span(page);
      await page.waitForTimeout(500);
      expect(await span(page)).toEqual(away);
      await send(page, 'playPause');
      await send(page, 'playPause');
      await expect.poll(async () => Math.abs((await playheadX(page)) - width / 2)).toBeLessThanOrEqual(1);
    });
  });

  it('does nothing when off, and turns pages where less motion is asked for', async () => {
    await withPage(harness, {}, async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await send(page, 'followNext');
      await playZoomed(page, 0.8);
      const first = await span(page);
      await expect.poll(async () => (await span(page))[0], { timeout: 4000 }).toBeGreaterThan(first[0]);
      expect((await span(page))[0]).toBeGreaterThanOrEqual(first[1]);
      await send(page, 'followNext');
      const off = await span(page);
      await page.waitForTimeout(2500);
      expect(await span(page)).toEqual(off);
      expect(await position(page)).toBeGreaterThan(off[1]);
    });
  });

  it('is chosen from a menu that says how it is', async () => {
    await withPage(harness, {}, async (page) => {
      const button = page.getByRole('button', { name: 'Follow the playhead: Page' });
      await button.focus();
      await page.keyboard.press('Enter');
      const centred = page.getByRole('menuitemradio', { name: /Centred/ });
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await page.getByRole('button', { name: 'Follow the playhead: Centre' }).textContent()).toBe('Centre');
      await page.getByRole('button', { name: 'Follow the playhead: Centre' }).click();
      expect(await centred.getAttribute('aria-checked')).toBe('true');
      await page.keyboard.press('Escape');
    });
  });
});
