import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { partOfFrequency } from '../../../src/core/spectrogram/frequencyScale.ts';
import { levelOfCode } from '../../../src/core/spectrogram/levelCode.ts';
import type { EarshotPage, Session } from '../../support/earshot.ts';
import { audioServers } from '../../support/processes.ts';
import { fill, noise, writeWav } from '../../support/signal.ts';
import { closeAllEditors } from '../../support/workbench.ts';

const RATE = 48_000;
/** The middle of bin 43 of 1024, and a frequency between two bins. */
const CENTRED = (43 * RATE) / 2048;
const BETWEEN = 1000.3;
const tone = (hertz: number, level: number) =>
  fill(2, RATE * 8, (i) => 10 ** (level / 20) * Math.sin((2 * Math.PI * hertz * i) / RATE));

/** VS Code notices a changed file of settings a little later: each look needs a file that has not been open. */
const TRIES = 8;

export function writeSpectrogramFiles(folder: string): void {
  writeWav(`${folder}/centred.wav`, tone(CENTRED, -20), RATE, 'pcm24');
  writeWav(`${folder}/between.wav`, tone(BETWEEN, -26), RATE, 'pcm24');
  writeWav(
    `${folder}/short.wav`,
    tone(CENTRED, -20).map((each) => each.subarray(0, 100)),
    RATE,
  );
  writeWav(
    `${folder}/silence.wav`,
    fill(1, RATE, () => 0),
    RATE,
  );
  writeWav(
    `${folder}/slow.wav`,
    fill(1, 60, (i) => Math.sin(i)),
    1,
  );
  writeWav(`${folder}/fast.wav`, noise(1, 768_000), 768_000);
  writeWav(`${folder}/many.wav`, noise(64, 20_000), RATE);
  writeWav(`${folder}/long.wav`, noise(2, RATE * 120), RATE);
  const names = ['first', ...Array.from({ length: TRIES }, (_, i) => `later${i}`)];
  const short = tone(CENTRED, -20).map((each) => each.subarray(0, RATE));
  for (const name of names) writeWav(`${folder}/${name}.wav`, short, RATE);
  mkdirSync(`${folder}/.vscode`);
}

interface Shown {
  readonly width: number;
  readonly height: number;
  readonly complete: boolean;
  readonly bare: number;
}

function shown({ frame }: EarshotPage, lane = 'channel 0'): Promise<Shown | null> {
  return frame.evaluate((key) => {
    const reading = window.earshot!.spectrogram(key);
    if (!reading) return null;
    const { width, height, complete, bare } = reading;
    return { width, height, complete, bare };
  }, lane);
}

async function complete(editor: EarshotPage, lane = 'channel 0'): Promise<Shown> {
  await expect.poll(async () => (await shown(editor, lane))?.complete, { timeout: 30_000 }).toBe(true);
  return (await shown(editor, lane))!;
}

/** dBFS of one column of pixels, from the top. */
async function column({ frame }: EarshotPage, x: number): Promise<number[]> {
  const codes = await frame.evaluate((at) => {
    const reading = window.earshot!.spectrogram('channel 0')!;
    return Array.from({ length: reading.height }, (_, y) => reading.code(at, y) ?? NaN);
  }, x);
  return codes.map((code) => levelOfCode(code));
}

const whole = { scale: 'log', low: 20, high: RATE / 2 } as const;

const analysisOf = ({ frame }: EarshotPage): Promise<string> => frame.innerText('#spectrogram');

export function spectrogram(session: () => Session): void {
  describe('a spectrogram', () => {
    beforeEach(() => closeAllEditors(session().page));

    it('shows a tone at its frequency and level, to the pixel', async () => {
      const editor = await session().open('centred.wav');
      const { width, height, bare } = await complete(editor);
      expect(bare).toBe(0);
      const levels = await column(editor, Math.round(width / 2));
      const loudest = levels.indexOf(Math.max(...levels));
      expect(levels[loudest]).toBeCloseTo(-20, 1);
      const row = Math.floor(height * (1 - partOfFrequency(whole, CENTRED)));
      expect(Math.abs(loudest - row)).toBeLessThanOrEqual(1);
    });

    it('reads a tone between two bins where and as loud as it is', async () => {
      const editor = await session().open('between.wav');
      await complete(editor);
      const box = (await editor.frame.locator('canvas[data-spectrogram="channel 0"]').boundingBox())!;
      const y = box.height * (1 - partOfFrequency(whole, BETWEEN));
      await editor.frame.locator('canvas[data-spectrogram="channel 0"]').hover({ position: { x: box.width / 2, y } });
      const readings = (): Promise<string> => editor.frame.locator('#readout').innerText();
      await expect.poll(readings).toMatch(/1[, ]?000\.3/);
      await expect.poll(readings).toMatch(/−26\.0/);
    });

    it.each(['short.wav', 'silence.wav', 'slow.wav', 'fast.wav', 'many.wav'])(
      'of %s is complete and says no error',
      async (name) => {
        const editor = await session().open(name);
        await complete(editor);
        expect(await editor.frame.locator('#notice').isVisible()).toBe(false);
        const levels = await column(editor, 0);
        expect(levels.every((level) => level <= 6)).toBe(true);
        if (name === 'silence.wav') expect(new Set(levels)).toEqual(new Set([-Infinity]));
      },
    );

    it('follows every change of its parameters, sixty a second, and is right in the end', async () => {
      const editor = await session().open('centred.wav');
      await complete(editor);
      await editor.frame.click('#time');
      const keys = ['x', 'u', '2', '3', 'q', '4', '5', 'Shift+X', 'Shift+U', 'Shift+2', 'y', "'", ';'];
      for (let i = 0; i < 100; i++) await session().page.keyboard.press(keys[i % keys.length]!);
      await complete(editor);
      await session().command('Earshot: Spectrogram: Next Preset');
      await complete(editor);
    });

    it('comes anew when the audio server has died', async () => {
      const editor = await session().open('long.wav');
      // A file that is being scanned when the server dies stays closed until the user asks.
      await editor.fullyPainted();
      const [server] = audioServers(session().vscode.pid);
      process.kill(server!.pid, 'SIGKILL');
      await session().command('Earshot: Spectrogram: Longer Window');
      await expect.poll(() => analysisOf(editor)).toBe('FFT 4096 \u00b7 Hann');
      await expect.poll(() => editor.state(), { timeout: 30_000 }).toBe('ready');
      const { bare } = await complete(editor);
      expect(bare).toBe(0);
    });

    it('draws no frame while nothing changes', async () => {
      const editor = await session().open('centred.wav');
      await complete(editor);
      await editor.frame.waitForTimeout(1000);
      const before = await editor.drawnFrames();
      await editor.frame.waitForTimeout(2000);
      expect(await editor.drawnFrames()).toBe(before);
    });
  });
}

/** Last of a session: they stay. */
export function spectrogramSettings(session: () => Session): void {
  it('of the workspace reach editors that are opened afterwards, and leave files as they were left', async () => {
    await closeAllEditors(session().page);
    const first = await session().open('first.wav');
    expect(await analysisOf(first)).toBe('FFT 2048 \u00b7 Hann');
    await session().command('Earshot: Spectrogram: Longer Window');
    await expect.poll(() => analysisOf(first)).toBe('FFT 4096 \u00b7 Hann');
    // Changes are told half a second later.
    await first.frame.waitForTimeout(1000);
    const settings = { size: 512, window: 'blackmanHarris', scale: 'mel', show: 'spectrogram' };
    const entries = Object.entries(settings).map(([name, value]) => [`earshot.spectrogram.${name}`, value]);
    writeFileSync(session().path('.vscode/settings.json'), JSON.stringify(Object.fromEntries(entries)));
    await closeAllEditors(session().page);
    let later = first;
    let found = '';
    for (let i = 0; i < TRIES && !found.startsWith('FFT 512'); i++) {
      await session().page.waitForTimeout(500);
      later = await session().open(`later${i}.wav`);
      found = await analysisOf(later);
    }
    expect(found).toBe('FFT 512 \u00b7 Blackman\u2013Harris');
    await complete(later);
    expect((await later.frame.locator('canvas[data-channel="0"]').boundingBox())?.height ?? 0).toBe(0);
    await closeAllEditors(session().page);
    expect(await analysisOf(await session().open('first.wav'))).toBe('FFT 4096 \u00b7 Hann');
  });
}
