import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anyEditor, paintedEditor, samplePath, type Session, startSession } from '../support/earshot.ts';
import { closeAllEditors, pick, runCommand, selectTab, waitForVisible } from '../support/workbench.ts';

const ONE = '0.100000\t0.200000\tone\n';
const ADDED = '0.000000\t0.000000\tadded\n';

let session: Session;
const read = (name: string): string => readFileSync(session.path(name), 'utf8');
const dialog = (): Locator => session.page.locator('.monaco-dialog-box');

/** Under the driver that the tests need, VS Code shows messages only in its list of them. */
async function answerNotice(text: string, button: string): Promise<void> {
  const { page } = session;
  const notice = page.locator('.notifications-center .notification-list-item', { hasText: text });
  for (
    const end = Date.now() + 15_000;
    !(await notice.isVisible()) && Date.now() < end;
    await page.waitForTimeout(300)
  ) {
    await runCommand(page, 'Notifications: Show Notifications');
  }
  await notice.hover();
  await notice.getByRole('button', { name: button }).click();
}

beforeAll(async () => {
  session = await startSession({
    // In a browser VS Code saves by itself.
    settings: { 'files.autoSave': 'off', 'files.simpleDialog.enable': true },
    fill: (folder) => {
      copyFileSync(samplePath('crow.wav'), `${folder}/crow.wav`);
      writeFileSync(`${folder}/crow.txt`, ONE);
    },
  });
});
afterAll(() => session?.close());
beforeEach(async () => {
  if ((await session.page.locator('.tab.dirty').count()) > 0) await runCommand(session.page, 'File: Revert File');
  await closeAllEditors(session.page);
  for (const name of ['crow.srt', 'copy.wav', 'copy.txt']) rmSync(session.path(name), { force: true });
  writeFileSync(session.path('crow.txt'), ONE);
});

const expectDirty = (count: number): Promise<void> =>
  expect.poll(() => session.page.locator('.tab.dirty').count(), { timeout: 10_000 }).toBe(count);

/** At the very start, as a user does it. */
async function addLabel(text: string): Promise<void> {
  const { page } = session;
  await runCommand(page, 'Earshot: Add Label');
  const [frame] = await waitForVisible(page, paintedEditor, 1);
  const field = frame!.getByRole('textbox', { name: 'Text of the label' });
  await field.fill(text);
  await field.press('Enter');
}

async function openAndAdd(): Promise<void> {
  await session.open('crow.wav');
  await waitForVisible(session.page, paintedEditor, 1);
  await addLabel('added');
  await expectDirty(1);
}

async function save(): Promise<void> {
  await selectTab(session.page, 'crow.wav');
  await session.page.keyboard.press('Control+s');
}

describe('labels that are not saved', () => {
  it('are asked for when the editor is closed', async () => {
    await openAndAdd();
    await runCommand(session.page, 'View: Close Editor');
    await dialog().getByRole('button', { name: "Don't Save" }).click();
    await waitForVisible(session.page, anyEditor, 0);
    expect(read('crow.txt')).toBe(ONE);
    await openAndAdd();
    await runCommand(session.page, 'View: Close Editor');
    await dialog().getByRole('button', { name: 'Save', exact: true }).click();
    await waitForVisible(session.page, anyEditor, 0);
    expect(read('crow.txt')).toBe(ADDED + ONE);
  });

  it('stay when their file changes on disk, and go when the user reverts', async () => {
    await openAndAdd();
    writeFileSync(session.path('crow.txt'), '0.3\t0.4\telse\n');
    await answerNotice('crow.txt has changed on disk', 'Revert');
    await expectDirty(0);
    await addLabel('added');
    await expectDirty(1);
    await save();
    await expectDirty(0);
    expect(read('crow.txt')).toBe(`${ADDED}0.300000\t0.400000\telse\n`);
  });

  it('are written over what has changed on disk when the user keeps them', async () => {
    await openAndAdd();
    writeFileSync(session.path('crow.txt'), '0.3\t0.4\telse\n');
    await answerNotice('crow.txt has changed on disk', 'Keep Mine');
    await save();
    await expectDirty(0);
    expect(read('crow.txt')).toBe(ADDED + ONE);
  });

  it('survive a reload of the window', async () => {
    const { page } = session;
    await openAndAdd();
    // VS Code makes a backup a second after the last change.
    await page.waitForTimeout(3000);
    const left = page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    await session.command('Developer: Reload Window');
    await left;
    await waitForVisible(page, paintedEditor, 1, 60_000);
    await expectDirty(1);
    expect(read('crow.txt')).toBe(ONE);
    await save();
    await expectDirty(0);
    expect(read('crow.txt')).toBe(ADDED + ONE);
  });
});

describe('saving as', () => {
  /** The dialog of VS Code that is no window of its own. */
  async function giveName(name: string): Promise<void> {
    const { page } = session;
    const field = page.locator('.quick-input-widget input').first();
    await expect.poll(() => field.inputValue(), { timeout: 10_000 }).toContain(session.folder);
    await field.fill(session.path(name));
    await page.keyboard.press('Enter');
  }

  it('writes another format, after a warning of what it cannot hold, and goes on with that file', async () => {
    const { page } = session;
    await openAndAdd();
    await runCommand(page, 'Earshot: Save Labels in Another Format');
    await pick(page, 'SRT');
    expect(await dialog().innerText()).toContain('SRT files hold no points');
    await dialog().getByRole('button', { name: 'Save Anyway' }).click();
    await giveName('crow.srt');
    await expectDirty(0);
    expect(read('crow.srt')).toBe('1\n00:00:00,000 --> 00:00:00,000\nadded\n\n2\n00:00:00,100 --> 00:00:00,200\none\n');
    expect(read('crow.txt')).toBe(ONE);
  });

  it('of the audio copies it, with the labels as they are beside the copy', async () => {
    const { page } = session;
    await openAndAdd();
    await runCommand(page, 'File: Save As...');
    await giveName('copy.wav');
    await expect.poll(() => existsSync(session.path('copy.txt')), { timeout: 10_000 }).toBe(true);
    expect(read('copy.txt')).toBe(ADDED + ONE);
    expect(readFileSync(session.path('copy.wav'))).toEqual(readFileSync(session.path('crow.wav')));
    expect(read('crow.txt')).toBe(ONE);
    await expectDirty(0);
  });
});
