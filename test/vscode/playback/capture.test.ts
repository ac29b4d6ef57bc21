import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EarshotPage } from '../../support/earshot.ts';
import { type HeardSession, startHeardSession } from '../../support/heardSession.ts';
import { type ExactRun, Oracle, type Signal, SignalIndex } from '../../support/exactRuns.ts';
import { type Recording, record } from '../../support/pulse.ts';
import { noise, noiseSample, seededRandom, writeWav } from '../../support/signal.ts';

const RATE = 48000;
const LENGTH = 30 * RATE;
/** Of every fade of the engine, frames. */
const FADE = 240;
const signal: Signal = { channels: 2, frames: LENGTH, sample: noiseSample };

/** What is heard is the file, bit for bit. */
describe.each([
  { transport: 'port', coi: false },
  { transport: 'ring', coi: true },
])('sound over the $transport', ({ transport, coi }) => {
  let heard: HeardSession;
  let editor: EarshotPage;
  let index: SignalIndex;
  beforeAll(async () => {
    index = new SignalIndex(signal);
    heard = await startHeardSession(RATE, coi, (folder) =>
      writeWav(`${folder}/noise.wav`, noise(2, LENGTH), RATE, 'pcm24'),
    );
    editor = await heard.session.open('noise.wav');
    await editor.fullyPainted();
  });
  afterAll(() => heard?.close());

  /** Pauses, and waits until all of it has been heard. */
  async function finish(recording: Recording): Promise<Oracle> {
    await editor.pause();
    await heard.session.page.waitForTimeout(700);
    return new Oracle(await recording.stop(), index);
  }

  it('is the file from its first frame on, and goes on after a pause where it was', async () => {
    const recording = await record(heard.pulse);
    await editor.play();
    await editor.consumes(2 * RATE);
    await editor.pause();
    await heard.session.page.waitForTimeout(700);
    const paused = await editor.positionFrame();
    await editor.play();
    await editor.consumes(1.5 * RATE);
    const info = await editor.engine();
    const sound = await finish(recording);

    expect(info).toMatchObject({ transport, contextRate: RATE, xruns: 0, error: null });
    const runs = sound.runs();
    expect(runs).toHaveLength(2);
    const [first, second] = runs as [ExactRun, ExactRun];
    expect(first.from).toBe(0);
    expect(first.frames).toBeGreaterThan(1.8 * RATE);
    // No frame lost, none heard twice but under a fade.
    expect(second.from).toBe(first.frames);
    expect(paused).toBe(first.frames);
    expect(second.frames).toBeGreaterThan(RATE);

    expectFade(sound.gains(first.end, first.frames, FADE));
    expectFade(sound.gains(second.at - FADE, second.from - FADE, FADE).reverse());
    expect(sound.silentBetween(first.end + FADE, second.at - FADE)).toBe(true);
  });

  it('starts with the very frame of each of 20 seeks', async () => {
    const random = seededRandom(20);
    const targets = Array.from({ length: 20 }, () => RATE + Math.floor(random() * (LENGTH - 3 * RATE)));
    const recording = await record(heard.pulse);
    await editor.seek(0);
    await editor.play();
    for (const target of targets) {
      await editor.seek(target);
      await editor.frame.waitForFunction((to) => window.earshot!.positionFrame() > to, target + RATE / 50);
    }
    const { xruns } = await editor.engine();
    const runs = (await finish(recording)).runs();

    expect(xruns).toBe(0);
    expect(runs.slice(-20).map(({ from }) => from)).toEqual(targets);
    // Nothing else is heard at full level than what was asked for.
    expect(runs.length).toBeLessThanOrEqual(21);
    for (const { frames } of runs.slice(-20)) expect(frames).toBeGreaterThan(RATE / 50);
  });
});

/** From 1 down to 0, smoothly: what cannot be heard as a click. */
function expectFade(down: readonly number[]): void {
  const step = 4 / FADE;
  expect(down[0]!).toBeGreaterThan(1 - step);
  expect(Math.abs(down.at(-1)!)).toBeLessThan(step);
  for (let i = 1; i < down.length; i++) {
    expect(down[i]!).toBeLessThanOrEqual(down[i - 1]! + 1e-6);
    expect(down[i]!).toBeGreaterThan(down[i - 1]! - step);
  }
}
