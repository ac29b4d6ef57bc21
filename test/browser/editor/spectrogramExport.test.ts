import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type LanePictures, plainAnalysis, plainColours } from '../../../src/core/protocol/spectrogram.ts';
import { levelOf, stepOf } from '../../../src/core/spectrogram/columns.ts';
import { referenceTile } from '../../support/spectrogram/reference.ts';
import { ColourTable } from '../../../src/core/picture/spectrogram/colourTable.ts';
import { choose, command, compare, exportButton, gone, save } from './exportPages.ts';
import { type Harness, startHarness } from './harness.ts';
import { settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const FRAMES = 96_000;
const RATE = 48_000;
const shown = (show: LanePictures['show'], channels = 1) => ({ show, channels, frames: FRAMES });

/** All pixels of the last picture, as the bytes of an ImageData. */
async function pixelsOf(page: Page): Promise<{ width: number; height: number; data: Uint32Array }> {
  const { width, height, text } = await page.evaluate(async () => {
    const { bytes } = window.fake.images.at(-1)!;
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
    return { width: image.width, height: image.height, text: btoa(text) };
  });
  const bytes = Buffer.from(text, 'base64');
  const whole = new Uint8Array(bytes).buffer;
  return { width, height, data: new Uint32Array(whole) };
}

const signalOf = (page: Page): Promise<number[]> => page.evaluate(() => [...window.fake.signal[0]!]);

const svg = (page: Page) =>
  page.evaluate(() => {
    const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
    const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      error: drawing.querySelector('parsererror')?.textContent ?? null,
      title: drawing.querySelector('title')?.textContent ?? '',
      words: [...drawing.querySelectorAll('text')].map((each) => each.textContent),
      images: drawing.querySelectorAll('image').length,
      heights: [...drawing.querySelectorAll('image')].map((each) => Number(each.getAttribute('height'))),
    };
  });

describe('a picture of spectrograms', () => {
  it('has the colour of the reference level in each pixel, at its own resolution', async () => {
    await withPage(harness, shown('spectrogram'), async (page) => {
      const samples = await signalOf(page);
      const [width, height, scale] = [700, 300, 2];
      await save(page, { size: [width, height], scale, theme: 'dark', show: [] });
      const picture = await pixelsOf(page);
      expect([picture.width, picture.height]).toEqual([width * scale, height * scale]);
      const framesPerPixel = FRAMES / picture.width;
      const level = levelOf(plainAnalysis, framesPerPixel);
      const step = stepOf(plainAnalysis, level);
      const axis = { scale: 'log' as const, low: 20, high: RATE / 2, rows: picture.height };
      const read = (start: number, count: number): Float32Array =>
        Float32Array.from({ length: count }, (_, i) => samples[start + i] ?? 0);
      const table = new ColourTable();
      table.set(plainColours, 'dark');
      let [same, all] = [0, 0];
      for (let x = 3; x < picture.width; x += 91) {
        const start = Math.floor((x * framesPerPixel) / step + 1e-6);
        const count = Math.max(1, Math.floor(((x + 1) * framesPerPixel) / step + 1e-6) - start);
        const codes = referenceTile(read, plainAnalysis, axis, RATE, { level, start, count });
        for (let y = 2; y < picture.height; y += 7) {
          const row = picture.height - 1 - y;
          const most = Math.max(...codes.subarray(row * count, (row + 1) * count));
          all++;
          if (picture.data[y * picture.width + x] === table.colours[most]) same++;
        }
      }
      expect(all).toBeGreaterThan(1000);
      // The others lie under the lines of the grid.
      expect(same / all).toBeGreaterThan(0.95);
    });
  });

  it('is the same as PNG and as SVG, whatever the lanes show', async () => {
    for (const show of ['both', 'over', 'spectrogram'] as const) {
      await withPage(harness, shown(show, 2), async (page) => {
        await save(page, { format: 'png', size: [800, 500], theme: 'dark' });
        await save(page, { format: 'svg', size: [800, 500], theme: 'dark' });
        expect((await compare(page)).part, show).toBeLessThan(0.01);
        const { error, title, words, images } = await svg(page);
        expect(error).toBeNull();
        expect(images).toBe(2);
        expect(title).toMatch(
          {
            both: /^Waveform and spectrogram of/,
            over: /^Waveform over spectrogram of/,
            spectrogram: /^Spectrogram of/,
          }[show],
        );
        // The scale in Hz, the legend, the analysis.
        expect(words).toEqual(expect.arrayContaining(['Hz', '1 k', 'dBFS', '\u2212120', '0', 'L', 'R']));
        expect(words.join('\n')).toContain(
          'FFT 2048 \u00b7 Hann \u00b7 hop 512 (10.7 ms) \u00b7 log 20 Hz \u2013 24 kHz \u00b7 \u2212120 to 0 dBFS \u00b7 maximum of each column',
        );
      });
    }
  });

  it('shares the height as the lanes do', async () => {
    const look = { pictures: { show: 'both' as const, spectrogram: 'above' as const, share: 0.75 } };
    const state = { version: 2 as const, revision: '1', look };
    await withPage(harness, { ...shown('waveform', 2), recalled: { state: state, taste: null } }, async (page) => {
      await save(page, { format: 'svg', size: [800, 400], show: [] });
      // Two lanes of 200 pixels.
      expect((await svg(page)).heights).toEqual([150, 150]);
    });
  });

  it('is grey on white for print unless a palette was chosen', async () => {
    await withPage(harness, shown('spectrogram'), async (page) => {
      const colours = async (): Promise<{ grey: number; light: number }> => {
        await save(page, { size: [300, 200], theme: 'print', show: [] });
        const { data } = await pixelsOf(page);
        const parts = [...data].map((pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
        const grey = parts.filter((all) => Math.max(...all) - Math.min(...all) < 3).length / parts.length;
        return { grey, light: parts.reduce((sum, all) => sum + all[1]!, 0) / parts.length };
      };
      const paper = await colours();
      expect(paper.grey).toBe(1);
      for (let i = 0; i < 2; i++) await command(page, 'paletteNext');
      const magma = await colours();
      expect(magma.grey).toBeLessThan(0.5);
      expect(magma.light).toBeLessThan(paper.light);
    });
  });

  it('says how far it is, stops when it is told to, and goes on with what is there', async () => {
    await withPage(harness, shown('spectrogram'), async (page) => {
      await settle(page);
      // The view's own tiles, and those beside it, are there.
      await page.waitForFunction(() => window.earshot!.spectrogram('channel 0')?.complete);
      await page.waitForTimeout(500);
      await page.evaluate(() => window.fake.hold());
      await choose(page, { size: [900, 300], scale: 1, theme: 'light' });
      await page.click(exportButton);
      await page.waitForSelector('.making:has-text("Reading the file")');
      await page.click('.making button');
      await gone(page);
      const images = await page.evaluate(() => window.fake.images.length);
      expect(images).toBe(1);
      await choose(page, { format: 'svg', size: [900, 300], scale: 1 });
      await page.click(exportButton);
      await page.waitForSelector('.making:has-text("Reading the file")');
      const asked = () => page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'spectrogram'));
      // Questions have crossed.
      await page.waitForTimeout(200);
      const before = (await asked()).length;
      expect(before).toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await gone(page);
      await page.waitForTimeout(300);
      await page.evaluate(() => window.fake.release());
      // What nobody waits for any more has been taken back.
      await expect.poll(async () => (await asked()).filter(({ cancelled }) => cancelled).length).toBeGreaterThan(0);
      expect((await asked()).length).toBe(before);
      expect(await page.evaluate(() => window.fake.images.length)).toBe(1);
    });
  });
});

describe('numbers of a spectrogram', () => {
  const exported = (page: Page) => page.evaluate(() => window.fake.matrices.at(-1)!);

  it('are those of the view, or of the selection, of the lane that is meant', async () => {
    await withPage(harness, { ...shown('both', 2) }, async (page) => {
      await command(page, 'exportMatrix');
      await page.waitForSelector('#notice:has-text("Exported part.npy.")');
      expect(await exported(page)).toMatchObject({
        ...{ tracks: 'channels', channel: 0, startFrame: 0, endFrame: FRAMES, low: 20, high: RATE / 2 },
        analysis: plainAnalysis,
      });
      await command(page, 'selectionStartHere');
      await command(page, 'selectAll');
      await command(page, 'windowLonger');
      await command(page, 'frequencyIn');
      await command(page, 'exportMatrix');
      await page.waitForFunction(() => window.fake.matrices.length === 2);
      const { analysis, low, high, endFrame } = await exported(page);
      expect(analysis.size).toBe(4096);
      expect(endFrame).toBe(FRAMES);
      expect([low > 20, high < RATE / 2]).toEqual([true, true]);
    });
  });
});
