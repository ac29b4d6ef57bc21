import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { changeTheme, settle, withPage } from './pages.ts';
import { fullOptions, openScene, scene, themeNames } from './scenes.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

/** What Tab has reached, in the page. */
interface Walk {
  stops: HTMLElement[];
}

/** Of the focused element, or of an earlier stop, which then has it: of what stands before and after its content, and of the active one of its lines. */
const focusLook = (page: Page, stop: number | null) =>
  page.evaluate((stop) => {
    const { stops } = window as unknown as Walk;
    if (stop !== null) stops[stop]!.focus();
    const focused = document.activeElement as HTMLElement;
    if (stop !== null && focused !== stops[stop]) return null;
    // From the last, Tab leaves the page or comes round.
    if (focused === document.body || focused.id === 'to-start') return null;
    if (stop === null) stops.push(focused);
    const active = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
    const look = (element: Element, part?: string): string => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element, part);
      const outlined = outlineStyle !== 'none' && outlineWidth !== '0px' && outlineColor !== 'rgba(0, 0, 0, 0)';
      return `${outlined ? `${outlineStyle} ${outlineWidth} ${outlineColor}` : ''} ${boxShadow}`;
    };
    const all = (): string => [look(focused), look(focused, '::after'), active ? look(active) : ''].join(' | ');
    const { width, height } = focused.getBoundingClientRect();
    const name = focused.id || `${focused.className} ${focused.getAttribute('aria-label')}`;
    const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : focused.textContent;
    const words = focused.getAttribute('aria-label') ?? focused.getAttribute('aria-labelledby') ?? label;
    const withFocus = all();
    focused.blur();
    const without = all();
    focused.focus();
    return { name, named: Boolean(words?.trim()), seen: width > 0 && height > 0, ringed: withFocus !== without };
  }, stop);

describe('the focus', () => {
  const names = ['full', 'info', 'statistics', 'header', 'labels', 'equalizer', 'performance', 'lanes and badges'];
  for (const each of names.map(scene)) {
    it(`is seen on all that Tab reaches, in any theme: ${each.name}`, async () => {
      await withPage(harness, { ...each.options, theme: themeNames[0]! }, async (page) => {
        await openScene(page, each);
        await page.focus('#to-start');
        await page.evaluate(() => Object.assign(window, { stops: [] }));
        const [unseen, reached]: [string[], string[]] = [[], []];
        const check = (found: Awaited<ReturnType<typeof focusLook>>, place: string): void => {
          if (!found?.ringed || !found.seen || !found.named) unseen.push(`${place}: ${JSON.stringify(found)}`);
        };
        for (let i = 0; i < 120; i++) {
          await page.keyboard.press('Tab');
          const found = await focusLook(page, null);
          if (!found) break;
          reached.push(found.name);
          check(found, `${themeNames[0]}, stop ${i}`);
        }
        expect(new Set(reached).size).toBeGreaterThan(20);
        for (const theme of themeNames.slice(1)) {
          await changeTheme(page, theme);
          for (const i of reached.keys()) check(await focusLook(page, i), `${theme}, stop ${i}`);
        }
        expect(unseen).toEqual([]);
      });
    });
  }

  it('goes back to where it was when Escape closes what is open', async () => {
    await withPage(harness, fullOptions, async (page) => {
      await settle(page);
      const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className);
      const openers = ['speed', 'gain', 'monitor', 'follow', 'time-unit'].map((id) => `#${id}`);
      for (const opener of [...openers, '.strip .name', '.level-unit']) {
        await page.focus(opener);
        const before = await focused();
        await page.keyboard.press('Enter');
        await page.waitForSelector('[popover]:popover-open, .menu');
        if (!['#monitor', '#follow', '.level-unit'].includes(opener)) await page.keyboard.press('Tab');
        expect(await focused()).not.toBe(before);
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('[popover]:popover-open, .menu'));
        expect(await focused()).toBe(before);
      }
      for (const command of ['exportImage', 'diagnoseSound'] as const) {
        await page.focus('#position');
        await page.evaluate((name) => window.fake.command(name), command);
        await page.waitForSelector('dialog[open]');
        expect(await focused()).not.toBe('position');
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('dialog'));
        expect(await focused()).toBe('position');
      }
      // None of these keys was VS Code's.
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key === 'Escape' || key === 'Enter'))).toEqual(
        [],
      );
    });
  });

  it('goes back from what a narrow editor folds away, and from the drawer', async () => {
    await withPage(harness, { width: 600 }, async (page) => {
      await settle(page);
      await page.focus('#more');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement!.closest('#extras')?.id)).toBe('extras');
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('more');
      expect(await page.getAttribute('#more', 'aria-expanded')).toBe('false');
      await page.focus('#toggle-drawer');
      await page.keyboard.press('Enter');
      await page.focus('#tab-info');
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('toggle-drawer');
    });
  });

  it('reaches the level menu of low lanes too', async () => {
    await withPage(harness, { channels: 40, frames: 48_000 }, async (page) => {
      await settle(page);
      const unit = page.locator('[data-lane="channel 3"] .level-unit');
      const clip = () => unit.evaluate((element) => getComputedStyle(element).clipPath);
      expect(await clip()).not.toBe('none');
      await page.focus('[data-lane="channel 3"] [aria-label="Solo 4"]');
      await page.keyboard.press('Tab');
      expect(await clip()).toBe('none');
      await page.keyboard.press('Enter');
      expect(await page.getAttribute('.menu', 'aria-label')).toBe('Level scale');
      const box = (await page.locator('.menu').boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(700);
    });
  });

  it('does not reach what lies under the page of a file that cannot be opened', async () => {
    await withPage(harness, scene('error').options, async (page) => {
      const stops: (string | null)[] = [];
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['action'] ?? null));
      }
      expect(stops.slice(0, 3)).toEqual(['retry', 'openAsBinary', 'openAsText']);
      await page.evaluate(() => window.fake.change({}));
      await page.waitForSelector('body[data-painted=true]');
      await page.click('#play');
      expect(await page.getAttribute('#play', 'aria-label')).toBe('Pause');
    });
  });
});

/** Animations and transitions of more than 10 ms, of all elements and what CSS puts before and after them. */
const motions = (page: Page) =>
  page.evaluate(() => {
    const slow = (times: string): boolean => times.split(',').some((time) => parseFloat(time) > 0.01);
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      for (const part of [undefined, '::before', '::after']) {
        const style = getComputedStyle(element, part);
        const animated = style.animationName !== 'none' && slow(style.animationDuration);
        if (animated || slow(style.transitionDuration)) found.push(`${element.id || element.className}${part ?? ''}`);
      }
    }
    return [...found, ...document.getAnimations().map((each) => `runs: ${each.playState}`)];
  });

describe('reduced motion', () => {
  const loading = scene('loading').options;

  it('without the wish something moves', async () => {
    await withPage(harness, loading, async (page) => expect(await motions(page)).toContain('bar'));
  });

  it('by the system', async () => {
    await withPage(harness, loading, async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      expect(await motions(page)).toEqual([]);
      // It still says that it is loading.
      expect((await page.locator('#progress .bar').boundingBox())!.width).toBe(1200);
    });
  });

  it('by VS Code', async () => {
    for (const options of [loading, fullOptions]) {
      await withPage(harness, options, async (page) => {
        await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
        expect(await motions(page)).toEqual([]);
      });
    }
  });
});

/** Elements of which one covers another, or that leave the box they stand in: of those that are seen. */
const clashes = (page: Page, parent: string, children: string) =>
  page.evaluate(
    ({ parent, children }) => {
      const outer = document.querySelector(parent)!.getBoundingClientRect();
      const seen = [...document.querySelectorAll<HTMLElement>(children)].filter(
        (each) => each.checkVisibility() && each.getBoundingClientRect().width > 0 && !each.closest('[inert]'),
      );
      const boxes = seen.map((each) => ({
        name: each.id || each.textContent.trim(),
        box: each.getBoundingClientRect(),
      }));
      const found: string[] = [];
      boxes.forEach(({ name, box }, index) => {
        if (box.left < outer.left - 0.5 || box.right > outer.right + 0.5) found.push(`${name} is cut off sideways`);
        if (box.top < outer.top - 0.5 || box.bottom > outer.bottom + 0.5) found.push(`${name} is cut off`);
        for (const other of boxes.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (across > 0.5 && down > 0.5) found.push(`${name} and ${other.name} overlap`);
        }
      });
      return { count: boxes.length, found };
    },
    { parent, children },
  );

describe('200 % zoom', () => {
  const half = { width: 640, height: 400, dpr: 2 };
  const bars = [
    ['#toolbar', '#toolbar :is(button, .time, #format, .lens-mark)', 8],
    ['#readout', '#readout :is(.item, #toggle-drawer)', 3],
  ] as const;

  it('keeps toolbar and readings apart and whole', async () => {
    for (const size of [half, { ...half, width: 600 }, { ...half, width: 300 }, { ...half, width: 900, height: 500 }]) {
      await withPage(harness, { ...fullOptions, ...size }, async (page) => {
        await settle(page);
        for (const [parent, children, least] of bars) {
          const { count, found } = await clashes(page, parent, children);
          expect(found, `${parent} in ${size.width} px`).toEqual([]);
          if (size.width === 640) expect(count).toBeGreaterThanOrEqual(least);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
      });
    }
  });

  it('keeps the toolbar whole in any width, with all that can stand in it', async () => {
    await withPage(harness, fullOptions, async (page) => {
      await openScene(page, { ...scene('equalizer'), options: fullOptions });
      await page.evaluate(() => window.fake.links(true, true));
      await page.evaluate(() => window.fake.command('volumeUp'));
      const found: string[] = [];
      for (let width = 1300; width >= 300; width -= 20) {
        await page.setViewportSize({ width, height: 700 });
        await page.waitForTimeout(30);
        const marks = '#toolbar > :is(.transport, .speed, .volume, .time, #format, .lenses, #linked, #extras, #more)';
        const right = await page.evaluate(
          (marks) =>
            Math.max(...[...document.querySelectorAll(marks)].map((each) => each.getBoundingClientRect().right)),
          marks,
        );
        if (right > width + 0.5) found.push(`${width} px: up to ${right}`);
        const inLine = '#toolbar > :is(.transport, .speed, .volume, .time, #format, #extras, #more)';
        found.push(...(await clashes(page, '#toolbar', inLine)).found.map((each) => `${width} px: ${each}`));
      }
      expect(found).toEqual([]);
    });
  });

  it('is told what overlaps, and what is cut off', async () => {
    await withPage(harness, { ...fullOptions, ...half }, async (page) => {
      await page.evaluate(() => {
        document.querySelector<HTMLElement>('#play')!.style.marginRight = '-20px';
        document.querySelector<HTMLElement>('#more')!.style.marginRight = '-20px';
      });
      const { found } = await clashes(page, bars[0][0], bars[0][1]);
      expect(found.some((each) => each.startsWith('play and '))).toBe(true);
      expect(found).toContain('more is cut off sideways');
    });
  });
});

describe('what is said', () => {
  const spoken = (page: Page) => page.textContent('#spoken-selection');

  it('sums the file up, before anything else is known and after', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.textContent('#summary h1')).toBe('take-03.wav');
      expect(await page.getAttribute('#position', 'aria-describedby')).toBe('summary');
      expect(await page.textContent('#summary p')).toBe('20 seconds, Stereo, 48 kHz, WAV, PCM 24-bit.');
    });
    await withPage(harness, scene('loading').options, async (page) => {
      expect(await page.textContent('#summary')).toBe('take-03.wavThe file is being opened.');
    });
  });

  it('tells the selection with its levels, once the gesture has ended', async () => {
    await withPage(harness, {}, async (page) => {
      await settle(page);
      await page.evaluate(() => {
        const heard: string[] = [];
        Object.assign(window, { heard });
        const live = document.querySelector('#spoken-selection')!;
        new MutationObserver(() => heard.push(live.textContent)).observe(live, {
          childList: true,
          characterData: true,
        });
      });
      const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
      await page.mouse.move(64 + 208, 300);
      await page.mouse.down();
      await page.mouse.move(64 + 400, 300, { steps: 4 });
      await page.waitForTimeout(700);
      expect(await heard()).toEqual([]);
      await page.mouse.move(64 + 416, 300);
      await page.mouse.up();
      await page.waitForFunction(() => document.querySelector('#spoken-selection')!.textContent);
      expect(await heard()).toHaveLength(1);
      const words = /^Selected from 4 seconds to 8 seconds, 4 seconds, peak −\d+\.\d dBFS, RMS −\d+\.\d dBFS\.$/;
      expect(await spoken(page)).toMatch(words);
      expect(await page.getAttribute('#spoken-selection', 'aria-live')).toBe('polite');
      await page.evaluate(() => window.fake.command('selectNone'));
      await page.waitForFunction(
        () => document.querySelector('#spoken-selection')!.textContent === 'Nothing is selected.',
      );
      expect(await heard()).toHaveLength(2);
    });
  });

  it('does not announce what comes back with the file', async () => {
    await withPage(harness, fullOptions, async (page) => {
      await settle(page);
      await page.waitForTimeout(900);
      expect(await spoken(page)).toBe('');
    });
  });
});
