import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { columnsAgainstBruteForce, draws, frames, settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('frames', () => {
  it('draws none when nothing changes, and none while hidden', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      const idle = await frames(page);
      await page.waitForTimeout(1500);
      expect(await frames(page)).toBe(idle);

      await page.click('#play');
      await page.waitForTimeout(200);
      await page.evaluate(() => window.fake.visibility(false));
      await page.waitForTimeout(100);
      const hidden = await frames(page);
      await page.evaluate(() => window.fake.command('zoomIn'));
      await page.waitForTimeout(1000);
      expect(await frames(page)).toBe(hidden);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
      const before = await draws(page);
      await page.evaluate(() => window.fake.pause());
      await page.evaluate(() => window.fake.visibility(true));
      await settle(page);
      const after = await draws(page);
      for (const layer of ['ruler', 'rail', 'playhead', 'clock']) {
        expect(after[layer]! - before[layer]!).toBeGreaterThanOrEqual(1);
        expect(after[layer]! - before[layer]!).toBeLessThanOrEqual(2);
      }
      expect(after['waveform']! - before['waveform']!).toBeGreaterThanOrEqual(1);
    });
  });

  it('moves only playhead and numbers while playing', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await page.click('#play');
      await page.mouse.move(5, 690);
      await page.waitForTimeout(100);
      const before = await draws(page);
      const x = (await page.locator('#playhead').boundingBox())!.x;
      await page.waitForTimeout(1000);
      const after = await draws(page);
      expect(after['playhead']! - before['playhead']!).toBeGreaterThan(20);
      for (const still of ['waveform', 'minimap', 'ruler', 'rail', 'minimapWindow', 'crosshair']) {
        expect(after[still]).toBe(before[still]);
      }
      expect((await page.locator('#playhead').boundingBox())!.x).toBeGreaterThan(x + 20);
      await page.click('#play');
      await settle(page);
      const stopped = await frames(page);
      await page.waitForTimeout(700);
      expect(await frames(page)).toBe(stopped);
      expect(await page.evaluate(() => window.fake.playing)).toEqual([true, false]);
    });
  });

  it('turns the page when the playhead runs out of it, but follows nobody who looked away', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.move(64 + 10, 300);
      for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -200);
      await settle(page);
      const first = await view(page);
      expect((first.width * first.framesPerPixel) / 48000).toBeLessThan(0.5);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForFunction((start) => window.earshot!.view().startFrame > start, first.startFrame);
      const paged = await page.evaluate(() => ({ ...window.earshot!.view(), at: window.earshot!.positionFrame() }));
      expect(paged.at).toBeGreaterThanOrEqual(paged.startFrame - paged.framesPerPixel);
      await page.evaluate(() => {
        for (let i = 0; i < 48; i++) window.fake.command('panRight');
      });
      await page.waitForTimeout(50);
      const away = await view(page);
      await page.waitForTimeout(300);
      expect(await view(page)).toEqual(away);
    });
  });

  it('writes its state a few times a second at most', async () => {
    await withPage(harness, {}, async (page) => {
      await page.click('#play');
      const before = await page.evaluate(() => window.fake.stateWrites);
      await page.waitForTimeout(2000);
      const written = (await page.evaluate(() => window.fake.stateWrites)) - before;
      expect(written).toBeGreaterThanOrEqual(2);
      expect(written).toBeLessThanOrEqual(6);
    });
  });
});

describe('state', () => {
  it('keeps view, position and volume over a reload of the window', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(64 + 300, 300);
      await page.mouse.wheel(0, -700);
      await page.click('#gain');
      await page.fill('#volume', '-12');
      await page.keyboard.press('Escape');
      await settle(page);
      const before = await view(page);
      const position = await page.evaluate(() => window.earshot!.positionFrame());
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      await settle(page);
      const after = await view(page);
      expect(after.startFrame).toBeCloseTo(before.startFrame, 3);
      expect(after.framesPerPixel).toBeCloseTo(before.framesPerPixel, 6);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(position);
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-12);
      expect(await page.inputValue('#volume')).toBe('-12');
    });
  });

  it('keeps view and position when the file changes on disk, inside the new length', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(64 + 1000, 300);
      await page.mouse.wheel(0, -700);
      await settle(page);
      const before = await view(page);
      const position = await page.evaluate(() => window.earshot!.positionFrame());
      await page.evaluate(() => window.fake.change({ frames: 20 * 48000 + 777, channels: 1 }));
      await settle(page);
      expect(await page.locator('#lanes canvas[data-channel]').count()).toBe(1);
      expect((await view(page)).framesPerPixel).toBeCloseTo(before.framesPerPixel, 6);
      expect((await view(page)).startFrame).toBeCloseTo(before.startFrame, 3);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(position);
      expect((await columnsAgainstBruteForce(page, 0)).worst).toBeLessThan(1e-5);
      await page.evaluate(() => window.fake.change({ frames: 48000 }));
      await settle(page);
      const short = await view(page);
      expect(short.startFrame + short.framesPerPixel * short.width).toBeLessThanOrEqual(48001);
      expect((await columnsAgainstBruteForce(page, 1)).worst).toBeLessThan(1e-5);
    });
  });

  it('survives state that is not its own', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => sessionStorage.setItem('vscode-state', '{"version":99,"view":"?"}'));
      // The page writes its own state as it leaves; this comes after it.
      await page.addInitScript(() => sessionStorage.setItem('vscode-state', '{"version":99,"view":"?"}'));
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      expect((await view(page)).startFrame).toBe(0);
      // With its script it is of no use to another test.
      await page.close();
    });
  });
});
