import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import type { Remembered } from '../../../src/core/protocol/remembered.ts';
import type { FakeOptions } from './fakeHostTypes.ts';
import { type Harness, startHarness } from './harness.ts';
import { settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

async function run(page: Page, ...commands: EditorCommand[]): Promise<void> {
  for (const command of commands) await page.evaluate((name) => window.fake.command(name), command);
  await settle(page);
}

/** After the time in which it may wait to be told. */
async function told(page: Page): Promise<{ state: Remembered; taste: object | null }[]> {
  await page.waitForTimeout(700);
  return page.evaluate(() => window.fake.remembered);
}

const state: Remembered = {
  version: 2,
  revision: '1',
  view: { startFrame: 96_000, framesPerPixel: 12 },
  positionFrame: 100_000,
  gainDb: -6,
  sound: {
    selection: { startFrame: 98_000, endFrame: 99_000 },
    loop: true,
    speed: 0.5,
    speedMode: 'varispeed',
    reverse: false,
    returnOnStop: true,
    mix: { monitor: 'mid', strips: [] },
    eq: { on: false, bands: [], matchLoudness: true },
    band: null,
  },
  drawer: { open: true, tab: 'header', height: 180 },
  look: {
    timeFormat: { unit: 'samples', smpte: 2, tempo: 90, beatsPerBar: 3 },
    amplitude: { kind: 'db', zoom: 1, rangeDb: 96 },
    curved: false,
    normalised: false,
    lanes: { set: 'midSide', solo: null, heights: { mid: 120 } },
    cursors: { a: 97_000, b: 97_500 },
    follow: 'centre',
    snap: true,
    loudness: true,
    loudnessScale: 'ebu9',
    pictures: { show: 'both', spectrogram: 'above', share: 0.4 },
    analysis: { method: 'stft', window: 'kaiser', size: 512, overlap: 0.5, padding: 2, combine: 'mean' },
    frequencies: { scale: 'bark', low: 100, high: 5000 },
    colours: { palette: 'viridis', floor: -90, ceiling: -10, gamma: 1.2 },
    extras: { noteNames: true, harmonics: true, averaged: false, pitch: false },
  },
};

describe('a file', () => {
  it('comes back as it was left: everything that is told is what was recalled', async () => {
    await withPage(harness, { recalled: { state, taste: null } }, async (page) => {
      expect(await view(page)).toMatchObject({ startFrame: 96_000, framesPerPixel: 12 });
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(100_000);
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-6);
      expect(await page.getAttribute('#follow', 'aria-label')).toContain('Centre');
      await page.mouse.move(500, 300);
      await run(page, 'panRight', 'panLeft');
      const last = (await told(page)).at(-1)!;
      expect(last.state).toEqual({
        ...state,
        view: { startFrame: expect.closeTo(96_000, 3) as number, framesPerPixel: 12 },
      });
      expect(last.taste).toBeNull();
    });
  });

  it('tells at most twice a second, and at once when it is hidden', async () => {
    await withPage(harness, {}, async (page) => {
      await told(page);
      const before = (await told(page)).length;
      for (let i = 0; i < 12; i++) {
        await run(page, i % 2 ? 'zoomIn' : 'seekForward');
        await page.waitForTimeout(20);
      }
      const times = (await told(page)).length - before;
      expect(times).toBeGreaterThanOrEqual(2);
      expect(times).toBeLessThanOrEqual(6);
      await page.evaluate(() => {
        window.fake.command('zoomOut');
        window.fake.visibility(false);
      });
      await page.waitForTimeout(100);
      expect(await page.evaluate(() => window.fake.remembered.length)).toBe(before + times + 1);
    });
  });

  it("of another revision keeps its view where that is still inside, and shows the whole where it isn't", async () => {
    const of = (revision: string): FakeOptions => ({
      frames: 100_000,
      recalled: { state: { ...state, revision }, taste: null },
    });
    await withPage(harness, of('another'), async (page) => {
      const { startFrame, framesPerPixel, width } = await view(page);
      expect([startFrame, framesPerPixel * width]).toEqual([0, 100_000]);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(100_000);
    });
    await withPage(harness, { ...of('another'), frames: 200_000 }, async (page) => {
      expect(await view(page)).toMatchObject({ startFrame: 96_000, framesPerPixel: 12 });
    });
    // The page's own state is later than the host's.
    await withPage(harness, { frames: 200_000, recalled: { state, taste: null } }, async (page) => {
      await run(page, 'zoomFit');
      await told(page);
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      expect((await view(page)).startFrame).toBe(0);
    });
  });

  it('is read as far as it goes: of an earlier version, and spoilt in parts', async () => {
    const { look: _look, ...old } = state;
    await withPage(harness, { recalled: { state: { ...old, version: 1 }, taste: null } }, async (page) => {
      expect((await view(page)).startFrame).toBe(96_000);
      expect(await page.getAttribute('#follow', 'aria-label')).toContain('Page');
    });
    const spoilt = JSON.stringify({ state: { ...state, gainDb: 1e9, drawer: 7, look: { snap: 1, follow: 'off' } } });
    await withPage(harness, { recalled: spoilt }, async (page) => {
      expect((await view(page)).startFrame).toBe(96_000);
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(0);
      expect(await page.getAttribute('#follow', 'aria-label')).toContain('Off');
      expect(await page.getAttribute('#snap', 'aria-pressed')).toBe('false');
    });
    for (const recalled of ['{', '[1]', '{"state":{"version":3},"taste":5}']) {
      await withPage(harness, { recalled }, async (page) => expect((await view(page)).startFrame).toBe(0));
    }
  });
});

describe('the spectrogram', () => {
  const defaults = { show: 'spectrogram' as const, size: 8192, window: 'flatTop' as const, scale: 'erb' as const };

  it('begins as the settings say, and comes back as it was left', async () => {
    await withPage(harness, { frames: 48_000, recalled: { state: null, taste: null, defaults } }, async (page) => {
      expect(await page.innerText('#spectrogram')).toBe('FFT 8192 \u00b7 Flat top');
      expect(await page.getAttribute('#lanes', 'data-show')).toBe('spectrogram');
      await run(page, 'windowShorter');
      const last = (await told(page)).at(-1)!;
      expect(last.state.look).toMatchObject({
        analysis: { size: 4096, window: 'flatTop' },
        frequencies: { scale: 'erb' },
      });
      // It is the file's, and nobody's way.
      expect(last.taste).toBeNull();
    });
    await withPage(harness, { frames: 48_000, recalled: { state, taste: null, defaults } }, async (page) => {
      expect(await page.innerText('#spectrogram')).toBe('FFT 512 \u00b7 Kaiser');
      expect(await page.getAttribute('#lanes', 'data-show')).toBe('both');
    });
  });

  it('is plain where what was kept cannot be: one part takes no other with it', async () => {
    const look = { ...state.look!, analysis: { ...state.look!.analysis, size: 1000 }, colours: 'red' };
    const recalled = JSON.stringify({ state: { ...state, look }, taste: null, defaults: { floor: 'deep' } });
    await withPage(harness, { frames: 48_000, recalled }, async (page) => {
      expect(await page.innerText('#spectrogram')).toBe('FFT 2048 \u00b7 Hann');
      expect(await page.innerText('#frequency-scale')).toBe('Bark');
      await run(page, 'zoomIn');
      expect((await told(page)).at(-1)!.state.look!.colours).toEqual({
        palette: 'theme',
        floor: -120,
        ceiling: 0,
        gamma: 1,
      });
    });
  });
});

describe("the user's ways", () => {
  it('go for files that were not open before, and not for what a file had itself', async () => {
    const taste = { follow: 'off' as const, snap: true, curved: false };
    await withPage(harness, { recalled: { state: null, taste } }, async (page) => {
      expect(await page.getAttribute('#follow', 'aria-label')).toContain('Off');
      expect(await page.getAttribute('#snap', 'aria-pressed')).toBe('true');
      await run(page, 'zoomIn');
      const last = (await told(page)).at(-1)!;
      expect(last.state.look).toMatchObject(taste);
      expect(last.taste).toBeNull();
    });
    await withPage(harness, { recalled: { state, taste } }, async (page) => {
      expect(await page.getAttribute('#follow', 'aria-label')).toContain('Centre');
    });
  });

  it('are told part by part, as the user changes them', async () => {
    await withPage(harness, { recalled: { state, taste: { follow: 'off' } } }, async (page) => {
      await run(page, 'toggleSnap');
      expect((await told(page)).at(-1)!.taste).toEqual({ snap: false });
      await run(page, 'followNext', 'timeUnitNext');
      const { taste } = (await told(page)).at(-1)!;
      expect(taste).toMatchObject({ follow: 'off', timeFormat: { unit: 'smpte' } });
      expect(Object.keys(taste!)).toHaveLength(2);
    });
  });
});
