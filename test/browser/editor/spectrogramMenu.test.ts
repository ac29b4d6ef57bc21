import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { type Harness, startHarness } from './harness.ts';
import { settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const panel = '#spectrogram-panel';
const small = { frames: 48_000, channels: 1, height: 900 } as const;
const command = (page: Page, name: EditorCommand) => page.evaluate((name) => window.fake.command(name), name);
const text = (page: Page) => page.innerText('#spectrogram');

async function openForm(page: Page): Promise<void> {
  await page.click('#spectrogram');
  await page.waitForSelector(`${panel}:popover-open`);
}

/** What the last request asked for. */
const asked = (page: Page) => page.evaluate(() => window.fake.spectrograms.at(-1) ?? null);

/** What is remembered now. */
async function look(page: Page) {
  await page.waitForTimeout(700);
  return page.evaluate(() => window.fake.remembered.at(-1)!.state.look!);
}

describe('the button of the spectrogram', () => {
  it('says the analysis and the scale, and follows the keys', async () => {
    await withPage(harness, small, async (page) => {
      expect(await text(page)).toBe('FFT 2048 \u00b7 Hann');
      expect(await page.innerText('#frequency-scale')).toBe('Log');
      await command(page, 'windowLonger');
      await command(page, 'windowNext');
      await command(page, 'frequencyScaleNext');
      expect(await text(page)).toBe('FFT 4096 \u00b7 Hamming');
      expect(await page.innerText('#frequency-scale')).toBe('Mel');
      expect(await page.getAttribute('#spectrogram', 'title')).toContain('Preset: custom');
      await command(page, 'methodNext');
      expect(await text(page)).toBe('Reassigned 4096 \u00b7 Hamming');
      await command(page, 'methodNext');
      expect(await text(page)).toMatch(/^FFT \d+\u2013\d+ \u00b7 Hamming$/);
    });
  });

  it('opens a form in which every field does what it says', async () => {
    await withPage(harness, { ...small, show: 'spectrogram' }, async (page) => {
      await openForm(page);
      const select = (id: string, value: string) => page.selectOption(`#spectrogram-${id}`, value);
      const fill = async (id: string, value: string): Promise<void> => {
        await page.fill(`#spectrogram-${id}`, value);
        await page.keyboard.press('Enter');
      };
      await select('window', 'blackmanHarris');
      await select('size', '1024');
      await select('overlap', '0.5');
      await select('padding', '2');
      await select('combine', 'mean');
      await select('scale', 'linear');
      await fill('low', '1000');
      await fill('high', '9000');
      await select('palette', 'cividis');
      await fill('floor', '-100');
      await fill('ceiling', '-10');
      await fill('gamma', '1.5');
      for (const id of ['note-names', 'spectrogram-harmonics', 'spectrogram-averaged', 'spectrogram-pitch']) {
        await page.check(`#${id}`);
      }
      await settle(page);
      const analysis = {
        ...{ method: 'stft', window: 'blackmanHarris', size: 1024, overlap: 0.5, padding: 2, combine: 'mean' },
      };
      expect(await asked(page)).toMatchObject({ analysis, axis: { scale: 'linear', low: 1000, high: 9000 } });
      expect(await look(page)).toMatchObject({
        analysis,
        frequencies: { scale: 'linear', low: 1000, high: 9000 },
        colours: { palette: 'cividis', floor: -100, ceiling: -10, gamma: 1.5 },
        extras: { noteNames: true, harmonics: true, averaged: true, pitch: true },
      });
      // 1,024 frames at 48 kHz, the next one 512 later; twice as many bins as without padding.
      const facts = await page.innerText('#spectrogram-facts');
      expect(facts).toContain('every 512 frames, 10.7 ms');
      expect(facts).toContain('Bins 23.4 Hz apart, noise bandwidth 94 Hz');
      expect(await page.innerText(`${panel} [role=status]`)).toBe('Custom: as set below.');
      await page.click('#all-frequencies');
      await page.click('#colours-reset');
      expect(await look(page)).toMatchObject({
        frequencies: { scale: 'linear', low: null, high: null },
        colours: { palette: 'cividis', floor: -120, ceiling: 0, gamma: 1 },
      });
      // What cannot be is not taken.
      await fill('ceiling', '-119');
      expect(await page.inputValue('#spectrogram-ceiling')).toBe('0');
      await fill('low', '90000');
      expect(await page.inputValue('#spectrogram-low')).toBe('0');
    });
  });

  it('has presets, and says which one is on', async () => {
    await withPage(harness, small, async (page) => {
      await openForm(page);
      const pressed = () =>
        page.$$eval(`#spectrogram-panel .presets [aria-pressed=true]`, (all) => all.map((each) => each.textContent));
      expect(await pressed()).toEqual(['Standard']);
      await page.click(`${panel} .presets >> text=Speech`);
      expect(await pressed()).toEqual(['Speech']);
      expect(await text(page)).toBe('FFT 512 \u00b7 Gaussian');
      await page.selectOption('#spectrogram-padding', '8');
      expect(await pressed()).toEqual([]);
      await command(page, 'presetNext');
      expect(await pressed()).toEqual(['Standard']);
      expect(await page.getAttribute('#spectrogram', 'title')).toContain('Preset: Standard');
    });
  });

  it('is open to the keyboard, and keeps its keys from VS Code', async () => {
    await withPage(harness, small, async (page) => {
      await page.focus('#spectrogram');
      await page.keyboard.press('Enter');
      await page.waitForSelector(`${panel}:popover-open`);
      await page.focus('#spectrogram-window');
      await page.keyboard.press('ArrowDown');
      expect(await text(page)).toBe('FFT 2048 \u00b7 Hamming');
      await page.focus('#spectrogram-floor');
      await page.keyboard.type('-90');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !document.querySelector('#spectrogram-panel:popover-open'));
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('spectrogram');
      expect(await page.evaluate(() => window.fake.keys.filter((key) => /^[\d-]$/.test(key)))).toEqual([]);
    });
  });

  it('says what each control is for, with its keys', async () => {
    await withPage(harness, small, async (page) => {
      await openForm(page);
      const found = await page.$$eval(`#spectrogram-panel :is(select, input, button)`, (all) =>
        all.map((each) => ({
          id: each.id || each.textContent,
          name: each.getAttribute('aria-label') ?? each.textContent ?? '',
          title: each.closest('[title]')?.getAttribute('title') ?? '',
          words: each.closest('label')?.textContent ?? '',
        })),
      );
      expect(found.length).toBeGreaterThan(20);
      expect(found.filter(({ name, words }) => !name && !words)).toEqual([]);
      const silent = found.filter(({ title, words }) => !/Key/.test(title) && !/(H|V|N)$/.test(words));
      expect(silent.map(({ id }) => id)).toEqual(['spectrogram-place']);
    });
  });

  it('stays in the window, and out of itself, in narrow editors', async () => {
    for (const width of [300, 480, 800]) {
      await withPage(harness, { ...small, width, height: 640 }, async (page) => {
        await page.click('#more');
        await openForm(page);
        const found = await page.evaluate(() => {
          const panel = document.querySelector('#spectrogram-panel')!;
          const outer = panel.getBoundingClientRect();
          const out = [...panel.querySelectorAll('select, input, button, p, label')].filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width > 0 && (box.right > outer.right - 1 || box.left < outer.left + 1);
          });
          const buttons = [...panel.querySelectorAll('.presets button')].filter(
            (each) => each.scrollWidth > each.clientWidth,
          );
          return {
            inside: outer.left >= 0 && outer.right <= innerWidth && outer.bottom <= innerHeight,
            out: out.map((each) => each.outerHTML.slice(0, 60)),
            cut: buttons.map((each) => each.textContent),
          };
        });
        expect(found, `${width} px`).toEqual({ inside: true, out: [], cut: [] });
      });
    }
  });
});

describe('the switches of waveform and spectrogram', () => {
  const state = (page: Page) =>
    page.evaluate(() => ({
      show: document.querySelector<HTMLElement>('#lanes')!.dataset['show'],
      pressed: ['waveform', 'spectrogram'].map(
        (part) => document.querySelector(`#show-${part}`)!.getAttribute('aria-pressed') === 'true',
      ),
    }));

  it('show either, or both as they were shown together last; one is always there', async () => {
    await withPage(harness, small, async (page) => {
      expect(await state(page)).toEqual({ show: 'waveform', pressed: [true, false] });
      await page.click('#show-spectrogram');
      expect(await state(page)).toEqual({ show: 'both', pressed: [true, true] });
      await page.click('#show-waveform');
      expect(await state(page)).toEqual({ show: 'spectrogram', pressed: [false, true] });
      await page.click('#show-spectrogram');
      expect(await state(page)).toEqual({ show: 'waveform', pressed: [true, false] });
      await openForm(page);
      await page.selectOption('#spectrogram-show', 'over');
      await page.keyboard.press('Escape');
      expect(await state(page)).toEqual({ show: 'over', pressed: [true, true] });
      await page.click('#show-spectrogram');
      await page.click('#show-spectrogram');
      expect((await state(page)).show).toBe('over');
    });
  });
});
