import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { frames, settle } from './pages.ts';

export const RAIL = 64;

export async function run(page: Page, ...commands: EditorCommand[]): Promise<void> {
  await page.evaluate((all) => all.forEach((command) => window.fake.command(command)), commands);
  await settle(page);
}

export const keys = (page: Page) => page.evaluate(() => window.earshot!.lanes().map(({ key }) => key));
export const amplitude = (page: Page) => page.evaluate(() => window.earshot!.amplitude());
export const heightOf = async (page: Page, key: string) =>
  (await page.locator(`[data-lane="${key}"]`).boundingBox())!.height;

/** Nothing is drawn while nothing happens. */
export async function expectIdle(page: Page): Promise<void> {
  await settle(page);
  const before = await frames(page);
  await page.waitForTimeout(300);
  expect(await frames(page)).toBe(before);
}

/** Of 40 steps, each drawn before the next: the median of their times, ms. */
export function median(page: Page, what: 'scroll' | 'pan'): Promise<number> {
  return page.evaluate(async (what) => {
    const list = document.querySelector('#lanes')!;
    const took: number[] = [];
    for (let i = 0; i < 40; i++) {
      const start = performance.now();
      if (what === 'scroll') list.scrollTop += 331;
      else window.fake.command(i % 4 < 2 ? 'panRight' : 'panLeft');
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      took.push(performance.now() - start);
    }
    return took.sort((a, b) => a - b)[20]!;
  }, what);
}

/** Worst difference between the columns drawn of a lane and brute force over what they stand for. */
export function againstBruteForce(page: Page, key: string, a: number, b: number) {
  return page.evaluate(
    ({ key, a, b }) => {
      const { startFrame, framesPerPixel } = window.earshot!.view();
      const [left, right] = window.fake.signal;
      let block = 1;
      if (framesPerPixel >= 32) for (block = 16; block * 4 * 2 <= framesPerPixel;) block *= 4;
      const { x, min, max, rms } = window.earshot!.columns(key);
      let worst = 0;
      for (let i = 0; i < x.length; i++) {
        const from = Math.floor((startFrame + x[i]! * framesPerPixel) / block) * block;
        const next = startFrame + (x[i]! + 1) * framesPerPixel;
        const end = next > left!.length - framesPerPixel * 1e-6 ? left!.length : Math.floor(next / block) * block;
        let [low, high, squares, count] = [Infinity, -Infinity, 0, 0];
        for (let frame = from; frame < Math.max(end, from + 1); frame++, count++) {
          const value = Math.fround(left![frame]! * a + right![frame]! * b);
          [low, high, squares] = [Math.min(low, value), Math.max(high, value), squares + value * value];
        }
        const off = [min[i]! - low, max[i]! - high, rms[i]! - Math.sqrt(squares / count)].map(Math.abs);
        worst = Math.max(worst, ...off);
      }
      return { count: x.length, worst };
    },
    { key, a, b },
  );
}

/** Of a lane's canvas: for each column the first and last row with signal, −1 for none; and how many pixels are red. */
export function lit(page: Page, key: string) {
  return page.evaluate((lane) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-lane="${lane}"] canvas:not(.rail)`)!;
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const top = new Array<number>(width).fill(-1);
    const bottom = new Array<number>(width).fill(-1);
    let red = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        if (data[at]! - data[at + 2]! > 60) red++;
        if (data[at + 2]! - data[at]! < 30) continue;
        if (top[x] === -1) top[x] = y;
        bottom[x] = y;
      }
    }
    return { width, height, top, bottom, red };
  }, key);
}
