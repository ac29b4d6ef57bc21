import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import type { EarshotPage, Session } from '../../support/earshot.ts';
import { type Signal, SignalIndex } from '../../support/exactRuns.ts';
import { type HeardSession, startHeardSession } from '../../support/heardSession.ts';
import { record } from '../../support/pulse.ts';
import { noise, noiseSample, writeWav } from '../../support/signal.ts';
import { closeAllEditors } from '../../support/workbench.ts';

export const RATE = 48000;
/** Of each file of noise. */
export const LENGTH = 40 * RATE;
const signal: Signal = { channels: 2, frames: LENGTH, sample: noiseSample };
/** Each test has one of its own: editors remember where a file was left. */
const NAMES = ['first.wav', 'seeks.wav', 'loops.wav', 'stalls.wav', 'deleted.wav'];

/** A session whose sound is recorded, shared by the suites of one transport. */
export interface Heard {
  readonly transport: 'port' | 'ring';
  readonly session: () => Session;
  /** Alone, and painted. */
  readonly open: (name: string) => Promise<EarshotPage>;
  /** What is heard while act() runs, to the last of it. */
  readonly hear: (act: () => Promise<void>) => Promise<Float32Array>;
}

let index: SignalIndex | undefined;
/** Of the noise. */
export const noiseIndex = (): SignalIndex => (index ??= new SignalIndex(signal));

/** Starts the session before the tests of the suite, and ends it after them. fill: writes files besides the noise. */
export function heardOver(transport: Heard['transport'], fill: (folder: string) => void): Heard {
  let heard: HeardSession;
  beforeAll(async () => {
    heard = await startHeardSession(RATE, transport === 'ring', (folder) => {
      writeWav(`${folder}/noise.wav`, noise(2, LENGTH), RATE, 'pcm24');
      for (const name of NAMES) copyFileSync(`${folder}/noise.wav`, `${folder}/${name}`);
      fill(folder);
    });
  });
  afterAll(() => heard?.close());
  return {
    transport,
    session: () => heard.session,
    open: async (name) => {
      await closeAllEditors(heard.session.page);
      const editor = await heard.session.open(name);
      await editor.fullyPainted();
      return editor;
    },
    hear: async (act) => {
      const recording = await record(heard.pulse);
      await act();
      await heard.session.page.waitForTimeout(700);
      return recording.stop();
    },
  };
}
