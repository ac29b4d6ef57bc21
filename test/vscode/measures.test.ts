import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/core/report/catalogue.ts';
import type { Report } from '../../src/core/report/report.ts';
import { inspectInstalled } from '../support/cli.ts';
import { type EarshotPage, type Session, samplePath, startSession } from '../support/earshot.ts';
import { figureFault, figuresShown, type ShownFigure } from '../support/figures.ts';
import { audioServers } from '../support/processes.ts';
import { fill, noise, wavBytes, writeWav } from '../support/signal.ts';
import { closeAllEditors } from '../support/workbench.ts';

const RATE = 48_000;
const CLIP = { start: 6 * RATE + 1234, frames: 10 };

/** 20 s: a second of silence, two tones, ten samples of the left at full scale, two seconds of silence. */
const known = fill(2, 20 * RATE, (i, c) => {
  if (i < RATE || i >= 18 * RATE) return 0;
  if (c === 0 && i >= CLIP.start && i < CLIP.start + CLIP.frames) return 1;
  return 10 ** ((c === 0 ? -18 : -24) / 20) * Math.sin((2 * Math.PI * (c === 0 ? 997 : 440) * i) / RATE);
});

let session: Session;
beforeAll(async () => {
  session = await startSession({
    fill: (folder) => {
      for (const name of ['known.wav', 'selected.wav']) writeWav(`${folder}/${name}`, known, RATE, 'pcm24');
      writeWav(`${folder}/silence.wav`, [new Float32Array(2 * RATE)], RATE);
      writeWav(`${folder}/long.wav`, noise(2, 60 * RATE), RATE);
      copyFileSync(samplePath('guitar-chord.flac'), `${folder}/guitar-chord.flac`);
      copyFileSync(samplePath('tabla-loop.mp3'), `${folder}/tabla-loop.mp3`);
      const whole = wavBytes(known, RATE, 'pcm24');
      writeFileSync(`${folder}/truncated.wav`, whole.subarray(0, whole.length / 2));
      writeFileSync(`${folder}/empty.wav`, '');
      writeFileSync(`${folder}/text.wav`, 'This is a shopping list.\nMilk, bread.\n'.repeat(50));
    },
  });
});
afterAll(() => session?.close());
beforeEach(() => closeAllEditors(session.page));

const reports = new Map<string, Report>();
/** What the command line says of a file, asked once. */
function reportOf(name: string, ...args: string[]): Report {
  const key = [name, ...args].join(' ');
  const known = reports.get(key);
  if (known) return known;
  const [report] = JSON.parse(inspectInstalled(session.folder, ['--json', name, ...args])) as Report[];
  reports.set(key, report!);
  return report!;
}

/** What of the report a cell of the statistics shows; undefined for sums over channels. */
function pathOf({ table, row, index, column, unit }: ShownFigure): string | undefined {
  const ofChannels = table === 'Statistics of the channels';
  const facts = catalogue.find(
    ({ path, ...each }) => each.title === column && each.unit === unit && path.startsWith('channels[]') === ofChannels,
  );
  if (!facts) throw new Error(`nobody knows the column ${column} (${unit})`);
  if (!ofChannels) return facts.path;
  if (row !== 'All') return facts.path.replace('[]', `[${index}]`);
  const ofAll = facts.path.replace('channels[]', 'overall');
  return catalogue.some(({ path }) => path === ofAll) ? ofAll : undefined;
}

/** Faults of the cells of some rows, and how many figures were compared. */
function compared(cells: readonly ShownFigure[], report: Report): { faults: string[]; figures: number } {
  const found = cells.flatMap((cell) => {
    const path = pathOf(cell);
    return path === undefined ? [] : [figureFault(cell, report, path)];
  });
  return { faults: found.filter((fault) => fault !== null), figures: found.length };
}

/** Waits until every figure of some rows is that of the report; there must be so many of them. */
async function expectFigures(
  shown: () => Promise<readonly ShownFigure[]>,
  report: Report,
  atLeast: number,
): Promise<void> {
  const poll = { timeout: 30_000 };
  await expect.poll(async () => compared(await shown(), report).figures, poll).toBeGreaterThanOrEqual(atLeast);
  await expect.poll(async () => compared(await shown(), report).faults, poll).toEqual([]);
}

/** Of a channel, and of all together. */
const [OF_CHANNEL, OF_ALL] = [30, 22];
const statistics = ({ frame }: EarshotPage) => figuresShown(frame, 'statistics');
const selectionStatistics = async (editor: EarshotPage): Promise<ShownFigure[]> =>
  (await statistics(editor)).filter(({ group, row }) => group === 'Selection' || row === 'Selection');

/** As levels are printed. */
const printed = (value: number, decimals: number): string => value.toFixed(decimals).replace('-', '−');

describe('the statistics of a file', () => {
  it.each(['known.wav', 'guitar-chord.flac', 'tabla-loop.mp3', 'silence.wav'])(
    '%s: every figure is that of the command line',
    async (name) => {
      const editor = await session.open(name);
      await session.command('Earshot: Show Statistics');
      const report = reportOf(name);
      await expectFigures(() => statistics(editor), report, OF_CHANNEL * report.channels.length + OF_ALL);
    },
  );

  const texts = async (name: string, column: string): Promise<string[]> => {
    const editor = await session.open(name);
    await session.command('Earshot: Show Statistics');
    const shown = async (): Promise<string[]> =>
      (await statistics(editor)).filter((cell) => cell.column === column).map(({ text }) => text);
    await expect.poll(async () => (await shown())[0]).toMatch(/\d|∞/);
    return shown();
  };

  it('are what the file was made of', async () => {
    const rms = known.map((plane) => Math.sqrt(plane.reduce((sum, value) => sum + value * value, 0) / plane.length));
    const both = Math.sqrt((rms[0]! ** 2 + rms[1]! ** 2) / 2);
    const decibels = [...rms, both].map((value) => printed(20 * Math.log10(value), 2));
    expect(await texts('known.wav', 'RMS')).toEqual(decibels);
  });

  it('give silence no level', async () => {
    expect(await texts('silence.wav', 'Sample peak')).toEqual(['−∞']);
  });
});

/** Drags over a time in the first lane; the frames that are selected then, as the readout has them. */
async function drag({ frame }: EarshotPage, from: number, to: number): Promise<{ start: number; end: number }> {
  const { mouse } = session.page;
  const box = (await frame.locator('canvas[data-channel="0"]').boundingBox())!;
  const { framesPerPixel } = await frame.evaluate(() => window.earshot!.view());
  const x = (seconds: number): number => box.x + (seconds * RATE) / framesPerPixel;
  const y = box.y + box.height / 2;
  await mouse.move(x(from), y);
  await mouse.down();
  for (const part of [0.1, 0.5, 1]) await mouse.move(x(from + part * (to - from)), y);
  await mouse.up();
  const edges = frame.getByRole('group', { name: 'Edges of the selection', includeHidden: true });
  const times = [...((await edges.textContent()) ?? '').matchAll(/(\d+):(\d\d\.\d{6})/g)];
  const [start, end] = times.map(([, minutes, seconds]) => Math.round((Number(minutes) * 60 + Number(seconds)) * RATE));
  return { start: start!, end: end! };
}

describe('the statistics of a selection', () => {
  it('are those of the command line for the same frames, each time it changes', async () => {
    const editor = await session.open('selected.wav');
    await session.command('Earshot: Show Statistics');
    await expectFigures(() => statistics(editor), reportOf('selected.wav'), 2 * OF_CHANNEL + OF_ALL);
    for (const [from, to] of [
      [2, 12],
      [0.5, 0.9],
    ] as const) {
      const { start, end } = await drag(editor, from, to);
      const dragged = performance.now();
      expect(Math.abs(end - start - (to - from) * RATE)).toBeLessThan(0.1 * RATE);
      const known = async (): Promise<number> =>
        (await selectionStatistics(editor)).filter(({ text }) => text !== '…').length;
      await expect.poll(known, { interval: 5 }).toBeGreaterThan(2 * OF_CHANNEL);
      const ms = (performance.now() - dragged).toFixed(0);
      console.log(`figures of ${(to - from).toFixed(1)} s stood ${ms} ms after the drag`);
      const report = reportOf('selected.wav', '--select', `#${start}..#${end}`);
      await expectFigures(() => selectionStatistics(editor), report, 2 * OF_CHANNEL + OF_ALL);
    }
  });
});

describe('a figure with a place', () => {
  it('leads there: playhead and mark', async () => {
    const { frame } = await session.open('known.wav');
    await session.command('Earshot: Show Statistics');
    const at = Math.floor(reportOf('known.wav').channels[0]!.truePeakFrame!);
    expect(Math.abs(at - CLIP.start)).toBeLessThan(CLIP.frames + 2);
    const position = () => frame.evaluate(() => window.earshot!.positionFrame());
    const mark = frame.locator('.lane-place .flag');
    const figure = frame.locator('#panel-statistics button.place[aria-label*="dBTP"]').first();
    await figure.waitFor();
    await session.command('Earshot: Go to the True Peak');
    await expect.poll(position).toBe(at);
    await expect.poll(() => mark.innerText()).toBe('True peak');
    await frame.locator('#lanes').press('Home');
    await expect.poll(position).toBe(0);
    // The palette, when it is slow to open, is closed by Escape, which closes a drawer with the focus too.
    await session.command('Earshot: Show Statistics');
    await figure.click();
    await expect.poll(position).toBe(at);
    await expect.poll(() => mark.innerText()).toBe('True peak');
    await mark.waitFor();
  });

  it('is named by a finding, which leads there too', async () => {
    const { frame } = await session.open('known.wav');
    await session.command('Earshot: Show Findings');
    const { findings } = reportOf('known.wav');
    const [clip] = findings.filter(({ rule }) => rule === 'clipping');
    expect(clip).toMatchObject({ severity: 'error', startFrame: CLIP.start, endFrame: CLIP.start + CLIP.frames });
    const messages = async (): Promise<string[]> =>
      (await figuresShown(frame, 'findings')).filter(({ column }) => column === 'Message').map(({ text }) => text);
    await expect.poll(messages).toEqual(findings.map(({ message }) => message));
    await frame.locator('#panel-findings tbody tr', { hasText: clip!.message }).locator('button.place').click();
    await expect.poll(() => frame.evaluate(() => window.earshot!.positionFrame())).toBe(CLIP.start);
    await expect.poll(() => frame.locator('.lane-place .flag').innerText()).toBe('Clipping');
  });
});

describe('the curves of loudness', () => {
  it('stand under the lanes, with their values under the pointer', async () => {
    const { frame } = await session.open('known.wav');
    await session.command('Earshot: Show or Hide the Loudness Curves');
    await frame.locator('#loudness canvas').last().waitFor();
    const { integratedLufs } = reportOf('known.wav').loudness;
    const picture = frame.locator('#loudness .loudness-picture');
    const values = async (seconds: number): Promise<string[]> => {
      const { framesPerPixel } = await frame.evaluate(() => window.earshot!.view());
      await picture.hover({ position: { x: (seconds * RATE) / framesPerPixel, y: 20 } });
      const readings = await frame.locator('#loudness .loudness-key button').allInnerTexts();
      return readings.map((reading) => /[−\d.∞–…]+/.exec(reading)?.[0] ?? reading);
    };
    const whole = printed(integratedLufs!, 1);
    await expect.poll(() => values(0.2)).toEqual(['–', '–', whole]);
    await expect.poll(() => values(0.75)).toEqual(['−∞', '–', whole]);
    // A steady tone, of which the file is the most: all three are within a tenth.
    const steady = (await values(5.5)).map((value) => Number(value.replace('−', '-')));
    expect(steady).toHaveLength(3);
    for (const value of steady) expect(Math.abs(value - integratedLufs!)).toBeLessThan(0.15);
  });
});

describe('a report', () => {
  /** Through the dialog of VS Code; the text of the file. */
  async function exported(stem: string, ending: string): Promise<string> {
    const target = session.path(`${stem}-as.${ending}`);
    await session.command('Earshot: Export Report');
    const input = session.page.locator('.quick-input-widget input').first();
    await expect.poll(() => input.inputValue()).toContain(session.path(stem));
    await input.fill(target);
    await input.press('Enter');
    await expect.poll(() => existsSync(target)).toBe(true);
    return readFileSync(target, 'utf8');
  }

  it('is exported beside the audio, as the command line writes it', async () => {
    await session.open('known.wav');
    for (const [ending, flag] of Object.entries({ json: '--json', csv: '--csv', md: '--markdown' })) {
      expect(await exported('known', ending)).toBe(inspectInstalled(session.folder, [flag, 'known.wav']));
    }
  });

  it('is of the selection where there is one', async () => {
    const editor = await session.open('selected.wav');
    await editor.fullyPainted();
    const { start, end } = await drag(editor, 3, 5);
    const flags = ['--json', 'selected.wav', '--select', `#${start}..#${end}`];
    expect(await exported('selected', 'json')).toBe(inspectInstalled(session.folder, flags));
  });

  it('is copied as text that reads well in an issue', async () => {
    const { page } = session;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await session.open('known.wav');
    await session.command('Earshot: Copy Report');
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toMatch(/^### known\.wav\n/);
    const { loudness, findings } = reportOf('known.wav');
    expect(await copied()).toContain(`| Integrated | ${printed(loudness.integratedLufs!, 1)} LUFS |`);
    for (const { message } of findings) expect((await copied()).replaceAll('\\', '')).toContain(message);
  });
});

describe('a file that cannot be measured as a whole', () => {
  it('truncated: shows the figures of what is there, and says that there is not all', async () => {
    const editor = await session.open('truncated.wav');
    await session.command('Earshot: Show Statistics');
    const report = reportOf('truncated.wav');
    expect(report.decode.complete).toBe(false);
    await expectFigures(() => statistics(editor), report, 2 * OF_CHANNEL + OF_ALL);
    expect(await editor.frame.locator('#notice').innerText()).toMatch(/truncated\.wav.*(ends|missing)/is);
  });

  it.each(['empty.wav', 'text.wav'])('%s: shows no figure at all', async (name) => {
    const { frame } = await session.open(name);
    await session.command('Earshot: Show Statistics');
    await frame.locator('#error').waitFor();
    expect(await frame.locator('#drawer').isVisible()).toBe(false);
    expect(await frame.locator('#error').innerText()).toContain(reportOf(name).error!.message);
  });
});

describe('figures', () => {
  it('come again when the audio server has died', async () => {
    const editor = await session.open('long.wav');
    const kill = (): boolean => process.kill(audioServers(session.vscode.pid)[0]!.pid, 'SIGKILL');
    await session.command('Earshot: Show Statistics');
    kill();
    // A file that the server died of waits until it is asked for again.
    const retried = async (): Promise<ShownFigure[]> => {
      if ((await editor.state()) === 'failed') await editor.frame.click('[data-action=retry]');
      return statistics(editor);
    };
    await expectFigures(retried, reportOf('long.wav'), 2 * OF_CHANNEL + OF_ALL);
    kill();
    const { start, end } = await drag(editor, 10, 20);
    const report = reportOf('long.wav', '--select', `#${start}..#${end}`);
    await expectFigures(() => selectionStatistics(editor), report, 2 * OF_CHANNEL + OF_ALL);
  });
});
