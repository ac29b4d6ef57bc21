import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { columnsAgainstBruteForce, settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('what can go wrong', () => {
  it('names file and cause, and offers the ways on', async () => {
    const message = 'The file ends after 44 bytes: it has no audio.';
    await withPage(harness, { failed: { code: 'no-audio', message }, fileName: 'stub.wav' }, async (page) => {
      await page.waitForSelector('body[data-state=failed]');
      const text = await page.innerText('#error');
      expect(text).toContain('stub.wav');
      expect(text).toContain(message);
      for (const action of ['retry', 'openAsBinary', 'openAsText']) await page.click(`#error [data-action=${action}]`);
      await page.waitForFunction(() => window.fake.acts.join() === 'retry,openAsBinary,openAsText');
      await page.evaluate(() => window.fake.change({}));
      await page.waitForSelector('body[data-painted=true]');
      expect(await page.isVisible('#error')).toBe(false);
    });
  });

  it('says what takes so long before a file is there, and lets it be cancelled', async () => {
    await withPage(harness, { loading: true }, async (page) => {
      expect(await page.isVisible('#notice')).toBe(false);
      const detail = 'Copying far.wav (120 MB) from \u201cgit:\u201d\u2026';
      await page.evaluate(
        (text) => window.fake.document({ kind: 'loading', fileName: 'far.wav', detail: text }),
        detail,
      );
      await page.waitForSelector('#notice:not([hidden])');
      expect(await page.innerText('#notice')).toContain(detail);
      await page.click('#notice [data-action=cancel]');
      await page.waitForFunction(() => window.fake.acts.join() === 'cancel');
      await page.evaluate(() => window.fake.change({}));
      await page.waitForSelector('body[data-painted=true]');
      expect(await page.isVisible('#notice')).toBe(false);
    });
  });

  it('does not call a file broken that only does not say how it is to be read', async () => {
    const failed = { code: 'needs-layout' as const, message: 'take.raw has no header.' };
    await withPage(harness, { failed, fileName: 'take.raw' }, async (page) => {
      await page.waitForSelector('body[data-state=failed]');
      expect(await page.innerText('#error h1')).toBe('take.raw does not say how it is to be read');
    });
  });

  it('hatches what could not be decoded and says why, in one bar', async () => {
    await withPage(harness, { scannedFrames: 400_000 }, async (page) => {
      await settle(page);
      const pixels = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
          const x = Math.floor(canvas.width * 0.9);
          const { data } = canvas.getContext('2d')!.getImageData(x, 30, 40, 40);
          return new Set(new Uint32Array(data.buffer)).size;
        });
      const bare = await pixels();
      const message = 'take-03.wav could be decoded up to 8.333 s only.';
      await page.evaluate((text) => window.fake.scan(400_000, 'failed', { code: 'corrupt', message: text }), message);
      await settle(page);
      expect(await pixels()).toBeGreaterThan(bare);
      expect(await page.innerText('#notice span')).toBe(message);
      await page.click('#notice [data-action=retry]');
      await page.waitForFunction(() => window.fake.acts.join() === 'retry');
      await page.evaluate(() => window.fake.notice({ severity: 'warning', text: 'Gone.', action: 'retry' }));
      expect(await page.innerText('#notice span')).toBe('Gone.');
      await page.evaluate(() => window.fake.notice(null));
      await page.waitForFunction((text) => document.querySelector('#notice span')!.textContent === text, message);
      await page.click('#notice .close');
      expect(await page.isVisible('#notice')).toBe(false);
    });
  });

  it('shows bare lanes, no zeros and no made-up numbers while loading', async () => {
    await withPage(harness, { loading: true }, async (page) => {
      await page.waitForSelector('body[data-state=loading]');
      await settle(page);
      expect(await page.innerText('#time')).toBe('…');
      expect(await page.isDisabled('#play')).toBe(true);
      expect(await page.isVisible('#progress')).toBe(true);
      expect(await page.locator('#lanes canvas').count()).toBe(0);
      expect(await page.isVisible('#playhead')).toBe(false);
    });
  });

  it('comes back by itself after the server was lost', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => window.fake.failPeaks({ code: 'server-lost', message: 'gone' }));
      await page.mouse.move(64 + 300, 300);
      await page.mouse.wheel(0, -1500);
      await page.waitForTimeout(200);
      // Coarse blocks stand in for what does not come.
      expect(await page.evaluate(() => window.earshot!.columns(0).x.length)).toBe((await view(page)).width);
      await page.evaluate(() => window.fake.failPeaks(null));
      await page.waitForTimeout(1200);
      await settle(page);
      expect((await columnsAgainstBruteForce(page, 0)).worst).toBeLessThan(1e-5);
      expect(await page.isVisible('#notice')).toBe(false);
    });
  });

  it('offers a click where the browser wants one', async () => {
    await withPage(harness, { blocked: true }, async (page) => {
      expect(await page.isVisible('#enable-sound')).toBe(false);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForSelector('#enable-sound:not([hidden])');
      await page.evaluate(() => window.fakeEngine.setBlocked(false));
      await page.click('#enable-sound');
      expect(await page.isVisible('#enable-sound')).toBe(false);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
    });
  });

  it('says in the open when the device does not take the file’s rate', async () => {
    await withPage(harness, { contextRate: 44100 }, async (page) => {
      expect(await page.innerText('#rate-note')).toBe('');
      await page.click('#play');
      expect(await page.innerText('#rate-note')).toBe('Resampled to 44.1 kHz');
      expect(await page.getAttribute('#format', 'title')).toContain('resampled by the browser');
    });
  });

  it('shows one frame, one channel of very many, and 768 kHz', async () => {
    for (const odd of [
      { frames: 1, channels: 1 },
      { frames: 100, channels: 64 },
      { frames: 5000, sampleRate: 768_000 },
      { frames: 30, sampleRate: 1 },
    ]) {
      await withPage(harness, odd, async (page) => {
        await settle(page);
        expect(await page.evaluate(() => window.fake.logs.filter((line) => !line.startsWith('info')))).toEqual([]);
        expect(await page.evaluate(() => window.earshot!.columns(0).x.length)).toBe((await view(page)).width);
      });
    }
  });
});
