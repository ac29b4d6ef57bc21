import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Session, type EarshotPage, samplePath, startSession } from '../support/earshot.ts';
import { audioServers, residentBytes } from '../support/processes.ts';
import { fill, sine, wavBytes, writeWav } from '../support/signal.ts';
import { explorerRow, findWebviews, pickFromMenu } from '../support/workbench.ts';

const RATE = 48000;

/** Half of a sample: the header promises more than there is. */
function half(name: string): Buffer {
  const bytes = readFileSync(samplePath(name));
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

function claims4GB(): Buffer {
  const wav = wavBytes(sine(RATE, 1, 440), RATE);
  wav.writeUInt32LE(0xfffffff0, 4);
  wav.writeUInt32LE(0xffffff00, 40);
  return wav;
}

let session: Session;
let playing: EarshotPage;
beforeAll(async () => {
  session = await startSession({
    obeyFileModes: true,
    fill: (folder) => {
      const write = (name: string, bytes: string | Buffer): void => writeFileSync(`${folder}/${name}`, bytes);
      writeWav(
        `${folder}/playing.wav`,
        fill(1, RATE * 600, (i) => 0.1 * Math.sin(i / 20)),
        RATE,
      );
      write('empty.wav', '');
      write('nodata.wav', wavBytes([new Float32Array(0)], RATE));
      write('half.wav', half('test-signal.wav'));
      write('half.mp3', half('tabla-loop.mp3'));
      write('half.flac', half('guitar-chord.flac'));
      write('text.wav', 'This is a shopping list.\nMilk, bread.\n'.repeat(50));
      write('claims.wav', claims4GB());
      mkdirSync(`${folder}/folder.wav`);
      writeWav(`${folder}/gone.wav`, sine(RATE, 1, 440), RATE);
      writeWav(`${folder}/secret.wav`, sine(RATE, 1, 440), RATE);
      chmodSync(`${folder}/secret.wav`, 0o000);
    },
  });
  playing = await session.open('playing.wav');
  await playing.play();
});
afterAll(() => session?.close());

/** The message of an editor that shows no file, after checks that it offers a way on. */
async function failure(editor: EarshotPage): Promise<string> {
  expect(await editor.state()).toBe('failed');
  const error = editor.frame.locator('#error');
  await error.waitFor();
  expect(await error.locator('[data-action=retry]').isVisible()).toBe(true);
  expect(await error.locator('[data-action=openAsBinary]').isVisible()).toBe(true);
  return error.innerText();
}

/** The bar over an editor that shows what could be read. */
async function notice(editor: EarshotPage): Promise<string> {
  expect(await editor.state()).toBe('ready');
  const bar = editor.frame.locator('#notice');
  await bar.waitFor({ timeout: 5000 });
  await editor.fullyPainted();
  return bar.innerText();
}

async function expectStillPlaying(): Promise<void> {
  expect((await playing.engine()).state).toBe('playing');
  await playing.consumes(RATE / 2);
}

describe('bad input', () => {
  it.each([
    ['empty.wav', /empty/i],
    ['nodata.wav', /no (audio|sound)/i],
    ['text.wav', /not (an?|a known)|no audio|unknown|is text/i],
    ['secret.wav', /permission|not allowed/i],
  ])('%s: names file and cause, and the other editor goes on playing', async (name, cause) => {
    const text = await failure(await session.open(name));
    expect(text).toContain(name);
    expect(text).toMatch(cause);
    await expectStillPlaying();
  });

  it.each(['half.wav', 'half.mp3', 'half.flac', 'claims.wav'])(
    '%s: shows what is there and says that the rest is missing',
    async (name) => {
      const text = await notice(await session.open(name));
      expect(text).toContain(name);
      expect(text).toMatch(/ends|truncated|cut|missing|incomplete|claims|promises/i);
      await expectStillPlaying();
    },
  );

  it('takes no memory on the word of a header that claims 4 GB', () => {
    const [server] = audioServers(session.vscode.pid);
    expect(residentBytes(server?.pid ?? 0)).toBeGreaterThan(0);
    expect(residentBytes(server?.pid ?? 0)).toBeLessThan(400e6);
  });

  it('a directory: says so', async () => {
    const before = new Set(await findWebviews(session.page, 'body[data-kind=editor]'));
    await pickFromMenu(session.page, explorerRow(session.page, 'folder.wav'), 'Open with Earshot');
    await expect
      .poll(
        async () => {
          const frames = await findWebviews(session.page, '#error');
          const texts = frames.filter((each) => !before.has(each)).map((each) => each.locator('#error').innerText());
          return (await Promise.all(texts)).join();
        },
        { timeout: 15_000 },
      )
      .toMatch(/folder\.wav.*(directory|folder)/is);
    await expectStillPlaying();
  });

  it('a file that went away after it was listed: says so, and retry opens it when it is back', async () => {
    const row = await explorerRow(session.page, 'gone.wav').boundingBox();
    if (!row) throw new Error('gone.wav is not listed');
    const editor = await session.open('gone.wav', async () => {
      // Before the explorer can take notice.
      rmSync(session.path('gone.wav'));
      await session.page.mouse.dblclick(row.x + 40, row.y + row.height / 2);
    });
    const text = await failure(editor);
    expect(text).toContain('gone.wav');
    expect(text).toMatch(/not exist|not found|no longer|gone|removed|deleted/i);
    await expectStillPlaying();
    writeWav(session.path('gone.wav'), sine(RATE, 1, 440), RATE);
    await editor.frame.click('[data-action=retry]');
    await expect.poll(() => editor.state()).toBe('ready');
  });
});
