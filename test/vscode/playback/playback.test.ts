import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Session, EarshotPage, paintedEditor, startSession } from '../../support/earshot.ts';
import { type Pulse, startPulse } from '../../support/pulse.ts';
import { fill, writeWav } from '../../support/signal.ts';
import { closeAllEditors, selectTab, waitForVisible } from '../../support/workbench.ts';
import { latency } from './latency.ts';

const RATE = 48000;
const SECONDS = 120;

let pulse: Pulse;
let session: Session;
beforeAll(async () => {
  const tone = fill(1, RATE * SECONDS, (i) => 0.1 * Math.sin(i / 20));
  pulse = await startPulse({ rate: RATE });
  session = await startSession({
    audio: true,
    pulse: pulse.address,
    fill: (folder) => {
      writeWav(`${folder}/one.wav`, tone, RATE);
      writeWav(`${folder}/two.wav`, tone, RATE);
      writeWav(`${folder}/silence.wav`, [new Float32Array(60 * RATE)], RATE);
    },
  });
});
afterAll(async () => {
  await session?.close();
  await pulse?.stop();
});
beforeEach(() => closeAllEditors(session.page));

async function playheadX(editor: EarshotPage): Promise<number> {
  const head = await editor.frame.locator('#playhead').boundingBox();
  const lane = await editor.frame.locator('canvas[data-channel="0"]').boundingBox();
  if (!head || !lane) throw new Error('no playhead or no lane');
  return head.x + head.width / 2 - lane.x;
}

describe('playback', () => {
  it('starts with a click: frames are consumed at the rate of the file, and the playhead moves', async () => {
    const editor = await session.open('one.wav');
    await editor.play();
    const [before, beforeX, beforeTime] = [await editor.engine(), await playheadX(editor), Date.now()];
    await editor.frame.waitForTimeout(4000);
    const [after, afterX, afterTime] = [await editor.engine(), await playheadX(editor), Date.now()];
    const seconds = (after.consumedFrames - before.consumedFrames) / RATE;
    expect(seconds).toBeGreaterThan(0.9 * ((afterTime - beforeTime) / 1000) - 0.2);
    expect(seconds).toBeLessThan(1.1 * ((afterTime - beforeTime) / 1000) + 0.2);
    const { framesPerPixel } = await editor.view();
    expect(Math.abs(afterX - beforeX - (seconds * RATE) / framesPerPixel)).toBeLessThan(4);
    expect(await editor.frame.getAttribute('#play', 'aria-pressed')).toBe('true');
    await editor.pause();
    expect(await editor.frame.getAttribute('#play', 'aria-pressed')).toBe('false');
  });

  it('seeks by click to the frame under the pointer, paused and playing', async () => {
    const editor = await session.open('one.wav');
    const view = await editor.view();
    const frameAt = (x: number): number => view.startFrame + x * view.framesPerPixel;
    const lane = editor.frame.locator('canvas[data-channel="0"]');
    for (const share of [0.2, 0.85, 0.5]) {
      const x = Math.round(view.width * share);
      await lane.click({ position: { x, y: 20 } });
      await editor.frame.waitForTimeout(300);
      expect(Math.abs((await editor.positionFrame()) - frameAt(x))).toBeLessThanOrEqual(view.framesPerPixel);
      expect(Math.abs((await playheadX(editor)) - x)).toBeLessThanOrEqual(1.5);
    }
    await editor.play();
    const x = Math.round(view.width * 0.7);
    await lane.click({ position: { x, y: 20 } });
    await editor.frame.waitForTimeout(1000);
    const beyond = (await editor.positionFrame()) - frameAt(x);
    expect(beyond).toBeGreaterThan(-view.framesPerPixel);
    expect(beyond).toBeLessThan(3 * RATE);
    await editor.pause();
  });

  it('obeys the commands', async () => {
    const editor = await session.open('one.wav');
    await session.command('Earshot: Play or Pause');
    await editor.waitForEngine('playing by command', (info) => info.state === 'playing');
    await editor.consumes(RATE / 2);
    await session.command('Earshot: Play or Pause');
    await editor.waitForEngine('paused by command', (info) => info.state === 'paused');
    expect(await editor.positionFrame()).toBeGreaterThan(0);
    await session.command('Earshot: Stop');
    await expect.poll(() => editor.positionFrame()).toBe(0);
    await session.command('Earshot: Go to End');
    await expect.poll(() => editor.positionFrame()).toBeGreaterThan((SECONDS - 1) * RATE);
  });

  it('plays and pauses with the space bar', async () => {
    const editor = await session.open('one.wav');
    await editor.frame.locator('#lanes').focus();
    await session.page.keyboard.press('Space');
    await editor.waitForEngine('playing by key', (info) => info.state === 'playing');
    await session.page.keyboard.press('Space');
    await editor.waitForEngine('paused by key', (info) => info.state === 'paused');
  });

  it('pauses one editor when another starts', async () => {
    const one = await session.open('one.wav');
    await one.play();
    const two = await session.open('two.wav');
    await two.play();
    await one.waitForEngine('the first paused', (info) => info.state === 'paused');
    const { consumedFrames } = await one.engine();
    await two.consumes(RATE);
    expect((await one.engine()).consumedFrames).toBe(consumedFrames);
    await two.pause();
  });

  it('draws nothing while paused, and nothing while hidden', async () => {
    const one = await session.open('one.wav');
    await one.fullyPainted();
    await one.frame.waitForTimeout(1000);
    const paused = await one.drawnFrames();
    expect(paused).toBeGreaterThan(0);
    await one.frame.waitForTimeout(6000);
    expect(await one.drawnFrames()).toBe(paused);
    await one.play();
    await expect.poll(() => one.drawnFrames()).toBeGreaterThan(paused);
    await session.open('two.wav');
    await one.frame.waitForTimeout(1000);
    const hidden = await one.drawnFrames();
    const { consumedFrames } = await one.engine();
    await one.frame.waitForTimeout(5000);
    expect(await one.drawnFrames()).toBe(hidden);
    // It was hidden, not stopped.
    expect((await one.engine()).consumedFrames - consumedFrames).toBeGreaterThan(4 * RATE);
    await selectTab(session.page, 'one.wav');
    await expect.poll(() => one.drawnFrames()).toBeGreaterThan(hidden);
    await one.pause();
  });

  it('plays in either half of a split, one at a time', async () => {
    await session.open('one.wav');
    await session.command('View: Split Editor Right');
    const frames = await waitForVisible(session.page, paintedEditor, 2);
    const [left, right] = frames.map((frame) => new EarshotPage(frame));
    await left?.play();
    await right?.play();
    await left?.waitForEngine('left paused', (info) => info.state === 'paused');
    await right?.consumes(RATE);
    await right?.pause();
  });
});

describe('latency', () => {
  latency(
    () => session,
    () => pulse,
  );
});
