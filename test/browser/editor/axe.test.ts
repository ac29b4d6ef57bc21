import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { type Harness, startHarness } from './harness.ts';
import { changeTheme, withPage } from './pages.ts';
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
const coloured = new Set([
  ...['full', 'speed', 'channel strip', 'info', 'statistics', 'header', 'labels', 'equalizer', 'performance'],
  ...['lanes and badges', 'loudness', 'export', 'error', 'notice'],
]);
const otherThemes = themeNames.filter((theme) => theme !== 'dark');

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
      await changeTheme(page, 'light');
      await page.evaluate(() => (document.querySelector<HTMLElement>('.minimap-side .label')!.style.color = '#eee'));
      expect((await violations(page, ['color-contrast'])).join()).toContain('.minimap-side');
    });
  });

  it(
    'in any scene, nor in the colours of any theme',
    async () => {
      const found: string[] = [];
      for (const each of scenes) {
        await withPage(harness, each.options, async (page) => {
          await openScene(page, each);
          found.push(...(await violations(page)).map((line) => `${each.name}: ${line}`));
          if (!coloured.delete(each.name)) return;
          for (const theme of otherThemes) {
            await changeTheme(page, theme);
            const lines = await violations(page, ['color-contrast']);
            found.push(...lines.map((line) => `${each.name}, ${theme}: ${line}`));
          }
        });
      }
      expect(found).toEqual([]);
      expect([...coloured]).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    'in 300 px',
    async () => {
      const found: string[] = [];
      const names = [
        ...['fresh', 'full', 'info', 'statistics', 'header', 'labels', 'equalizer', 'performance', 'loudness'],
        ...['export', 'sound check', 'error', '64 channels'],
      ];
      for (const each of names.map(scene)) {
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
