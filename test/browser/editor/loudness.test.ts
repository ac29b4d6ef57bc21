import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf, figureText } from '../../../src/core/report/catalogue.ts';
import type { Figure } from '../../../src/core/report/measured.ts';
import { fakeLoudness, fakeMeasures } from './fakeMeasures.ts';
import type { OpenOptions } from './harness.ts';
import { type Harness, startHarness } from './harness.ts';
import { expectIdle, RAIL, run } from './lanePages.ts';
import { draws, settle, view, withPage } from './pages.ts';
import { makeSignal } from './testSignal.ts';
import { themes } from './themes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const RATE = 48_000;
/** Of the scale that a new file has. */
const [LOW, HIGH] = [-60, 0];

async function withLane(options: OpenOptions, act: (page: Page) => Promise<void>): Promise<void> {
  await withPage(harness, options, async (page) => {
    await settle(page);
    await run(page, 'toggleLoudness');
    await keyed(page);
    await act(page);
  });
}

/** Curves and figures have come. */
const keyed = (page: Page) =>
  page.waitForFunction(() => !document.querySelector('.loudness-key')!.textContent.includes('…'));

/** Momentary, short-term, integrated as the key says them. */
const key = (page: Page) => page.locator('.loudness-key .value').allInnerTexts();

/**
 * Rows from the top in which a column of the picture has the colour of a curve: the first and the last; −1 for none. dashed:
 * the line of integrated loudness lies over it there.
 */
const curveRows = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.loudness-picture canvas')!;
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const [top, bottom] = [new Array<number>(width).fill(-1), new Array<number>(width).fill(-1)];
    const dashed = new Array<boolean>(width).fill(false);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        if (data[at]! > 200) dashed[x] = true;
        if (data[at + 2]! - data[at]! < 30) continue;
        if (top[x] === -1) top[x] = y;
        bottom[x] = y;
      }
    }
    return { width, height, top, bottom, dashed };
  });

const rowOf = (lufs: number, height: number): number => ((HIGH - lufs) / (HIGH - LOW)) * height;

const hover = async (page: Page, seconds: number, y = 300): Promise<void> => {
  const { startFrame, framesPerPixel } = await view(page);
  await page.mouse.move(RAIL + (seconds * RATE - startFrame) / framesPerPixel, y);
  await settle(page);
};

const text = (lufs: number): string => lufs.toFixed(1).replace('-', '−');

describe('the lane of loudness', () => {
  it('shows a tone of −20 LUFS as lines at its level, from when their windows are full', async () => {
    await withLane({ made: 'tone' }, async (page) => {
      const { width, height, top, bottom } = await curveRows(page);
      expect(height).toBe(63);
      const row = rowOf(-20, height);
      for (const seconds of [0.5, 2.5, 4, 10, 19.5]) {
        const x = Math.round((seconds / 20) * width);
        expect(Math.abs(top[x]! - row), `${seconds} s`).toBeLessThanOrEqual(1.5);
        expect(Math.abs(bottom[x]! - row), `${seconds} s`).toBeLessThanOrEqual(1.5);
      }
      expect(top.slice(0, Math.floor((0.38 / 20) * width)).every((y) => y === -1)).toBe(true);
      // Short-term is the thicker one.
      const lit = (seconds: number): number =>
        bottom[Math.round((seconds / 20) * width)]! - top[Math.round((seconds / 20) * width)]!;
      expect(lit(10)).toBeGreaterThanOrEqual(lit(1));
      await hover(page, 10);
      expect(await key(page)).toEqual(['−20.0', '−20.0', '−20.0']);
      await hover(page, 1);
      expect(await key(page)).toEqual(['−20.0', '–', '−20.0']);
      expect(await page.locator('.loudness-key button').nth(1).getAttribute('title')).toContain('less than 3 s');
    });
  });

  it('says what the core measures, under the pointer and at the playhead', async () => {
    const curves = fakeLoudness(makeSignal(2, 20 * RATE, RATE, false), RATE, 20 * RATE, undefined);
    await withLane({}, async (page) => {
      const { framesPerPixel } = await view(page);
      for (const x of [182, 404, 624, 1039]) {
        await page.mouse.move(RAIL + x, 300);
        await settle(page);
        const frame = Math.round(x * framesPerPixel);
        const index = Math.floor((frame * 10) / RATE) - 1;
        const [momentary, shortTerm] = await key(page);
        expect([momentary, shortTerm]).toEqual([text(curves.momentary[index]!), text(curves.shortTerm[index]!)]);
        expect(await page.locator('.loudness-key button').first().getAttribute('aria-label')).toBe(
          `Copy momentary loudness at the cursor: M ${momentary} LUFS`,
        );
      }
      await page.mouse.click(RAIL + (10.05 * (await view(page)).width) / 20, 300);
      await page.mouse.move(5, 5);
      await settle(page);
      expect((await key(page)).slice(0, 2)).toEqual([text(curves.momentary[99]!), text(curves.shortTerm[99]!)]);
      expect(await page.locator('.loudness-key button').first().getAttribute('aria-label')).toContain(
        'at the playhead',
      );
    });
  });

  it('keeps each maximum in sight however many points share a pixel', async () => {
    const options = { channels: 1, sampleRate: 4000, frames: 4000 * 600 };
    const { momentary, shortTerm } = fakeLoudness(
      makeSignal(1, options.frames, options.sampleRate, false),
      ...([options.sampleRate, options.frames, undefined] as const),
    );
    await withLane(options, async (page) => {
      const { width, height, top, dashed } = await curveRows(page);
      const points = momentary.length / width;
      expect(points).toBeGreaterThan(5);
      let seen = 0;
      for (let x = 1; x < width - 1; x++) {
        const [from, to] = [Math.ceil(x * points - 1), Math.ceil((x + 1) * points - 1)];
        const all = [...momentary.slice(from, to), ...shortTerm.slice(from, to)].filter((each) => !Number.isNaN(each));
        if (all.length === 0 || dashed[x]) continue;
        seen++;
        // A curve of 1 px about the level; a neighbour's may reach in.
        expect(top[x], `column ${x}`).toBeLessThanOrEqual(Math.ceil(rowOf(Math.max(...all), height)));
        const near = [
          ...momentary.slice(Math.max(0, from - 20), to + 20),
          ...shortTerm.slice(Math.max(0, from - 20), to + 20),
        ];
        const highest = Math.max(...near.filter((each) => !Number.isNaN(each)));
        expect(top[x], `column ${x}`).toBeGreaterThanOrEqual(Math.floor(rowOf(highest, height)) - 2);
      }
      expect(seen).toBeGreaterThan(400);
    });
  });

  it('says silence, and lets it run out below', async () => {
    await withLane({ made: 'silent' }, async (page) => {
      const { top } = await curveRows(page);
      expect(top.every((y) => y === -1)).toBe(true);
      await hover(page, 10);
      expect(await key(page)).toEqual(['−∞', '−∞', '−∞']);
      expect(await page.locator('.loudness-key button').first().getAttribute('title')).toContain('silence');
    });
  });

  it('grows with the scan; what is not known is not 0', async () => {
    await withPage(harness, { scannedFrames: 10 * RATE }, async (page) => {
      await settle(page);
      await run(page, 'toggleLoudness');
      await hover(page, 8);
      await page.waitForFunction(() => document.querySelector('.loudness-key .value')!.textContent.startsWith('−'));
      const first = await curveRows(page);
      expect(first.top[Math.round(first.width * 0.45)]).toBeGreaterThan(0);
      expect(first.top.slice(Math.ceil(first.width * 0.51)).every((y) => y === -1)).toBe(true);
      await hover(page, 15);
      expect((await key(page)).slice(0, 2)).toEqual(['…', '…']);
      await page.evaluate((frames) => window.fake.scan(frames), 20 * RATE);
      await keyed(page);
      await settle(page);
      expect((await curveRows(page)).top[Math.round(first.width * 0.95)]).toBeGreaterThan(0);
      await expectIdle(page);
    });
  });

  it('is drawn only when the view, the curves, the theme or its size change', async () => {
    await withLane({}, async (page) => {
      await expectIdle(page);
      const paints = () => page.evaluate(() => (window as unknown as { paints: number }).paints);
      await page.evaluate(() => {
        const counted = Object.assign(window as unknown as { paints: number }, { paints: 0 });
        const context = document.querySelector<HTMLCanvasElement>('.loudness-picture canvas')!.getContext('2d')!;
        const clear = context.clearRect.bind(context);
        context.clearRect = (...box) => {
          counted.paints++;
          clear(...box);
        };
      });
      const before = await draws(page);
      await page.click('#play');
      await page.waitForTimeout(400);
      await page.click('#play');
      await hover(page, 3);
      await run(page, 'lanesHigher', 'setCursorA');
      await page.mouse.move(5, 5);
      await settle(page);
      expect(await paints()).toBe(0);
      expect((await draws(page))['loudnessKey']).toBeGreaterThan(before['loudnessKey']!);
      await run(page, 'zoomIn');
      expect(await paints()).toBe(1);
      await page.evaluate(
        (theme) => (window as unknown as { applyTheme(t: unknown): void }).applyTheme(theme),
        themes.light,
      );
      await settle(page);
      expect(await paints()).toBeGreaterThan(1);
      const corner = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.loudness-picture canvas')!;
        return [...canvas.getContext('2d')!.getImageData(3, 60, 1, 1).data].slice(0, 3);
      });
      expect(corner).toEqual([255, 255, 255]);
      await run(page, 'toggleLoudness');
      const hidden = await draws(page);
      await run(page, 'zoomIn', 'zoomOut');
      expect((await draws(page))['loudnessKey']).toBe(hidden['loudnessKey']);
      expect(await page.isVisible('#loudness')).toBe(false);
    });
  });

  it('shares the time axis: a click goes there, a drag selects, the wheel zooms, all lines cross it', async () => {
    for (const options of [{}, { channels: 24 }, { width: 620 }]) {
      await withLane({ ...options, frames: 5 * RATE }, async (page) => {
        const box = (await page.locator('.loudness-picture canvas').boundingBox())!;
        const minimap = (await page.locator('#minimap canvas').first().boundingBox())!;
        expect([box.x, box.width]).toEqual([minimap.x, minimap.width]);
        const overlay = (await page.locator('#overlay').boundingBox())!;
        expect(overlay.y + overlay.height).toBeGreaterThanOrEqual(box.y + box.height);
        await page.mouse.click(box.x + box.width / 2, box.y + 20);
        const position = await page.evaluate(() => window.earshot!.positionFrame());
        expect(Math.abs(position - 2.5 * RATE)).toBeLessThan(0.01 * RATE);
        await page.mouse.move(box.x + box.width / 4, box.y + 20);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 3 });
        await page.mouse.up();
        await settle(page);
        expect((await page.locator('#selection').boundingBox())!.width).toBeCloseTo(box.width / 4, -1);
        expect(await page.isVisible('#crosshair')).toBe(true);
        await page.mouse.wheel(0, -300);
        await settle(page);
        expect((await view(page)).framesPerPixel * box.width).toBeLessThan(4 * RATE);
      });
    }
  });

  it('has a button, a command and a scale, and comes back as it was left', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      expect(await page.isVisible('#loudness')).toBe(false);
      await page.click('#show-loudness');
      await settle(page);
      expect(await page.getAttribute('#show-loudness', 'aria-pressed')).toBe('true');
      await page.click('.loudness-unit');
      await page.click('.menu [role="menuitemradio"] >> nth=1');
      expect(await page.getAttribute('.loudness-unit', 'title')).toContain('−41 to −14 LUFS');
      await page.waitForTimeout(700);
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      expect(await page.isVisible('#loudness')).toBe(true);
      expect(await page.getAttribute('.loudness-unit', 'title')).toContain('−41 to −14 LUFS');
      await run(page, 'toggleLoudness');
      expect(await page.isVisible('#loudness')).toBe(false);
    });
  });

  it('gives way where there is no room, and its key goes over the picture in a narrow editor', async () => {
    await withLane({ height: 660 }, async (page) => {
      expect(await page.isVisible('#loudness')).toBe(true);
      await page.setViewportSize({ width: 1200, height: 600 });
      expect(await page.isVisible('#loudness')).toBe(false);
      expect(await page.getAttribute('#show-loudness', 'title')).toContain('too low');
      await page.setViewportSize({ width: 300, height: 700 });
      await settle(page);
      const [box, lane] = await Promise.all(
        ['.loudness-key', '#loudness'].map(async (each) => (await page.locator(each).boundingBox())!),
      );
      expect(box!.x).toBeGreaterThanOrEqual(48);
      expect(box!.x + box!.width).toBeLessThanOrEqual(300);
      expect(lane!.height).toBe(64);
      expect((await page.locator('.loudness-picture canvas').boundingBox())!.y).toBeGreaterThanOrEqual(
        box!.y + box!.height,
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(300);
      // A drawer that takes the page leaves the waveforms their room.
      await run(page, 'showLoudness');
      await page.focus('#drawer .sash');
      await page.keyboard.press('Home');
      await settle(page);
      expect(await page.isVisible('#loudness')).toBe(false);
      await page.keyboard.press('End');
      await settle(page);
      expect(await page.isVisible('#loudness')).toBe(true);
    });
  });
});

describe('the Loudness panel', () => {
  const frames = 20 * RATE;
  const cells = (page: Page, row: number) =>
    page.evaluate((row) => {
      const line = document.querySelectorAll('#panel-loudness tbody tr')[row];
      return [...(line?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent);
    }, row);
  const shown = (page: Page, row: number) =>
    page.waitForFunction((row) => {
      const line = document.querySelectorAll('#panel-loudness tbody tr')[row];
      return line && !line.textContent.includes('…');
    }, row);
  const paths = [
    ...['loudness.integratedLufs', 'loudness.shortTermMaxLufs', 'loudness.momentaryMaxLufs', 'loudness.rangeLu'],
    ...['loudness.rangeLowLufs', 'loudness.rangeHighLufs', 'overall.truePeakDbtp', 'overall.plrLu', 'overall.psrLu'],
  ];
  const expected = (start: number, end: number): { texts: string[]; figure: (path: string) => Figure } => {
    const { measured } = fakeMeasures(makeSignal(2, frames, RATE, false), RATE, start, end, undefined);
    const figure = (path: string): Figure => {
      const [part, name] = path.split('.') as ['loudness' | 'overall', string];
      return (measured[part] as Readonly<Record<string, Figure>>)[name]!;
    };
    return { texts: paths.map((path) => figureText(factsOf(path), figure(path))), figure };
  };

  it('has the figures of the core for file and selection, with ways to their places', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      const { texts, figure } = expected(0, frames);
      expect((await cells(page, 0)).slice(0, 9)).toEqual(texts);
      expect(await page.locator('#panel-loudness tbody tr').count()).toBe(1);
      const integrated = figure('loudness.integratedLufs') as number;
      expect((await cells(page, 0))[9]).toBe(`+${(integrated + 23).toFixed(1)}`);
      expect(await page.locator('.target-words').innerText()).toContain('louder than the target');
      await page.locator('#panel-loudness tbody tr').first().locator('td').nth(2).locator('button').click();
      await settle(page);
      expect(await page.evaluate(() => window.earshot!.positionFrame())).toBe(figure('loudness.momentaryMaxFrame'));
      const width = (await view(page)).width;
      await page.mouse.move(RAIL + width * 0.2, 200);
      await page.mouse.down();
      await page.mouse.move(RAIL + width * 0.5, 200, { steps: 3 });
      await page.mouse.up();
      await shown(page, 1);
      const range = await page.evaluate(() => {
        const asked = window.fake.requests.filter(({ method, start }) => method === 'measures' && start > 0).at(-1)!;
        return [asked.start, asked.start + asked.count] as const;
      });
      expect((await cells(page, 1)).slice(0, 9)).toEqual(expected(...range).texts);
      expect(await page.locator('.target-words').innerText()).toMatch(/^The selection:/);
      await expectIdle(page);
    });
  });

  it('shows how long the file is how loud', async () => {
    const { shortTerm } = fakeLoudness(makeSignal(2, frames, RATE, false), RATE, frames, undefined);
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      const heights = () =>
        page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.loudness-histogram .bar')].map((bar) =>
            parseFloat(bar.style.height),
          ),
        );
      await expect.poll(async () => Math.max(...(await heights()))).toBe(100);
      const counts = new Array<number>(60).fill(0);
      for (const lufs of shortTerm) if (!Number.isNaN(lufs)) counts[Math.floor(lufs) + 60]!++;
      const most = Math.max(...counts);
      (await heights()).forEach((height, lu) => expect(height).toBeCloseTo((100 * counts[lu]!) / most, 1));
      expect(await page.getAttribute('.loudness-histogram .plot', 'aria-label')).toContain('from −30.1 to −17.2 LUFS');
    });
  });

  it('compares with another target, which new files begin with', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      const before = Number((await cells(page, 0))[9]!.replace('−', '-'));
      await page.selectOption('#loudness-target', 'streaming');
      const after = Number((await cells(page, 0))[9]!.replace('−', '-'));
      expect(before - after).toBeCloseTo(9, 5);
      await page.waitForTimeout(700);
      expect(await page.evaluate(() => window.fake.remembered.filter(({ taste }) => taste).at(-1)?.taste)).toEqual({
        loudnessTarget: 'streaming',
      });
    });
    await withPage(harness, { recalled: { state: null, taste: { loudnessTarget: 'podcast' } } }, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      expect(await page.inputValue('#loudness-target')).toBe('podcast');
    });
  });

  it('says that there is none in silence, and how far it is measured while the file is scanned', async () => {
    await withPage(harness, { made: 'silent' }, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      const all = await cells(page, 0);
      expect(all.slice(0, 3)).toEqual(['−∞', '−∞', '−∞']);
      expect(all[9]).toBe('–');
      expect(await page.locator('.target-words').innerText()).toBe('');
    });
    await withPage(harness, { scannedFrames: 10 * RATE }, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      expect(await page.locator('.loudness-panel .state').innerText()).toBe(
        'Measured up to 00:00:10.000 of 00:00:20.000',
      );
      await page.evaluate((frames) => window.fake.scan(frames), frames);
      await page.waitForFunction(() => document.querySelector('.loudness-panel .state')!.textContent === '');
      expect((await cells(page, 0)).slice(0, 9)).toEqual(expected(0, frames).texts);
    });
  });

  it('copies as text, Markdown, CSV and JSON', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await run(page, 'showLoudness');
      await shown(page, 0);
      await page.evaluate(() => {
        const copied: string[] = [];
        Object.assign(window, { copied });
        navigator.clipboard.writeText = (text) => {
          copied.push(text);
          return Promise.resolve();
        };
      });
      for (const format of ['Text', 'Markdown', 'CSV', 'JSON']) {
        await page.click('[aria-label="Copy Loudness as…"]');
        await page.click(`.menu >> text="${format}"`);
      }
      const copied = await page.evaluate(() => (window as unknown as { copied: string[] }).copied);
      expect(copied).toHaveLength(4);
      const { texts, figure } = expected(0, frames);
      expect(copied[0]).toContain(`File\t${texts[0]}\t${texts[1]}`);
      expect(copied[1]).toContain('| Integrated (LUFS) |');
      expect(copied[2]).toContain(`\nFile,${figure('loudness.integratedLufs') as number},`);
      const [row] = JSON.parse(copied[3]!) as Record<string, unknown>[];
      expect(row!['integratedLufs']).toBe(figure('loudness.integratedLufs'));
    });
  });
});
