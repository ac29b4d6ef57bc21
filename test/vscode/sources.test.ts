import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/cleanup.ts';
import { EarshotPage, settledEditor, type Session, startSession } from '../support/earshot.ts';
import { audioServers } from '../support/processes.ts';
import { columnFaults } from '../support/reference.ts';
import { fill, noise, sine, wavBytes, writeWav } from '../support/signal.ts';
import { closeAllEditors, explorerRow, pickFromMenu, waitForVisible } from '../support/workbench.ts';

const RATE = 48000;
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 96044\n`;

/** 16-bit samples without a header. */
const samplesOf = (channels: Float32Array[]): Buffer => wavBytes(channels, RATE).subarray(44);
/** What a 16-bit file holds of a signal. */
const stored = (signal: Float32Array): Float32Array => signal.map((value) => Math.round(value * 32768) / 32768);
const [tone = new Float32Array()] = sine(RATE, 2, 440);

/** A WAV file whose recorder has not yet said how long it is. */
function unfinished(channels: Float32Array[]): Buffer {
  const wav = wavBytes(channels, RATE);
  wav.writeUInt32LE(0, 4);
  wav.writeUInt32LE(0, 40);
  return wav;
}

const tools = tempFolder('tools');
let session: Session;
let page: Page;
beforeAll(async () => {
  // In place of Git LFS, which fetches from a server: what it is asked for arrives. Git runs it in the repository's root.
  const fetched = join(tools.path, 'fetched.wav');
  const asked = join(tools.path, 'asked');
  writeWav(fetched, [tone], RATE);
  const lfs = `"!f() { echo \\"$@\\" > ${asked}; cp ${fetched} takes/pointer.wav; }; f"`;
  session = await startSession({
    fill: (folder) => {
      for (const name of ['one.raw', 'two.raw']) writeFileSync(`${folder}/${name}`, samplesOf([tone]));
      execFileSync('git', ['-c', 'init.defaultBranch=main', 'init', folder], { stdio: 'ignore' });
      appendFileSync(`${folder}/.git/config`, `[alias]\n\tlfs = ${lfs}\n`);
      mkdirSync(`${folder}/takes`);
      writeFileSync(`${folder}/takes/pointer.wav`, POINTER);
      writeFileSync(`${folder}/growing.wav`, unfinished([stored(tone)]));
      writeWav(`${folder}/rewritten.wav`, noise(1, RATE * 30), RATE);
      writeWav(`${folder}/innocent.wav`, [tone], RATE);
      writeWav(`${folder}/guilty.wav`, [tone], RATE);
    },
  });
  ({ page } = session);
});
afterAll(async () => {
  await session?.close();
  tools.remove();
});
beforeEach(() => closeAllEditors(page));

const fromMenu = (file: string, entry: string) => () => pickFromMenu(page, explorerRow(page, file), entry);

async function settledPage(): Promise<EarshotPage> {
  const [frame] = await waitForVisible(page, settledEditor, 1);
  if (!frame) throw new Error('no editor');
  return new EarshotPage(frame);
}

async function expectSignal(editor: EarshotPage, signal: Float32Array): Promise<void> {
  await editor.fullyPainted();
  const faults = async (): Promise<unknown> => columnFaults(await editor.columns(0), await editor.view(), signal, 0);
  await expect.poll(faults).toEqual([]);
}

/** Frames in the file, as far as the page knows, from a view of the whole. */
async function length(editor: EarshotPage): Promise<number> {
  const { framesPerPixel, width } = await editor.view();
  return Math.round(framesPerPixel * width);
}

describe('raw PCM', () => {
  const dialog = '.quick-input-widget';
  const title = (): Promise<string> => page.locator(`${dialog} .quick-input-title`).innerText();
  const rows = (text: string) => page.locator(`${dialog} .monaco-list-row`, { hasText: text }).first();

  async function expectStep(step: number): Promise<void> {
    await expect.poll(title).toMatch(new RegExp(`as Raw PCM \\(${step}/4\\)`));
  }

  it('is asked for in four steps that show what comes out, and opened', async () => {
    const editor = await session.open('one.raw', async () => {
      await fromMenu('one.raw', 'Open as Raw PCM')();
      await expectStep(1);
      await page.locator(`${dialog} input`).first().fill('48000');
      await page.keyboard.press('Enter');
      await expectStep(2);
      expect(await rows('1, mono').innerText()).toContain('2.000 s, whole frames');
      expect(await rows('2, stereo').innerText()).toContain('1.000 s, whole frames');
      await rows('2, stereo').click();
      await expectStep(3);
      await page.locator(`${dialog} .codicon-quick-input-back`).click();
      await expectStep(2);
      await rows('1, mono').click();
      await expectStep(3);
      expect(await rows('24-bit signed, little-endian').innerText()).toContain('1.333 s');
      await rows('16-bit signed, little-endian').click();
      await expectStep(4);
      await rows('From the start').click();
    });
    expect(await editor.state()).toBe('ready');
    expect(await editor.frame.innerText('#format')).toMatch(/48 kHz/);
    await expectSignal(editor, stored(tone));
  });

  it('is not asked for again in that folder, and can be changed in the open editor', async () => {
    const editor = await session.open('two.raw', fromMenu('two.raw', 'Open with Earshot'));
    expect(await editor.state()).toBe('ready');
    await expectSignal(editor, stored(tone));
    await session.command('Earshot: Open as Raw PCM');
    await page.locator(`${dialog} input`).first().fill('8000');
    await page.keyboard.press('Enter');
    for (const step of [2, 3, 4]) {
      await expectStep(step);
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => editor.frame.innerText('#format')).toMatch(/\b8 kHz/);
    expect(await editor.state()).toBe('ready');
  });

  it('can be asked for from the page of a file that does not say what it is', async () => {
    mkdirSync(session.path('apart'));
    writeFileSync(session.path('apart/three.raw'), samplesOf([tone]));
    await explorerRow(page, 'apart').click();
    await explorerRow(page, 'three.raw').waitFor();
    const editor = await session.open('three.raw', fromMenu('three.raw', 'Open with Earshot'));
    expect(await editor.state()).toBe('failed');
    expect(await editor.frame.innerText('#error')).toMatch(/three\.raw/);
    await editor.frame.click('[data-action=openRaw]');
    for (const step of [1, 2, 3, 4]) {
      await expectStep(step);
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => editor.state()).toBe('ready');
  });
});

describe('a Git LFS pointer', () => {
  it('is explained, fetched on a click, and opened when it arrives', async () => {
    await explorerRow(page, 'takes').click();
    await explorerRow(page, 'pointer.wav').waitFor();
    const editor = await session.open('pointer.wav');
    expect(await editor.state()).toBe('failed');
    expect(await editor.frame.innerText('#error')).toMatch(/pointer\.wav.*Git LFS/s);
    await editor.frame.click('[data-action=pullLfs]');
    await expect.poll(() => editor.state(), { timeout: 30_000 }).toBe('ready');
    expect(readFileSync(join(tools.path, 'asked'), 'utf8')).toBe('pull --include=takes/pointer.wav --exclude=\n');
    await expectSignal(editor, stored(tone));
  });
});

describe('a file that is being written', () => {
  const canvas = 'canvas[data-channel="0"]';
  const all = fill(1, RATE * 12, (i) => 0.5 * Math.sin(i / 20) * Math.sin(i / 30_000));
  const signal = stored(all[0] ?? new Float32Array());
  let at = RATE * 2;

  function grow(frames: number): void {
    appendFileSync(session.path('growing.wav'), samplesOf([signal.subarray(at, at + frames)]));
    at += frames;
  }

  it('is followed live, whole or at its end, without being loaded again', async () => {
    writeFileSync(session.path('growing.wav'), unfinished([signal.subarray(0, at)]));
    const editor = await session.open('growing.wav');
    await editor.fullyPainted();
    expect(await length(editor)).toBe(at);
    // Lanes are built anew for another file.
    await editor.frame.evaluate((selector) => document.querySelector(selector)?.setAttribute('data-first', ''), canvas);
    for (let i = 0; i < 5; i++) {
      grow(RATE / 2 + 7);
      await editor.frame.waitForTimeout(300);
    }
    await expect.poll(() => length(editor), { timeout: 10_000 }).toBe(at);
    expect(await editor.frame.locator('#growing').isVisible()).toBe(true);
    await expectSignal(editor, signal.subarray(0, at));

    const whole = await editor.view();
    await session.command('Earshot: Go to End');
    for (let i = 0; i < 3; i++) await session.command('Earshot: Zoom In');
    await expect.poll(async () => (await editor.view()).framesPerPixel).toBeLessThan(whole.framesPerPixel / 7);
    const before = await editor.view();
    expect(before.startFrame + before.framesPerPixel * before.width).toBeCloseTo(at, -2);
    grow(RATE);
    const end = async (): Promise<number> => {
      const { startFrame, framesPerPixel, width } = await editor.view();
      return Math.abs(startFrame + framesPerPixel * width - at) / framesPerPixel;
    };
    await expect.poll(end, { timeout: 10_000 }).toBeLessThan(1);
    expect((await editor.view()).framesPerPixel).toBe(before.framesPerPixel);
    await expectSignal(editor, signal.subarray(0, at));
    expect(await editor.frame.locator(`${canvas}[data-first]`).count()).toBe(1);
    await editor.frame.locator('#growing').waitFor({ state: 'hidden', timeout: 15_000 });
  });

  it('goes on to be heard when it is made anew, at its position and with its view', async () => {
    const editor = await session.open('rewritten.wav');
    await session.command('Earshot: Zoom In');
    await editor.play();
    const { framesPerPixel } = await editor.view();
    const position = await editor.positionFrame();
    writeWav(session.path('rewritten.wav'), [stored(sine(RATE, 30, 330, 0.1)[0] ?? new Float32Array())], RATE);
    await expect.poll(async () => Math.max(...(await editor.columns(0)).max), { timeout: 15_000 }).toBeLessThan(0.2);
    await editor.waitForEngine('playing again', (info) => info.state === 'playing');
    await editor.consumes(RATE / 2);
    expect(await editor.positionFrame()).toBeGreaterThan(position);
    expect(await editor.positionFrame()).toBeLessThan(position + 20 * RATE);
    expect((await editor.view()).framesPerPixel).toBe(framesPerPixel);
    await editor.pause();
  });
});

describe('a file that the decoder died of', () => {
  const text = (frame: Frame): Promise<string> => frame.innerText('#error');

  it('is not opened again until the user asks, even in another window', async () => {
    const innocent = await session.open('innocent.wav');
    await innocent.fullyPainted();
    // Nothing more is asked about it: only the other file can be what the server dies of.
    await session.command('Earshot: Show Statistics');
    await innocent.frame.locator('#panel-statistics .progress').waitFor({ state: 'hidden' });
    await innocent.frame.locator('#panel-statistics button.place').first().waitFor();
    const [server] = audioServers(session.vscode.pid);
    if (!server) throw new Error('no server');
    // Stopped first, so that it surely dies with this file in hand.
    process.kill(server.pid, 'SIGSTOP');
    const guilty = await session.open('guilty.wav', async () => {
      await explorerRow(page, 'guilty.wav').dblclick();
      await page.waitForTimeout(2000);
      process.kill(server.pid, 'SIGKILL');
    });
    expect(await guilty.state()).toBe('failed');
    expect(await text(guilty.frame)).toMatch(/guilty\.wav stopped the decoder last time.*until you ask/s);
    await expect.poll(() => innocent.state()).toBe('ready');

    const left = page.waitForEvent('domcontentloaded', { timeout: 60_000 });
    await session.command('Developer: Reload Window');
    await left;
    const again = await settledPage();
    expect(await text(again.frame)).toMatch(/guilty\.wav stopped the decoder last time/);
    await again.frame.click('[data-action=retry]');
    await expect.poll(() => again.state()).toBe('ready');
    await expectSignal(again, stored(tone));
  });
});
