import type { Page } from 'playwright-core';
import { blockFrames } from '../../../src/core/protocol/audio.ts';
import type { Harness, OpenOptions } from './harness.ts';
import { type ThemeName, themes } from './themes.ts';

/** The window is for the next test, unless this one fails or closes it. */
export async function withPage(
  harness: Harness,
  options: OpenOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await harness.open(options);
  try {
    await run(page);
  } catch (error) {
    await page.context().close();
    throw error;
  }
  if (!page.isClosed()) await harness.release(page);
}

export const view = (page: Page) => page.evaluate(() => window.earshot!.view());
export const position = (page: Page) => page.evaluate(() => window.earshot!.positionFrame());
export const frames = (page: Page) => page.evaluate(() => window.earshot!.drawnFrames);
export const draws = (page: Page) => page.evaluate(() => ({ ...window.earshot!.layerDraws }));

/** Two frames without a change: everything asked for has come and been drawn. */
export async function settle(page: Page): Promise<void> {
  let before = -1;
  for (let now = await frames(page); now !== before; now = await frames(page)) {
    before = now;
    await page.waitForTimeout(80);
  }
}

/** As when VS Code's theme changes while the page is open. */
export async function changeTheme(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(
    (theme) => (window as unknown as { applyTheme(theme: unknown): void }).applyTheme(theme),
    themes[theme],
  );
  await settle(page);
}

/** Compares the columns drawn with brute force over the frames they stand for. Returns the worst difference. */
export function columnsAgainstBruteForce(page: Page, channel: number) {
  return page.evaluate(
    ({ channel, finest }) => {
      const { startFrame, framesPerPixel } = window.earshot!.view();
      const dpr = window.devicePixelRatio;
      const column = framesPerPixel / dpr;
      const total = window.fake.signal[channel]!.length;
      let block = 1;
      if (column >= 2 * finest) for (block = finest; block * 4 * 2 <= column;) block *= 4;
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
