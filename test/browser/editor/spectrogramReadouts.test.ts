import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { axisOf, frequencyAtPart, partOfFrequency } from '../../../src/core/spectrogram/frequencyScale.ts';
import { type Harness, startHarness } from './harness.ts';
import { frames, settle, view, withPage } from './pages.ts';
import { asked, drag, type Picture, RAIL, read, reading, spectrogramOf } from './spectrogramPages.ts';
import { TONE_HZ } from './testSignal.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RATE = 48000;
const axis = axisOf({ scale: 'log', low: null, high: null }, RATE);
const tone = { show: 'both', made: 'tone', frames: 2 * RATE } as const;

/** The middle of the pixel that a frequency lies in, CSS pixels of the page. */
const yOf = ({ top, height }: Picture, hertz: number): number =>
  Math.floor(top + (1 - partOfFrequency(axis, hertz)) * height);
const frequencyAt = ({ top, height }: Picture, y: number): number =>
  frequencyAtPart(axis, 1 - (y + 0.5 - top) / height);

async function run(page: Page, ...commands: EditorCommand[]): Promise<void> {
  for (const name of commands) await page.evaluate((command) => window.fake.command(command), name);
  await settle(page);
}

/** The pointer comes to rest, and all that is asked for then has come. */
async function rest(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.waitForTimeout(120);
  await settle(page);
}

async function expectIdle(page: Page): Promise<void> {
  await settle(page);
  const before = await frames(page);
  const requests = await page.evaluate(() => window.fake.requests.length);
  await page.waitForTimeout(400);
  expect(await frames(page)).toBe(before);
  expect(await page.evaluate(() => window.fake.requests.length)).toBe(requests);
}

describe('pointer over a spectrogram', () => {
  it('reads time, frame, frequency, note and level, and gives way to the levels of the waveform', async () => {
    await withPage(harness, tone, async (page) => {
      await settle(page);
      const picture = await spectrogramOf(page);
      const y = yOf(picture, TONE_HZ);
      await rest(page, RAIL + 400, y);
      const { framesPerPixel } = await view(page);
      expect(await read(page, 'frame')).toBe(`#${Math.round(400 * framesPerPixel).toLocaleString('en-US')}`);
      const hertz = frequencyAt(picture, y);
      expect(await read(page, 'frequency:')).toBe(`${Math.round(hertz).toLocaleString('en-US')} Hz`);
      expect(await read(page, 'note')).toMatch(/^(B5|C6) (0|[+−]\d+) c$/);
      // A sine between two bins reads up to 1.42 dB less with a Hann window.
      const level = Number((await read(page, 'level here')).replace('−', '-').replace(' dBFS', ''));
      expect(level).toBeLessThanOrEqual(-20);
      expect(level).toBeGreaterThan(-21.5);
      expect(await page.isVisible('.level-line')).toBe(true);
      expect(await reading(page, 'level of L').count()).toBe(1);
      expect(await reading(page, 'level of L').isVisible()).toBe(false);
      await page.evaluate(() => window.fake.command('frequencyIn'));
      await settle(page);
      expect(await read(page, 'frequency:')).not.toBe(`${Math.round(hertz).toLocaleString('en-US')} Hz`);
      const line = (await page.locator('.level-line').boundingBox())!;
      expect(Math.abs(line.y - y)).toBeLessThan(1.1);
      await page.evaluate(() => window.fake.command('frequencyReset'));
      await rest(page, RAIL + 400, picture.top - 40);
      expect(await page.isVisible('.level-line')).toBe(false);
      expect(await reading(page, 'frequency:').isVisible()).toBe(false);
      expect(await reading(page, 'level of L').isVisible()).toBe(true);
      await expectIdle(page);
    });
  });

  it('finds the peak near it within 0.1 bin and 0.1 dB once it rests, and asks once for a window', async () => {
    await withPage(harness, tone, async (page) => {
      await settle(page);
      const picture = await spectrogramOf(page);
      const y = yOf(picture, TONE_HZ);
      await rest(page, RAIL + 400, y - 2);
      expect(await asked(page, 'spectrum')).toBe(1);
      const hertz = Number((await read(page, 'frequency of the peak')).replace(',', '').replace(' Hz', ''));
      expect(Math.abs(hertz - TONE_HZ)).toBeLessThan((0.1 * RATE) / 2048);
      const level = Number((await read(page, 'level of the peak')).replace('−', '-').replace(' dBFS', ''));
      expect(Math.abs(level + 20)).toBeLessThan(0.1);
      await rest(page, RAIL + 400, y + 3);
      expect(await asked(page, 'spectrum')).toBe(1);
      // What it passes by is not asked for.
      await page.evaluate(
        async ([left, clientY]) => {
          const canvas = document.querySelector('canvas.spectrogram')!;
          for (let step = 0; step < 30; step++) {
            const clientX = left! + 400 + 10 * step;
            canvas.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: clientY!, bubbles: true }));
            await Promise.resolve();
          }
        },
        [RAIL, y],
      );
      await page.waitForTimeout(150);
      await settle(page);
      expect(await asked(page, 'spectrum')).toBe(2);
      await expectIdle(page);
    });
  });

  it('takes back a question that it has left', async () => {
    await withPage(harness, tone, async (page) => {
      await settle(page);
      const picture = await spectrogramOf(page);
      const y = yOf(picture, TONE_HZ);
      await page.evaluate(() => window.fake.hold());
      await page.mouse.move(RAIL + 300, y);
      await page.waitForTimeout(150);
      await page.mouse.move(RAIL + 500, y);
      await page.waitForTimeout(150);
      await page.evaluate(() => window.fake.release());
      await settle(page);
      const spectra = await page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'spectrum'));
      expect(spectra.map(({ cancelled }) => cancelled)).toEqual([true, false]);
      expect(await read(page, 'level of the peak')).toMatch(/^−20\.0\d dBFS$/);
    });
  });
});

describe('over the spectrograms', () => {
  it('the harmonic cursor draws multiples in all lanes, and is gone when it is switched off', async () => {
    await withPage(harness, { ...tone, height: 900 }, async (page) => {
      await settle(page);
      const picture = await spectrogramOf(page);
      const y = yOf(picture, 200);
      await rest(page, RAIL + 400, y);
      expect(await page.locator('.harmonic').count()).toBe(0);
      await run(page, 'toggleHarmonics');
      const hertz = frequencyAt(picture, y);
      const lines = await page
        .locator('path.line.harmonic')
        .evaluateAll((paths) => paths.map((p) => p.getAttribute('d')));
      expect(lines.length).toBe(2);
      for (const line of lines) {
        const found = [...line!.matchAll(/M0 ([\d.]+)/g)].map(([, at]) => Number(at));
        expect(found.length).toBeGreaterThan(8);
        found.slice(0, 8).forEach((at, i) => {
          expect(Math.abs(at - (1 - partOfFrequency(axis, (i + 1) * hertz)) * picture.height)).toBeLessThan(1.1);
        });
      }
      expect(await page.locator('text.harmonic-number').first().textContent()).toBe('1');
      await run(page, 'toggleHarmonics');
      expect(await page.locator('.harmonic, .harmonic-number').count()).toBe(0);
      await expectIdle(page);
    });
  });

  it('the pitch track comes in parts of what is in view, is read at the pointer, and ends with its switch', async () => {
    await withPage(harness, { show: 'both', frames: 30 * RATE }, async (page) => {
      await settle(page);
      expect(await asked(page, 'pitch')).toBe(0);
      await run(page, 'togglePitch');
      const starts = await page.evaluate(() =>
        window.fake.requests.filter(({ method }) => method === 'pitch').map(({ start }) => start),
      );
      expect([...starts].sort((a, b) => a - b)).toEqual([0, 0, 1024, 1024, 2048, 2048]);
      const curves = await page
        .locator('path.line.pitch.s3')
        .evaluateAll((paths) => paths.map((p) => p.getAttribute('d')));
      expect(curves.length).toBe(2);
      expect(curves.every((curve) => (curve?.length ?? 0) > 500)).toBe(true);
      const picture = await spectrogramOf(page);
      const { framesPerPixel } = await view(page);
      // The made-up pitch is unvoiced in the first quarter of each second.
      const x = (seconds: number): number => RAIL + Math.round((seconds * RATE) / framesPerPixel);
      await rest(page, x(5.6), picture.top + 50);
      expect(await read(page, 'pitch')).toMatch(/^3[56]\d\.0 Hz F♯?4 [+−]?\d+ c 90 %$/);
      await rest(page, x(5.1), picture.top + 50);
      expect(await read(page, 'pitch')).toBe('unvoiced 10 %');
      await run(page, 'togglePitch');
      expect(await page.locator('.line.pitch').count()).toBe(0);
      expect(await reading(page, 'pitch').isVisible()).toBe(false);
      await run(page, 'togglePitch');
      expect(await asked(page, 'pitch')).toBe(6);
      await expectIdle(page);
    });
  });

  it('a view of more than five minutes says that the pitch needs a closer look', async () => {
    await withPage(harness, { show: 'both', sampleRate: 1000, frames: 301 * 1000 }, async (page) => {
      await settle(page);
      await run(page, 'togglePitch');
      expect(await page.textContent('.overlay-word')).toContain('Zoom in');
      expect(await asked(page, 'pitch')).toBe(0);
      await run(page, 'zoomIn');
      expect(await page.locator('.overlay-word').count()).toBe(0);
      expect(await asked(page, 'pitch')).toBeGreaterThan(0);
    });
  });

  it('the averaged spectrum of the selection stands at the right, at the height of its frequencies', async () => {
    await withPage(harness, tone, async (page) => {
      await settle(page);
      const picture = await spectrogramOf(page);
      await drag(page, [RAIL + 200, picture.top - 30], [RAIL + 500, picture.top - 30]);
      await page.waitForTimeout(150);
      expect(await asked(page, 'spectrum')).toBe(0);
      await run(page, 'toggleAveraged');
      await page.waitForTimeout(150);
      await settle(page);
      // One request for both channels.
      expect(await asked(page, 'spectrum')).toBe(1);
      const curves = await page
        .locator('.averaged .line')
        .evaluateAll((paths) => paths.map((p) => p.getAttribute('d')));
      expect(curves.length).toBe(2);
      const points = [...curves[0]!.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
      const highest = points.reduce((a, b) => (b.x < a.x ? b : a));
      expect(Math.abs(picture.top + highest.y - yOf(picture, TONE_HZ))).toBeLessThan(2);
      // −20 dBFS of −120 … 0 over 120 pixels from the right edge, less what lies between two bins.
      expect(picture.width - highest.x).toBeGreaterThan(98.5);
      expect(picture.width - highest.x).toBeLessThanOrEqual(100.1);
      await run(page, 'selectNone');
      expect(await page.locator('.averaged .overlay-word').first().textContent()).toBe('Select a part');
      await run(page, 'toggleAveraged');
      expect(await page.locator('.averaged *').count()).toBe(0);
      await expectIdle(page);
    });
  });
});
