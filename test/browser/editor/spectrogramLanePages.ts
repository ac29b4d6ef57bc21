import type { Page } from 'playwright-core';
import type { RememberedLook } from '../../../src/core/protocol/remembered.ts';
import { settle } from './pages.ts';

/** Short, so that the reference behind the page is quick. */
export const short = { frames: 48000, width: 1000, height: 640 };

/** Boxes of the canvases of a lane, CSS pixels, and the pixels they have. */
export const canvases = (page: Page, lane = 'channel 0') =>
  page.evaluate((lane) => {
    const of = (selector: string) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[data-lane="${lane}"] > canvas${selector}`)!;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return { left, top, width, height, pixels: canvas.width * canvas.height };
    };
    const rail = of('.rail:not(.frequency-rail)');
    return { rail, wave: of('.wave'), scale: of('.frequency-rail'), spectrogram: of('.spectrogram') };
  }, lane);

/** As the page has it remembered. */
export const look = (page: Page) =>
  page.evaluate(async () => {
    window.fake.visibility(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    window.fake.visibility(true);
    return (JSON.parse(sessionStorage.getItem('vscode-state')!) as { look: RememberedLook }).look;
  });

export const centre = async (page: Page, selector: string) => {
  const { x, y, width, height } = (await page.locator(selector).first().boundingBox())!;
  return { x: x + width / 2, y: y + height / 2, height };
};

export const drag = async (page: Page, from: { x: number; y: number }, down: number) => {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + down / 2);
  await page.mouse.move(from.x, from.y + down);
  await page.mouse.up();
  await settle(page);
};
