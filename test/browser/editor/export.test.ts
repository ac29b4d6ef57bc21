import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { choose, command, compare, exportButton, gone, pixel, save } from './exportPages.ts';
import { type Harness, startHarness } from './harness.ts';
import { frames, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RAIL = 64;

/** A selection from 200 to 400 CSS pixels of the axis, and cursors at 400 and 600. */
async function mark(page: Page): Promise<void> {
  await page.mouse.move(RAIL + 200, 300);
  await page.mouse.down();
  await page.mouse.move(RAIL + 400, 300, { steps: 3 });
  await page.mouse.up();
  await command(page, 'setCursorA');
  await page.mouse.move(RAIL + 600, 300);
  await command(page, 'setCursorB');
  await settle(page);
}

describe('picture', () => {
  it('is the same as PNG and as SVG, which is a valid drawing with words in it', async () => {
    await withPage(harness, { overs: true, fileName: 'a & <b>.wav' }, async (page) => {
      await mark(page);
      for (const theme of ['screen', 'print'] as const) {
        for (const scale of [1, 2]) {
          await save(page, { format: 'png', size: [900, 400], scale, theme });
          await save(page, { format: 'svg', size: [900, 400], scale, theme });
          const { width, height, part } = await compare(page);
          expect([width, height]).toEqual([900 * scale, 400 * scale]);
          expect(part).toBeLessThan(0.004);
        }
      }
      const found = await page.evaluate(() => {
        const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
        const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
        const words = [...drawing.querySelectorAll('text')].map((each) => each.textContent);
        const numbers = (text.match(/ d="[^"]*"/g) ?? []).join('').match(/\.\d{3,}/g) ?? [];
        return {
          error: drawing.querySelector('parsererror')?.textContent ?? null,
          size: [drawing.documentElement.getAttribute('width'), drawing.documentElement.getAttribute('height')],
          title: drawing.querySelector('title')?.textContent,
          words,
          numbers,
          bytes: text.length,
          styled: /style=|<style|<script|href/.test(text),
        };
      });
      expect(found.error).toBeNull();
      expect(found.size).toEqual(['900', '400']);
      expect(found.title).toContain('a & <b>.wav');
      expect(found.words).toEqual(
        expect.arrayContaining(['a & <b>.wav', 'L', 'R', 'dBFS', 'h:m:s', '0:04', 'A', 'B', '\u2212\u221e']),
      );
      // Two decimals at most.
      expect(found.numbers).toEqual([]);
      expect(found.styled).toBe(false);
      // 1,648 columns of two lanes, peak and RMS.
      expect(found.bytes).toBeLessThan(80_000);
    });
  });

  it('shows single samples as points and a curve, alike in both', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.move(RAIL + 500, 300);
      for (let i = 0; i < 20; i++) await page.mouse.wheel(0, -400);
      await settle(page);
      await save(page, { format: 'png', size: [900, 400], scale: 2 });
      await save(page, { format: 'svg', size: [900, 400], scale: 2 });
      const { part } = await compare(page);
      expect(part).toBeLessThan(0.004);
      const words = await page.evaluate(() => {
        const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
        return [...new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('text')].map(
          (each) => each.textContent,
        );
      });
      // Times above, frames below.
      expect(words).toEqual(expect.arrayContaining(['h:m:s', '461,538']));
    });
  });

  it('stands where the view stands: selection, cursors, playhead, title and axes as chosen', async () => {
    await withPage(harness, {}, async (page) => {
      await mark(page);
      // Without title and axes the plots fill the picture: x of the picture is x of the view, scaled.
      await save(page, { size: [1040, 400], theme: 'print', show: [] });
      const plain = await pixel(page, 600, 1);
      expect(plain).toEqual([255, 255, 255]);
      await save(page, { size: [1040, 400], theme: 'print', show: ['cursors'] });
      expect(await pixel(page, 600, 1)).toEqual([0, 0, 0]);
      expect(await pixel(page, 200, 1)).not.toEqual([0, 0, 0]);
      const cursors = await compare(page);
      expect(cursors.pixels).toBeGreaterThan(250);
      await save(page, { size: [1040, 400], theme: 'light', show: [] });
      const lane = await pixel(page, 310, 2);
      await save(page, { size: [1040, 400], theme: 'light', show: ['selection'] });
      expect(lane).toEqual([255, 255, 255]);
      expect(await pixel(page, 310, 2)).toEqual([240, 240, 240]);
      expect(await pixel(page, 410, 2)).toEqual([255, 255, 255]);
      await save(page, { size: [1040, 400], theme: 'dark', show: ['playhead'] });
      const position = await page.evaluate(() => window.earshot!.positionFrame());
      const { framesPerPixel, startFrame } = await page.evaluate(() => window.earshot!.view());
      expect(await pixel(page, Math.round((position - startFrame) / framesPerPixel), 1)).toEqual([255, 255, 255]);
    });
  });

  it('has columns for its own width: finer ones are read, and the screen stays still', async () => {
    await withPage(harness, { frames: 600 * 48_000, channels: 1 }, async (page) => {
      await settle(page);
      const asked = await page.evaluate(() => window.fake.requests.length);
      const before = await frames(page);
      await save(page, { format: 'svg', size: [8000, 300], theme: 'light' });
      const levels = await page.evaluate((asked) => window.fake.requests.slice(asked).map(({ level }) => level), asked);
      expect(levels.length).toBeGreaterThan(0);
      const path = await page.evaluate(() => {
        const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
        const all = [...new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('path')];
        return all.map((each) => each.getAttribute('d')!).sort((a, b) => b.length - a.length)[0]!;
      });
      // A step for almost each of 7,900 columns.
      expect(path.match(/h/g)!.length).toBeGreaterThan(6000);
      await settle(page);
      expect((await frames(page)) - before).toBeLessThan(40);
      expect((await frames(page)) - (await settled(page))).toBe(0);
    });
  });

  it('shows the lanes as chosen', async () => {
    await withPage(harness, {}, async (page) => {
      const words = async (): Promise<(string | null)[]> => {
        await save(page, { format: 'svg', size: [900, 600] });
        return page.evaluate(() => {
          const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
          const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
          return [...drawing.querySelectorAll('text[font-weight]')].map((each) => each.textContent);
        });
      };
      expect(await words()).toEqual(['take-03.wav', 'L', 'R']);
      await command(page, 'lanesNext');
      await settle(page);
      expect(await words()).toEqual(['take-03.wav', 'M', 'S']);
    });
  });

  it('shows labels and markers, where they are and by name', async () => {
    const marker = (frame: number, label: string) => ({ frame, endFrame: null, label, kind: 'cue' as const });
    const details = { tags: [], pictures: [], structure: [], warnings: [], markers: [marker(96_000, 'Intro')] };
    await withPage(harness, { details }, async (page) => {
      await page.evaluate(() => {
        const label = { startSeconds: 5, endSeconds: 10, text: 'a word' };
        const data = {
          ...{ state: 1, fileName: 'take-03.txt', format: 'Audacity labels', dirty: false, editable: true },
          ...{ tracks: [{ name: 'words', labels: [label] }], warnings: [] },
        };
        window.dispatchEvent(new MessageEvent('message', { data: { kind: 'event', name: 'labels', data } }));
      });
      await settle(page);
      const words = async (): Promise<Record<string, number>> => {
        return page.evaluate(() => {
          const text = new TextDecoder().decode(window.fake.images.at(-1)!.bytes);
          const all = [...new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('text')];
          return Object.fromEntries(all.map((each) => [each.textContent, Number(each.getAttribute('x'))]));
        });
      };
      await save(page, { format: 'svg', size: [1076, 500] });
      const shown = await words();
      // 1,000 pixels of axis for 20 seconds.
      expect(shown['Intro']).toBeGreaterThanOrEqual(100);
      expect(shown['Intro']).toBeLessThan(115);
      expect(shown['a word']).toBeGreaterThanOrEqual(250);
      expect(shown['a word']).toBeLessThan(260);
      expect(Object.keys(shown)).toEqual(expect.arrayContaining(['Markers', 'words', 'L', 'R']));
      await save(page, { format: 'svg', size: [1076, 500], show: ['axes'] });
      expect(Object.keys(await words())).not.toContain('a word');
      await save(page, { format: 'png', size: [1076, 500], scale: 2, theme: 'screen' });
    });
  });

  it('of more pixels than a canvas holds is made smaller, and said so before', async () => {
    await withPage(harness, { channels: 1, frames: 48_000 }, async (page) => {
      await choose(page, { size: [20_000, 300], scale: 4 });
      const facts = await page.innerText('.picture-dialog .facts');
      expect(facts).toContain('60,000 × 900 pixels: 3× instead of 4×');
      await page.click(exportButton);
      await gone(page);
      const size = await page.evaluate(() => {
        const { bytes } = window.fake.images.at(-1)!;
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        return [view.getUint32(16), view.getUint32(20)];
      });
      expect(size).toEqual([60_000, 900]);
    });
  });
});

async function settled(page: Page): Promise<number> {
  await settle(page);
  return frames(page);
}

describe('what is not read yet', () => {
  it('is waited for; the user may take what is there, and the picture says so', async () => {
    await withPage(harness, { frames: 40 * 48_000, scannedFrames: 20 * 48_000 }, async (page) => {
      await settle(page);
      await choose(page, { format: 'svg' });
      await page.click(exportButton);
      await page.waitForSelector('.picture-dialog .making:not([hidden])');
      await page.waitForTimeout(600);
      expect(await page.evaluate(() => window.fake.images.length)).toBe(0);
      await page.click('text=Export What Is There');
      await gone(page);
      const text = await page.evaluate(() => new TextDecoder().decode(window.fake.images[0]!.bytes));
      expect(text).toContain('not all of it read');

      await choose(page, { format: 'svg' });
      await page.click(exportButton);
      await page.waitForSelector('.picture-dialog .making:not([hidden])');
      await page.evaluate(() => window.fake.scan(40 * 48_000));
      await gone(page);
      const whole = await page.evaluate(() => new TextDecoder().decode(window.fake.images[1]!.bytes));
      expect(whole).not.toContain('not all of it read');
    });
  });

  it('ends with the dialog, and with a file that changes', async () => {
    await withPage(harness, { frames: 40 * 48_000, scannedFrames: 20 * 48_000 }, async (page) => {
      await choose(page, {});
      await page.click(exportButton);
      await page.waitForSelector('.picture-dialog .making:not([hidden])');
      await page.keyboard.press('Escape');
      await gone(page);
      await choose(page, {});
      await page.click(exportButton);
      await page.waitForSelector('.picture-dialog .making:not([hidden])');
      await page.evaluate(() => window.fake.change({ frames: 48_000 }));
      await page.waitForSelector('.picture-dialog .failure:not([hidden])');
      expect(await page.innerText('.picture-dialog .failure')).toContain('changed');
      await page.click(exportButton);
      await gone(page);
      expect(await page.evaluate(() => window.fake.images.length)).toBe(1);
    });
  });
});

describe('dialog', () => {
  it('can be used by keyboard alone, keeps the focus and its keys, and gives the focus back', async () => {
    await withPage(harness, {}, async (page) => {
      await page.focus('#lanes');
      await command(page, 'exportImage');
      const dialog = page.getByRole('dialog', { name: 'Export Picture' });
      await dialog.waitFor();
      const active = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
      expect(await active()).toBe('picture-format');
      const seen = [];
      for (let i = 0; i < 12; i++) {
        seen.push(await active());
        await page.keyboard.press('Tab');
      }
      expect(await active()).toBe('picture-format');
      expect(new Set(seen).size).toBe(12);
      await page.keyboard.press('Shift+Tab');
      expect(await active()).toBe('Export…');
      await page.keyboard.press('Shift+Tab');
      const keys = await page.evaluate(() => window.fake.keys.length);
      await page.keyboard.press('Space');
      await gone(page);
      // Neither Tab nor Space came to VS Code.
      expect(await page.evaluate(() => window.fake.keys.length)).toBe(keys);
      expect(keys).toBe(0);
      expect(await active()).toBe('lanes');
      expect(await page.evaluate(() => window.fake.playing)).toEqual([]);
    });
  });

  it('remembers the last choice, and keeps sizes within limits', async () => {
    await withPage(harness, {}, async (page) => {
      await choose(page, { format: 'svg', size: [50, 90_000], theme: 'print', show: ['axes'] });
      await page.focus('#picture-width');
      expect(await page.inputValue('#picture-height')).toBe('20000');
      await page.keyboard.press('Escape');
      await gone(page);
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      await command(page, 'exportImage');
      expect(await page.inputValue('#picture-format')).toBe('svg');
      expect(await page.inputValue('#picture-width')).toBe('100');
      expect(await page.inputValue('#picture-theme')).toBe('print');
      expect(await page.isChecked('#picture-title')).toBe(false);
      expect(await page.isChecked('#picture-axes')).toBe(true);
      // Twice is once.
      await command(page, 'exportImage');
      expect(await page.locator('.picture-dialog').count()).toBe(1);
    });
  });

  it('fits a narrow editor, and names the file after what it shows', async () => {
    await withPage(harness, { width: 300, height: 400 }, async (page) => {
      await command(page, 'zoomIn');
      await settle(page);
      await choose(page, { size: [400, 200] });
      const box = (await page.locator('.picture-dialog').boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(300);
      expect(await page.evaluate(() => document.querySelector('.picture-dialog')!.scrollWidth)).toBeLessThanOrEqual(
        Math.ceil(box.width),
      );
      await page.click(exportButton);
      await gone(page);
      const name = await page.evaluate(() => window.fake.images.at(-1)!.name);
      expect(name).toMatch(/^take-03 0-\d\d\.\d{3}-0-\d\d\.\d{3}\.png$/);
    });
  });
});

describe('copies and selections', () => {
  it('puts a PNG of the view on the clipboard, or says what to do instead', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => {
        const write = (items: ClipboardItem[]): Promise<void> =>
          items[0]!.getType('image/png').then((blob) => {
            document.body.dataset['copied'] = `${blob.type} ${blob.size}`;
          });
        Object.defineProperty(navigator, 'clipboard', { value: { write } });
      });
      await command(page, 'copyImage');
      const said = '#notice:not([hidden]):has-text("The picture was copied.")';
      await page.waitForSelector(said);
      // The same again, though it was closed.
      await page.click('#notice .close');
      await page.waitForSelector(said, { state: 'detached' });
      await command(page, 'copyImage');
      await page.waitForSelector(said);
      expect(await page.evaluate(() => document.body.dataset['copied'])).toMatch(/^image\/png \d{5,}$/);
      await page.evaluate(() => {
        navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      });
      await command(page, 'copyImage');
      await page.waitForSelector('#notice:has-text("Export Picture")');
    });
  });

  it('exports the selection, and the whole file where there is none', async () => {
    await withPage(harness, { frames: 960_000 }, async (page) => {
      await command(page, 'exportSelection');
      await page.waitForSelector('#notice.info:has-text("Exported part.wav.")');
      await mark(page);
      await command(page, 'exportSelection');
      await expect.poll(() => page.evaluate(() => window.fake.selections.length)).toBe(2);
      const [whole, part] = await page.evaluate(() => window.fake.selections);
      expect(whole).toEqual([0, 960_000]);
      const { framesPerPixel } = await page.evaluate(() => window.earshot!.view());
      expect(part).toEqual([Math.round(200 * framesPerPixel), Math.round(400 * framesPerPixel)]);
      await page.evaluate(() => window.fake.failPeaks({ code: 'no-permission', message: 'The disk is full.' }));
      await command(page, 'exportSelection');
      await page.waitForSelector('#notice.error:has-text("The disk is full.")');
      await page.evaluate(() => window.fake.failPeaks(null));
    });
  });
});
