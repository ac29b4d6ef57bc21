import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { frames, settle, withPage } from './pages.ts';
import { fullOptions } from './scenes.ts';
import { themes } from './themes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

/** What Tab reaches, from the top to where it leaves the page. */
async function tabStops(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { activeElement: focused } = document;
      if (!focused || focused === document.body) return null;
      if (focused.id) return focused.id;
      const lane = focused.closest<HTMLElement>('.lane')?.dataset['lane'];
      if (lane) return `${lane} ${focused.textContent || 'border'}`;
      return focused.getAttribute('aria-label')!.replace(/^Copy (.*?): .*$/, '$1');
    });
    if (stop === null || (i > 0 && stop === stops[0])) break;
    stops.push(stop);
  }
  return stops;
}

describe('look and reach', () => {
  it('takes a new theme live', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      const corner = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
          return [...canvas.getContext('2d')!.getImageData(3, 3, 1, 1).data].slice(0, 3);
        });
      const [r, g, b] = await corner();
      expect([r, g, b].every((part) => Math.abs(part! - 0x18) <= 3)).toBe(true);
      await page.evaluate(
        (theme) => (window as unknown as { applyTheme(t: unknown): void }).applyTheme(theme),
        themes.light,
      );
      await settle(page);
      expect(await corner()).toEqual([255, 255, 255]);
      const idle = await frames(page);
      await page.waitForTimeout(300);
      expect(await frames(page)).toBe(idle);
    });
  });

  it('is reached by Tab in reading order, and keys act once: here, not in VS Code too', async () => {
    await withPage(harness, {}, async (page) => {
      // Nothing is selected, so its button is passed over; what has no id goes by its lane and what is written on it.
      expect(await tabStops(page)).toEqual([
        ...['to-start', 'play', 'stop', 'loop', 'speed', 'mute', 'gain', 'format'],
        ...['frequency-scale', 'spectrogram', 'show-waveform', 'show-spectrogram', 'show-loudness'],
        ...['monitor', 'follow', 'snap', 'zoom-out', 'zoom-in', 'zoom-fit', 'time-unit', 'position'],
        ...['channel 0 L', 'channel 0 M', 'channel 0 S', 'channel 0 dBFS', 'channel 0 border'],
        ...['channel 1 R', 'channel 1 M', 'channel 1 S', 'channel 1 dBFS', 'channel 1 border'],
        ...['meter-peak', 'time', 'frame', 'level of L', 'level of R', 'toggle-drawer'],
      ]);
      await page.focus('#play');
      const calls = () =>
        page.evaluate(() => window.fakeEngine.calls.filter((call) => call === 'play' || call === 'pause'));
      await page.keyboard.press('Space');
      expect(await calls()).toEqual(['play']);
      await page.keyboard.press('Enter');
      expect(await calls()).toEqual(['play', 'pause']);
      await page.click('#gain');
      await page.focus('#volume');
      await page.keyboard.press('ArrowLeft');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-0.5);
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);
      await page.focus('#position');
      for (const key of ['Space', 'ArrowLeft', 'ArrowRight', '+']) await page.keyboard.press(key);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([
        ...[' ', 'ArrowLeft', 'ArrowRight', '+'],
      ]);
      expect(await calls()).toEqual(['play', 'pause']);
    });
  });

  it('is reached by Tab with all there can be: cursors by the ruler, labels under the lanes', async () => {
    await withPage(harness, { ...fullOptions, width: 1600 }, async (page) => {
      await settle(page);
      const stops = await tabStops(page);
      expect(stops).toContain('play-selection');
      expect(stops.slice(stops.indexOf('time-unit'), stops.indexOf('channel 0 L') + 1)).toEqual([
        ...['time-unit', 'Cursor A', 'Cursor B', 'position', 'channel 0 L'],
      ]);
      expect(stops.slice(stops.indexOf('channel 1 border'), stops.indexOf('meter-peak') + 1)).toEqual([
        ...['channel 1 border', 'words: 3 labels', 'Labels of words', 'noise: 1 label', 'meter-peak'],
      ]);
      expect(stops.slice(stops.indexOf('meter-peak') + 1)).toEqual([
        ...['time', 'frame', 'level of L', 'level of R'],
        ...['time from A to B', 'the frequency with this period', 'level at B less level at A'],
        ...['length of the selection', 'peak of the selection', 'RMS of the selection'],
        ...['cursor A', 'cursor B', 'toggle-drawer'],
      ]);
    });
  });

  it('tells a screen reader what it is, where it stands and what it does', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(64 + 520, 300);
      await settle(page);
      const position = page.locator('#position');
      expect(await position.getAttribute('role')).toBe('slider');
      expect(await position.getAttribute('aria-valuetext')).toBe('10 seconds of 20 seconds');
      expect(await page.textContent('#summary')).toContain('take-03.wav');
      for (const button of await page.locator('button').all())
        expect(await button.getAttribute('aria-label')).not.toBe('');
      await page.click('#play');
      expect(await page.textContent('#live')).toBe('Playing');
      expect(await page.getAttribute('#play', 'aria-label')).toBe('Pause');
      await page.click('#play');
      expect(await page.textContent('#live')).toBe('Paused');
    });
  });

  it('keeps one axis from minimap to lanes, with and without a scroll bar', async () => {
    for (const channels of [2, 24]) {
      await withPage(harness, { channels, frames: 48000 }, async (page) => {
        await settle(page);
        const spans = await page.evaluate(() =>
          ['#minimap canvas', '#ruler canvas:not(.finding-strip)', '#lanes canvas[data-channel="0"]', '#overlay'].map(
            (selector) => {
              const { left, right } = document.querySelector(selector)!.getBoundingClientRect();
              return `${left} ${right}`;
            },
          ),
        );
        expect(new Set(spans).size).toBe(1);
      });
    }
  });

  it('gives lanes their pixels only while they are in sight', async () => {
    await withPage(harness, { channels: 40, frames: 48000 }, async (page) => {
      await settle(page);
      const sized = () =>
        page.evaluate(() =>
          [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-channel]')].map((canvas) => canvas.width > 300),
        );
      const first = await sized();
      expect(first[0]).toBe(true);
      expect(first[39]).toBe(false);
      await page.evaluate(() => document.querySelector('#lanes')!.scrollTo(0, 1e6));
      await settle(page);
      const last = await sized();
      expect(last[0]).toBe(false);
      expect(last[39]).toBe(true);
    });
  });

  it('keeps play, time, lanes and ruler in the narrowest editor', async () => {
    await withPage(harness, { width: 360, height: 300 }, async (page) => {
      for (const kept of ['#play', '#time', '#lanes', '#ruler']) expect(await page.isVisible(kept)).toBe(true);
      for (const gone of ['#format', '#volume', '#minimap', '.under']) expect(await page.isVisible(gone)).toBe(false);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await page.click('#more');
      await page.click('#zoom-in');
      await page.keyboard.press('Escape');
      expect(await page.isVisible('#zoom-in')).toBe(false);
    });
  });
});
