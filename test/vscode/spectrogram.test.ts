import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import { levelOfCode } from '../../src/core/spectrogram/levelCode.ts';
import { type EarshotPage, type Session, startSession } from '../support/earshot.ts';
import { audioServers } from '../support/processes.ts';
import { fill, noise, writeWav } from '../support/signal.ts';
import { closeAllEditors } from '../support/workbench.ts';

const RATE = 48_000;
/** The middle of bin 43 of 1024, and a frequency between two bins. */
const CENTRED = (43 * RATE) / 2048;
const BETWEEN = 1000.3;
const tone = (hertz: number, level: number) =>
  fill(2, RATE * 8, (i) => 10 ** (level / 20) * Math.sin((2 * Math.PI * hertz * i) / RATE));

let session: Session;
beforeAll(async () => {
  session = await startSession({
    fill: (folder) => {
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
      writeWav(`${folder}/long.wav`, noise(2, RATE * 300), RATE);
      mkdirSync(`${folder}/.vscode`);
    },
  });
});
afterAll(() => session?.close());
beforeEach(() => closeAllEditors(session.page));

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

describe('a spectrogram', () => {
  it('shows a tone at its frequency and level, to the pixel', async () => {
    const editor = await session.open('centred.wav');
    const { width, height, bare } = await complete(editor);
    expect(bare).toBe(0);
    const levels = await column(editor, Math.round(width / 2));
    const loudest = levels.indexOf(Math.max(...levels));
    expect(levels[loudest]).toBeCloseTo(-20, 1);
    const row = Math.floor(height * (1 - partOfFrequency(whole, CENTRED)));
    expect(Math.abs(loudest - row)).toBeLessThanOrEqual(1);
  });

  it('reads a tone between two bins where and as loud as it is', async () => {
    const editor = await session.open('between.wav');
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
      const editor = await session.open(name);
      await complete(editor);
      expect(await editor.frame.locator('#notice').isVisible()).toBe(false);
      const levels = await column(editor, 0);
      expect(levels.every((level) => level <= 6)).toBe(true);
      if (name === 'silence.wav') expect(new Set(levels)).toEqual(new Set([-Infinity]));
    },
  );

  it('follows every change of its parameters, sixty a second, and is right in the end', async () => {
    const editor = await session.open('centred.wav');
    await complete(editor);
    await editor.frame.click('#time');
    const keys = ['x', 'u', '2', '3', 'q', '4', '5', 'Shift+X', 'Shift+U', 'Shift+2', 'y', "'", ';'];
    for (let i = 0; i < 200; i++) await session.page.keyboard.press(keys[i % keys.length]!);
    await complete(editor);
    await session.command('Earshot: Spectrogram: Next Preset');
    await complete(editor);
  });

  it('comes back when the audio server dies in the middle of it', async () => {
    const editor = await session.open('long.wav');
    const [server] = audioServers(session.vscode.pid);
    process.kill(server!.pid, 'SIGKILL');
    await expect.poll(() => editor.state(), { timeout: 30_000 }).toBe('ready');
    const { bare } = await complete(editor);
    expect(bare).toBe(0);
  });

  it('draws no frame while nothing changes', async () => {
    const editor = await session.open('centred.wav');
    await complete(editor);
    await editor.frame.waitForTimeout(1000);
    const before = await editor.drawnFrames();
    await editor.frame.waitForTimeout(3000);
    expect(await editor.drawnFrames()).toBe(before);
  });
});

describe('the settings of a workspace', () => {
  it('are what a file begins with that was not open before', async () => {
    const settings = { 'earshot.spectrogram.show': 'spectrogram', 'earshot.spectrogram.size': 512 };
    writeFileSync(session.path('.vscode/settings.json'), JSON.stringify(settings));
    writeWav(session.path('new.wav'), noise(1, RATE), RATE);
    await expect
      .poll(
        async () => {
          await closeAllEditors(session.page);
          const editor = await session.open('new.wav');
          await complete(editor);
          return (await editor.frame.locator('canvas[data-channel="0"]').boundingBox())?.height ?? 0;
        },
        { timeout: 30_000 },
      )
      .toBe(0);
  });
});
