import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type Harness, startHarness } from './harness.ts';
import { position, settle, withPage } from './pages.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
});

type Command = Parameters<Window['fake']['command']>[0];
const run = async (page: Page, ...commands: Command[]): Promise<void> => {
  for (const command of commands) await page.evaluate((name) => window.fake.command(name), command);
  await settle(page);
};
const engine = (page: Page) =>
  page.evaluate(() => {
    const { speed, speedMode, reverse, gainDb, mix, eq, band, loop } = window.fakeEngine;
    return { speed, speedMode, reverse, gainDb, mix, eq, band, loop };
  });

describe('transport', () => {
  it('plays the selection once and from the pointer', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.isDisabled('#play-selection')).toBe(true);
      await page.mouse.move(64 + 100, 300);
      await page.mouse.down();
      await page.mouse.move(64 + 106, 300, { steps: 3 });
      await page.mouse.up();
      await page.click('#play-selection');
      const played = await page.evaluate(() => window.fakeEngine.calls.find((call) => call.startsWith('playRange')));
      const [, from, to] = played!.split(' ').map(Number);
      await page.waitForSelector('#play[aria-pressed=false]');
      await settle(page);
      expect(await position(page)).toBe(to);
      expect(from).toBeLessThan(to!);
      await page.mouse.move(64 + 520, 300);
      await page.evaluate(() => window.fake.command('playFromCursor'));
      expect(await page.evaluate(() => window.earshot!.engine().state)).toBe('playing');
      expect(Math.abs((await position(page)) - 480_000)).toBeLessThan(48_000);
    });
  });

  it('steps by frames and milliseconds, inside the file', async () => {
    await withPage(harness, {}, async (page) => {
      await run(page, 'frameBack');
      expect(await position(page)).toBe(0);
      await run(page, 'frameForward', 'frameForward', 'millisecondForward');
      expect(await position(page)).toBe(50);
      await run(page, 'frameBack', 'millisecondBack');
      expect(await position(page)).toBe(1);
    });
  });

  it('changes speed by command, preset, slider and typed number, and refuses nonsense', async () => {
    await withPage(harness, {}, async (page) => {
      await run(page, 'speedUp', 'speedUp');
      expect((await engine(page)).speed).toBe(1.5);
      await run(page, 'speedDown');
      expect(await page.innerText('#speed')).toBe('1.25×');
      await page.click('#speed');
      await page.click('.presets button:first-child');
      expect((await engine(page)).speed).toBe(0.25);
      for (const [typed, speed] of [
        ['1,5x', 1.5],
        ['90 %', 0.9],
        ['fast', 0.9],
        ['100', 4],
      ] as const) {
        await page.fill('#speed-slider-text', typed);
        await page.press('#speed-slider-text', 'Enter');
        expect((await engine(page)).speed).toBe(speed);
      }
      expect(await page.inputValue('#speed-slider-text')).toBe('4.00×');
      await page.dblclick('#speed-slider');
      expect((await engine(page)).speed).toBe(1);
      await page.click('#keep-pitch');
      await page.click('#reverse');
      expect(await engine(page)).toMatchObject({ speedMode: 'varispeed', reverse: true });
      expect(await page.innerText('#speed')).toContain('\u25c2');
      // What is typed here is no key of VS Code.
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
    });
  });

  it('goes back to where playing began if asked, and stays where it is paused from outside', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.click(64 + 520, 300);
      const began = await position(page);
      await run(page, 'toggleReturnOnStop');
      await page.click('#play');
      await page.waitForFunction((from) => window.earshot!.positionFrame() > from + 4800, began);
      await page.click('#play');
      expect(await position(page)).toBe(began);
      await page.click('#play');
      await page.waitForFunction((from) => window.earshot!.positionFrame() > from + 4800, began);
      await page.evaluate(() => window.fake.pause());
      expect(await position(page)).toBeGreaterThan(began + 4800);
    });
  });

  it('keeps the volume between silence and +24 dB, and mutes', async () => {
    await withPage(harness, {}, async (page) => {
      await page.click('#gain');
      for (const [typed, gainDb] of [
        ['+40', 24],
        ['−12,5 dB', -12.5],
        ['loud', -12.5],
        ['-inf', -60],
        ['3', 3],
      ] as const) {
        await page.fill('#volume-text', typed);
        await page.press('#volume-text', 'Enter');
        expect((await engine(page)).gainDb).toBe(gainDb);
      }
      expect(await page.innerText('#gain')).toBe('+3.0 dB');
      expect(await page.isVisible('#limiter')).toBe(true);
      await page.keyboard.press('Escape');
      await page.click('#mute');
      expect((await engine(page)).gainDb).toBe(-60);
      expect(await page.innerText('#gain')).toBe('−∞ dB');
      await page.click('#mute');
      expect((await engine(page)).gainDb).toBe(3);
    });
  });

  it('mixes channels in their rails, and listens to mid and side', async () => {
    await withPage(harness, {}, async (page) => {
      await page.click('button[aria-label="Solo L"]');
      expect(await page.locator('.lane.silenced').count()).toBe(1);
      await page.click('button[aria-label="Mute R"]');
      await page.locator('.strip .name').first().click();
      await page.fill('#strip-pan-text', 'L30');
      await page.press('#strip-pan-text', 'Enter');
      await page.fill('#strip-gain-text', '-6');
      await page.press('#strip-gain-text', 'Enter');
      await page.keyboard.press('Escape');
      const { mix } = await engine(page);
      expect(mix.strips).toEqual([
        { gainDb: -6, pan: -0.3, mute: false, solo: true },
        { gainDb: 0, pan: 0, mute: true, solo: false },
      ]);
      await run(page, 'monitorNext', 'monitorNext', 'monitorNext');
      expect((await engine(page)).mix.monitor).toBe('side');
      await page.click('#monitor');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect((await engine(page)).mix.monitor).toBe('difference');
    });
    await withPage(harness, { channels: 1 }, async (page) => {
      expect(await page.isVisible('#monitor')).toBe(false);
      expect(await page.locator('.strip-toggle').count()).toBe(0);
    });
  });

  it('closes a panel with Escape, and nothing else', async () => {
    await withPage(harness, {}, async (page) => {
      await page.click('#speed');
      await page.keyboard.press('Escape');
      expect(await page.isVisible('#speed-panel')).toBe(false);
      expect(await page.evaluate(() => window.fake.keys)).toEqual([]);
    });
  });

  it('selects the text of a field with Ctrl+A, and no sound', async () => {
    await withPage(harness, {}, async (page) => {
      await page.click('#speed');
      await page.focus('#speed-slider-text');
      await page.keyboard.press('End');
      await page.keyboard.press('Control+a');
      const chosen = () => page.evaluate(() => document.getSelection()!.toString());
      expect(await chosen()).toBe('1.00×');
      // Keys that reach VS Code come back as commands.
      expect(await page.evaluate(() => window.fake.keys.filter((key) => key === 'a'))).toEqual([]);
      await page.keyboard.press('End');
      await page.evaluate(() => window.fake.command('selectAll'));
      await settle(page);
      expect(await chosen()).toBe('1.00×');
      expect(await page.isVisible('#selection')).toBe(false);
    });
  });

  it('marks an equaliser that is on until it is switched off', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.isVisible('#eq-mark')).toBe(false);
      await run(page, 'toggleEq');
      expect((await engine(page)).eq.on).toBe(true);
      await page.click('#eq-mark');
      expect((await engine(page)).eq.on).toBe(false);
      expect(await page.isVisible('#eq-mark')).toBe(false);
    });
  });

  it('shows dropouts, and only then', async () => {
    await withPage(harness, {}, async (page) => {
      expect(await page.isVisible('#dropouts')).toBe(false);
      await page.evaluate(() => window.fakeEngine.setXruns(2));
      expect(await page.innerText('#dropouts')).toBe('2 dropouts');
    });
  });

  it('keeps all of it over a reload of the window', async () => {
    await withPage(harness, {}, async (page) => {
      await page.mouse.move(64 + 200, 300);
      await page.mouse.down();
      await page.mouse.move(64 + 400, 300, { steps: 3 });
      await page.mouse.up();
      await run(page, 'toggleLoop', 'speedUp', 'toggleKeepPitch', 'toggleReverse', 'monitorNext', 'toggleEq');
      await page.click('button[aria-label="Mute R"]');
      const before = await engine(page);
      expect(before.speed).toBe(1.25);
      await page.reload();
      await page.waitForSelector('body[data-painted=true]');
      await settle(page);
      expect(await engine(page)).toEqual(before);
      expect((await page.locator('#selection').boundingBox())!.x).toBe(64 + 200);
      expect(await page.getAttribute('#loop', 'aria-pressed')).toBe('true');
    });
  });
});
