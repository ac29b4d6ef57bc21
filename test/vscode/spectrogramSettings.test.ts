import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Session, startSession } from '../support/earshot.ts';
import { fill, writeWav } from '../support/signal.ts';
import { closeAllEditors } from '../support/workbench.ts';

const RATE = 48_000;
/** VS Code notices a changed file of settings a little later: each look needs a file that has not been open. */
const TRIES = 8;

let session: Session;
beforeAll(async () => {
  const tone = fill(1, RATE, (i) => 0.5 * Math.sin(i / 20));
  const names = ['first', ...Array.from({ length: TRIES }, (_, i) => `later${i}`)];
  session = await startSession({
    fill: (folder) => names.forEach((name) => writeWav(`${folder}/${name}.wav`, tone, RATE)),
  });
});
afterAll(() => session?.close());

async function analysisOf(name: string): Promise<string> {
  const editor = await session.open(`${name}.wav`);
  return editor.frame.innerText('#spectrogram');
}

it('of the workspace reach editors that are opened afterwards, and leave files as they were left', async () => {
  expect(await analysisOf('first')).toBe('FFT 2048 \u00b7 Hann');
  await session.command('Earshot: Spectrogram: Longer Window');
  const path = session.path('.vscode/settings.json');
  mkdirSync(dirname(path), { recursive: true });
  const settings = { size: 512, window: 'blackmanHarris', scale: 'mel', show: 'spectrogram' };
  const entries = Object.entries(settings).map(([name, value]) => [`earshot.spectrogram.${name}`, value]);
  writeFileSync(path, JSON.stringify(Object.fromEntries(entries)));
  await closeAllEditors(session.page);
  let found = '';
  for (let i = 0; i < TRIES && !found.startsWith('FFT 512'); i++) {
    await session.page.waitForTimeout(500);
    found = await analysisOf(`later${i}`);
  }
  expect(found).toBe('FFT 512 \u00b7 Blackman\u2013Harris');
  await closeAllEditors(session.page);
  expect(await analysisOf('first')).toBe('FFT 4096 \u00b7 Hann');
});
