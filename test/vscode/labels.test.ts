import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLabel, renameLabel } from '../../src/core/labels/edits.ts';
import type { Label, LabelTrack } from '../../src/core/labels/label.ts';
import type { LabelsState } from '../../src/core/protocol/labels.ts';
import { buildApiTests } from '../support/buildApiTests.mjs';
import { anyEditor, paintedEditor, samplePath, type Session, startSession } from '../support/earshot.ts';
import { closeAllEditors, waitForVisible } from '../support/workbench.ts';
import { HostAgent } from './agent/mailbox.ts';

const TWO = '0.500000\t1.000000\tone\r\n2.000000\t2.000000\ttwo\r\n';

let session: Session;
let host: HostAgent;
const read = (name: string): string => readFileSync(session.path(name), 'utf8');

beforeAll(async () => {
  const tests = await buildApiTests('test/vscode/agent/hostAgent.ts');
  session = await startSession({
    tests,
    // In a browser VS Code saves by itself.
    settings: { 'files.autoSave': 'off' },
    fill: (folder) => {
      host = new HostAgent(folder);
      for (const name of ['crow', 'plain', 'clip', 'tracked'])
        copyFileSync(samplePath('crow.wav'), `${folder}/${name}.wav`);
      copyFileSync(samplePath('crow.wav'), `${folder}/clip.pcm`);
      const git = (...args: string[]): void => {
        const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
        execFileSync('git', [...identity, '-c', 'init.defaultBranch=main', '-C', folder, ...args], { stdio: 'ignore' });
      };
      writeFileSync(`${folder}/tracked.txt`, '0.1\t0.2\tcommitted\n');
      git('init');
      git('add', 'tracked.wav', 'tracked.txt');
      git('commit', '-m', 'crow');
      writeFileSync(`${folder}/tracked.txt`, '0.1\t0.2\tchanged\n');
      copyFileSync(samplePath('guitar-chord.flac'), `${folder}/tracked.wav`);
    },
  });
});
afterAll(async () => {
  await session?.close();
  host?.remove();
});
beforeEach(async () => {
  await host.ask('execute', 'workbench.action.revertAndCloseActiveEditor').catch(() => undefined);
  await closeAllEditors(session.page);
  for (const name of readdirSync(session.folder)) {
    if (/^(crow|plain|copy)\./.test(name) && !/^(crow|plain)\.wav$/.test(name)) rmSync(session.path(name));
  }
  writeFileSync(session.path('crow.txt'), TWO);
});

async function labelsOf(file: string): Promise<LabelsState> {
  const ask = (): Promise<LabelsState | null> => host.ask('labels', file);
  await expect.poll(ask, { timeout: 20_000 }).not.toBeNull();
  return (await ask())!;
}

async function open(name: string, viewType?: string): Promise<LabelsState> {
  await host.ask('open', session.path(name), viewType);
  await waitForVisible(session.page, anyEditor, 1);
  return labelsOf(session.path(name));
}

const textsOf = ({ tracks }: LabelsState): string[] => tracks.flatMap(({ labels }) => labels.map(({ text }) => text));
const texts = async (name: string): Promise<string[]> => textsOf(await labelsOf(session.path(name)));
const track = async (name: string): Promise<LabelTrack> => (await labelsOf(session.path(name))).tracks[0] as LabelTrack;

async function add(name: string, text: string, startSeconds: number): Promise<void> {
  const label: Label = { startSeconds, endSeconds: startSeconds, text };
  await host.ask('edit', session.path(name), 0, addLabel(await track(name), label));
}

const dirtyTabs = async (): Promise<string[]> =>
  (await host.ask('tabs')).filter(({ isDirty }) => isDirty).map(({ label }) => label);
const expectDirty = (...names: string[]): Promise<void> => expect.poll(dirtyTabs, { timeout: 10_000 }).toEqual(names);
const expectTexts = (name: string, ...wanted: string[]): Promise<void> =>
  expect.poll(() => texts(name), { timeout: 15_000 }).toEqual(wanted);

describe('labels of a file with a sidecar', () => {
  it('are shown, and opening and closing leaves nothing dirty', async () => {
    expect(await open('crow.wav')).toMatchObject({ fileName: 'crow.txt', dirty: false, editable: true, warnings: [] });
    expect(await texts('crow.wav')).toEqual(['one', 'two']);
    await expectDirty();
    await host.ask('execute', 'workbench.action.files.save');
    await host.ask('execute', 'workbench.action.closeActiveEditor');
    await waitForVisible(session.page, anyEditor, 0);
    expect(read('crow.txt')).toBe(TWO);
  });

  it('are edited, undone, redone, saved as they were written, and reverted', async () => {
    await open('crow.wav');
    await add('crow.wav', 'three', 3);
    await expectDirty('crow.wav');
    await host.ask('execute', 'undo');
    await expectTexts('crow.wav', 'one', 'two');
    await expectDirty();
    await host.ask('execute', 'redo');
    await expectTexts('crow.wav', 'one', 'two', 'three');
    await expectDirty('crow.wav');
    await host.ask('execute', 'workbench.action.files.save');
    await expectDirty();
    expect(read('crow.txt')).toBe(`${TWO}3.000000\t3.000000\tthree\r\n`);
    expect(await labelsOf(session.path('crow.wav'))).toMatchObject({ dirty: false });
    await host.ask('edit', session.path('crow.wav'), 0, renameLabel(await track('crow.wav'), 0, 'uno'));
    await expectDirty('crow.wav');
    await host.ask('execute', 'workbench.action.files.revert');
    await expectTexts('crow.wav', 'one', 'two', 'three');
    await expectDirty();
    expect(readFileSync(session.path('crow.wav'))).toEqual(readFileSync(samplePath('crow.wav')));
  });

  it('can be undone with the keys while the page has the focus', async () => {
    await open('crow.wav');
    const [frame] = await waitForVisible(session.page, paintedEditor, 1);
    await add('crow.wav', 'three', 3);
    await expectDirty('crow.wav');
    await frame!.locator('body').click({ position: { x: 300, y: 300 } });
    await expect.poll(() => frame!.evaluate(() => document.hasFocus())).toBe(true);
    await session.page.keyboard.press('Control+z');
    await expectTexts('crow.wav', 'one', 'two');
    await session.page.keyboard.press('Control+y');
    await expectTexts('crow.wav', 'one', 'two', 'three');
    await session.page.keyboard.press('Control+s');
    await expectDirty();
    expect(read('crow.txt')).toContain('three');
  });

  it('are read again when another program has changed the file', async () => {
    await open('crow.wav');
    writeFileSync(session.path('crow.txt'), '1.0\t2.0\telse\n');
    await expectTexts('crow.wav', 'else');
    await expectDirty();
  });

  it('stay, dirty, when the file is deleted', async () => {
    await open('crow.wav');
    rmSync(session.path('crow.txt'));
    await expectDirty('crow.wav');
    expect(await texts('crow.wav')).toEqual(['one', 'two']);
    await host.ask('execute', 'workbench.action.files.save');
    await expectDirty();
    expect(read('crow.txt')).toBe(TWO);
  });

  it('are the same in both halves of a split editor', async () => {
    await open('crow.wav');
    await host.ask('execute', 'workbench.action.splitEditor');
    await waitForVisible(session.page, anyEditor, 2);
    await add('crow.wav', 'three', 3);
    await expectDirty('crow.wav', 'crow.wav');
    await host.ask('execute', 'workbench.action.files.save');
    await expectDirty();
  });
});

describe('labels of a file without a sidecar', () => {
  it('make one when they are saved first', async () => {
    expect(await open('plain.wav')).toMatchObject({ fileName: null, format: 'Audacity labels' });
    await add('plain.wav', 'new', 0.25);
    await expectDirty('plain.wav');
    await host.ask('execute', 'workbench.action.files.save');
    await expectDirty();
    expect(read('plain.labels.txt')).toBe('0.250000\t0.250000\tnew\n');
    expect(await labelsOf(session.path('plain.wav'))).toMatchObject({ fileName: 'plain.labels.txt' });
  });

  it('are found when a file comes to be later', async () => {
    await open('plain.wav');
    writeFileSync(session.path('plain.srt'), '1\n00:00:01,000 --> 00:00:02,000\nlate\n');
    await expectTexts('plain.wav', 'late');
    await expectDirty();
  });

  it('work in the other type of editor', async () => {
    expect(await open('clip.pcm', 'earshot.editor.optional')).toMatchObject({ editable: true });
    await add('clip.pcm', 'raw', 0.25);
    await expectDirty('clip.pcm');
    await host.ask('execute', 'undo');
    await expectDirty();
    expect(existsSync(session.path('clip.labels.txt'))).toBe(false);
  });
});

describe('versions that cannot be written', () => {
  it('show the labels of the commit, and refuse edits', async () => {
    const path = session.path('tracked.wav');
    const committed = `git:${path}?${encodeURIComponent(JSON.stringify({ path, ref: 'HEAD' }))}`;
    await host.ask('open', committed);
    const state = await labelsOf(committed);
    expect(state).toMatchObject({ editable: false, fileName: 'tracked.txt' });
    expect(textsOf(state)).toEqual(['committed']);
    const edit = addLabel(state.tracks[0] as LabelTrack, { startSeconds: 1, endSeconds: 1, text: 'x' });
    await expect(host.ask('edit', committed, 0, edit)).rejects.toThrow('cannot be changed');
    await expectDirty();
  });
});
