import { describe, expect, it } from 'vitest';
import { type ExactRun, Oracle } from '../../support/exactRuns.ts';
import { seededRandom } from '../../support/signal.ts';
import { type Heard, heardOver, LENGTH, noiseIndex, RATE } from './heard.ts';
import { faultyFiles, stalls, writeFaultyFiles } from './soundFaults.ts';
import { loops, speed, writeTone } from './transport.ts';

/** Of every fade of the engine, frames. */
const FADE = 240;
const SEEKS = 10;

describe('sound over the port', () => {
  const heard = heardOver('port', (folder) => {
    writeTone(folder);
    writeFaultyFiles(folder);
  });
  exact(heard, 20);
  loops(heard);
  stalls(heard);
  faultyFiles(heard);
  speed(heard, 0.5);
});

describe('sound over the ring', () => {
  const heard = heardOver('ring', writeTone);
  exact(heard, 21);
  loops(heard);
  stalls(heard);
  speed(heard, 2);
});

/** What is heard is the file, bit for bit. */
function exact({ transport, open, hear }: Heard, seed: number): void {
  it('is the file from its first frame on, and goes on after a pause where it was', async () => {
    const editor = await open('first.wav');
    let paused = -1;
    const captured = await hear(async () => {
      await editor.play();
      await editor.consumes(2 * RATE);
      await editor.pause();
      await editor.frame.waitForTimeout(700);
      paused = await editor.positionFrame();
      await editor.play();
      await editor.consumes(1.5 * RATE);
      expect(await editor.engine()).toMatchObject({ transport, contextRate: RATE, xruns: 0, error: null });
      await editor.pause();
    });
    const sound = new Oracle(captured, noiseIndex());
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

  it(`starts with the very frame of each of ${SEEKS} seeks`, async () => {
    const random = seededRandom(seed);
    const targets = Array.from({ length: SEEKS }, () => RATE + Math.floor(random() * (LENGTH - 3 * RATE)));
    const editor = await open('seeks.wav');
    const captured = await hear(async () => {
      await editor.play();
      for (const target of targets) {
        await editor.seek(target);
        await editor.frame.waitForFunction((to) => window.earshot!.positionFrame() > to, target + RATE / 50);
      }
      expect((await editor.engine()).xruns).toBe(0);
      await editor.pause();
    });
    const runs = new Oracle(captured, noiseIndex()).runs();
    expect(runs.slice(-SEEKS).map(({ from }) => from)).toEqual(targets);
    // Nothing else is heard at full level than what was asked for.
    expect(runs.length).toBeLessThanOrEqual(SEEKS + 1);
    for (const { frames } of runs.slice(-SEEKS)) expect(frames).toBeGreaterThan(RATE / 50);
  });
}

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
