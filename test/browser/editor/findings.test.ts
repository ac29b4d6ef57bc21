import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import { violations } from './axe.ts';
import { sampleDetails } from './details.ts';
import { type Harness, startHarness } from './harness.ts';
import { draws, frames, settle, withPage } from './pages.ts';
import { openScene, scenes, themeNames } from './scenes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const SECOND = 48000;
const axisLeft = 64;
/** Clips and true peaks above full scale in both channels. */
const clipped = { overs: true, frames: 10 * SECOND } as const;

const command = (page: Page, name: EditorCommand): Promise<void> =>
  page.evaluate((name) => window.fake.command(name), name);
const position = (page: Page) => page.evaluate(() => window.earshot!.positionFrame());
const rows = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.findings-panel tbody tr')].map((row) =>
      [...row.querySelectorAll('td, th')].map((cell) => cell.textContent),
    ),
  );
const said = (page: Page) => page.evaluate(() => window.earshotSaid());
declare global {
  interface Window {
    /** What was last announced about a place. */
    earshotSaid(): string;
  }
}

async function showFindings(page: Page): Promise<void> {
  await settle(page);
  await page.evaluate(() => {
    const live = [...document.querySelectorAll('#app > .unseen[aria-live]')].at(-1)!;
    window.earshotSaid = () => live.textContent;
  });
  await command(page, 'showFindings');
  await page.waitForFunction(
    () =>
      /^(?!Looking)/.test(document.querySelector('.findings-found')!.textContent) &&
      document.querySelector('.findings-found')!.textContent !== '',
  );
  await settle(page);
}

/** Pixels of a strip that are not empty, as their columns. */
const marked = (page: Page, selector: string) =>
  page.evaluate((selector) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`${selector} .finding-strip`);
    if (!canvas || canvas.width === 0) return [];
    const { data } = canvas.getContext('2d')!.getImageData(0, canvas.height - 1, canvas.width, 1);
    return Array.from({ length: canvas.width }, (_, x) => x).filter((x) => data[4 * x + 3]! > 0);
  }, selector);

async function catchClipboard(page: Page): Promise<void> {
  await page.evaluate(() => {
    const writeText = (text: string): Promise<void> => {
      Object.assign(window, { copied: text });
      return Promise.resolve();
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });
}
const clipboard = (page: Page) => page.evaluate(() => (window as unknown as { copied: string }).copied);

describe('findings', () => {
  it('are counted in the tab, listed with what they are, and lead to where they are', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      const all = await rows(page);
      expect(all.length).toBeGreaterThanOrEqual(4);
      expect(await page.getAttribute('#tab-findings', 'aria-label')).toBe(`Findings, ${all.length}`);
      expect(await page.getAttribute('#tab-findings .badge', 'data-count')).toBe(String(all.length));
      expect(await page.textContent('.findings-found')).toBe(`${all.length} findings`);
      const over = all.find(([, , channel, rule]) => rule === 'True peak over' && channel === 'L')!;
      expect(over[0]).toBe('Error');
      expect(over[4]).toContain('dBTP');
      const button = page.locator('.findings-panel tbody tr', { hasText: 'dBTP' }).locator('.place').first();
      await button.focus();
      await page.keyboard.press('Enter');
      await settle(page);
      const at = await position(page);
      expect(Math.abs(at - 0.31 * 10 * SECOND)).toBeLessThan(100);
      expect(await said(page)).toBe('True peak over, 3.1 seconds, left');
      expect(await page.locator('.lane-place').count()).toBe(1);
      expect(await page.textContent('[data-lane="channel 0"] .flag')).toBe('True peak over');
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key !== 'Tab'))).toEqual([]);
    });
  });

  it('are sorted by a head, filtered by severity and copied in every format', async () => {
    await withPage(harness, clipped, async (page) => {
      await catchClipboard(page);
      await showFindings(page);
      const all = await rows(page);
      const errors = all.filter(([severity]) => severity === 'Error').length;
      await page.click('.findings-panel thead th:nth-child(3) button');
      expect((await rows(page)).map((row) => row[2])).toEqual(all.map((row) => row[2]).sort());
      await page.click('.findings-filter .severity:first-child');
      expect(await page.getAttribute('.findings-filter .severity:first-child', 'aria-pressed')).toBe('false');
      expect(await rows(page)).toHaveLength(all.length - errors);
      expect(await page.textContent('.findings-found')).toBe(`${all.length} findings; ${errors} not shown`);
      await page.click('.findings-filter .severity:first-child');
      const copy = async (format: string): Promise<string> => {
        await page.click('[aria-label="Copy the findings as…"]');
        await page.click(`.menu button:has-text("${format}")`);
        return clipboard(page);
      };
      expect((await copy('Text')).split('\n')).toHaveLength(all.length + 1);
      expect((await copy('CSV')).split('\r\n')[0]).toBe('Severity,Time,Channel,Finding,Message,Length');
      expect(await copy('Markdown')).toMatch(/^\| Severity \|/);
      const json = JSON.parse(await copy('JSON')) as { rule: string; startFrame: number | null }[];
      expect(json).toHaveLength(all.length);
      expect(json.some(({ rule, startFrame }) => rule === 'true-peak-over' && Number.isInteger(startFrame))).toBe(true);
    });
  });

  it('are stepped through by commands, round the ends, and Escape takes the mark away and nothing else', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      const visited: string[] = [];
      const first = await page.evaluate(() => document.querySelectorAll('.findings-panel .place').length);
      for (let i = 0; i <= first; i++) {
        await command(page, 'nextFinding');
        await settle(page);
        visited.push(await said(page));
      }
      expect(visited.map((words) => Number(/(\d+) of/.exec(words)![1]))).toEqual([
        ...Array.from({ length: first }, (_, i) => i + 1),
        1,
      ]);
      await command(page, 'previousFinding');
      await settle(page);
      expect(await said(page)).toBe(visited[first - 1]);
      await page.focus('#position');
      const keys = await page.evaluate(() => window.fake.keys.length);
      await page.keyboard.press('Escape');
      await settle(page);
      expect(await page.locator('.lane-place').count()).toBe(0);
      expect(await page.evaluate(() => window.fake.keys.length)).toBe(keys);
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => window.fake.keys.at(-1))).toBe('Escape');
    });
  });

  it('the true peak of the file is gone to, and marked until another place is', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      await command(page, 'goToPeak');
      await settle(page);
      expect(await said(page)).toMatch(/^True peak, [\d.]+ seconds, (left|right)$/);
      expect(await page.locator('.lane-place .flag:visible').allTextContents()).toEqual(['True peak']);
      await command(page, 'nextFinding');
      await settle(page);
      expect(await page.locator('.lane-place .flag:visible').allTextContents()).not.toEqual(['True peak']);
    });
  });

  it('of a selection stand in a group of their own', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      const before = (await rows(page)).length;
      await page.mouse.move(axisLeft + 200, 250);
      await page.mouse.down();
      await page.mouse.move(axisLeft + 500, 250, { steps: 4 });
      await page.mouse.up();
      await page.waitForSelector('.findings-panel tbody tr.first .group:has-text("File")');
      const groups = await page.locator('.findings-panel tbody .group').allTextContents();
      expect(groups.filter(Boolean)).toEqual(['Selection', 'File']);
      expect((await rows(page)).length).toBeGreaterThan(before);
      expect(await page.getAttribute('#tab-findings .badge', 'data-count')).toBe(String(before));
    });
  });

  it('that are none say what was looked for; while a file is scanned, so far', async () => {
    await withPage(harness, { made: 'half', channels: 1, frames: SECOND }, async (page) => {
      await showFindings(page);
      expect(await page.innerText('.findings-panel')).toContain('Nothing was found. Looked for clipping,');
      expect(await page.isVisible('#tab-findings .badge')).toBe(false);
      expect(await page.getAttribute('#tab-findings', 'aria-label')).toBe('Findings');
      await command(page, 'nextFinding');
      await page.waitForSelector('#notice:visible');
      expect(await page.innerText('#notice')).toContain('There is no finding with a place in this file.');
    });
    await withPage(harness, { ...clipped, scannedFrames: 5 * SECOND }, async (page) => {
      await showFindings(page);
      expect(await page.textContent('.findings-found')).toMatch(/so far$/);
    });
  });

  it('are marked over minimap and ruler, and in the lane of their channel unless the waveform marks them itself', async () => {
    await withPage(harness, { ...clipped, details: sampleDetails() }, async (page) => {
      await settle(page);
      await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>('#ruler .finding-strip')!.width > 0);
      await settle(page);
      const width = await page.evaluate(() => window.earshot!.view().width);
      const near = (columns: number[], part: number): boolean => columns.some((x) => Math.abs(x - part * width) < 3);
      const map = await marked(page, '#minimap');
      expect(near(map, 0.31) && near(map, 0.77)).toBe(true);
      // A chapter of the file, at 5 of 10 s.
      expect(near(map, 0.5)).toBe(true);
      const ruler = await marked(page, '#ruler');
      expect(near(ruler, 0.31)).toBe(true);
      expect(near(ruler, 0.5)).toBe(false);
      const lane = await marked(page, '[data-lane="channel 0"]');
      expect(near(lane, 0.31)).toBe(false);

      // What dims the minimap lies under the marks.
      for (let i = 0; i < 3; i++) await command(page, 'zoomIn');
      await settle(page);
      expect(await marked(page, '#minimap')).toEqual(map);
      const above = await page.evaluate(() => {
        const [strip, dim] = ['.finding-strip', '.outside.after'].map((each) =>
          document.querySelector(`#minimap ${each}`)!,
        );
        return Boolean(dim!.compareDocumentPosition(strip!) & Node.DOCUMENT_POSITION_FOLLOWING);
      });
      expect(above).toBe(true);
    });
  });

  it('say what they are under the pointer', async () => {
    await withPage(harness, clipped, async (page) => {
      await settle(page);
      await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>('#ruler .finding-strip')!.width > 0);
      const ruler = (await page.locator('#ruler').boundingBox())!;
      const usual = await page.getAttribute('#ruler', 'title');
      await page.mouse.move(ruler.x + ruler.width * 0.31, ruler.y + 3);
      expect(await page.getAttribute('#ruler', 'title')).toContain('dBTP');
      await page.mouse.move(ruler.x + ruler.width * 0.5, ruler.y + 3);
      expect(await page.getAttribute('#ruler', 'title')).toBe(usual);
      const map = (await page.locator('#minimap').boundingBox())!;
      await page.mouse.move(map.x + map.width * 0.31, map.y + 3);
      expect(await page.getAttribute('#minimap', 'title')).toContain('True peak over, 00:00:03.100');
      await page.mouse.move(map.x + map.width * 0.31, map.y + 25);
      expect(await page.getAttribute('#minimap', 'title')).toBeNull();
    });
  });

  it('cost nothing while nothing changes, and a pan draws no minimap', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      await command(page, 'nextFinding');
      for (let i = 0; i < 3; i++) await command(page, 'zoomIn');
      await settle(page);
      const [idle, before] = [await frames(page), await draws(page)];
      await page.waitForTimeout(400);
      expect(await frames(page)).toBe(idle);
      await command(page, 'panRight');
      await settle(page);
      const after = await draws(page);
      expect(after['findingMap']).toBe(before['findingMap']);
      expect(after['findings']).toBeGreaterThan(before['findings']!);
    });
  });

  it('go into a report by the buttons of the strip, of the selection if there is one', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      await page.click('#copy-report');
      await page.waitForFunction(() => window.fake.reports.length === 1);
      await page.waitForFunction(() => window.earshotSaid().startsWith('Copied'));
      expect(await said(page)).toBe('Copied: the report of the file');
      await command(page, 'selectAll');
      await page.click('#export-report');
      await page.waitForFunction(() => window.fake.reports.length === 2);
      expect(await page.evaluate(() => window.fake.reports)).toEqual([
        { range: null, to: 'clipboard' },
        { range: { startFrame: 0, endFrame: 10 * SECOND }, to: 'file' },
      ]);
    });
  });

  it('of a file that changes go with it', async () => {
    await withPage(harness, clipped, async (page) => {
      await showFindings(page);
      await command(page, 'nextFinding');
      await settle(page);
      expect(await page.locator('.lane-place').count()).toBeGreaterThan(0);
      await page.evaluate(() => window.fake.change({ made: 'half', channels: 1, frames: 48000 }));
      await page.waitForSelector('.findings-empty:has-text("Nothing was found.")');
      await settle(page);
      expect(await page.locator('.lane-place').count()).toBe(0);
      expect(await marked(page, '#minimap')).toEqual([]);
    });
  });

  it('are fit for everybody in every theme, and in 300 px', async () => {
    const scene = scenes.find(({ name }) => name === 'findings')!;
    const found: string[] = [];
    for (const size of [...themeNames.map((theme) => ({ theme })), { width: 300, height: 640 }]) {
      await withPage(harness, { ...scene.options, ...size }, async (page) => {
        await openScene(page, scene);
        found.push(...(await violations(page)).map((line) => `${JSON.stringify(size)}: ${line}`));
        const { x, width } = (await page.locator('.findings-panel .place').first().boundingBox())!;
        expect(x + width).toBeLessThan(page.viewportSize()?.width ?? Infinity);
      });
    }
    expect(found).toEqual([]);
  });
});
