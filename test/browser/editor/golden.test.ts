import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { settle, withPage } from './pages.ts';
import { BLOCK, blockMeans, compareMeans, type Means, MOST_DIFFERING, TOLERANCE, WORST } from './pictures.ts';
import { fullOptions, themeNames } from './scenes.ts';
import { themes } from './themes.ts';

// EARSHOT_GOLDEN=write makes the pictures anew: look at them before they are kept.
const folder = fileURLToPath(new URL('golden/', import.meta.url));
const out = fileURLToPath(new URL('../../../out/golden/', import.meta.url));
const writes = process.env['EARSHOT_GOLDEN'] === 'write';
const MOST_BYTES = 150_000;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

async function screenshot(page: Page): Promise<Buffer> {
  await settle(page);
  await page.waitForFunction(() => !document.querySelector('#readout')?.textContent?.includes('…'));
  return page.screenshot({ caret: 'hide' });
}

/** Against the picture that is kept. One that differs is written to out/golden. */
async function expectGolden(page: Page, name: string): Promise<void> {
  const [kept, actual] = [`${folder}${name}.png`, await screenshot(page)];
  if (writes) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(kept, actual);
  }
  expect(existsSync(kept), `${kept} is missing: EARSHOT_GOLDEN=write makes it`).toBe(true);
  expect(statSync(kept).size).toBeLessThan(MOST_BYTES);
  const { why } = compareMeans(await blockMeans(page, readFileSync(kept)), await blockMeans(page, actual));
  if (!why) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}${name}.png`, actual);
  expect.fail(`${name} does not look as kept: ${why}. See out/golden/${name}.png`);
}

describe('the whole page looks as it did', () => {
  for (const theme of themeNames) {
    it(theme, async () => {
      await withPage(harness, { ...fullOptions, theme }, (page) => expectGolden(page, theme));
    });
  }

  it('dark, at 2x', async () => {
    await withPage(harness, { ...fullOptions, dpr: 2 }, (page) => expectGolden(page, 'dark-2x'));
  });
});

describe('the comparison', () => {
  /** How the page differs after each change from what it was before it; the changes add up. */
  async function afterChanges(...changes: ((page: Page) => Promise<unknown>)[]): Promise<string[]> {
    const why: string[] = [];
    await withPage(harness, fullOptions, async (page) => {
      let before = await blockMeans(page, await screenshot(page));
      for (const change of changes) {
        await change(page);
        const after = await blockMeans(page, await screenshot(page));
        why.push(compareMeans(before, after).why);
        before = after;
      }
    });
    return why;
  }
  const style = (selector: string, name: string, value: string) => (page: Page) =>
    page.evaluate(
      ({ selector, name, value }) => document.querySelector<HTMLElement>(selector)!.style.setProperty(name, value),
      { selector, name, value },
    );

  it('tells a lane apart that stands 3 px lower, another colour, and a button that is gone', async () => {
    const { variables } = themes.dark;
    const theme = { bodyClass: 'vscode-dark', variables: { ...variables, 'charts-blue': '#8C8CF0' } };
    const recolour = (page: Page) =>
      page.evaluate((given) => (window as unknown as { applyTheme(t: unknown): void }).applyTheme(given), theme);
    const gone = ['#play', '.strip-toggle', '#playhead'].map((each) => style(each, 'visibility', 'hidden'));
    const [lower, ...others] = await afterChanges(
      style('canvas[data-channel="0"]', 'transform', 'translateY(3px)'),
      ...[recolour, ...gone],
    );
    expect(lower).toMatch(/^\d+ of 13200 blocks differ, the worst at pixel \d+, \d+ by/);
    expect(others).toHaveLength(4);
    for (const why of others) expect(why).toContain('blocks differ');
  });

  it('finds nothing where nothing has changed, or only how letters are smoothed', async () => {
    const changes = [
      () => Promise.resolve(),
      style('body', '-webkit-text-stroke', '0.15px'),
      style('body', 'text-rendering', 'geometricPrecision'),
    ];
    expect(await afterChanges(...changes)).toEqual(['', '', '']);
  });

  const flat = (count: number, value = 100): Means => ({
    ...{ width: BLOCK * 100, height: BLOCK * (count / 100) },
    values: new Array<number>(count * 3).fill(value),
  });
  const withBlocks = (means: Means, blocks: number, by: number): Means => ({
    ...means,
    values: means.values.map((value, index) => (index % 3 === 1 && index < 3 * blocks ? value + by : value)),
  });

  it('counts blocks beyond the tolerance, and takes none that is far off', () => {
    const kept = flat(10_000);
    const most = 10_000 * MOST_DIFFERING;
    expect(compareMeans(kept, withBlocks(kept, 10_000, TOLERANCE)).why).toBe('');
    expect(compareMeans(kept, withBlocks(kept, most, TOLERANCE + 1)).why).toBe('');
    expect(compareMeans(kept, withBlocks(kept, most + 1, -TOLERANCE - 1)).why).toContain('31 of 10000 blocks');
    expect(compareMeans(kept, withBlocks(kept, 1, WORST + 1)).why).toContain('the worst at pixel 0, 0 by 19.0');
  });

  it('takes no picture of another size', () => {
    expect(compareMeans(flat(200), flat(300)).why).toBe('it is 800 × 24 pixels, and should be 800 × 16');
  });
});
