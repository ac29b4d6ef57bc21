import type { Page } from 'playwright-core';
import type { LabelsState } from '../../../src/core/protocol/labels.ts';
import { settle, view } from './pages.ts';
import { RAIL } from './lanePages.ts';

export type Label = LabelsState['tracks'][number]['labels'][number];

export const RATE = 48000;
export const region = (startSeconds: number, endSeconds: number, text = ''): Label => ({
  startSeconds,
  endSeconds,
  text,
});
export const words: Label[] = [region(2, 5, 'hello'), region(5, 8, 'world'), region(12, 12, 'click')];
export const plain = { labels: { fileName: 'take-03.txt', tracks: [{ name: '', labels: words }] } };
export const grid = {
  labels: {
    fileName: 'take-03.TextGrid',
    format: 'Praat TextGrid',
    tracks: [
      { name: 'words', tier: 'intervals' as const, labels: words.slice(0, 2) },
      { name: 'tones', tier: 'points' as const, labels: [region(3, 3, 'H*'), region(6.5, 6.5, 'L%')] },
    ],
  },
};

export const tracks = (page: Page) => page.evaluate(() => window.fake.labels.state!.tracks);
export const labels = async (page: Page, track = 0) => (await tracks(page))[track]!.labels;
export const edits = (page: Page) => page.evaluate(() => window.fake.labels.edits.map(({ edit }) => edit.title));
export const option = (page: Page) => page.getAttribute('#active-label', 'aria-label');

/** CSS pixels of the window: of a time, and of a row of a track. */
export async function at(page: Page, seconds: number, track = 0, row = 0): Promise<[number, number]> {
  const { startFrame, framesPerPixel } = await view(page);
  const box = (await page.locator(`.label-body[data-track="${track}"]`).boundingBox())!;
  return [RAIL + (seconds * RATE - startFrame) / framesPerPixel, box.y + 2 + row * 18 + 12];
}

export async function drag(page: Page, from: [number, number], to: [number, number], key?: string): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  if (key) await page.keyboard.down(key);
  await page.mouse.move(...to, { steps: 5 });
  await page.mouse.up();
  if (key) await page.keyboard.up(key);
  await settle(page);
}

/** Colour of the picture of the labels under a point of the window, and of bare ground. */
export const pixel = (page: Page, [x, y]: [number, number]) =>
  page.evaluate(
    ({ x, y }) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#labels > canvas')!;
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      const { data } = canvas.getContext('2d')!.getImageData((x - box.x) * scale, (y - box.y) * scale, 1, 1);
      return [...data].join(' ');
    },
    { x, y },
  );
