import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { levelOf, stepOf } from '../../../src/core/spectrogram/columns.ts';
import { axisOf } from '../../../src/core/spectrogram/frequencyScale.ts';
import { referenceTile } from '../../support/spectrogram/reference.ts';
import { paletteColours } from '../../../src/core/picture/spectrogram/palettes.ts';
import { type Harness, startHarness } from './harness.ts';
import { expectIdle, run } from './lanePages.ts';
import { draws, frames, settle, withPage } from './pages.ts';
import { makeSignal, midSide } from './testSignal.ts';

const RATE = 48000;
const FRAMES = 20 * RATE;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const shown = { show: 'both', width: 1200, height: 800 } as const;
/** Spectrograms are computed in the page here: less of them where any will do. */
const small = { show: 'both', width: 760, height: 600, frames: 10 * RATE } as const;

/** Waits until all that is asked for has come. */
async function sharp(page: Page, key = 'channel 0'): Promise<void> {
  await page.waitForFunction((lane) => window.earshot!.spectrogram(lane)?.complete, key);
  await settle(page);
}

/** In the next frame but one nothing of the lane is bare; whether it is sharp already. */
const soon = (page: Page, key = 'channel 0') =>
  page.evaluate(async (lane) => {
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const { bare, complete } = window.earshot!.spectrogram(lane)!;
    return { bare, complete };
  }, key);

const asked = (page: Page) =>
  page.evaluate(() => window.fake.requests.filter(({ method }) => method === 'spectrogram').length);

/** Of all pixels that no line of the grid crosses: how many are not of the colour of their code. */
function wrongColours(page: Page, key: string, palette: Uint32Array) {
  return page.evaluate(
    ({ key, palette }) => {
      const { width, height, code } = window.earshot!.spectrogram(key)!;
      const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-spectrogram="${key}"]`)!;
      const pixels = new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, width, height).data.buffer);
      const wrong = new Uint8Array(width * height);
      const [columns, rows] = [new Uint32Array(width), new Uint32Array(height)];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const place = Math.min(Math.max((code(x, y)! / 256 - 192 + 120) / 120, 0), 1) * 255;
          const right = [Math.round(place - 1e-4), Math.round(place + 1e-4)].map((i) => palette[i]!);
          if (right.includes(pixels[y * width + x]!)) continue;
          wrong[y * width + x] = 1;
          columns[x]!++;
          rows[y]!++;
        }
      }
      let [off, lines] = [0, 0];
      for (const count of columns) if (count > height / 2) lines++;
      for (const count of rows) if (count > width / 2) lines++;
      wrong.forEach((each, i) => {
        if (each && columns[i % width]! <= height / 2 && rows[Math.floor(i / width)]! <= width / 2) off++;
      });
      return { off, lines, pixels: width * height };
    },
    { key, palette: [...palette] },
  );
}

/** The worst difference in dB at `count` random pixels between what a lane shows and the reference. */
async function againstReference(page: Page, key: string, samples: Float32Array, count: number): Promise<number> {
  const points = Array.from({ length: count }, (_, i) => [(i * 0.6180339887) % 1, (i * 0.7548776662) % 1] as const);
  const { view, dpr, size, codes } = await page.evaluate(
    ({ key, points }) => {
      const { width, height, code } = window.earshot!.spectrogram(key)!;
      return {
        ...{ view: window.earshot!.view(), dpr: window.devicePixelRatio, size: { width, height } },
        codes: points.map(([x, y]) => code(Math.floor(x * width), Math.floor(y * height))),
      };
    },
    { key, points },
  );
  const framesPerColumn = view.framesPerPixel / dpr;
  const level = levelOf(plainAnalysis, framesPerColumn);
  const step = stepOf(plainAnalysis, level);
  const axis = { ...axisOf({ scale: 'log', low: null, high: null }, RATE), rows: size.height };
  const read = (start: number, length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => samples[start + i] ?? 0);
  let worst = 0;
  points.forEach(([px, py], i) => {
    const [x, y] = [Math.floor(px * size.width), Math.floor(py * size.height)];
    const column = (at: number): number => Math.floor((view.startFrame + at * framesPerColumn) / step + 1e-6);
    const start = column(x);
    const tile = referenceTile(read, plainAnalysis, axis, RATE, {
      level,
      start,
      count: Math.max(1, column(x + 1) - start),
    });
    const width = tile.length / size.height;
    const right = Math.max(...tile.subarray((size.height - 1 - y) * width, (size.height - y) * width));
    worst = Math.max(worst, Math.abs(codes[i]! - right) / 256);
  });
  return worst;
}

describe('the spectrogram', () => {
  it('shows the level of the reference, in the colour of that level, at every zoom', async () => {
    await withPage(harness, shown, async (page) => {
      const signal = makeSignal(2, FRAMES, RATE, false);
      const palette = paletteColours('theme', 'dark');
      await sharp(page);
      await sharp(page, 'channel 1');
      expect(await againstReference(page, 'channel 0', signal[0]!, 1000)).toBeLessThan(0.02);
      expect(await againstReference(page, 'channel 1', signal[1]!, 300)).toBeLessThan(0.02);
      const { off, lines, pixels } = await wrongColours(page, 'channel 0', palette);
      expect([off, pixels > 100_000]).toEqual([0, true]);
      expect(lines).toBeGreaterThan(5);
      await page.mouse.move(400, 300);
      for (let i = 0; i < 2; i++) {
        await page.mouse.wheel(0, -600);
        await settle(page);
        await sharp(page);
        expect(await againstReference(page, 'channel 0', signal[0]!, 300)).toBeLessThan(0.02);
        expect((await wrongColours(page, 'channel 0', palette)).off).toBe(0);
      }
    });
  });

  it('makes sum and difference of mid and side, 6.02 dB louder', async () => {
    await withPage(harness, { ...shown, frames: 5 * RATE }, async (page) => {
      await run(page, 'lanesNext', 'lanesNext');
      await sharp(page, 'sum');
      const [mid] = midSide(makeSignal(2, 5 * RATE, RATE, false));
      const louder = mid!.map((sample) => 2 * sample);
      expect(await againstReference(page, 'sum', louder, 300)).toBeLessThan(0.03);
      const asked = await page.evaluate(
        () => window.fake.spectrograms.filter(({ tracks }) => tracks === 'midSide').length,
      );
      expect(asked).toBeGreaterThan(0);
    });
  });

  it('shows something in the next frame after a zoom, a pan, a change of scale or of rows', async () => {
    await withPage(harness, small, async (page) => {
      await sharp(page);
      await page.evaluate(() => window.fake.hold());
      const command = (name: Parameters<Window['fake']['command']>[0]) =>
        page.evaluate((given) => window.fake.command(given), name);
      for (const name of ['zoomIn', 'zoomIn', 'zoomIn', 'panRight', 'frequencyScaleNext', 'windowLonger'] as const) {
        await command(name);
        const { bare, complete } = await soon(page);
        expect([name, bare, complete]).toEqual([name, 0, false]);
      }
      await page.evaluate(() => window.fake.release());
      await page.evaluate(() => window.fake.command('windowShorter'));
      await page.evaluate(() => window.fake.release());
    });
  });

  it('has a screen at each side ready for a pan', async () => {
    await withPage(harness, small, async (page) => {
      await run(page, 'zoomIn', 'zoomIn', 'zoomIn', 'zoomIn', 'panRight', 'panRight', 'panRight');
      await sharp(page);
      await page.evaluate(() => window.fake.hold());
      await page.evaluate(() => window.fake.command('panRight'));
      expect(await soon(page)).toEqual({ bare: 0, complete: true });
      await page.evaluate(() => window.fake.command('panLeft'));
      expect(await soon(page)).toEqual({ bare: 0, complete: true });
      await page.evaluate(() => window.fake.release());
    });
  });

  it('cancels what is stale', async () => {
    await withPage(harness, small, async (page) => {
      await sharp(page);
      await page.evaluate(() => window.fake.hold());
      const before = await asked(page);
      for (let i = 0; i < 3; i++) {
        await page.evaluate(() => window.fake.command('windowLonger'));
        // A view that moves on within 40 ms is not asked for.
        await page.waitForTimeout(150);
      }
      const sent = (await asked(page)) - before;
      await page.evaluate(() => window.fake.release());
      await sharp(page);
      const cancelled = await page.evaluate(
        () => window.fake.requests.filter((each) => each.method === 'spectrogram' && each.cancelled).length,
      );
      expect(sent).toBeGreaterThan(10);
      expect(cancelled).toBeGreaterThanOrEqual(Math.floor((2 * sent) / 3) - 2);
    });
  });

  it('changes colours without a request, and draws nothing while nothing happens', async () => {
    await withPage(harness, shown, async (page) => {
      await sharp(page);
      await expectIdle(page);
      const before = { asked: await asked(page), draws: await draws(page) };
      for (const name of ['floorUp', 'ceilingDown', 'gammaUp', 'coloursReset', 'paletteNext'] as const)
        await run(page, name);
      expect(await asked(page)).toBe(before.asked);
      const after = await draws(page);
      expect(after['spectrogram']! - before.draws['spectrogram']!).toBe(5);
      expect(after['waveform']).toBe(before.draws['waveform']);
      expect((await wrongColours(page, 'channel 0', paletteColours('earshot', 'dark'))).off).toBe(0);
      await run(page, 'paletteNext', 'paletteNext');
      expect((await wrongColours(page, 'channel 1', paletteColours('viridis', 'dark'))).off).toBe(0);
      const idle = await frames(page);
      await page.waitForTimeout(500);
      expect(await frames(page)).toBe(idle);
    });
  });

  it('takes the palette of the theme', async () => {
    await withPage(harness, { ...shown, theme: 'light', frames: 5 * RATE }, async (page) => {
      await sharp(page);
      expect((await wrongColours(page, 'channel 0', paletteColours('theme', 'light'))).off).toBe(0);
    });
    await withPage(harness, { ...shown, theme: 'hc-black', frames: 5 * RATE, dpr: 2 }, async (page) => {
      await sharp(page);
      expect((await wrongColours(page, 'channel 0', paletteColours('theme', 'highContrast'))).off).toBe(0);
    });
  });

  it('asks for new rows when a lane has had its new height for a while', async () => {
    await withPage(harness, { ...shown, frames: 2 * RATE }, async (page) => {
      await sharp(page);
      const before = await asked(page);
      const bare = await page.evaluate(async () => {
        const [app, seen] = [document.getElementById('app')!, [] as number[]];
        for (let height = 790; height > 700; height -= 5) {
          app.style.height = `${height}px`;
          for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
          seen.push(window.earshot!.spectrogram('channel 0')!.bare);
        }
        return seen;
      });
      expect(bare).toEqual(bare.map(() => 0));
      await sharp(page);
      // The picture is complete in the rows that it was asked for before; the new ones come when the height has settled.
      await page.waitForFunction((from) => {
        const { height } = window.earshot!.spectrogram('channel 0')!;
        return window.fake.spectrograms.slice(from).some(({ axis }) => axis.rows === height);
      }, before);
      await sharp(page);
      expect(await page.evaluate(() => window.earshot!.spectrogram('channel 0')!.height)).toBeLessThan(196);
    });
  });

  it('gives its pixels back where it is not shown', async () => {
    await withPage(harness, { ...shown, channels: 64, frames: RATE }, async (page) => {
      await sharp(page);
      const sizes = () =>
        page.evaluate(() =>
          [...document.querySelectorAll<HTMLCanvasElement>('canvas.spectrogram')].map((each) => each.width),
        );
      const all = await sizes();
      expect(all.length).toBe(64);
      expect(all.filter((width) => width > 0).length).toBeLessThan(12);
      const channels = await page.evaluate(
        () => new Set(window.fake.spectrograms.flatMap((each) => each.channels)).size,
      );
      expect(channels).toBeLessThan(12);
      await page.evaluate(() => (document.querySelector('#lanes')!.scrollTop = 3000));
      await settle(page);
      expect((await sizes())[0]).toBe(0);
      const last = await page.evaluate(() => {
        const seen = window.earshot!.lanes().filter(({ key }) => window.earshot!.spectrogram(key));
        return seen.at(-1)!.key;
      });
      await sharp(page, last);
      await run(page, 'picturesNext', 'picturesNext', 'picturesNext');
      expect(await page.evaluate(() => window.earshot!.spectrogram('channel 0'))).toBeNull();
      expect((await sizes()).every((width) => width === 0)).toBe(true);
      await expectIdle(page);
    });
  });

  it('lives through other parameters every 16 ms', async () => {
    await withPage(harness, small, async (page) => {
      await sharp(page);
      await page.evaluate(async () => {
        const names = [
          'windowNext',
          'overlapMore',
          'frequencyUp',
          'combineNext',
          'frequencyIn',
          'overlapLess',
          'frequencyOut',
        ];
        const end = performance.now() + 3000;
        for (let i = 0; performance.now() < end; i++) {
          window.fake.command(names[i % names.length] as never);
          await new Promise((resolve) => setTimeout(resolve, 16));
        }
        window.fake.command('frequencyReset');
      });
      await sharp(page);
      expect(await page.evaluate(() => window.fake.logs.filter((line) => /warn|error/.test(line)))).toEqual([]);
      await expectIdle(page);
    });
  });
});

describe('another file', () => {
  it('is shown in place of the one before', async () => {
    await withPage(harness, { ...small, frames: 5 * RATE }, async (page) => {
      await sharp(page);
      await page.evaluate(() => window.fake.change({ frames: 240000, made: 'half' }));
      await page.waitForFunction(() => window.fake.spectrograms.length > 8);
      await sharp(page);
      const tone = Float32Array.from(
        { length: 5 * RATE },
        (_, i) => 0.5 * Math.sin(2 * Math.PI * 20 * ((i * 20) / RATE)),
      );
      expect(await againstReference(page, 'channel 0', tone, 200)).toBeLessThan(0.02);
      expect((await wrongColours(page, 'channel 0', paletteColours('theme', 'dark'))).off).toBe(0);
    });
  });

  it('grows under the picture', async () => {
    await withPage(harness, { ...small, frames: 5 * RATE, scannedFrames: 2 * RATE }, async (page) => {
      await sharp(page);
      await page.evaluate(() => window.fake.scan(240000));
      await sharp(page);
      const signal = makeSignal(2, 5 * RATE, RATE, false);
      expect(await againstReference(page, 'channel 0', signal[0]!, 200)).toBeLessThan(0.02);
    });
  });
});

describe('odd signals', () => {
  it.each([
    { what: 'a file shorter than a window', options: { frames: 100 } },
    { what: 'one frame', options: { frames: 1 } },
    { what: 'silence', options: { made: 'silent' } },
    { what: 'a rate of 1 Hz', options: { sampleRate: 1, frames: 3000 } },
    { what: 'a rate of 768 kHz', options: { sampleRate: 768000, frames: 768000 } },
  ] as const)('$what', async ({ options }) => {
    await withPage(harness, { frames: 2 * RATE, ...shown, ...options }, async (page) => {
      await sharp(page);
      const { bare, silent } = await page.evaluate(() => {
        const { bare, width, height, code } = window.earshot!.spectrogram('channel 0')!;
        return { bare, silent: code(width >> 1, height >> 1) === 0 };
      });
      expect(bare).toBe(0);
      expect(silent).toBe('made' in options);
      await expectIdle(page);
    });
  });

  it('says where samples are no numbers', async () => {
    await withPage(harness, { ...shown, made: 'gaps', frames: 5 * RATE }, async (page) => {
      await sharp(page);
      const codes = await page.evaluate(() => {
        const { width, code } = window.earshot!.spectrogram('channel 0')!;
        return [0.2, 0.42, 0.44, 0.6].map((part) => code(Math.floor(part * width), 50));
      });
      expect(codes.map((code) => code === 65535)).toEqual([false, true, true, false]);
    });
  });
});
