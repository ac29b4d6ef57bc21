import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { axisOf, frequencyAtPart } from '../../../src/core/spectrogram/frequencyScale.ts';
import { violations } from './axe.ts';
import { type Harness, startHarness } from './harness.ts';
import { draws, frames, settle, withPage } from './pages.ts';
import { drag, type Picture, RAIL, read, reading, spectrogramOf } from './spectrogramPages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RATE = 48000;
const axis = axisOf({ scale: 'log', low: null, high: null }, RATE);
const tone = { show: 'both', made: 'tone', frames: 2 * RATE, height: 900 } as const;
const hertzAt = ({ top, height }: Picture, y: number): number => frequencyAtPart(axis, 1 - (y - top) / height);

interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Edges of the box with handles as drawn, CSS pixels of the page; null for none. */
async function edges(page: Page): Promise<Edges | null> {
  const own = page.locator('.spectrum-box.own');
  const box = (await own.count()) > 0 ? await own.boundingBox() : null;
  return box && { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}

async function expectEdges(page: Page, wanted: Partial<Edges>): Promise<void> {
  await settle(page);
  const found = await edges(page);
  for (const [side, at] of Object.entries(wanted)) {
    expect(Math.abs(found![side as keyof Edges] - at), `${side} ${found![side as keyof Edges]} is ${at}`).toBeLessThan(
      1.1,
    );
  }
}

/** A box from 200 to 400 px and from a third to two thirds of the first lane's picture. */
async function draw(page: Page): Promise<{ picture: Picture; top: number; bottom: number }> {
  await settle(page);
  const picture = await spectrogramOf(page);
  const [top, bottom] = [1 / 3, 2 / 3].map((part) => Math.round(picture.top + part * picture.height)) as [
    number,
    number,
  ];
  await drag(page, [RAIL + 200, top], [RAIL + 400, bottom]);
  await settle(page);
  return { picture, top, bottom };
}

const band = (page: Page) => page.evaluate(() => window.fakeEngine.band);

describe('box in time and frequency', () => {
  it('is drawn by a drag in a spectrogram; one along the time selects time alone', async () => {
    await withPage(harness, tone, async (page) => {
      const { picture, top, bottom } = await draw(page);
      await expectEdges(page, { left: RAIL + 200, right: RAIL + 400, top, bottom });
      // In the other lane its outline.
      expect(await page.locator('.spectrum-box:not(.own)').count()).toBe(1);
      expect(await page.locator('.spectrum-box.own .box-handle:visible').count()).toBe(8);
      const before = await draws(page);
      await drag(page, [RAIL + 600, top], [RAIL + 700, top + 4]);
      await settle(page);
      expect(await edges(page)).toBeNull();
      expect(await page.locator('#selection').boundingBox()).toMatchObject({ x: RAIL + 600, width: 100 });
      expect((await draws(page))['spectrogram']).toBe(before['spectrogram']);
      await drag(page, [RAIL + 600, picture.top - 30], [RAIL + 700, picture.top + 30]);
      expect(await edges(page)).toBeNull();
    });
  });

  it('is resized at edges and corners, moved by its inside, extended with Shift and cleared with Escape', async () => {
    await withPage(harness, tone, async (page) => {
      const { picture, top, bottom } = await draw(page);
      await drag(page, [RAIL + 300, bottom], [RAIL + 300, bottom + 20]);
      await expectEdges(page, { left: RAIL + 200, right: RAIL + 400, top, bottom: bottom + 20 });
      await drag(page, [RAIL + 400, top], [RAIL + 450, top - 10]);
      await expectEdges(page, { left: RAIL + 200, right: RAIL + 450, top: top - 10, bottom: bottom + 20 });
      // Past the other edge it turns over.
      await drag(page, [RAIL + 200, (top + bottom) / 2 + 5], [RAIL + 500, (top + bottom) / 2 + 5]);
      await expectEdges(page, { left: RAIL + 450, right: RAIL + 500, top: top - 10, bottom: bottom + 20 });
      await drag(page, [RAIL + 475, top + 12], [RAIL + 375, top + 22]);
      await expectEdges(page, { left: RAIL + 350, right: RAIL + 400, top, bottom: bottom + 30 });
      await page.keyboard.down('Shift');
      await page.mouse.click(RAIL + 480, bottom + 40);
      await page.keyboard.up('Shift');
      await expectEdges(page, { left: RAIL + 350, right: RAIL + 480, top, bottom: bottom + 40 });
      // It stops where the picture does.
      await drag(page, [RAIL + 420, top + 12], [RAIL + 420, picture.top + picture.height + 300]);
      await expectEdges(page, { bottom: picture.top + picture.height });
      await page.evaluate(() => window.fake.command('selectNone'));
      await settle(page);
      expect(await page.locator('.spectrum-box').count()).toBe(0);
    });
  });

  it('is moved by the keyboard, edge by edge, and its keys do not reach VS Code', async () => {
    await withPage(harness, tone, async (page) => {
      const { top, bottom } = await draw(page);
      const edge = (side: string) => page.locator(`.own [data-box-part="${side}"]`);
      await edge('north').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+ArrowUp');
      await expectEdges(page, { top: top - 11, bottom });
      await edge('south').focus();
      await page.keyboard.press('End');
      await expectEdges(page, { top: top - 11, bottom: top - 10 });
      await page.keyboard.press('Home');
      expect(await edge('south').getAttribute('aria-valuetext')).toBe('20 Hz');
      await edge('west').focus();
      await page.keyboard.press('Shift+ArrowLeft');
      await edge('east').focus();
      await page.keyboard.press('ArrowRight');
      await expectEdges(page, { left: RAIL + 190, right: RAIL + 401 });
      expect(await page.evaluate(() => window.fake.keys)).toEqual(['Shift', 'Shift']);
      await page.keyboard.press('Delete');
      await settle(page);
      expect(await edges(page)).toBeNull();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('position');
      expect(await page.isVisible('#readout .selection')).toBe(true);
    });
  });

  it('reads its range, width, interval and the level of what lies in it', async () => {
    await withPage(harness, { ...tone, width: 1900 }, async (page) => {
      const { picture, top, bottom } = await draw(page);
      await page.mouse.move(RAIL + 600, picture.top - 30);
      await page.waitForTimeout(150);
      await settle(page);
      const [low, high] = [hertzAt(picture, bottom), hertzAt(picture, top)];
      const three = (hertz: number): string =>
        hertz >= 1000 ? `${Number((hertz / 1000).toPrecision(3))} kHz` : `${Number(hertz.toPrecision(3))} Hz`;
      expect(await read(page, 'frequencies of the box')).toBe(`${three(low)}–${three(high)}`);
      expect(await read(page, 'width of the box')).toBe(three(high - low));
      expect(await read(page, 'interval of the box:')).toBe(`${(12 * Math.log2(high / low)).toFixed(2)} st`);
      const cents = Math.round(1200 * Math.log2(high / low)).toLocaleString('en-US');
      expect(await read(page, 'interval of the box in cents')).toBe(`${cents} c`);
      // A sine of −20 dBFS.
      expect(await read(page, 'level of the box')).toBe('−23.0 dBFS RMS');
      // The others are of the one window under the pointer, or of a selection on its way.
      const spectra = await page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'spectrum'));
      const [last] = spectra.filter(({ count }) => count > 1).slice(-1);
      expect(spectra.filter(({ start, count }) => start === last!.start && count === last!.count).length).toBe(1);
      // Above the tone there is nothing to speak of.
      await drag(page, [RAIL + 700, picture.top + 5], [RAIL + 800, picture.top + 40]);
      await page.mouse.move(RAIL + 600, picture.top - 30);
      await page.waitForTimeout(150);
      await settle(page);
      expect(Number((await read(page, 'level of the box')).replace('−', '-').split(' ')[0])).toBeLessThan(-80);
      const before = [await frames(page), await page.evaluate(() => window.fake.requests.length)];
      await page.waitForTimeout(400);
      expect([await frames(page), await page.evaluate(() => window.fake.requests.length)]).toEqual(before);
    });
  });

  it('is heard alone by its button and by the command, follows what it does, and gives back what was', async () => {
    await withPage(harness, tone, async (page) => {
      const { picture, top, bottom } = await draw(page);
      await page.click('.own .hear-box');
      await settle(page);
      const close = async (low: number, high: number): Promise<void> => {
        const heard = await band(page);
        expect(heard!.low / hertzAt(picture, low)).toBeCloseTo(1, 2);
        expect(heard!.high / hertzAt(picture, high)).toBeCloseTo(1, 2);
      };
      await close(bottom, top);
      const calls = await page.evaluate(() => window.fakeEngine.calls);
      expect(calls.filter((call) => call.startsWith('playRange')).length).toBe(1);
      expect(await page.getAttribute('.own .hear-box', 'aria-pressed')).toBe('true');
      expect(await page.isVisible('#band-mark')).toBe(true);
      await drag(page, [RAIL + 300, top + 12], [RAIL + 300, top + 2]);
      await close(bottom - 10, top - 10);
      await page.evaluate(() => window.fake.command('hearBox'));
      await page.waitForTimeout(50);
      expect(await band(page)).toBeNull();
      await page.evaluate(() => window.fake.command('hearBox'));
      await page.waitForTimeout(50);
      await close(bottom - 10, top - 10);
      await page.evaluate(() => window.fake.command('selectNone'));
      await page.waitForTimeout(50);
      expect(await band(page)).toBeNull();
      expect(await page.isVisible('#band-mark')).toBe(false);
    });
  });

  it('is no longer heard alone when something else is', async () => {
    await withPage(harness, tone, async (page) => {
      await draw(page);
      await page.focus('.own .hear-box');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(50);
      expect(await band(page)).not.toBeNull();
      await page.evaluate(() => window.fake.command('clearBand'));
      await page.waitForTimeout(100);
      expect(await band(page)).toBeNull();
      expect(await page.getAttribute('.own .hear-box', 'aria-pressed')).toBe('false');
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
    });
  });
});

describe('box that has been drawn', () => {
  it('keeps its frequencies while others come in view, and moves to a lane that is there', async () => {
    await withPage(harness, tone, async (page) => {
      const { top, bottom } = await draw(page);
      const range = await page.locator('.own').getAttribute('aria-label');
      await page.evaluate(() => window.fake.command('frequencyIn'));
      await settle(page);
      const zoomed = (await edges(page))!;
      expect(zoomed.bottom - zoomed.top).toBeGreaterThan(1.3 * (bottom - top));
      expect(await page.locator('.own').getAttribute('aria-label')).toBe(range);
      await page.evaluate(() => window.fake.command('frequencyReset'));
      await expectEdges(page, { top, bottom });
      await page.evaluate(() => window.fake.command('lanesNext'));
      await settle(page);
      expect(await page.locator('[data-lane="mid"] .spectrum-box.own').count()).toBe(1);
      expect(await page.locator('.own').getAttribute('aria-label')).toBe(range);
      await page.evaluate(() => window.fake.change({ channels: 1, made: 'tone', frames: 96000, show: 'both' }));
      await settle(page);
      expect(await page.locator('[data-lane="channel 0"] .spectrum-box.own').count()).toBe(1);
    });
  });

  it('has nothing that axe-core finds wrong, with all that can lie over a spectrogram', async () => {
    for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] as const) {
      await withPage(harness, { ...tone, theme }, async (page) => {
        await draw(page);
        const all = ['togglePitch', 'toggleAveraged', 'toggleHarmonics', 'hearBox'] as const;
        for (const name of all) await page.evaluate((command) => window.fake.command(command), name);
        await page.waitForTimeout(200);
        await settle(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
});

it('the level of the box of a channel that holds no numbers says so', async () => {
  await withPage(harness, { ...tone, made: 'nan', width: 1900 }, async (page) => {
    await draw(page);
    await page.waitForTimeout(150);
    await settle(page);
    expect(await read(page, 'level of the box')).toBe('no level dBFS RMS');
    expect(await reading(page, 'level of the box').isDisabled()).toBe(true);
  });
});
