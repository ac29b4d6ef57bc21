import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EarshotPage, samplePath, type Session, startSession } from '../../support/earshot.ts';
import { type ExactRun, Oracle, type Signal, SignalIndex } from '../../support/exactRuns.ts';
import { audioServers, extensionHosts } from '../../support/processes.ts';
import { type Pulse, record, startPulse } from '../../support/pulse.ts';
import { fill, noise, noiseSample, writeWav } from '../../support/signal.ts';
import { closeAllEditors } from '../../support/workbench.ts';

const RATE = 48000;
const LENGTH = 40 * RATE;
const signal: Signal = { channels: 2, frames: LENGTH, sample: noiseSample };
/** Every 5000th frame of one channel is no number, or infinite. */
const notFinite = [NaN, Infinity, -Infinity];
const isBad = (frame: number, channel: number): boolean => channel === 1 && frame % 5000 === 4999;

let pulse: Pulse;
let session: Session;
let index: SignalIndex;
beforeAll(async () => {
  index = new SignalIndex(signal);
  pulse = await startPulse({ rate: RATE });
});
afterAll(async () => {
  await session?.close();
  await pulse?.stop();
});

function start(coi: boolean): Promise<Session> {
  return startSession({
    coi,
    audio: true,
    pulse: pulse.address,
    settings: { 'earshot.audio.latency': 0.3 },
    fill: (folder) => {
      writeWav(`${folder}/noise.wav`, noise(2, LENGTH), RATE, 'pcm24');
      copyFileSync(`${folder}/noise.wav`, `${folder}/deleted.wav`);
      const bad = fill(2, 4 * RATE, (i, c) => (isBad(i, c) ? notFinite[i % 3]! : noiseSample(i, c)));
      writeWav(`${folder}/bad.wav`, bad, RATE, 'float32');
      writeWav(`${folder}/64.wav`, noise(64, 4 * RATE), RATE);
      writeWav(`${folder}/one.wav`, noise(2, 1), RATE);
      const flac = readFileSync(samplePath('guitar-chord.flac'));
      flac.fill(0x55, flac.length * 0.4, flac.length * 0.6);
      writeFileSync(`${folder}/damaged.flac`, flac);
    },
  });
}

async function hear(known: SignalIndex, act: () => Promise<void>): Promise<ExactRun[]> {
  const recording = await record(pulse);
  await act();
  await session.page.waitForTimeout(700);
  return new Oracle(await recording.stop(), known).runs();
}

/** Stopped, not ended: it answers nobody. */
async function freeze(pid: number | undefined, ms: number): Promise<void> {
  if (pid === undefined) throw new Error('no such process');
  process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  process.kill(pid, 'SIGCONT');
}

describe.each([
  { transport: 'ring', coi: true },
  { transport: 'port', coi: false },
])('while it plays over the $transport', ({ transport, coi }) => {
  beforeAll(async () => {
    await session?.close();
    session = await start(coi);
  });

  it('a busy page, a server and a host that stand still, a server that is killed: not one frame is missing', async () => {
    const editor = await open('noise.wav');
    const runs = await hear(index, async () => {
      await editor.play();
      await editor.consumes(2 * RATE);
      await editor.stall(500);
      await sleep(500);
      await freeze(audioServers(session.vscode.pid)[0]?.pid, 1000);
      await sleep(700);
      await freeze(extensionHosts(session.vscode.pid)[0]?.pid, 1000);
      await sleep(700);
      expect(await editor.engine()).toMatchObject({ transport, xruns: 0, error: null });
      process.kill(audioServers(session.vscode.pid)[0]!.pid, 'SIGKILL');
      await editor.consumes(8 * RATE, 30_000);
      await editor.pause();
    });
    const { xruns, error } = await editor.engine();
    expect(error).toBeNull();
    // It may run dry where a new server takes seconds to start; then it resumes in place.
    expect(xruns).toBeLessThan(2);
    expect(runs).toHaveLength(1 + xruns);
    let next = 0;
    for (const run of runs) {
      expect(run.from).toBe(next);
      next += run.frames;
    }
    expect(next).toBeGreaterThan(13 * RATE);
  });
});

/** Over the port, in the session that is open. */
describe('files that are not as they should be', () => {
  it('samples that are no numbers: silent, counted, and nothing else is touched', async () => {
    const editor = await open('bad.wav');
    const sample = (frame: number, channel: number): number =>
      isBad(frame, channel) ? 0 : noiseSample(frame, channel);
    const runs = await hear(new SignalIndex({ channels: 2, frames: 4 * RATE, sample }), async () => {
      await editor.play();
      await editor.waitForEngine('played to the end', (info) => info.state === 'paused');
    });
    expect(runs).toEqual([{ ...runs[0], from: 0, frames: 4 * RATE }]);
    expect((await editor.engine()).nonFinite).toBe(Math.floor((4 * RATE) / 5000));
  });

  it('a file that is deleted while it plays: goes on, or stops in place with one clear message', async () => {
    const editor = await open('deleted.wav');
    await editor.play();
    await editor.consumes(RATE);
    const before = await editor.positionFrame();
    rmSync(session.path('deleted.wav'));
    await sleep(7500);
    await expectSane(editor, before, 'deleted.wav');
  });

  it('a file that cannot be decoded in the middle: goes on, or stops in place with one clear message', async () => {
    const editor = await open('damaged.flac');
    await editor.play();
    await editor.waitForEngine('at its end', (info) => info.state === 'paused', 30_000);
    expect(await editor.positionFrame()).toBeGreaterThan(0);
    expect(await editor.frame.locator('#notice').innerText()).toContain('damaged.flac');
  });

  it.each(['64.wav', 'one.wav'])('%s: plays to its end', async (name) => {
    const editor = await open(name);
    await editor.frame.click('#play');
    const { consumedFrames } = await editor.waitForEngine(
      'played to its end',
      (info) => info.state === 'paused' && info.consumedFrames > 0,
    );
    expect(consumedFrames).toBe(name === 'one.wav' ? 1 : 4 * RATE);
    // 12 MB/s of 64 channels are more than VS Code carries from a busy remote host: it may run dry, and misses nothing.
    expect((await editor.engine()).error).toBeNull();
  });
});

async function open(name: string): Promise<EarshotPage> {
  await closeAllEditors(session.page);
  const editor = await session.open(name);
  await editor.fullyPainted();
  return editor;
}

async function expectSane(editor: EarshotPage, before: number, name: string): Promise<void> {
  const info = await editor.engine();
  const position = await editor.positionFrame();
  expect(position).toBeGreaterThanOrEqual(before);
  if (info.state === 'playing') expect(position).toBeGreaterThan(before + 5 * RATE);
  else expect(await editor.frame.locator('#notice, #error').first().innerText()).toContain(name);
}
