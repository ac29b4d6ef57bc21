import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frequencyAtPart, partOfFrequency } from '../../../src/core/spectrogram/frequencyScale.ts';
import { codeOfLevel } from '../../../src/core/spectrogram/levelCode.ts';
import { plainColours } from '../../../src/core/protocol/spectrogram.ts';
import { ColourTable } from '../../../src/core/picture/spectrogram/colourTable.ts';
import { type Harness, startHarness } from './harness.ts';
import { expectIdle, RAIL, run } from './lanePages.ts';
import { settle, view, withPage } from './pages.ts';
import { themeNames } from './scenes.ts';
import { canvases, centre, drag, look, short } from './spectrogramLanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('the frequency scale', () => {
  const whole = { scale: 'log', low: 20, high: 24_000 } as const;

  it('zooms at the pointer, pans and goes back, and time stays', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      const times = await view(page);
      const { spectrogram } = await canvases(page);
      const part = 0.25;
      const at = Math.round(spectrogram.top + spectrogram.height * (1 - part));
      await page.mouse.move(RAIL - 14, at);
      await page.mouse.wheel(0, -300);
      await settle(page);
      const zoomed = (await look(page)).frequencies!;
      const axis = { scale: zoomed.scale, low: zoomed.low!, high: zoomed.high! };
      expect(Math.log2(axis.high / axis.low) / Math.log2(1200)).toBeCloseTo(Math.exp(-0.6), 2);
      const under = (each: typeof axis | typeof whole) =>
        frequencyAtPart(each, 1 - (at - spectrogram.top) / spectrogram.height);
      expect(under(axis)).toBeCloseTo(under(whole), 0);

      await drag(page, { x: RAIL - 14, y: at }, -20);
      const panned = (await look(page)).frequencies!;
      const moved = partOfFrequency(axis, panned.low!);
      expect(moved).toBeCloseTo(-20 / spectrogram.height, 2);

      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -100);
      await page.keyboard.up('Shift');
      expect((await look(page)).frequencies!.low!).toBeGreaterThan(panned.low!);

      await page.mouse.dblclick(RAIL - 14, at);
      expect((await look(page)).frequencies).toMatchObject({ low: null, high: null });

      await page.mouse.move(RAIL + 300, at);
      await page.keyboard.down('Control');
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -300);
      await page.keyboard.up('Shift');
      await page.keyboard.up('Control');
      const inPicture = (await look(page)).frequencies!;
      expect(inPicture.low!).toBeCloseTo(axis.low, 1);
      expect(await view(page)).toEqual(times);
      expect((await look(page)).amplitude!.zoom).toBe(1);
      await expectIdle(page);
    });
  });

  it('is chosen by the menu of its unit, by keys, with the formula in words', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      await page.focus('.frequency-unit >> nth=0');
      await page.keyboard.press('Enter');
      expect(await page.getAttribute('.menu', 'aria-label')).toBe('Frequency scale');
      await page.click('.menu >> text=/^Mel.*log/');
      await settle(page);
      expect((await look(page)).frequencies!.scale).toBe('mel');
      expect(await page.getAttribute('canvas.frequency-rail', 'title')).toContain(
        '2595 \u00b7 log\u2081\u2080(1 + f/700)',
      );
      await page.click('canvas.frequency-rail >> nth=1', { button: 'right' });
      await page.click('.menu >> text=Note names');
      expect((await look(page)).extras!.noteNames).toBe(true);
      expect(await page.innerText('#summary')).toContain('Spectrograms show 0 Hz to 24 kHz, scale Mel');
      await expectIdle(page);
    });
  });
});

describe('the legend', () => {
  const colours = (page: Page) => look(page).then(({ colours }) => colours!);

  /** Worst difference between the bar's colours and what the spectrograms have for the level of each row. */
  const barAgainst = async (page: Page, table: ColourTable, low = -120, high = 0) => {
    const bar = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#legend canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(11, 0, 1, canvas.height);
      return Array.from(new Uint32Array(data.buffer));
    });
    let worst = 0;
    for (let y = 10; y < bar.length - 10; y++) {
      const level = high - ((y + 0.5 - 10) / (bar.length - 20)) * (high - low);
      const expected = table.colours[codeOfLevel(level)]!;
      for (const shift of [0, 8, 16]) {
        worst = Math.max(worst, Math.abs(((bar[y]! >> shift) & 255) - ((expected >> shift) & 255)));
      }
    }
    return worst;
  };

  const tableOf = (change = {}, kind: Parameters<ColourTable['set']>[1] = 'dark') => {
    const table = new ColourTable();
    table.set({ ...plainColours, ...change }, kind);
    return table;
  };

  it('shows each colour at the level that it means, whatever the range, gamma, palette and theme', async () => {
    const kinds = { dark: 'dark', light: 'light', 'hc-black': 'highContrast', 'hc-light': 'light' } as const;
    for (const theme of themeNames) {
      await withPage(harness, { ...short, show: 'both', theme }, async (page) => {
        await settle(page);
        expect(await barAgainst(page, tableOf({}, kinds[theme]))).toBe(0);
        await run(page, 'ceilingDown', 'ceilingDown', 'floorUp', 'gammaUp', 'gammaUp', 'paletteNext', 'paletteNext');
        const now = await colours(page);
        expect(now).toMatchObject({ floor: -115, ceiling: -10, palette: 'magma' });
        expect(await barAgainst(page, tableOf(now))).toBe(0);
      });
    }
  });

  it('moves the range by triangles that are dragged or take keys, and goes back by a double click', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      const height = (await page.locator('#legend canvas').boundingBox())!.height - 20;
      await drag(page, await centre(page, '.legend-end.ceiling'), height / 4);
      expect((await colours(page)).ceiling).toBeCloseTo(-30, 0);
      expect(await page.getAttribute('.legend-end.ceiling', 'aria-valuetext')).toBe('\u221230 dBFS');
      expect(await barAgainst(page, tableOf({ ceiling: -30 }))).toBe(0);
      const bar = {
        ...(await centre(page, '#legend canvas')),
        x: (await page.locator('#legend').boundingBox())!.x + 12,
      };
      await drag(page, bar, -height / 12);
      expect(await colours(page)).toMatchObject({ floor: -110, ceiling: -20 });

      await page.focus('.legend-end.floor');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('PageDown');
      expect(await colours(page)).toMatchObject({ floor: -119, ceiling: -20 });
      // The other end is not passed.
      await page.keyboard.press('End');
      expect(await colours(page)).toMatchObject({ floor: -25, ceiling: -20 });
      await page.keyboard.press('Home');
      expect(await colours(page)).toMatchObject({ floor: -200, ceiling: -20 });
      await settle(page);
      expect(await barAgainst(page, tableOf({ floor: -200, ceiling: -20 }), -200)).toBe(0);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);

      await page.mouse.dblclick(bar.x, bar.y);
      expect(await colours(page)).toEqual(plainColours);
      await page.keyboard.down('Shift');
      await drag(page, bar, -96);
      await page.keyboard.up('Shift');
      expect((await colours(page)).gamma).toBeCloseTo(2, 1);
      await expectIdle(page);
    });
  });

  it('asks for nothing when colours change, and has a menu of palettes', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      await settle(page);
      await page.waitForTimeout(500);
      await settle(page);
      const asked = () => page.evaluate(() => window.fake.spectrograms.length);
      const before = await asked();
      await page.focus('.palette-unit');
      await page.keyboard.press('Enter');
      expect(await page.locator('.menu .swatch').count()).toBe(7);
      await page.click('.menu >> text=Viridis');
      expect((await colours(page)).palette).toBe('viridis');
      expect(await barAgainst(page, tableOf({ palette: 'viridis' }))).toBe(0);
      expect(await asked()).toBe(before);
    });
  });

  it('stays longest where there is less room: the scale of the meters goes, then the meters, then the legend', async () => {
    await withPage(harness, { ...short, show: 'both' }, async (page) => {
      const shown = async (width: number) => {
        await page.setViewportSize({ width, height: 640 });
        await settle(page);
        const { spectrogram } = await canvases(page);
        const side = width - spectrogram.left - spectrogram.width;
        return { meters: await page.isVisible('#meters'), legend: await page.isVisible('#legend'), side };
      };
      expect(await shown(1000)).toEqual({ meters: true, legend: true, side: 96 });
      expect(await shown(790)).toEqual({ meters: true, legend: true, side: 75 });
      expect(await shown(700)).toEqual({ meters: false, legend: true, side: 50 });
      expect(await shown(630)).toEqual({ meters: false, legend: false, side: 0 });
      expect(await shown(300)).toMatchObject({ meters: false, legend: false });
    });
  });
});
