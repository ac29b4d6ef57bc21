import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { draws, settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('navigation', () => {
  it('zooms at the pointer and pans, by wheel and pinch', async () => {
    await withPage(harness, {}, async (page) => {
      const frameAt = async (x: number): Promise<number> => {
        const now = await view(page);
        return now.startFrame + x * now.framesPerPixel;
      };
      for (const x of [10, 417, 1000]) {
        await page.evaluate(() => window.fake.command('zoomFit'));
        await page.mouse.move(64 + x, 250);
        for (let i = 0; i < 12; i++) {
          const before = await frameAt(x);
          await page.mouse.wheel(0, -120);
          await settle(page);
          expect(Math.abs((await frameAt(x)) - before)).toBeLessThanOrEqual((await view(page)).framesPerPixel * 1.5);
        }
      }
      const zoomed = await view(page);
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, 100);
      await page.keyboard.up('Shift');
      await page.mouse.wheel(-50, 0);
      await settle(page);
      const panned = await view(page);
      expect((panned.startFrame - zoomed.startFrame) / zoomed.framesPerPixel).toBeCloseTo(50, 0);
      expect(panned.framesPerPixel).toBe(zoomed.framesPerPixel);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, 10);
      await page.keyboard.up('Control');
      await settle(page);
      expect((await view(page)).framesPerPixel / panned.framesPerPixel).toBeCloseTo(Math.exp(0.1), 5);
    });
  });

  it('seeks by a click in lane and ruler; a drag selects instead', async () => {
    await withPage(harness, {}, async (page) => {
      const position = () => page.evaluate(() => window.earshot!.positionFrame());
      const { framesPerPixel } = await view(page);
      await page.mouse.click(64 + 500, 300);
      expect(await position()).toBe(Math.round(500 * framesPerPixel));
      await page.mouse.move(64 + 100, 300);
      await page.mouse.down();
      await page.mouse.move(64 + 200, 300, { steps: 4 });
      await page.mouse.up();
      expect(await position()).toBe(Math.round(500 * framesPerPixel));
      const ruler = (await page.locator('#ruler').boundingBox())!;
      await page.mouse.click(ruler.x + 250, ruler.y + 8);
      expect(await position()).toBe(Math.round(250 * framesPerPixel));
      await settle(page);
      const playhead = (await page.locator('#playhead').boundingBox())!;
      expect(Math.abs(playhead.x - (64 + 250))).toBeLessThanOrEqual(1);
    });
  });

  it('reads out time, frame and level under the pointer', async () => {
    await withPage(harness, { overs: true }, async (page) => {
      await page.mouse.move(64 + 700, 200);
      await settle(page);
      const { framesPerPixel } = await view(page);
      const frame = Math.round(700 * framesPerPixel);
      const text = await page.innerText('#readout');
      expect(text).toContain((frame / 48000).toFixed(6));
      expect(text).toContain(`#${frame.toLocaleString('en-US')}`);
      const peak = await page.evaluate(() => {
        const { x, min, max } = window.earshot!.columns(0);
        const i = x.indexOf(700);
        return 20 * Math.log10(Math.max(max[i]!, -min[i]!));
      });
      expect(text).toContain(peak.toFixed(1).replace('-', '\u2212'));
    });
  });

  it('drags, resizes and centres the window of the minimap, and redraws no minimap for it', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.move(64 + 500, 300);
      await page.mouse.wheel(0, -800);
      await settle(page);
      const minimap = (await page.locator('#minimap').boundingBox())!;
      const box = async () => (await page.locator('.window').boundingBox())!;
      const drag = async (from: number, to: number): Promise<void> => {
        await page.mouse.move(from, minimap.y + 10);
        await page.mouse.down();
        await page.mouse.move(to, minimap.y + 10, { steps: 3 });
        await page.mouse.up();
        await settle(page);
      };
      const drawsBefore = (await draws(page))['minimap'];
      const start = await box();
      await drag(start.x + start.width / 2, start.x + start.width / 2 + 100);
      const moved = await box();
      expect(Math.abs(moved.x - start.x - 100)).toBeLessThanOrEqual(1.5);
      expect(Math.abs(moved.width - start.width)).toBeLessThanOrEqual(1.5);
      await drag(moved.x + moved.width - 1, moved.x + moved.width + 60);
      const grown = await box();
      expect(Math.abs(grown.width - moved.width - 60)).toBeLessThanOrEqual(2.5);
      expect(Math.abs(grown.x - moved.x)).toBeLessThanOrEqual(1.5);
      await page.mouse.click(minimap.x + 300, minimap.y + 10);
      await settle(page);
      const centred = await box();
      expect(Math.abs(centred.x + centred.width / 2 - minimap.x - 300)).toBeLessThanOrEqual(2);
      expect((await draws(page))['minimap']).toBe(drawsBefore);
    });
  });

  it('obeys every command', async () => {
    await withPage(harness, {}, async (page) => {
      const run = async (command: Parameters<Window['fake']['command']>[0]): Promise<void> => {
        await page.evaluate((name) => window.fake.command(name), command);
        await settle(page);
      };
      const position = () => page.evaluate(() => window.earshot!.positionFrame());
      const whole = await view(page);
      await page.mouse.click(64 + 400, 300);
      await run('zoomIn');
      expect((await view(page)).framesPerPixel).toBeCloseTo(whole.framesPerPixel / 2, 6);
      const { startFrame } = await view(page);
      await run('panRight');
      expect((await view(page)).startFrame).toBeGreaterThan(startFrame);
      await run('panLeft');
      expect((await view(page)).startFrame).toBeCloseTo(startFrame, -1);
      await run('zoomOut');
      expect(await view(page)).toEqual(whole);
      const before = await position();
      await run('seekForward');
      expect(await position()).toBeGreaterThan(before);
      await run('seekBack');
      expect(await position()).toBe(before);
      await run('zoomIn');
      await run('seekEnd');
      expect(await position()).toBe(20 * 48000);
      expect((await view(page)).startFrame + (await view(page)).framesPerPixel * whole.width).toBeCloseTo(960_000, -3);
      await run('seekStart');
      expect(await position()).toBe(0);
      expect((await view(page)).startFrame).toBe(0);
      await run('volumeDown');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-1);
      await run('volumeUp');
      await run('volumeUp');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(1);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForSelector('#play[aria-pressed=true]');
      await page.evaluate(() => window.fake.command('stop'));
      await settle(page);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('paused');
      expect(await position()).toBe(0);
    });
  });
});
