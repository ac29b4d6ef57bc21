import type { Locator, Page } from 'playwright-core';

/** Left end of the time axis, CSS pixels of the page. */
export const RAIL = 64;

export interface Picture {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a lane has its spectrogram. */
export async function spectrogramOf(page: Page, lane = 'channel 0'): Promise<Picture> {
  const box = await page.locator(`canvas[data-spectrogram="${lane}"]`).boundingBox();
  if (!box) throw new Error(`no spectrogram of ${lane}`);
  return { left: box.x, top: box.y, width: box.width, height: box.height };
}

/** A drag by the left button, in steps. */
export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
}

export const reading = (page: Page, name: string): Locator =>
  page.locator(`#readout .readout-value[aria-label^="Copy ${name}"]`);

/** As seen: value and unit. */
export async function read(page: Page, name: string): Promise<string> {
  const one = reading(page, name);
  return `${await one.locator('.value').innerText()} ${(await one.locator('.unit').textContent()) ?? ''}`.trim();
}

/** How often the page has asked for something. */
export const asked = (page: Page, method: string): Promise<number> =>
  page.evaluate((name) => window.fake.requests.filter((request) => request.method === name).length, method);
