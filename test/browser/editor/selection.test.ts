import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type Harness, startHarness } from './harness.ts';
import { draws, settle, view, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RAIL = 64;
const Y = 300;

async function drag(page: Page, from: number, to: number, y = Y): Promise<void> {
  await page.mouse.move(RAIL + from, y);
  await page.mouse.down();
  await page.mouse.move(RAIL + to, y, { steps: 4 });
  await page.mouse.up();
  if (!(await page.evaluate(() => window.fake.playing.at(-1)))) await settle(page);
}

/** Left and right edge of the selection as drawn, CSS pixels of the axis. */
async function edges(page: Page): Promise<[number, number] | null> {
  const box = await page.locator('#selection').boundingBox();
  return box && [box.x - RAIL, box.x + box.width - RAIL];
}

const calls = (page: Page, name: string) =>
  page.evaluate((name) => window.fakeEngine.calls.filter((call) => call.startsWith(name)), name);

describe('selection', () => {
  it('is made by a drag, to whole frames, moved at its edges and extended with Shift', async () => {
    await withPage(harness, {}, async (page) => {
      const { framesPerPixel } = await view(page);
      expect(await edges(page)).toBeNull();
      const before = await draws(page);
      await drag(page, 200, 500);
      expect(await edges(page)).toEqual([200, 500]);
      const text = await page.innerText('#readout .selection');
      expect(text).toContain(((300 * framesPerPixel) / 48000).toFixed(3));
      await drag(page, 500, 600);
      expect(await edges(page)).toEqual([200, 600]);
      await drag(page, 200, 700);
      expect(await edges(page)).toEqual([600, 700]);
      await page.keyboard.down('Shift');
      await page.mouse.click(RAIL + 550, Y);
      await page.keyboard.up('Shift');
      await settle(page);
      expect(await edges(page)).toEqual([550, 700]);
      // A drag redraws no picture.
      expect((await draws(page))['waveform']).toBe(before['waveform']);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(0);
    });
  });

  it('is set by commands, and all of it by a double click where there are no markers', async () => {
    await withPage(harness, {}, async (page) => {
      const run = async (command: Parameters<Window['fake']['command']>[0]): Promise<void> => {
        await page.evaluate((name) => window.fake.command(name), command);
        await settle(page);
      };
      await page.mouse.dblclick(RAIL + 300, Y);
      await settle(page);
      expect((await edges(page))?.map(Math.round)).toEqual([0, 1040]);
      await run('selectNone');
      expect(await edges(page)).toBeNull();
      await page.mouse.click(RAIL + 400, Y);
      await run('selectionStartHere');
      expect((await edges(page))?.map(Math.round)).toEqual([400, 1040]);
      await page.mouse.click(RAIL + 900, Y);
      await run('selectionEndHere');
      expect((await edges(page))?.map(Math.round)).toEqual([400, 900]);
      await run('selectAll');
      expect((await edges(page))?.map(Math.round)).toEqual([0, 1040]);
    });
  });

  it('pans when the drag leaves the picture', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.move(RAIL + 10, Y);
      await page.mouse.wheel(0, -800);
      await settle(page);
      const before = await view(page);
      await drag(page, 800, 1120);
      const after = await view(page);
      expect(after.startFrame).toBeGreaterThan(before.startFrame);
      const [from, to] = (await edges(page))!;
      expect(from).toBeLessThan(800);
      expect(Math.round(to)).toBe(after.width);
    });
  });

  it('scrubs with Alt, and where the playhead is dragged in the ruler', async () => {
    await withPage(harness, {}, async (page) => {
      const { framesPerPixel } = await view(page);
      await page.keyboard.down('Alt');
      await drag(page, 100, 140);
      await page.keyboard.up('Alt');
      const heard = await calls(page, 'scrub');
      expect(heard[0]).toBe(`scrub ${Math.round(100 * framesPerPixel)}`);
      expect(heard.slice(-2)).toEqual([`scrub ${Math.round(140 * framesPerPixel)}`, 'scrub off']);
      const ruler = (await page.locator('#ruler').boundingBox())!;
      await drag(page, 140, 300, ruler.y + 10);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(Math.round(300 * framesPerPixel));
      expect(await edges(page)).toBeNull();
    });
  });

  it('is what repeats, also when it is moved while it plays', async () => {
    await withPage(harness, {}, async (page) => {
      const { framesPerPixel } = await view(page);
      const frame = (x: number): number => Math.round(x * framesPerPixel);
      await page.click('#loop');
      expect(await calls(page, 'setLoop')).toEqual(['setLoop 0 960000']);
      await drag(page, 200, 400);
      expect((await calls(page, 'setLoop')).at(-1)).toBe(`setLoop ${frame(200)} ${frame(400)}`);
      await page.click('#play-selection');
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
      await drag(page, 400, 300);
      expect((await calls(page, 'setLoop')).at(-1)).toBe(`setLoop ${frame(200)} ${frame(300)}`);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
      await page.click('#loop');
      expect((await calls(page, 'setLoop')).at(-1)).toBe('setLoop off');
    });
  });

  it('that is a single frame still repeats for a whole millisecond', async () => {
    await withPage(harness, { frames: 4800 }, async (page) => {
      await page.evaluate(() => window.fake.command('toggleLoop'));
      await page.mouse.move(RAIL + 500, Y);
      for (let i = 0; i < 20; i++) await page.mouse.wheel(0, -400);
      await settle(page);
      const { framesPerPixel } = await view(page);
      await drag(page, 500, 500 + Math.ceil(1.1 / framesPerPixel));
      const last = (await calls(page, 'setLoop')).at(-1)!.split(' ').map(Number);
      expect(last[2]! - last[1]!).toBe(48);
    });
  });

  it('is cut when the file on disk becomes shorter, and gone with what it held', async () => {
    await withPage(harness, {}, async (page) => {
      await drag(page, 200, 500);
      await page.evaluate(() => window.fake.change({ frames: 5 * 48000 }));
      await settle(page);
      const { framesPerPixel } = await view(page);
      expect((await edges(page))![1]).toBeCloseTo((5 * 48000) / framesPerPixel, 0);
      await page.evaluate(() => window.fake.change({ frames: 48000 }));
      await settle(page);
      expect(await edges(page)).toBeNull();
    });
  });
});
