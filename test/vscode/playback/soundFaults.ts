import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type EarshotPage, samplePath } from '../../support/earshot.ts';
import { Oracle, SignalIndex } from '../../support/exactRuns.ts';
import { audioServers, extensionHosts } from '../../support/processes.ts';
import { fill, noise, noiseSample, writeWav } from '../../support/signal.ts';
import { type Heard, noiseIndex, RATE } from './heard.ts';

/** Every 5000th frame of one channel is no number, or infinite. */
const notFinite = [NaN, Infinity, -Infinity];
const isBad = (frame: number, channel: number): boolean => channel === 1 && frame % 5000 === 4999;

export function writeFaultyFiles(folder: string): void {
  const bad = fill(2, 4 * RATE, (i, c) => (isBad(i, c) ? notFinite[i % 3]! : noiseSample(i, c)));
  writeWav(`${folder}/bad.wav`, bad, RATE, 'float32');
  writeWav(`${folder}/64.wav`, noise(64, 4 * RATE), RATE);
  writeWav(`${folder}/one.wav`, noise(2, 1), RATE);
  const flac = readFileSync(samplePath('guitar-chord.flac'));
  flac.fill(0x55, flac.length * 0.4, flac.length * 0.6);
  writeFileSync(`${folder}/damaged.flac`, flac);
}

/** Stopped, not ended: it answers nobody. */
async function freeze(pid: number | undefined, ms: number): Promise<void> {
  if (pid === undefined) throw new Error('no such process');
  process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  process.kill(pid, 'SIGCONT');
}

/** While it plays. */
export function stalls({ transport, session, open, hear }: Heard): void {
  it('a busy page, a server and a host that stand still, a server that is killed: not one frame is missing', async () => {
    const editor = await open('stalls.wav');
    let killed: number | undefined;
    const captured = await hear(async () => {
      await editor.play();
      await editor.consumes(2 * RATE);
      await editor.stall(500);
      await sleep(500);
      await freeze(audioServers(session().vscode.pid)[0]?.pid, 1000);
      await sleep(700);
      await freeze(extensionHosts(session().vscode.pid)[0]?.pid, 1000);
      await sleep(700);
      expect(await editor.engine()).toMatchObject({ transport, xruns: 0, error: null });
      killed = audioServers(session().vscode.pid)[0]!.pid;
      process.kill(killed, 'SIGKILL');
      // Far more than what was buffered when the server died.
      await editor.consumes(8 * RATE, 30_000);
      await editor.pause();
    });
    const runs = new Oracle(captured, noiseIndex()).runs();
    const servers = audioServers(session().vscode.pid);
    expect(servers).toHaveLength(1);
    expect(servers[0]!.pid).not.toBe(killed);
    expect(await editor.state()).toBe('ready');
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
}

/** Files that are not as they should be. */
export function faultyFiles({ session, open, hear }: Heard): void {
  it('samples that are no numbers: silent, counted, and nothing else is touched', async () => {
    const editor = await open('bad.wav');
    const sample = (frame: number, channel: number): number =>
      isBad(frame, channel) ? 0 : noiseSample(frame, channel);
    const captured = await hear(async () => {
      await editor.play();
      await editor.waitForEngine('played to the end', (info) => info.state === 'paused');
    });
    const known = new SignalIndex({ channels: 2, frames: 4 * RATE, sample });
    const runs = new Oracle(captured, known).runs();
    expect(runs).toEqual([{ ...runs[0], from: 0, frames: 4 * RATE }]);
    expect((await editor.engine()).nonFinite).toBe(Math.floor((4 * RATE) / 5000));
  });

  it('a file that is deleted while it plays: goes on, or stops in place with one clear message', async () => {
    const editor = await open('deleted.wav');
    await editor.play();
    await editor.consumes(RATE);
    const before = await editor.positionFrame();
    rmSync(session().path('deleted.wav'));
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
}

async function expectSane(editor: EarshotPage, before: number, name: string): Promise<void> {
  const info = await editor.engine();
  const position = await editor.positionFrame();
  expect(position).toBeGreaterThanOrEqual(before);
  if (info.state === 'playing') expect(position).toBeGreaterThan(before + 5 * RATE);
  else expect(await editor.frame.locator('#notice, #error').first().innerText()).toContain(name);
}
