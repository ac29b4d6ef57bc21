import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockFrames } from '../../../src/core/protocol/audio.ts';
import { decodePng } from '../../support/reference.ts';
import { type Harness, type OpenOptions, startHarness } from './harness.ts';
import { themes } from './themes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

/** The page closes again, whatever happens in the test. */
async function withPage(options: OpenOptions, run: (page: Page) => Promise<void>): Promise<void> {
  const page = await harness.open(options);
  try {
    await run(page);
  } finally {
    await page.close();
  }
}

const view = (page: Page) => page.evaluate(() => window.earshot!.view());
const frames = (page: Page) => page.evaluate(() => window.earshot!.drawnFrames);
const draws = (page: Page) => page.evaluate(() => ({ ...window.earshot!.layerDraws }));

/** Two frames without a change: everything asked for has come and been drawn. */
async function settle(page: Page): Promise<void> {
  let before = -1;
  for (let now = await frames(page); now !== before; now = await frames(page)) {
    before = now;
    await page.waitForTimeout(80);
  }
}

/** Compares the columns drawn with brute force over the frames they stand for. Returns the worst difference. */
function columnsAgainstBruteForce(page: Page, channel: number) {
  return page.evaluate(
    ({ channel, finest }) => {
      const { startFrame, framesPerPixel } = window.earshot!.view();
      const dpr = window.devicePixelRatio;
      const column = framesPerPixel / dpr;
      const total = window.fake.signal[channel]!.length;
      let block = 1;
      if (column >= finest) for (block = finest; block * 4 * 2 <= column;) block *= 4;
      const { x, min, max, rms } = window.earshot!.columns(channel);
      let worst = 0;
      for (let i = 0; i < x.length; i++) {
        const at = Math.round(x[i]! * dpr);
        const from = Math.floor((startFrame + at * column) / block) * block;
        const next = startFrame + (at + 1) * column;
        const to = next > total - column * 1e-6 ? total : Math.floor(next / block) * block;
        const right = window.fake.brute(channel, from, Math.max(to, from + 1));
        const off = [min[i]! - right.min, max[i]! - right.max, rms[i]! - right.rms].map(Math.abs);
        worst = Math.max(worst, ...off);
      }
      return { count: x.length, worst };
    },
    { channel, finest: blockFrames(0) },
  );
}

describe('waveform', () => {
  it('draws columns equal to brute force, from the whole file to single samples', async () => {
    await withPage({ frames: 2_500_003, overs: true }, async (page) => {
      const { width } = await view(page);
      await page.mouse.move(64 + 333, 300);
      for (let step = 0; step < 16; step++) {
        await settle(page);
        for (const channel of [0, 1]) {
          const { count, worst } = await columnsAgainstBruteForce(page, channel);
          expect(count).toBe(width);
          expect(worst).toBeLessThan(1e-5);
        }
        await page.mouse.wheel(0, -550);
      }
      expect((await view(page)).framesPerPixel).toBeLessThan(0.05);
    });
  });

  it('paints the pixels of those columns, at 1x, 1.25x and 2x', async () => {
    for (const dpr of [1, 1.25, 2]) {
      await withPage({ dpr, width: 900, height: 500, theme: 'hc-black' }, async (page) => {
        await settle(page);
        const size = await page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
          const box = canvas.getBoundingClientRect();
          return { width: canvas.width, height: canvas.height, box: [box.width, box.height] };
        });
        expect(Math.abs(size.width - size.box[0]! * dpr)).toBeLessThan(1);
        expect(Math.abs(size.height - size.box[1]! * dpr)).toBeLessThan(1);
        const url = await page.evaluate(() =>
          document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!.toDataURL('image/png'),
        );
        const pixels = decodePng(Buffer.from(url.split(',')[1]!, 'base64'), size.width, size.height);
        const columns = await page.evaluate(() => {
          const { x, min, max } = window.earshot!.columns(0);
          return { x: [...x], min: [...min], max: [...max] };
        });
        const middle = Math.floor(size.height / 2) + 0.5;
        const half = middle - 5 * dpr;
        // Blue outweighs red only where there is signal: grid and lane are grey.
        const lit = (x: number, y: number): boolean => {
          const at = 3 * (y * size.width + x);
          return pixels[at + 2]! - pixels[at]! > 30;
        };
        let wrong = 0;
        for (let i = 1; i < columns.x.length; i++) {
          const x = Math.round(columns.x[i]! * dpr);
          // A column reaches to its left neighbour.
          const high = Math.max(columns.max[i]!, columns.min[i - 1]!);
          const low = Math.min(columns.min[i]!, columns.max[i - 1]!);
          const [top, bottom] = [Math.floor(middle - high * half), Math.floor(middle - low * half)];
          if (!lit(x, top) || !lit(x, bottom)) wrong++;
          if (lit(x, top - 2) || lit(x, bottom + 2)) wrong++;
        }
        expect(columns.x.length).toBe(size.width);
        expect(wrong).toBe(0);
      });
    }
  });

  it('marks samples at or over full scale, and nothing else, in red', async () => {
    const reds = (page: Page) =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i]! > 180 && data[i + 1]! < 120) count++;
        return count;
      });
    await withPage({ overs: true }, async (page) => {
      await settle(page);
      expect(await reds(page)).toBeGreaterThan(3 * 3 * 5 - 10);
    });
    await withPage({ overs: false }, async (page) => {
      await settle(page);
      expect(await reds(page)).toBe(0);
    });
  });

  it('grows with the scan, from the left, and never asks for what is not there', async () => {
    await withPage({ frames: 960_000, scannedFrames: 240_000 }, async (page) => {
      await settle(page);
      const shown = () => page.evaluate(() => window.earshot!.columns(0).x.length);
      const { width } = await view(page);
      expect(await shown()).toBeGreaterThan(width * 0.23);
      expect(await shown()).toBeLessThanOrEqual(width * 0.25);
      expect(await page.isVisible('#progress')).toBe(true);
      await page.evaluate(() => window.fake.scan(480_000));
      await settle(page);
      expect(await shown()).toBeGreaterThan(width * 0.48);
      expect(await page.evaluate(() => window.earshot!.marks['fullPaint'])).toBeUndefined();
      await page.evaluate(() => window.fake.scan(960_000));
      await settle(page);
      expect(await shown()).toBe(width);
      expect((await columnsAgainstBruteForce(page, 1)).worst).toBeLessThan(1e-5);
      expect(await page.isVisible('#progress')).toBe(false);
      expect(await page.evaluate(() => window.earshot!.marks['fullPaint'])).toBeGreaterThan(0);
    });
  });

  it('fits a file whose length nobody knows yet as it grows', async () => {
    await withPage({ frames: 960_000, scannedFrames: 240_000, framesKnown: false }, async (page) => {
      await settle(page);
      const { width } = await view(page);
      expect((await view(page)).framesPerPixel * width).toBeCloseTo(240_000, 3);
      expect(await page.textContent('.total')).toContain('≈');
      await page.evaluate(() => window.fake.scan(960_000));
      await settle(page);
      expect((await view(page)).framesPerPixel * width).toBeCloseTo(960_000, 3);
      expect(await page.textContent('.total')).toBe('of 00:00:20.000');
    });
  });

  it('takes answers in any order, and none of an older revision', async () => {
    await withPage({ hold: true }, async (page) => {
      await page.waitForSelector('body[data-state=ready]');
      await page.waitForFunction(() => window.fake.requests.length >= 2);
      await page.evaluate(() => window.fake.change({ frames: 700_001, overs: true }));
      await page.waitForFunction(() => window.earshot!.view().framesPerPixel * window.earshot!.view().width < 700_100);
      await page.waitForTimeout(100);
      await page.evaluate(() => window.fake.release(true));
      await page.waitForTimeout(100);
      await page.evaluate(() => window.fake.release(true));
      await page.waitForSelector('body[data-painted=true]');
      await settle(page);
      const { count, worst } = await columnsAgainstBruteForce(page, 0);
      expect(count).toBe((await view(page)).width);
      expect(worst).toBeLessThan(1e-5);
    });
  });

  it('asks for the picture in one breath with the first document', async () => {
    await withPage({}, async (page) => {
      const marks = await page.evaluate(() => window.earshot!.marks);
      expect(Object.keys(marks)).toEqual(expect.arrayContaining(['scriptStart', 'ready', 'firstPaint', 'fullPaint']));
      expect(marks['firstPaint']! - marks['ready']!).toBeLessThan(500);
      // A quarter of the data first, so that there is something to see.
      const levels = await page.evaluate(() => window.fake.requests.slice(0, 2).map(({ level }) => level));
      expect(levels[0]).toBe(levels[1]! + 1);
    });
  });
});

describe('navigation', () => {
  it('zooms at the pointer and pans, by wheel and pinch', async () => {
    await withPage({}, async (page) => {
      const frameAt = async (x: number): Promise<number> => {
        const now = await view(page);
        return now.startFrame + x * now.framesPerPixel;
      };
      for (const x of [10, 417, 1100]) {
        await page.evaluate(() => window.fake.command('zoomFit'));
        await page.mouse.move(64 + x, 250);
        for (let i = 0; i < 12; i++) {
          const before = await frameAt(x);
          await page.mouse.wheel(0, -120);
          await settle(page);
          expect(Math.abs((await frameAt(x)) - before)).toBeLessThanOrEqual((await view(page)).framesPerPixel * 1.5);
        }
      }
      const zoomed = await view(page);
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, 100);
      await page.keyboard.up('Shift');
      await page.mouse.wheel(-50, 0);
      await settle(page);
      const panned = await view(page);
      expect((panned.startFrame - zoomed.startFrame) / zoomed.framesPerPixel).toBeCloseTo(50, 0);
      expect(panned.framesPerPixel).toBe(zoomed.framesPerPixel);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, 10);
      await page.keyboard.up('Control');
      await settle(page);
      expect((await view(page)).framesPerPixel / panned.framesPerPixel).toBeCloseTo(Math.exp(0.1), 5);
    });
  });

  it('seeks by a click in lane and ruler, not by a drag', async () => {
    await withPage({}, async (page) => {
      const position = () => page.evaluate(() => window.earshot!.positionFrame());
      const { framesPerPixel } = await view(page);
      await page.mouse.click(64 + 500, 300);
      expect(await position()).toBe(Math.round(500 * framesPerPixel));
      await page.mouse.move(64 + 100, 300);
      await page.mouse.down();
      await page.mouse.move(64 + 200, 300, { steps: 4 });
      await page.mouse.up();
      expect(await position()).toBe(Math.round(500 * framesPerPixel));
      const ruler = (await page.locator('#ruler').boundingBox())!;
      await page.mouse.click(ruler.x + 250, ruler.y + 8);
      expect(await position()).toBe(Math.round(250 * framesPerPixel));
      await settle(page);
      const playhead = (await page.locator('#playhead').boundingBox())!;
      expect(Math.abs(playhead.x - (64 + 250))).toBeLessThanOrEqual(1);
    });
  });

  it('reads out time, frame and level under the pointer', async () => {
    await withPage({ overs: true }, async (page) => {
      await page.mouse.move(64 + 700, 200);
      await settle(page);
      const { framesPerPixel } = await view(page);
      const frame = Math.round(700 * framesPerPixel);
      const text = await page.innerText('#readout');
      expect(text).toContain((frame / 48000).toFixed(6));
      expect(text).toContain(`#${frame.toLocaleString('en-US')}`);
      const peak = await page.evaluate(() => {
        const { x, min, max } = window.earshot!.columns(0);
        const i = x.indexOf(700);
        return 20 * Math.log10(Math.max(max[i]!, -min[i]!));
      });
      expect(text).toContain(peak.toFixed(1).replace('-', '\u2212'));
    });
  });

  it('drags, resizes and centres the window of the minimap, and redraws no minimap for it', async () => {
    await withPage({}, async (page) => {
      await page.mouse.move(64 + 500, 300);
      await page.mouse.wheel(0, -800);
      await settle(page);
      const minimap = (await page.locator('#minimap').boundingBox())!;
      const box = async () => (await page.locator('.window').boundingBox())!;
      const drag = async (from: number, to: number): Promise<void> => {
        await page.mouse.move(from, minimap.y + 10);
        await page.mouse.down();
        await page.mouse.move(to, minimap.y + 10, { steps: 3 });
        await page.mouse.up();
        await settle(page);
      };
      const drawsBefore = (await draws(page))['minimap'];
      const start = await box();
      await drag(start.x + start.width / 2, start.x + start.width / 2 + 100);
      const moved = await box();
      expect(Math.abs(moved.x - start.x - 100)).toBeLessThanOrEqual(1.5);
      expect(Math.abs(moved.width - start.width)).toBeLessThanOrEqual(1.5);
      await drag(moved.x + moved.width - 1, moved.x + moved.width + 60);
      const grown = await box();
      expect(Math.abs(grown.width - moved.width - 60)).toBeLessThanOrEqual(2.5);
      expect(Math.abs(grown.x - moved.x)).toBeLessThanOrEqual(1.5);
      await page.mouse.click(minimap.x + 300, minimap.y + 10);
      await settle(page);
      const centred = await box();
      expect(Math.abs(centred.x + centred.width / 2 - minimap.x - 300)).toBeLessThanOrEqual(2);
      expect((await draws(page))['minimap']).toBe(drawsBefore);
    });
  });

  it('obeys every command', async () => {
    await withPage({}, async (page) => {
      const run = async (command: Parameters<Window['fake']['command']>[0]): Promise<void> => {
        await page.evaluate((name) => window.fake.command(name), command);
        await settle(page);
      };
      const position = () => page.evaluate(() => window.earshot!.positionFrame());
      const whole = await view(page);
      await page.mouse.click(64 + 400, 300);
      await run('zoomIn');
      expect((await view(page)).framesPerPixel).toBeCloseTo(whole.framesPerPixel / 2, 6);
      const { startFrame } = await view(page);
      await run('panRight');
      expect((await view(page)).startFrame).toBeGreaterThan(startFrame);
      await run('panLeft');
      expect((await view(page)).startFrame).toBeCloseTo(startFrame, -1);
      await run('zoomOut');
      expect(await view(page)).toEqual(whole);
      const before = await position();
      await run('seekForward');
      expect(await position()).toBeGreaterThan(before);
      await run('seekBack');
      expect(await position()).toBe(before);
      await run('zoomIn');
      await run('seekEnd');
      expect(await position()).toBe(20 * 48000);
      expect((await view(page)).startFrame + (await view(page)).framesPerPixel * whole.width).toBeCloseTo(960_000, -3);
      await run('seekStart');
      expect(await position()).toBe(0);
      expect((await view(page)).startFrame).toBe(0);
      await run('volumeDown');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-1);
      await run('volumeUp');
      await run('volumeUp');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(0);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForSelector('#play[aria-pressed=true]');
      await page.evaluate(() => window.fake.command('stop'));
      await settle(page);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('paused');
      expect(await position()).toBe(0);
    });
  });
});

describe('frames', () => {
  it('draws none when nothing changes, and none while hidden', async () => {
    await withPage({}, async (page) => {
      await settle(page);
      const idle = await frames(page);
      await page.waitForTimeout(1500);
      expect(await frames(page)).toBe(idle);

      await page.click('#play');
      await page.waitForTimeout(200);
      await page.evaluate(() => window.fake.visibility(false));
      await page.waitForTimeout(100);
      const hidden = await frames(page);
      await page.evaluate(() => window.fake.command('zoomIn'));
      await page.waitForTimeout(1000);
      expect(await frames(page)).toBe(hidden);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
      const before = await draws(page);
      await page.evaluate(() => window.fake.pause());
      await page.evaluate(() => window.fake.visibility(true));
      await settle(page);
      const after = await draws(page);
      for (const layer of ['ruler', 'rail', 'playhead', 'clock']) {
        expect(after[layer]! - before[layer]!).toBeGreaterThanOrEqual(1);
        expect(after[layer]! - before[layer]!).toBeLessThanOrEqual(2);
      }
      expect(after['waveform']! - before['waveform']!).toBeGreaterThanOrEqual(1);
    });
  });

  it('moves only playhead and numbers while playing', async () => {
    await withPage({}, async (page) => {
      await settle(page);
      await page.click('#play');
      await page.mouse.move(5, 690);
      await page.waitForTimeout(100);
      const before = await draws(page);
      const x = (await page.locator('#playhead').boundingBox())!.x;
      await page.waitForTimeout(1000);
      const after = await draws(page);
      expect(after['playhead']! - before['playhead']!).toBeGreaterThan(20);
      for (const still of ['waveform', 'minimap', 'ruler', 'rail', 'minimapWindow', 'crosshair']) {
        expect(after[still]).toBe(before[still]);
      }
      expect((await page.locator('#playhead').boundingBox())!.x).toBeGreaterThan(x + 20);
      await page.click('#play');
      await settle(page);
      const stopped = await frames(page);
      await page.waitForTimeout(700);
      expect(await frames(page)).toBe(stopped);
      expect(await page.evaluate(() => window.fake.playing)).toEqual([true, false]);
    });
  });

  it('turns the page when the playhead runs out of it, but follows nobody who looked away', async () => {
    await withPage({}, async (page) => {
      await page.mouse.move(64 + 10, 300);
      for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -200);
      await settle(page);
      const first = await view(page);
      expect((first.width * first.framesPerPixel) / 48000).toBeLessThan(0.5);
      await page.evaluate(() => window.fake.command('playPause'));
      await page.waitForFunction((start) => window.earshot!.view().startFrame > start, first.startFrame);
      const paged = await page.evaluate(() => ({ ...window.earshot!.view(), at: window.earshot!.positionFrame() }));
      expect(paged.at).toBeGreaterThanOrEqual(paged.startFrame - paged.framesPerPixel);
      await page.evaluate(() => {
        for (let i = 0; i < 12; i++) window.fake.command('panRight');
      });
      await page.waitForTimeout(50);
      const away = await view(page);
      await page.waitForTimeout(300);
      expect(await view(page)).toEqual(away);
    });
  });

  it('writes its state a few times a second at most', async () => {
    await withPage({}, async (page) => {
      await page.click('#play');
      const before = await page.evaluate(() => window.fake.stateWrites);
      await page.waitForTimeout(2000);
      const written = (await page.evaluate(() => window.fake.stateWrites)) - before;
      expect(written).toBeGreaterThanOrEqual(2);
      expect(written).toBeLessThanOrEqual(6);
    });
  });
});

describe('state', () => {
  it('keeps view, position and volume over a reload of the window', async () => {
    await withPage({}, async (page) => {
      await page.mouse.click(64 + 300, 300);
      await page.mouse.wheel(0, -700);
      await page.fill('#volume', '-12');
      await settle(page);
      const before = await view(page);
      const position = await page.evaluate(() => window.earshot!.positionFrame());
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      await settle(page);
      const after = await view(page);
      expect(after.startFrame).toBeCloseTo(before.startFrame, 3);
      expect(after.framesPerPixel).toBeCloseTo(before.framesPerPixel, 6);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(position);
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-12);
      expect(await page.inputValue('#volume')).toBe('-12');
    });
  });

  it('keeps view and position when the file changes on disk, inside the new length', async () => {
    await withPage({}, async (page) => {
      await page.mouse.click(64 + 1000, 300);
      await page.mouse.wheel(0, -700);
      await settle(page);
      const before = await view(page);
      const position = await page.evaluate(() => window.earshot!.positionFrame());
      await page.evaluate(() => window.fake.change({ frames: 20 * 48000 + 777, channels: 1 }));
      await settle(page);
      expect(await page.locator('#lanes canvas[data-channel]').count()).toBe(1);
      expect((await view(page)).framesPerPixel).toBeCloseTo(before.framesPerPixel, 6);
      expect((await view(page)).startFrame).toBeCloseTo(before.startFrame, 3);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(position);
      expect((await columnsAgainstBruteForce(page, 0)).worst).toBeLessThan(1e-5);
      await page.evaluate(() => window.fake.change({ frames: 48000 }));
      await settle(page);
      const short = await view(page);
      expect(short.startFrame + short.framesPerPixel * short.width).toBeLessThanOrEqual(48001);
      expect((await columnsAgainstBruteForce(page, 1)).worst).toBeLessThan(1e-5);
    });
  });

  it('survives state that is not its own', async () => {
    await withPage({}, async (page) => {
      await page.evaluate(() => sessionStorage.setItem('vscode-state', '{"version":99,"view":"?"}'));
      // The page writes its own state as it leaves; this comes after it.
      await page.addInitScript(() => sessionStorage.setItem('vscode-state', '{"version":99,"view":"?"}'));
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      expect((await view(page)).startFrame).toBe(0);
    });
  });
});

describe('what can go wrong', () => {
  it('names file and cause, and offers the ways on', async () => {
    const message = 'The file ends after 44 bytes: it has no audio.';
    await withPage({ failed: { code: 'no-audio', message }, fileName: 'stub.wav' }, async (page) => {
      await page.waitForSelector('body[data-state=failed]');
      const text = await page.innerText('#error');
      expect(text).toContain('stub.wav');
      expect(text).toContain(message);
      for (const action of ['retry', 'openAsBinary', 'openAsText']) await page.click(`#error [data-action=${action}]`);
      expect(await page.evaluate(() => window.fake.acts)).toEqual(['retry', 'openAsBinary', 'openAsText']);
      await page.evaluate(() => window.fake.change({}));
      await page.waitForSelector('body[data-painted=true]');
      expect(await page.isVisible('#error')).toBe(false);
    });
  });

  it('hatches what could not be decoded and says why, in one bar', async () => {
    await withPage({ scannedFrames: 400_000 }, async (page) => {
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
      expect(await page.innerText('#notice')).toBe(message);
      await page.evaluate(() => window.fake.notice({ severity: 'warning', text: 'Gone.', action: 'retry' }));
      await page.click('#notice button');
      expect(await page.evaluate(() => window.fake.acts)).toEqual(['retry']);
      await page.evaluate(() => window.fake.notice(null));
      await page.waitForFunction((text) => document.querySelector('#notice')!.textContent === text, message);
    });
  });

  it('shows bare lanes, no zeros and no made-up numbers while loading', async () => {
    await withPage({ loading: true }, async (page) => {
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
    await withPage({}, async (page) => {
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
    await withPage({ blocked: true }, async (page) => {
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
    await withPage({ contextRate: 44100 }, async (page) => {
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
      await withPage(odd, async (page) => {
        await settle(page);
        expect(await page.evaluate(() => window.fake.logs.filter((line) => !line.startsWith('info')))).toEqual([]);
        expect(await page.evaluate(() => window.earshot!.columns(0).x.length)).toBe((await view(page)).width);
      });
    }
  });
});

describe('look and reach', () => {
  it('takes a new theme live', async () => {
    await withPage({}, async (page) => {
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
    await withPage({}, async (page) => {
      const order: string[] = [];
      for (let i = 0; i < 11; i++) {
        await page.keyboard.press('Tab');
        order.push(await page.evaluate(() => document.activeElement!.id));
      }
      expect(order.slice(0, 10)).toEqual([
        ...['to-start', 'play', 'stop', 'mute', 'volume', 'format'],
        ...['zoom-out', 'zoom-in', 'zoom-fit', 'lanes'],
      ]);
      await page.focus('#play');
      const calls = () =>
        page.evaluate(() => window.fakeEngine.calls.filter((call) => call === 'play' || call === 'pause'));
      await page.keyboard.press('Space');
      expect(await calls()).toEqual(['play']);
      await page.keyboard.press('Enter');
      expect(await calls()).toEqual(['play', 'pause']);
      await page.focus('#volume');
      await page.keyboard.press('ArrowLeft');
      expect(await page.evaluate(() => window.fakeEngine.gainDb)).toBe(-0.5);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);
      await page.focus('#lanes');
      for (const key of ['Space', 'ArrowLeft', 'ArrowRight', '+']) await page.keyboard.press(key);
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([
        ...[' ', 'ArrowLeft', 'ArrowRight', '+'],
      ]);
      expect(await calls()).toEqual(['play', 'pause']);
    });
  });

  it('tells a screen reader what it is, where it stands and what it does', async () => {
    await withPage({}, async (page) => {
      await page.mouse.click(64 + 568, 300);
      await settle(page);
      const lanes = page.locator('#lanes');
      expect(await lanes.getAttribute('role')).toBe('slider');
      expect(await lanes.getAttribute('aria-valuetext')).toBe('10 seconds of 20 seconds');
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
      await withPage({ channels, frames: 48000 }, async (page) => {
        await settle(page);
        const spans = await page.evaluate(() =>
          ['#minimap canvas', '#ruler canvas', '#lanes canvas[data-channel="0"]', '#overlay'].map((selector) => {
            const { left, right } = document.querySelector(selector)!.getBoundingClientRect();
            return `${left} ${right}`;
          }),
        );
        expect(new Set(spans).size).toBe(1);
      });
    }
  });

  it('gives lanes their pixels only while they are in sight', async () => {
    await withPage({ channels: 40, frames: 48000 }, async (page) => {
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
    await withPage({ width: 360, height: 300 }, async (page) => {
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
