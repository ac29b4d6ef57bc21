import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Session, EarshotPage, anyEditor, paintedEditor, samplePath, startSession } from '../support/earshot.ts';
import { columnFaults, decodeWithFfmpeg } from '../support/reference.ts';
import { noise, seededRandom, fill, wavBytes, writeWav } from '../support/signal.ts';
import { closeAllEditors, pick, pickFromMenu, runCommand, selectTab, waitForVisible } from '../support/workbench.ts';
import { links, writeLinkedFiles } from './suites/links.ts';

const RATE = 48000;
const SECONDS = 20;

let session: Session;
beforeAll(async () => {
  session = await startSession({
    fill: (folder) => {
      for (const name of ['one', 'two', 'changing']) writeWav(`${folder}/${name}.wav`, noise(2, RATE * SECONDS), RATE);
      writeLinkedFiles(folder);
      const git = (...args: string[]): void => {
        const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
        execFileSync('git', [...identity, '-c', 'init.defaultBranch=main', '-C', folder, ...args], { stdio: 'ignore' });
      };
      copyFileSync(samplePath('crow.wav'), `${folder}/tracked.wav`);
      git('init');
      git('add', 'tracked.wav');
      git('commit', '-m', 'crow');
      writeWav(`${folder}/tracked.wav`, noise(1, RATE), RATE);
    },
  });
});
afterAll(() => session?.close());
beforeEach(() => closeAllEditors(session.page));

/** Zooms in twice and seeks into the view; returns what must survive. */
async function zoomAndSeek(
  editor: EarshotPage,
): Promise<{ startFrame: number; framesPerPixel: number; position: number }> {
  const whole = await editor.view();
  const lane = editor.frame.locator('canvas[data-channel="0"]');
  await lane.click({ position: { x: Math.round(whole.width / 3), y: 20 } });
  await session.command('Earshot: Zoom In');
  await session.command('Earshot: Zoom In');
  await expect.poll(async () => (await editor.view()).framesPerPixel).toBeLessThan(whole.framesPerPixel / 1.5);
  await editor.frame.waitForTimeout(500);
  return { ...(await viewOf(editor)), position: await editor.positionFrame() };
}

async function viewOf(editor: EarshotPage): Promise<{ startFrame: number; framesPerPixel: number }> {
  const { startFrame, framesPerPixel } = await editor.view();
  return { startFrame, framesPerPixel };
}

async function expectKept(editor: EarshotPage, kept: Awaited<ReturnType<typeof zoomAndSeek>>): Promise<void> {
  const off = async (): Promise<number[]> => {
    const view = await viewOf(editor);
    return [
      Math.abs(view.framesPerPixel / kept.framesPerPixel - 1) > 1e-6 ? view.framesPerPixel : 0,
      Math.max(0, Math.abs(view.startFrame - kept.startFrame) - kept.framesPerPixel),
      Math.max(0, Math.abs((await editor.positionFrame()) - kept.position) - 1),
    ];
  };
  await expect.poll(off, { timeout: 5000 }).toEqual([0, 0, 0]);
}

describe('an editor', () => {
  it('reloads when its file changes on disk, with zoom and position kept', async () => {
    const editor = await session.open('changing.wav');
    const kept = await zoomAndSeek(editor);
    const random = seededRandom(7);
    const quiet = fill(2, RATE * SECONDS, () => Math.round((random() - 0.5) * 8192) / 32768);
    writeFileSync(session.path('changing.wav'), wavBytes(quiet, RATE));
    await expect.poll(async () => Math.max(...(await editor.columns(0)).max), { timeout: 15_000 }).toBeLessThan(0.2);
    await expectKept(editor, kept);
    const faults = async (): Promise<unknown> =>
      columnFaults(await editor.columns(0), await editor.view(), quiet[0] ?? new Float32Array(), 0);
    await expect.poll(faults).toEqual([]);
    expect(await editor.state()).toBe('ready');
    // Replaced as editors and renderers do it, and shorter: the view stays inside the file.
    const short = quiet.map((channel) => channel.subarray(0, RATE));
    writeFileSync(session.path('new'), wavBytes(short, RATE));
    execFileSync('mv', [session.path('new'), session.path('changing.wav')]);
    const end = async (): Promise<number> => {
      const { startFrame, framesPerPixel, width } = await editor.view();
      return startFrame + framesPerPixel * width;
    };
    await expect.poll(end, { timeout: 15_000 }).toBeLessThanOrEqual(RATE + 1);
  });

  it('keeps zoom and position while another tab covers it', async () => {
    const editor = await session.open('one.wav');
    const kept = await zoomAndSeek(editor);
    await session.open('two.wav');
    await selectTab(session.page, 'one.wav');
    const [frame] = await waitForVisible(session.page, paintedEditor, 1);
    if (!frame) throw new Error('no editor');
    await expectKept(new EarshotPage(frame), kept);
  });

  it('keeps zoom and position over a reload of the window', async () => {
    const kept = await zoomAndSeek(await session.open('one.wav'));
    const left = session.page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    await session.command('Developer: Reload Window');
    await left;
    const [frame] = await waitForVisible(session.page, paintedEditor, 1, 60_000);
    if (!frame) throw new Error('no editor');
    await expectKept(new EarshotPage(frame), kept);
  });

  it('can be split: both halves show the file', async () => {
    await session.open('one.wav');
    await runCommand(session.page, 'View: Split Editor Right');
    const frames = await waitForVisible(session.page, paintedEditor, 2);
    for (const frame of frames) {
      const editor = new EarshotPage(frame);
      await editor.fullyPainted();
      const [signal] = noise(1, RATE * SECONDS);
      const rounded = (signal ?? new Float32Array()).map((value) => Math.round(value * 32768) / 32768);
      expect(columnFaults(await editor.columns(0), await editor.view(), rounded, 0)).toEqual([]);
    }
  });

  it('can be left for another editor and reopened', async () => {
    await session.open('one.wav');
    await runCommand(session.page, 'View: Reopen Editor With...');
    await pick(session.page, 'Audio Preview');
    await waitForVisible(session.page, anyEditor, 0);
    await runCommand(session.page, 'View: Reopen Editor With...');
    await pick(session.page, 'Earshot');
    await waitForVisible(session.page, paintedEditor, 1);
  });

  it('opens the committed version of a file (git:)', async () => {
    const { page } = session;
    await page.locator('.activitybar [aria-label^="Source Control"]').first().click();
    const change = page.locator('.scm-view .resource', { hasText: 'tracked.wav' }).first();
    await pickFromMenu(page, change, 'Open File (HEAD)');
    const [frame] = await waitForVisible(page, paintedEditor, 1, 60_000);
    if (!frame) throw new Error('no editor');
    const editor = new EarshotPage(frame);
    await editor.fullyPainted();
    const [signal] = decodeWithFfmpeg(samplePath('crow.wav')).channels;
    if (!signal) throw new Error('no signal');
    expect(columnFaults(await editor.columns(0), await editor.view(), signal, 0)).toEqual([]);
    await page.locator('.activitybar [aria-label^="Explorer"]').first().click();
  });
});

links(() => session);
