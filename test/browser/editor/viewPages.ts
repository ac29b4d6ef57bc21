import type { Page } from 'playwright-core';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { settle, view } from './pages.ts';
import { RAIL } from './lanePages.ts';

export const Y = 300;

/** Without waiting until nothing moves: while it plays. */
export async function send(page: Page, command: EditorCommand): Promise<void> {
  await page.evaluate((name) => window.fake.command(name), command);
  await page.waitForTimeout(60);
}

export async function drag(page: Page, from: number, to: number, keys: readonly string[] = []): Promise<void> {
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.move(RAIL + from, Y);
  await page.mouse.down();
  await page.mouse.move(RAIL + to, Y, { steps: 4 });
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
  await settle(page);
}

export const playheadX = async (page: Page): Promise<number> =>
  (await page.locator('#playhead').boundingBox())!.x - RAIL;
export const span = async (page: Page): Promise<[number, number]> => {
  const { startFrame, framesPerPixel, width } = await view(page);
  return [startFrame, startFrame + framesPerPixel * width];
};
/** Selected frames, from what is kept for the next time. */
export const selected = (page: Page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return window.fake.remembered.at(-1)!.state.sound!.selection;
  });
