import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rig } from '../browser/engine/page.ts';
import { type EnginePages, serveEnginePages } from '../browser/engine/server.ts';
import { type Chromium, launchChromium } from '../support/chromium.ts';
import { seededRandom } from '../support/signal.ts';

declare const window: { rig: Rig; untouched: PropertyDescriptor };

/** As run.mjs gives them. */
const { seed, soak } = JSON.parse(process.env['EARSHOT_FUZZ'] ?? '{}') as { seed: number; soak: number };
const SETTLED_MS = 60_000;
const LONGEST_STALL_MS = 500;
const MB = 2 ** 20;

let pages: EnginePages;
let chromium: Chromium;
beforeAll(async () => {
  pages = await serveEnginePages();
  chromium = await launchChromium({ args: ['--autoplay-policy=no-user-gesture-required', '--js-flags=--expose-gc'] });
});
afterAll(async () => {
  await chromium?.close();
  await pages?.close();
});

async function openPlaying(isolated: boolean): Promise<Page> {
  const page = await chromium.context.newPage();
  await page.addInitScript(() => {
    window.untouched = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')!;
  });
  await page.goto(pages.url({ isolated }));
  await page.evaluate(async () => {
    // The test page's recorder would keep all that is heard.
    Object.defineProperty(AudioNode.prototype, 'connect', window.untouched);
    const { rig } = window;
    rig.engines[rig.add(1e9)]!.play();
    await rig.until(0, 'playing');
  });
  return page;
}

async function heapBytes(page: Page): Promise<number> {
  const session = await chromium.context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

it(`${soak} minutes in real time over port and ring, with a page that is busy at random: no gap, memory flat`, async () => {
  const playing = [await openPlaying(false), await openPlaying(true)];
  const random = seededRandom(seed);
  const end = Date.now() + soak * 60_000;
  const settled = Math.min(SETTLED_MS, soak * 30_000);
  let first: number[] | null = null;
  const started = Date.now();
  while (Date.now() < end) {
    for (const page of playing) {
      await page.waitForTimeout(random() * 1000);
      await page.evaluate((ms) => window.rig.block(ms), random() * LONGEST_STALL_MS);
    }
    if (!first && Date.now() - started > settled) first = await Promise.all(playing.map(heapBytes));
  }
  const last = await Promise.all(playing.map(heapBytes));
  const seconds = (Date.now() - started) / 1000;
  for (const [i, page] of playing.entries()) {
    const info = await page.evaluate(() => window.rig.engines[0]!.info());
    console.log(`${info.transport}: ${info.consumedFrames} frames, heap ${first![i]} → ${last[i]} bytes`);
    expect(info).toMatchObject({ state: 'playing', transport: i === 0 ? 'port' : 'ring', xruns: 0, error: null });
    expect(info.consumedFrames).toBeGreaterThan((seconds - 5) * 48_000);
    expect(last[i]! - first![i]!).toBeLessThan(4 * MB);
  }
});
