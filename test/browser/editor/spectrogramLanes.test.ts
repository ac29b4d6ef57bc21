import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { expectIdle, RAIL, run } from './lanePages.ts';
import { settle, withPage } from './pages.ts';
import { blockMeans } from './pictures.ts';
import { canvases, centre, drag, look, short } from './spectrogramLanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('the pictures of a lane', () => {
  it('are the waveform, both, one over the other or the spectrogram; what is not shown has no pixels', async () => {
    await withPage(harness, short, async (page) => {
      await settle(page);
      const plain = await canvases(page);
      expect([plain.spectrogram.pixels, plain.scale.pixels]).toEqual([0, 0]);
      expect(plain.wave.height).toBeGreaterThan(200);
      expect(await page.isVisible('#legend')).toBe(false);

      await run(page, 'picturesNext');
      const both = await canvases(page);
      expect(both.spectrogram.top).toBeCloseTo(both.wave.top + both.wave.height, 0);
      expect(both.spectrogram.height / (both.wave.height + both.spectrogram.height)).toBeCloseTo(128 / 216, 2);
      expect(both.scale).toMatchObject({ top: both.spectrogram.top, height: both.spectrogram.height });
      expect([both.wave.left, both.spectrogram.left]).toEqual([RAIL, RAIL]);
      expect(both.spectrogram.pixels).toBeGreaterThan(0);

      await run(page, 'picturesNext');
      const over = await canvases(page);
      expect(over.wave).toMatchObject({ left: RAIL, top: over.spectrogram.top, height: over.spectrogram.height });
      expect(over.scale.left).toBeCloseTo(over.rail.left + over.rail.width, 0);
      expect(Math.min(over.wave.pixels, over.rail.pixels, over.scale.pixels)).toBeGreaterThan(0);

      await run(page, 'picturesNext');
      const alone = await canvases(page);
      expect([alone.wave.pixels, alone.rail.pixels]).toEqual([0, 0]);
      expect(alone.spectrogram.height).toBe(over.spectrogram.height);
      await expectIdle(page);

      await run(page, 'picturesNext');
      expect(await canvases(page)).toEqual(plain);
      await expectIdle(page);
    });
  });

  it('open with the spectrogram alone', async () => {
    await withPage(harness, { ...short, show: 'spectrogram' }, async (page) => {
      await settle(page);
      expect(Object.keys(await page.evaluate(() => window.earshot!.marks))).toContain('fullPaint');
      const { wave, spectrogram } = await canvases(page);
      expect([wave.pixels, spectrogram.pixels > 0]).toEqual([0, true]);
    });
  });

  it('change places by the menu of the unit', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      await page.click('.frequency-unit >> nth=0');
      await page.click('.menu >> text=Swap waveform and spectrogram');
      await settle(page);
      const { wave, spectrogram } = await canvases(page);
      expect(wave.top).toBeCloseTo(spectrogram.top + spectrogram.height, 0);
    });
  });

  it('lose the spectrogram where it would be lower than 56 px, and get it back', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      await page.setViewportSize({ width: 1000, height: 362 });
      await settle(page);
      const low = await canvases(page);
      expect(low.spectrogram.pixels).toBe(0);
      expect(low.wave.height).toBeLessThan(112);
      expect(await page.isVisible('.picture-border')).toBe(false);
      expect(await page.isVisible('.frequency-unit')).toBe(false);
      await page.setViewportSize({ width: 1000, height: 640 });
      await settle(page);
      expect((await canvases(page)).spectrogram.pixels).toBeGreaterThan(0);
    });
  });

  it('scroll where there are many, each high enough for both', async () => {
    await withPage(harness, { ...short, show: 'both', channels: 6, frames: 12_000 }, async (page) => {
      await settle(page);
      const heights = await page.evaluate(() => window.earshot!.lanes().map(({ height }) => height));
      expect(new Set(heights)).toEqual(new Set([120]));
      const { spectrogram, wave } = await canvases(page);
      expect(Math.min(spectrogram.height, wave.height)).toBeGreaterThanOrEqual(56);
      expect((await canvases(page, 'channel 5')).spectrogram.pixels).toBe(0);
      await page.evaluate(() => (document.querySelector('#lanes')!.scrollTop = 1e6));
      await settle(page);
      expect((await canvases(page, 'channel 5')).spectrogram.pixels).toBeGreaterThan(0);
      expect((await canvases(page)).spectrogram.pixels).toBe(0);
    });
  });

  it('share the height by a border that is dragged or moved by keys, for all lanes alike', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      const before = await canvases(page);
      await drag(page, await centre(page, '.picture-border'), 30);
      const after = [await canvases(page), await canvases(page, 'channel 1')];
      for (const { spectrogram, wave } of after) {
        expect(Math.abs(spectrogram.height - before.spectrogram.height + 30)).toBeLessThanOrEqual(1.5);
        expect(Math.abs(wave.height - before.wave.height - 30)).toBeLessThanOrEqual(1.5);
      }
      const { share } = (await look(page)).pictures!;
      await page.focus('.picture-border >> nth=1');
      const now = () => page.getAttribute('.picture-border >> nth=1', 'aria-valuenow');
      expect(await now()).toBe(String(Math.round(100 * share)));
      await page.keyboard.press('ArrowUp');
      expect(await now()).toBe(String(Math.round(100 * (share + 0.02))));
      await drag(page, await centre(page, '.picture-border'), -2000);
      const most = await canvases(page);
      expect(Math.min(most.wave.height, most.spectrogram.height)).toBeGreaterThanOrEqual(55);
      await page.mouse.dblclick(
        ...(Object.values(await centre(page, '.picture-border')).slice(0, 2) as [number, number]),
      );
      await settle(page);
      expect(await canvases(page)).toEqual(before);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key.startsWith('Arrow')))).toEqual([]);
      await expectIdle(page);
    });
  });

  it('have all their controls in reading order for the keyboard, each with a name', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      const names: string[] = [];
      await page.focus('[data-lane="channel 0"] .name');
      for (let i = 0; i < 7; i++) {
        names.push(
          await page.evaluate(() => {
            const { activeElement: focused } = document;
            return focused?.textContent || focused?.getAttribute('aria-label') || '';
          }),
        );
        await page.keyboard.press('Tab');
      }
      expect(names.slice(0, 5)).toEqual(['L', 'M', 'S', 'dBFS', 'Hz']);
      expect(names.slice(5)).toEqual(['Share of the spectrogram in Channel L', 'Height of Channel L']);
      await page.focus('.palette-unit');
      for (const label of ['Level of the last colour', 'Level of the first colour']) {
        await page.keyboard.press('Tab');
        expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toBe(label);
      }
    });
  });

  it('keep the colours of the spectrogram under a selection', async () => {
    for (const theme of ['dark', 'light'] as const) {
      await withPage(harness, { ...short, show: 'both', theme }, async (page) => {
        await settle(page);
        const { spectrogram, wave } = await canvases(page);
        await page.mouse.move(RAIL + 200, wave.top + 20);
        await page.mouse.down();
        await page.mouse.move(RAIL + 600, wave.top + 20);
        await page.mouse.up();
        await page.mouse.move(RAIL + 300, 20);
        await settle(page);
        const clip = { x: RAIL + 220, y: spectrogram.top + 4, width: 360, height: spectrogram.height - 8 };
        const selected = await blockMeans(page, await page.screenshot({ clip }));
        await page.keyboard.press('Escape');
        await page.evaluate(() => window.fake.command('selectNone'));
        await settle(page);
        expect(await page.isVisible('#selection')).toBe(false);
        expect(await blockMeans(page, await page.screenshot({ clip }))).toEqual(selected);
      });
    }
  });
});
