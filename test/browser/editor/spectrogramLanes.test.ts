import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RememberedLook } from '../../../src/core/protocol/remembered.ts';
import { frequencyAtPart, partOfFrequency } from '../../../src/core/spectrogram/frequencyScale.ts';
import { codeOfLevel } from '../../../src/core/spectrogram/levelCode.ts';
import { plainColours } from '../../../src/core/protocol/spectrogram.ts';
import { ColourTable } from '../../../webview/render/spectrogram/colourTable.ts';
import { type Harness, startHarness } from './harness.ts';
import { expectIdle, RAIL, run } from './lanePages.ts';
import { settle, view, withPage } from './pages.ts';
import { blockMeans } from './pictures.ts';
import { themeNames } from './scenes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

/** Short, so that the reference behind the page is quick. */
const short = { frames: 48000, width: 1000, height: 640 };

/** Boxes of the canvases of a lane, CSS pixels, and the pixels they have. */
const canvases = (page: Page, lane = 'channel 0') =>
  page.evaluate((lane) => {
    const of = (selector: string) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[data-lane="${lane}"] > canvas${selector}`)!;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return { left, top, width, height, pixels: canvas.width * canvas.height };
    };
    const rail = of('.rail:not(.frequency-rail)');
    return { rail, wave: of('.wave'), scale: of('.frequency-rail'), spectrogram: of('.spectrogram') };
  }, lane);

/** As the page has it remembered. */
const look = (page: Page) =>
  page.evaluate(async () => {
    window.fake.visibility(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    window.fake.visibility(true);
    return (JSON.parse(sessionStorage.getItem('vscode-state')!) as { look: RememberedLook }).look;
  });

const centre = async (page: Page, selector: string) => {
  const { x, y, width, height } = (await page.locator(selector).first().boundingBox())!;
  return { x: x + width / 2, y: y + height / 2, height };
};

const drag = async (page: Page, from: { x: number; y: number }, down: number) => {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + down / 2);
  await page.mouse.move(from.x, from.y + down);
  await page.mouse.up();
  await settle(page);
};

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
