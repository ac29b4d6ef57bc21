import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { type Harness, startHarness } from './harness.ts';
import { draws, frames, settle, view, withPage } from './pages.ts';
import { levelsOf, makeSignal } from './testSignal.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RAIL = 64;
const Y = 300;
const RATE = 48000;

async function run(page: Page, ...commands: EditorCommand[]): Promise<void> {
  for (const name of commands) await page.evaluate((command) => window.fake.command(command), name);
  await settle(page);
}

async function point(page: Page, x: number, y = Y): Promise<void> {
  await page.mouse.move(RAIL + x, y);
  await settle(page);
}

/** Nobody touches anything: nothing is drawn. */
async function expectIdle(page: Page): Promise<void> {
  await settle(page);
  const before = await frames(page);
  await page.waitForTimeout(400);
  expect(await frames(page)).toBe(before);
}

const reading = (page: Page, name: string): Locator =>
  page.locator(`#readout .readout-value[aria-label^="Copy ${name}"]`);
const valueOf = (page: Page, name: string): Promise<string> => reading(page, name).locator('.value').innerText();
const dB = (linear: number): string => (20 * Math.log10(linear)).toFixed(1).replace('-', '\u2212');

/** What was put on the clipboard, however the page did it. */
async function catchCopies(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const copies: string[] = [];
    Object.assign(window, { copies });
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => Promise.resolve(void copies.push(text)) },
    });
  });
  return () => page.evaluate(() => (window as unknown as { copies: string[] }).copies);
}

describe('unit of time', () => {
  it('is chosen in the corner of the ruler, by keys alone, and all times follow it', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(RAIL + 400, Y);
      await settle(page);
      const { framesPerPixel } = await view(page);
      const frame = Math.round(400 * framesPerPixel);
      const before = await page.locator('#ruler canvas:not(.finding-strip)').screenshot();
      await page.focus('#time-unit');
      await page.keyboard.press('Enter');
      await page.focus('#time-panel input[value=clock]');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await settle(page);
      expect(await page.isChecked('#time-panel input[value=samples]')).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('time-unit');
      await settle(page);
      const count = frame.toLocaleString('en-US');
      expect(await page.innerText('#time')).toBe(count);
      expect(await page.innerText('#time-unit')).toBe('frames');
      expect(await page.innerText('.minimap-rail span:last-child')).toBe('frames');
      expect(await page.getAttribute('#position', 'aria-valuetext')).toBe(`frame ${count} of frame 960,000`);
      expect((await page.locator('#ruler canvas:not(.finding-strip)').screenshot()).equals(before)).toBe(false);
      // No key of the panel has reached VS Code.
      expect((await page.evaluate(() => window.fake.keys)).filter((key) => key === 'ArrowDown')).toEqual([]);
      await expectIdle(page);
    });
  });

  it('goes round by command, and counts video frames and bars as asked', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(RAIL + 520, Y);
      await run(page, 'timeUnitNext', 'timeUnitNext', 'timeUnitNext');
      expect(await page.innerText('#time')).toBe('00:00:10:00');
      await page.click('#time-unit');
      await page.selectOption('#time-panel select', { label: '29.97 DF fps' });
      expect(await page.innerText('#time-unit')).toBe('29.97 DF');
      await page.fill('#time-panel input[aria-label="Beats a minute"]', '90');
      await page.fill('#time-panel input[aria-label="Beats a bar"]', '3');
      await settle(page);
      // 10 s at 90 a minute are 15 beats: the first of the sixth bar of three.
      expect(await page.innerText('#time')).toBe('6.1.000');
      expect(await page.innerText('#time-unit')).toBe('90 bpm');
      await page.fill('#time-panel input[aria-label="Beats a minute"]', '0');
      await page.keyboard.press('Enter');
      expect(await page.inputValue('#time-panel input[aria-label="Beats a minute"]')).toBe('1');
      await page.keyboard.press('Escape');
      await run(page, 'timeUnitNext');
      expect(await page.innerText('#time')).toBe('00:00:10.000');
    });
  });
});

describe('readout', () => {
  it('keeps its places while the pointer moves', async () => {
    await withPage(harness, {}, async (page) => {
      const places = (): Promise<number[]> =>
        page.$$eval('#readout .readout-value', (all) => all.map((each) => each.getBoundingClientRect().left));
      await point(page, 3);
      const before = await places();
      for (const x of [200, 555, 1030]) {
        await point(page, x);
        expect(await places()).toEqual(before);
      }
    });
  });

  it('says the value of a single sample, and that one is not a number', async () => {
    await withPage(harness, { frames: 2000, hold: true }, async (page) => {
      await page.evaluate(() => window.fake.signal[0]!.fill(NaN, 1000, 1040));
      await page.waitForFunction(() => {
        window.fake.release();
        return document.body.dataset['painted'] === 'true';
      });
      await page.mouse.move(RAIL + 530, Y);
      for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -400);
      await settle(page);
      const at = await page.evaluate(() =>
        Number(
          document.querySelector('#readout .readout-value[aria-label^="Copy frame"]')!.textContent.replace(/\D/g, ''),
        ),
      );
      const right = await page.evaluate((frame) => window.fake.signal[1]![frame]!, at);
      expect(await valueOf(page, 'sample and level of R')).toBe(
        `${right < 0 ? '\u2212' : '+'}${Math.abs(right).toFixed(7)} ${dB(Math.abs(right))}`,
      );
      expect(at).toBeGreaterThanOrEqual(1000);
      expect(await valueOf(page, 'sample and level of L')).toBe('not a number');
    });
  });

  it('copies what it says, in full and as plain text, and says so for a second', async () => {
    await withPage(harness, {}, async (page) => {
      const copies = await catchCopies(page);
      await page.mouse.click(RAIL + 333, Y);
      await settle(page);
      const { framesPerPixel } = await view(page);
      const frame = Math.round(333 * framesPerPixel);
      await page.mouse.move(RAIL + 333, 3);
      await settle(page);
      const button = reading(page, 'frame');
      const width = (await button.boundingBox())!.width;
      await button.click();
      await page.waitForSelector('#readout .readout-value[data-said=copied]');
      const said = page.locator('#readout .readout-value[data-said]');
      expect(await said.getAttribute('aria-label')).toBe('copied');
      expect((await said.boundingBox())!.width).toBe(width);
      await page.waitForSelector('#readout .readout-value[data-said]', { state: 'detached' });
      await reading(page, 'level of L').press('Enter');
      await reading(page, 'time').click();
      const [first, level, time] = await copies();
      expect(first).toBe(String(frame));
      expect(level).toMatch(/^-\d+\.\d{3,6} dBFS$/);
      expect(time).toMatch(/^0:\d\d\.\d{6}$/);
      expect(Number(time!.slice(2))).toBeCloseTo(frame / RATE, 6);
      expect((await page.evaluate(() => window.fake.keys)).includes('Enter')).toBe(false);
    });
  });

  it('drops whole readings where there is no room, the last ones first, and out of the reach of Tab', async () => {
    await withPage(harness, { width: 360 }, async (page) => {
      await page.mouse.move(200, 200);
      await page.mouse.down();
      await page.mouse.move(300, 200, { steps: 3 });
      await page.mouse.up();
      await settle(page);
      const all = await page.$$eval('#readout .item', (items) =>
        items
          .filter((item) => item.getBoundingClientRect().width > 0)
          .map((item) => {
            const bar = item.closest('.readout-line')!.getBoundingClientRect();
            const { top, right } = item.getBoundingClientRect();
            return { seen: top < bar.bottom - 1, fits: right <= bar.right + 0.5, inert: (item as HTMLElement).inert };
          }),
      );
      expect(all[0]).toEqual({ seen: true, fits: true, inert: false });
      const firstGone = all.findIndex(({ seen }) => !seen);
      expect(firstGone).toBeGreaterThan(0);
      all.forEach(({ seen, inert }, index) =>
        expect([seen, inert]).toEqual(index < firstGone ? [true, false] : [false, true]),
      );
    });
  });
});

describe('cursors', () => {
  it('stand where they are set, move by flag and by keys, and measure between them', async () => {
    await withPage(harness, {}, async (page) => {
      const copies = await catchCopies(page);
      await point(page, 200);
      await run(page, 'setCursorA');
      await point(page, 500);
      const before = await draws(page);
      await run(page, 'setCursorB');
      const { framesPerPixel } = await view(page);
      const frameAt = (x: number): number => Math.round(x * framesPerPixel);
      const flag = (name: string): Locator => page.getByRole('slider', { name: `Cursor ${name}` });
      const lines = (): Promise<number[]> =>
        page.$$eval('.cursor-line', (all) => all.map((line) => line.getBoundingClientRect().left));
      expect(await lines()).toEqual([RAIL + 200, RAIL + 500]);
      const seconds = (frameAt(500) - frameAt(200)) / RATE;
      expect(await valueOf(page, 'time from A to B')).toContain(seconds.toFixed(6));
      expect(Number(await valueOf(page, 'the frequency'))).toBeCloseTo(1 / seconds, 5);
      const peaks = await page.evaluate(() => {
        const { x, min, max } = window.earshot!.columns(0);
        return [200, 500].map((at) => Math.max(max[x.indexOf(at)]!, -min[x.indexOf(at)]!));
      });
      const change = 20 * Math.log10(peaks[1]! / peaks[0]!);
      const shown = (await valueOf(page, 'level at B')).replace('\u2212', '-');
      expect(Math.abs(Number(shown) - change)).toBeLessThanOrEqual(0.051);
      // No lane is drawn for a cursor.
      expect((await draws(page))['waveform']).toBe(before['waveform']);

      const box = (await flag('B').boundingBox())!;
      await page.mouse.move(box.x + 7, box.y + 7);
      await page.mouse.down();
      await page.mouse.move(box.x + 107, box.y + 7, { steps: 4 });
      await page.mouse.up();
      await settle(page);
      expect(await lines()).toEqual([RAIL + 200, RAIL + 600]);
      await flag('A').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+ArrowLeft');
      await settle(page);
      const step = Math.round(framesPerPixel);
      expect(await flag('A').getAttribute('aria-valuenow')).toBe(String(frameAt(200) - 9 * step));
      expect(await flag('A').getAttribute('aria-valuetext')).toMatch(/^\d.* seconds?, #/);
      expect((await page.evaluate(() => window.fake.keys)).filter((key) => key.startsWith('Arrow'))).toEqual([]);
      await reading(page, 'cursor B').click();
      expect((await copies()).at(-1)).toMatch(/^0:\d\d\.\d{6}$/);

      await run(page, 'selectBetweenCursors');
      const selection = (await page.locator('#selection').boundingBox())!;
      expect([selection.x, selection.x + selection.width]).toEqual([RAIL + 191, RAIL + 600]);
      await flag('A').focus();
      await page.keyboard.press('Delete');
      await settle(page);
      expect(await flag('A').isVisible()).toBe(false);
      await run(page, 'clearCursors');
      expect(await page.locator('.cursor-line:visible').count()).toBe(0);
      expect(await page.locator('#readout .cursors .readout-value:visible').count()).toBe(0);
      await expectIdle(page);
    });
  });

  it('know their levels also out of sight, and stay inside a file that becomes shorter', async () => {
    await withPage(harness, {}, async (page) => {
      await point(page, 100);
      await run(page, 'setCursorA');
      await point(page, 900);
      await run(page, 'setCursorB');
      for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -400);
      await settle(page);
      expect(await page.locator('.cursor-line.a').isVisible()).toBe(false);
      await page.waitForFunction(() =>
        /^[+\u2212]?\d+\.\d$/.test(document.querySelector('[aria-label^="Copy level at B"] .value')?.textContent ?? ''),
      );
      await page.evaluate(() => window.fake.change({ frames: 5 * 48000 }));
      await settle(page);
      const last = await page.locator('.cursor-flag.b').getAttribute('aria-valuenow');
      expect(last).toBe(String(5 * 48000 - 1));
    });
  });

  it('paint their lines over ruler and lanes in a colour of their own, in every theme', async () => {
    for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] as const) {
      await withPage(harness, { theme }, async (page) => {
        await point(page, 300);
        await run(page, 'setCursorA');
        await page.mouse.move(RAIL + 700, 3);
        await settle(page);
        const contrast = await page.evaluate(() => {
          const rgb = (colour: string): number[] => {
            const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!;
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
          };
          const light = (colour: string): number => {
            const [r, g, b] = rgb(colour).map((v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
          };
          const flag = getComputedStyle(document.querySelector('.cursor-flag.a')!);
          const [a, b] = [light(flag.backgroundColor), light(flag.color)];
          const ink = rgb(getComputedStyle(document.querySelector('#playhead')!).backgroundColor);
          const apart = rgb(flag.backgroundColor).reduce((sum, v, i) => sum + Math.abs(v - ink[i]!), 0);
          return { ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), apart };
        });
        expect(contrast.ratio).toBeGreaterThanOrEqual(4.5);
        expect(contrast.apart).toBeGreaterThan(60);
      });
    }
  });
});

describe('levels of the selection', () => {
  it('are asked for when it rests, and never of one that is gone', async () => {
    await withPage(harness, {}, async (page) => {
      const asked = () => page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'levels'));
      const { framesPerPixel } = await view(page);
      await page.evaluate(() => window.fake.hold());
      await page.mouse.move(RAIL + 200, Y);
      await page.mouse.down();
      for (const x of [300, 350, 400]) await page.mouse.move(RAIL + x, Y, { steps: 5 });
      await page.mouse.up();
      await page.waitForFunction(() => window.fake.requests.some(({ method }) => method === 'levels'));
      expect(await valueOf(page, 'RMS')).toBe('…');
      await page.mouse.move(RAIL + 400, Y);
      await page.mouse.down();
      await page.mouse.move(RAIL + 500, Y, { steps: 3 });
      await page.mouse.up();
      const [start, end] = [Math.round(200 * framesPerPixel), Math.round(500 * framesPerPixel)];
      await page.waitForFunction((count) => window.fake.requests.at(-1)?.count === count, end - start);
      await page.evaluate(() => window.fake.release(true));
      await page.waitForFunction(() => !document.querySelector('[aria-label^="Copy RMS"]')?.textContent?.includes('…'));
      const requests = await asked();
      expect(requests.length).toBeGreaterThan(1);
      expect(requests.slice(0, -1).every(({ cancelled }) => cancelled)).toBe(true);
      expect(requests.at(-1)).toMatchObject({ start, count: end - start, cancelled: false });
      const each = makeSignal(2, 20 * RATE, RATE, false).map((samples) => levelsOf(samples.subarray(start, end)));
      expect(await valueOf(page, 'RMS')).toBe(dB(Math.max(...each.map(({ rms }) => rms))));
      expect(await valueOf(page, 'peak')).toBe(dB(Math.max(...each.map(({ peak }) => peak))));
      const title = (await reading(page, 'RMS').getAttribute('title'))!;
      expect(title).toContain('re full scale');
      expect(title).toContain(`R ${dB(each[1]!.rms)} dBFS`);
      await expectIdle(page);
      await run(page, 'selectNone');
      expect(await reading(page, 'RMS').isVisible()).toBe(false);
    });
  });
});
