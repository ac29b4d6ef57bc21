import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { frames, position, settle, view, withPage } from './pages.ts';
import { at, drag, edits, grid, labels, option, pixel, plain, RATE, region } from './labelPages.ts';
import { RAIL, run } from './lanePages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

describe('the rows of labels', () => {
  it('are there when there are labels or a file of them, and are drawn on the axis of the lanes', async () => {
    await withPage(harness, { labels: {} }, async (page) => {
      await settle(page);
      expect(await page.isVisible('#labels')).toBe(false);
      await page.evaluate(() => window.fake.labels.set({ fileName: 'take-03.txt' }));
      await settle(page);
      expect(await page.isVisible('#labels')).toBe(true);
    });
    await withPage(harness, plain, async (page) => {
      await settle(page);
      const ground = await pixel(page, await at(page, 10));
      const fill = await pixel(page, await at(page, 4.5));
      expect(fill).not.toBe(ground);
      expect(await pixel(page, await at(page, 7.5))).toBe(fill);
      expect(await pixel(page, await at(page, 1.9))).toBe(ground);
      expect(await pixel(page, await at(page, 12))).not.toBe(ground);
      const [x, y] = await at(page, 5);
      expect(await pixel(page, [Math.round(x), y])).not.toBe(fill);
      const [axis, lane] = await Promise.all(
        ['#labels > canvas', '#ruler canvas:not(.finding-strip)'].map((selector) =>
          page.locator(selector).boundingBox(),
        ),
      );
      expect([axis!.x, axis!.width]).toEqual([lane!.x, lane!.width]);
      const before = await frames(page);
      await page.waitForTimeout(300);
      expect(await frames(page)).toBe(before);
    });
  });

  it('stack what overlaps up to four rows and count the rest', async () => {
    const overlapping = Array.from({ length: 11 }, (_, i) => region(2 + i * 0.1, 9, `take ${i}`));
    await withPage(
      harness,
      { labels: { fileName: 'a.txt', tracks: [{ name: '', labels: overlapping }] } },
      async (page) => {
        await settle(page);
        const box = (await page.locator('.label-track').boundingBox())!;
        expect(box.height).toBe(5 * 18 + 4);
        await page.mouse.move(...(await at(page, 4, 0, 3)));
        expect(await page.getAttribute('.label-body', 'title')).toContain('take 3');
        await page.mouse.move(...(await at(page, 4, 0, 4)));
        expect(await page.getAttribute('.label-body', 'title')).toContain('7 labels');
        await page.click('.fold');
        await settle(page);
        expect((await page.locator('.label-track').boundingBox())!.height).toBe(12);
        expect(await page.getAttribute('.fold', 'aria-expanded')).toBe('false');
      },
    );
  });

  it('draw 100,000 labels within 4 ms, as bars with counts, and zoom to them', async () => {
    const many = 100_000;
    await withPage(
      harness,
      { frames: 1000 * 8000, sampleRate: 8000, labels: { fileName: 'a.txt', many } },
      async (page) => {
        await settle(page);
        const took = await page.evaluate(async () => {
          const times = window.earshot!.frameTimes();
          for (let i = 0; i < 24; i++) {
            // From all of the file to single labels, and back.
            window.fake.command(i < 12 ? 'zoomIn' : 'zoomOut');
            await new Promise((resolve) => setTimeout(resolve, 40));
          }
          return times.spreads().get('labels')!;
        });
        console.info(`100,000 labels: ${took.p50.toFixed(2)} ms, worst ${took.max.toFixed(2)} ms`);
        expect(took.count).toBeGreaterThan(15);
        expect(took.p50).toBeLessThan(4);
        await run(page, 'zoomFit');
        const box = (await page.locator('.label-body').boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + 10);
        expect(await page.getAttribute('.label-body', 'title')).toContain('100,000 labels');
        await page.mouse.dblclick(box.x + box.width / 2, box.y + 10);
        await settle(page);
        for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -500);
        await settle(page);
        await page.mouse.move(box.x + box.width / 2, box.y + 10);
        expect(await page.getAttribute('.label-body', 'title')).not.toContain('labels');
      },
    );
  });
});

describe('editing labels', () => {
  it('adds one of the selection with its text, as one step, and takes Escape for an answer', async () => {
    await withPage(harness, { labels: {} }, async (page) => {
      await page.mouse.move(RAIL + 200, 300);
      await page.mouse.down();
      await page.mouse.move(RAIL + 400, 300, { steps: 3 });
      await page.mouse.up();
      await run(page, 'addLabel');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('label-editor');
      await page.keyboard.type('Breath k 1');
      await page.keyboard.press('Enter');
      await settle(page);
      const { framesPerPixel } = await view(page);
      const [label] = await labels(page);
      expect(label!.text).toBe('Breath k 1');
      expect(label!.startSeconds).toBeCloseTo((200 * framesPerPixel) / RATE, 4);
      expect(label!.endSeconds).toBeCloseTo((400 * framesPerPixel) / RATE, 4);
      expect(await edits(page)).toEqual(['Add Label']);
      expect(await option(page)).toContain('Breath k 1');
      // Nothing that was typed has reached VS Code's keybindings.
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
      await run(page, 'selectNone');
      await run(page, 'addLabel');
      await page.keyboard.type('no');
      await page.keyboard.press('Escape');
      await settle(page);
      expect(await labels(page)).toHaveLength(1);
      await page.evaluate(() => window.fake.labels.undo());
      await settle(page);
      expect(await page.isVisible('#labels')).toBe(false);
      await page.evaluate(() => window.fake.labels.redo());
      await settle(page);
      expect(await page.isVisible('#labels')).toBe(true);
    });
  });

  it('adds a point at the playhead while it plays', async () => {
    await withPage(harness, { labels: {} }, async (page) => {
      await page.click('#play');
      await page.waitForTimeout(300);
      await page.evaluate(() => window.fake.command('addLabel'));
      await page.waitForSelector('.label-editor:focus');
      await page.keyboard.type('clap');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.fake.labels.edits.length === 1);
      const [label] = await labels(page);
      expect(label!.startSeconds).toBe(label!.endSeconds);
      expect(label!.startSeconds).toBeGreaterThan(0.1);
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
    });
  });

  it('goes to one by a click, renames, splits, merges and deletes', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      await page.mouse.click(...(await at(page, 6.5)));
      await settle(page);
      expect(await position(page)).toBe(5 * RATE);
      expect(await page.getAttribute('#active-label', 'aria-label')).toBe('world, 00:00:05.000 to 00:00:08.000');
      const { framesPerPixel } = await view(page);
      const selection = (await page.locator('#selection').boundingBox())!;
      expect(selection.width).toBeCloseTo((3 * RATE) / framesPerPixel, -0.5);

      await page.mouse.dblclick(...(await at(page, 6.5)));
      await page.waitForSelector('.label-editor:focus');
      await page.keyboard.type('World');
      await page.keyboard.press('Enter');
      await settle(page);
      expect((await labels(page))[1]!.text).toBe('World');

      await page.mouse.click(RAIL + (6 * RATE) / framesPerPixel, 300);
      await run(page, 'splitLabel');
      expect(await labels(page)).toHaveLength(4);
      const halves = (await labels(page)).slice(1, 3);
      expect(halves.map(({ text }) => text)).toEqual(['World', 'World']);
      expect(halves[0]!.endSeconds).toBe(halves[1]!.startSeconds);
      expect(halves[0]!.endSeconds).toBeCloseTo(6, 1);

      await page.mouse.click(...(await at(page, 5.5)));
      await page.keyboard.down('Shift');
      await page.mouse.click(...(await at(page, 7)));
      await page.keyboard.up('Shift');
      await run(page, 'mergeLabels');
      expect((await labels(page))[1]).toMatchObject({ startSeconds: 5, endSeconds: 8, text: 'World World' });

      await page.keyboard.down('Control');
      await page.mouse.click(...(await at(page, 3)));
      await page.keyboard.up('Control');
      await run(page, 'deleteLabel');
      expect((await labels(page)).map(({ text }) => text)).toEqual(['click']);
      expect(await edits(page)).toEqual(['Rename Label', 'Split Label', 'Merge Labels', 'Delete Labels']);
    });
  });

  it('moves edges and whole labels by a drag, to the playhead when it is near', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      const { framesPerPixel } = await view(page);
      const per = framesPerPixel / RATE;
      await page.mouse.click(RAIL + 500, 300);
      await settle(page);
      const playhead = (await position(page)) / RATE;
      const [end, y] = await at(page, 8);
      await drag(page, [end - 2, y], [RAIL + 500, y]);
      expect((await labels(page))[1]!.endSeconds).toBe(playhead);
      // Not a TextGrid: the neighbour stays.
      const [start] = await at(page, 5);
      await drag(page, [start + 2, y], [start + 32, y]);
      expect((await labels(page))[1]!.startSeconds).toBeCloseTo(5 + 30 * per, 3);
      expect((await labels(page))[0]!.endSeconds).toBe(5);
      const [body] = await at(page, 3.5);
      await drag(page, [body, y], [body - 40, y]);
      const [moved] = await labels(page);
      expect(moved!.startSeconds).toBeCloseTo(2 - 40 * per, 3);
      expect(moved!.endSeconds - moved!.startSeconds).toBeCloseTo(3, 4);
      expect(await edits(page)).toEqual(['Move Label Edge', 'Move Label Edge', 'Move Label']);
      // Escape lets it go where it was.
      await page.mouse.move(body - 40, y);
      await page.mouse.down();
      await page.mouse.move(body + 60, y, { steps: 4 });
      await page.keyboard.press('Escape');
      await page.mouse.up();
      await settle(page);
      expect(await edits(page)).toHaveLength(3);
    });
  });

  it('moves a boundary of a TextGrid for both neighbours, with Alt for one', async () => {
    await withPage(harness, grid, async (page) => {
      await settle(page);
      const [x, y] = await at(page, 5);
      await drag(page, [x + 1, y], [x + 41, y]);
      const [left, right] = await labels(page);
      expect(left!.endSeconds).toBe(right!.startSeconds);
      expect(left!.endSeconds).toBeGreaterThan(5.3);
      const [next] = await at(page, left!.endSeconds);
      await drag(page, [next + 2, y], [next + 32, y], 'Alt');
      const after = await labels(page);
      expect(after[0]!.endSeconds).toBe(left!.endSeconds);
      expect(after[1]!.startSeconds).toBeGreaterThan(left!.endSeconds + 0.2);
      await run(page, 'selectNone');
      await page.mouse.click(RAIL + 700, 300);
      await run(page, 'addLabel');
      await page.keyboard.press('Enter');
      await settle(page);
      // A point goes to the tier of points.
      expect(await labels(page, 1)).toHaveLength(3);
    });
  });

  it('sends edits one by one, shows them at once and takes back what is refused', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      await page.evaluate(() => (window.fake.labels.holding = true));
      await page.mouse.click(...(await at(page, 3)));
      await run(page, 'deleteLabel');
      await run(page, 'deleteLabel');
      expect(await labels(page)).toHaveLength(3);
      expect(await page.textContent('.label-count')).toBe('1');
      await page.evaluate(() => window.fake.labels.release());
      await settle(page);
      expect((await labels(page)).map(({ text }) => text)).toEqual(['click']);
      expect(await edits(page)).toHaveLength(2);
      await page.evaluate(() => (window.fake.labels.refusal = 'The folder is read-only.'));
      await run(page, 'deleteLabel');
      expect(await page.textContent('.label-count')).toBe('1');
      expect(await page.textContent('#notice')).toContain('“Delete Label” could not be done: The folder is read-only.');
    });
  });

  it('changes nothing where labels are only shown, and says why', async () => {
    await withPage(harness, { labels: { ...plain.labels, editable: false } }, async (page) => {
      await settle(page);
      const [x, y] = await at(page, 3.5);
      await drag(page, [x, y], [x + 60, y]);
      await page.mouse.dblclick(x, y);
      await run(page, 'deleteLabel');
      expect(await edits(page)).toEqual([]);
      expect(await page.isVisible('.label-editor')).toBe(false);
      expect(await page.textContent('#notice')).toContain('cannot be changed here');
    });
  });

  it('holds the edge of a selection that is dragged near to it', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      const [x] = await at(page, 8);
      await drag(page, [RAIL + 100, 300], [x + 3, 300]);
      const snapped = (await page.locator('#selection').boundingBox())!;
      expect(Math.abs(snapped.x + snapped.width - x)).toBeLessThan(1);
      await drag(page, [RAIL + 100, 280], [x + 12, 280]);
      const free = (await page.locator('#selection').boundingBox())!;
      expect(free.x + free.width - x).toBeGreaterThan(10);
    });
  });
});

describe('the menu of a label', () => {
  it('opens at the one under the pointer, and does what it says', async () => {
    await withPage(harness, plain, async (page) => {
      await settle(page);
      await page.mouse.click(...(await at(page, 6.5)), { button: 'right' });
      const items = page.locator('[role=menuitem]');
      expect(await items.allInnerTexts()).toEqual(['Rename', 'Split at Playhead', 'Delete']);
      await items.nth(2).click();
      await settle(page);
      expect((await labels(page)).map(({ text }) => text)).toEqual(['hello', 'click']);
      await page.evaluate(() => window.fake.labels.undo());
      await settle(page);
      expect(await page.textContent('.label-count')).toBe('3');
    });
  });
});
