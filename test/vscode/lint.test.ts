import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApiTests } from '../support/buildApiTests.mjs';
import { type Session, settledEditor, startSession } from '../support/earshot.ts';
import { figuresShown } from '../support/figures.ts';
import { fill, writeWav } from '../support/signal.ts';
import { closeAllEditors, findWebview } from '../support/workbench.ts';
import type { SeenProblem } from './agent/lintOps.ts';
import { HostAgent } from './agent/mailbox.ts';

const RATE = 48_000;
const CLIP = 24_000;
const CONFIG = '.earshot.json';

/** A second of a tone; clipped: twenty samples at full scale in the middle. */
const tone = (clipped: boolean, seconds = 1) =>
  fill(2, seconds * RATE, (i, c) =>
    clipped && c === 1 && i >= CLIP && i < CLIP + 20 ? 1 : 0.2 * Math.sin((2 * Math.PI * 440 * i) / RATE),
  );

const first = `{
  // What we deliver.
  "extends": "recommended",
  "rules": {
    "sample-rate": { "allowedHz": 48000, "severity": "warning" },
    "clipping": "error",
  },
}
`;

let session: Session;
let host: HostAgent;
const path = (name: string): string => session.path(name);
const problems = (name: string): Promise<SeenProblem[]> => host.ask('problems', path(name));
const messages = async (name: string): Promise<string[]> => (await problems(name)).map(({ message }) => message);
const config = (): string => readFileSync(path(CONFIG), 'utf8');
/** Under the driver that the tests need, VS Code shows messages only in its list of them. */
async function said(text: string | RegExp, timeoutMs = 15_000): Promise<Locator> {
  const item = session.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
  for (const end = Date.now() + timeoutMs; !(await item.isVisible()) && Date.now() < end;) {
    await host.ask('execute', 'notifications.showList');
    await session.page.waitForTimeout(100);
  }
  await item.waitFor({ timeout: 1000 });
  return item;
}

/** Waits for a message, and takes it away. */
async function expectSaid(text: string | RegExp, timeoutMs?: number): Promise<string> {
  const words = await (await said(text, timeoutMs)).innerText();
  await host.ask('execute', 'notifications.clearAll');
  return words;
}

beforeAll(async () => {
  const tests = await buildApiTests('test/vscode/agent/hostAgent.ts');
  session = await startSession({
    tests,
    settings: { 'files.autoSave': 'off', 'earshot.lint.exclude': ['**/left-out/**'] },
    fill: (folder) => {
      host = new HostAgent(folder);
      for (const name of ['takes', 'left-out']) mkdirSync(`${folder}/${name}`);
      writeWav(`${folder}/takes/good.wav`, tone(false), RATE);
      writeWav(`${folder}/takes/clipped.wav`, tone(true), RATE);
      writeWav(`${folder}/takes/low [1].wav`, tone(false), 44_100);
      writeWav(`${folder}/left-out/clipped.wav`, tone(true), RATE);
      writeFileSync(`${folder}/broken.wav`, 'no audio at all\n'.repeat(20));
      writeFileSync(`${folder}/${CONFIG}`, first);
    },
  });
});
afterAll(async () => {
  await session?.close();
  host?.remove();
});

describe('the check of the workspace', () => {
  it('puts violations into Problems, with where they are and who asks for them', async () => {
    await session.command('Earshot: Check Audio of the Workspace');
    await expectSaid('Checked 4 audio files: 2 errors and 1 warning in 3 files.');
    const [clip, ...others] = await problems('takes/clipped.wav');
    expect(others).toEqual([]);
    expect(clip).toMatchObject({ severity: 'Error', source: 'Earshot', code: 'clipping', line: 1, column: 1 });
    expect(clip!.message).toMatch(/^0:00\.500 R: /);
    expect(clip!.related).toEqual([`${path(CONFIG)}:6`]);
    expect(await problems('takes/low [1].wav')).toMatchObject([{ severity: 'Warning', code: 'sample-rate' }]);
    expect(await problems('broken.wav')).toMatchObject([{ severity: 'Error', source: 'Earshot' }]);
    expect(await problems('takes/good.wav')).toEqual([]);
    expect(await problems('left-out/clipped.wav')).toEqual([]);
  });

  it('leads from the name of the rule to the place', async () => {
    await host.ask('execute', 'workbench.actions.view.problems');
    const row = session.page.locator('.markers-panel .monaco-list-row', { hasText: '0:00.500' });
    await row.locator('a.monaco-link').first().click();
    const frame = await findWebview(session.page, settledEditor);
    await expect.poll(() => frame.evaluate(() => window.earshot!.positionFrame())).toBe(CLIP);
    await expect.poll(() => frame.locator('.lane-place .flag').first().innerText()).toBe('Clipping');
    await host.ask('execute', 'workbench.action.closePanel');
  });
});

describe('an open file', () => {
  let frame: Frame;
  const findings = async (): Promise<string[][]> => {
    const cells = await figuresShown(frame, 'findings');
    // What the scan alone has found of the clipped tops.
    const other = 'True peak over';
    return cells
      .filter(({ column, text }) => column === 'Finding' && text !== other)
      .map(({ row, text }) => [row, text]);
  };

  it('has its violations among the findings, once', async () => {
    // Open already if the test before it has left it so.
    await host.ask('open', path('takes/clipped.wav'));
    frame = await findWebview(session.page, settledEditor);
    await session.command('Earshot: Show Findings');
    await expect.poll(findings).toEqual([['Error', `Clippingclipping · ${CONFIG}:6`]]);
    await frame.locator('#lanes').press('Home');
    await frame.locator('#panel-findings tbody tr', { hasText: 'clipping' }).locator('button.place').click();
    await expect.poll(() => frame.evaluate(() => window.earshot!.positionFrame())).toBe(CLIP);
  });

  it('follows the configuration as it is written', async () => {
    writeFileSync(path(CONFIG), first.replace('"clipping": "error"', '"clipping": "info"'));
    await expect.poll(findings).toEqual([['Info', `Clippingclipping · ${CONFIG}:6`]]);
    await expect.poll(async () => (await problems('takes/clipped.wav'))[0]?.severity).toBe('Information');
  });

  it('can be taken out of a rule from the menu of the finding', async () => {
    await frame.locator('#panel-findings button.opens').click();
    await frame.locator('.menu button', { hasText: 'Ignore This Rule for This File' }).click();
    await expectSaid('“Clipping” is ignored for takes/clipped.wav.');
    expect(config()).toContain('// What we deliver.');
    expect(config()).toContain('"files": "takes/clipped.wav"');
    await expect.poll(() => messages('takes/clipped.wav')).toEqual([]);
    // As the scan has it, with nobody who asks for it.
    await expect.poll(findings).toEqual([['Error', 'Clipping']]);
  });
});

describe('the command for a problem', () => {
  it('adds an override for the folder', async () => {
    await closeAllEditors(session.page);
    await session.command('Earshot: Fix Audio Problem…');
    const choose = (text: string) =>
      session.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first().click();
    await choose('Sample rate');
    await choose('Add an Override for This Folder');
    await choose('Error');
    await expectSaid('“Sample rate” is of severity error for takes/**.');
    await expect.poll(async () => (await problems('takes/low [1].wav'))[0]?.severity).toBe('Error');
    expect((await problems('takes/low [1].wav'))[0]!.message).toContain('48,000 Hz');
  });
});

describe('a configuration', () => {
  it('is completed and explained by its schema', async () => {
    const lines = first.split('\n');
    writeFileSync(path(CONFIG), first);
    expect(lines[5]).toContain('clipping');
    await host.ask('execute', 'workbench.action.closePanel');
    const offered = () => host.ask('completions', path(CONFIG), 6, 5);
    await expect.poll(offered).toEqual(expect.arrayContaining(['true-peak', 'loudness']));
    expect(await host.ask('hover', path(CONFIG), 5, 9)).toContain('Frames a second, Hz');
  });

  it('has its mistakes at their place, with the nearest name as a quick fix', async () => {
    writeFileSync(path(CONFIG), first.replace('"clipping"', '"cliping"'));
    await expect
      .poll(() => problems(CONFIG))
      .toContainEqual(expect.objectContaining({ severity: 'Error', source: 'Earshot', line: 6, column: 6 }));
    const titles = await host.ask('fixes', path(CONFIG), 6, "Change to 'clipping'");
    expect(titles).toContain("Change to 'clipping'");
    await expect.poll(config).toBe(first);
    await expect.poll(() => problems(CONFIG)).toEqual([]);
    await expect.poll(() => messages('takes/clipped.wav')).toHaveLength(1);
  });
});

describe('the task', () => {
  it('runs the command line, and its matcher fills Problems', async () => {
    // Of the task alone: what the extension has found is gone with the setting.
    await host.ask('setting', 'earshot.lint.run', 'off');
    await expect.poll(() => messages('takes/clipped.wav')).toEqual([]);
    expect(await host.ask('runTask')).toBe(2);
    await expect
      .poll(() => problems('takes/clipped.wav'))
      .toMatchObject([{ severity: 'Error', source: 'Earshot', code: 'clipping' }]);
    expect((await messages('takes/clipped.wav'))[0]).toMatch(/^0:00\.500 R: /);
    await expect
      .poll(() => problems('takes/low [1].wav'))
      .toMatchObject([{ severity: 'Warning', code: 'sample-rate' }]);
    await host.ask('setting', 'earshot.lint.run', null);
  });
});

describe('files that come and go', () => {
  it('are checked as they are written if the setting says so, and forgotten when they are deleted', async () => {
    await host.ask('setting', 'earshot.lint.run', 'onChange');
    writeWav(path('takes/new.wav'), tone(true), RATE);
    await expect.poll(() => messages('takes/new.wav')).toHaveLength(1);
    writeWav(path('takes/new.wav'), tone(false), RATE);
    await expect.poll(() => messages('takes/new.wav')).toEqual([]);
    writeWav(path('takes/new.wav'), tone(true), RATE);
    await expect.poll(() => messages('takes/new.wav')).toHaveLength(1);
    rmSync(path('takes'), { recursive: true });
    await expect.poll(() => messages('takes/new.wav')).toEqual([]);
    await host.ask('setting', 'earshot.lint.run', null);
  });
});

describe('a check of many files', () => {
  const MANY = 400;

  it('can be cancelled', async () => {
    mkdirSync(path('many'));
    for (let i = 0; i < MANY; i++)
      writeWav(
        path(`many/${i}.wav`),
        tone(true).map((each) => each.subarray(0, CLIP + 100)),
        RATE,
      );
    await host.ask('watchBlocks');
    await host.ask('check', [path('many')]);
    const progress = await said(/Checking audio: \d+ of 400/);
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    const count = Number(/checked (\d+)/.exec(await expectSaid('Cancelled; checked'))![1]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(MANY);
  });

  it('reads each file once, and never holds up the extension host', async () => {
    await host.ask('check', [path('many')]);
    await expectSaid(`Checked ${MANY} audio files: ${MANY} errors in ${MANY} files.`, 60_000);
    writeFileSync(path(CONFIG), first.replace('"clipping": "error"', '"clipping": "warning"'));
    await expect.poll(async () => (await problems(`many/${MANY - 1}.wav`))[0]?.severity).toBe('Warning');
    const longest = await host.ask('longestBlock');
    console.log(`the extension host was held up for ${longest.toFixed(1)} ms at most`);
    expect(longest).toBeLessThan(50);
  });
});
