import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { type Harness, startHarness } from './harness.ts';
import { withPage } from './pages.ts';
import { openScene, scene, scenes, themeNames } from './scenes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

const MINUTES = 60_000;

/** Where the colours are; what else axe looks at is the same in any theme. */
const coloured = [
  'full',
  'speed',
  'channel strip',
  'info',
  'statistics',
  'header',
  'labels',
  'equalizer',
  'performance',
];
coloured.push('lanes and badges', 'loudness', 'export', 'error', 'notice');

describe('axe-core finds nothing', () => {
  it('and would, if there were something', async () => {
    await withPage(harness, {}, async (page) => {
      await page.evaluate(() => {
        document.querySelector('#play')!.removeAttribute('aria-label');
        document.querySelector('#play')!.removeAttribute('title');
        document.querySelector<HTMLElement>('.minimap-side .label')!.style.color = '#444';
      });
      const found = (await violations(page)).map((line) => line.split(':')[0]);
      expect(new Set(found)).toEqual(new Set(['button-name', 'color-contrast']));
    });
  });

  for (const theme of themeNames) {
    it(
      `in any scene, ${theme}`,
      async () => {
        const found: string[] = [];
        const [shown, rules] = theme === 'dark' ? [scenes, undefined] : [coloured.map(scene), ['color-contrast']];
        for (const each of shown) {
          await withPage(harness, { ...each.options, theme }, async (page) => {
            await openScene(page, each);
            found.push(...(await violations(page, rules)).map((line) => `${each.name}: ${line}`));
          });
        }
        expect(found).toEqual([]);
      },
      5 * MINUTES,
    );
  }

  it(
    'in 300 px',
    async () => {
      const found: string[] = [];
      const names = [
        'fresh',
        'full',
        'info',
        'statistics',
        'header',
        'labels',
        'equalizer',
        'performance',
        'loudness',
        'export',
        'sound check',
      ];
      for (const each of [...names, 'error', '64 channels'].map(scene)) {
        await withPage(harness, { ...each.options, theme: 'light', width: 300, height: 640 }, async (page) => {
          await openScene(page, each);
          found.push(...(await violations(page)).map((line) => `${each.name}: ${line}`));
        });
      }
      expect(found).toEqual([]);
    },
    5 * MINUTES,
  );
});
