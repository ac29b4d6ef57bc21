import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { startVsCode, type VsCode } from '../test/support/vscodeServer.ts';
import { explorerRow, findWebview, openWorkbench, waitForCommand } from '../test/support/workbench.ts';
import { material } from './lib/material.ts';
import { type BenchContext, median, type Metrics, spread } from './lib/measure.ts';

/** Times in ms. click: from the double click in the Explorer; own: from resolveCustomEditor, the extension's own share. */
interface Opening {
  clickToWaveform: number;
  clickToPlay: number;
  own: number;
  /** From resolveCustomEditor to the first line of our script: VS Code's time to bring up a webview, part of own. */
  webview: number;
}

/**
 * Opens a 3-minute file from the Explorer of a real VS Code, cold (no audio server yet), against the built-in audio
 * preview opening the same WAV in the same run.
 */
export default async function open({ root, quick }: BenchContext): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-open-'));
  const repeats = quick ? 1 : 3;
  const server = await startVsCode({ extension: root });
  try {
    const metrics: Metrics = {};
    const builtIn: number[] = [];
    for (const extension of ['wav', 'flac', 'mp3'] as const) {
      const workspace = makeWorkspace(join(folder, extension), material(180, extension));
      const runs: Opening[] = [];
      for (let i = 0; i < repeats; i++) runs.push(await openOurs(server, workspace, `music-180s.${extension}`));
      for (const key of ['clickToWaveform', 'clickToPlay', 'own', 'webview'] as const) {
        const values = runs.map((each) => each[key]);
        metrics[`${extension}_${key}Ms`] = { value: median(values), unit: 'ms', note: spread(values) };
      }
      if (extension !== 'wav') continue;
      const other = makeWorkspace(join(folder, 'built-in'), material(180, 'wav'), { '*.wav': 'vscode.audioPreview' });
      for (let i = 0; i < repeats; i++) builtIn.push(await openBuiltIn(server, other, 'music-180s.wav'));
    }
    metrics['builtInPlayMs'] = { value: median(builtIn), unit: 'ms', note: spread(builtIn) };
    metrics['wavToBuiltIn'] = {
      value: metrics['wav_clickToWaveformMs']!.value / median(builtIn),
      unit: '×',
      note: 'our first waveform ÷ play enabled in the built-in audio preview',
    };
    return metrics;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeWorkspace(folder: string, file: string, associations?: Record<string, string>): string {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  try {
    linkSync(file, join(folder, basename(file)));
  } catch {
    copyFileSync(file, join(folder, basename(file)));
  }
  const settings = associations ? { 'workbench.editorAssociations': associations } : {};
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  return folder;
}

async function inWorkbench<T>(server: VsCode, workspace: string, run: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    await openWorkbench(browser.page, server.url(workspace));
    await waitForCommand(browser.page, 'Earshot: Play or Pause');
    await browser.page.waitForTimeout(2000); // let the workbench finish starting: this is not our share
    return await run(browser.page);
  } finally {
    await browser.close();
  }
}

async function doubleClick(page: Page, file: string): Promise<number> {
  const row = explorerRow(page, file);
  await row.hover();
  const clicked = Date.now();
  await row.dblclick();
  return clicked;
}

function openOurs(server: VsCode, workspace: string, file: string): Promise<Opening> {
  return inWorkbench(server, workspace, async (page) => {
    const clicked = await doubleClick(page, file);
    const frame = await findWebview(page, 'body[data-kind=editor][data-painted]');
    const { script, ready, painted, resolved } = await frame.evaluate(() => {
      const { marks } = (globalThis as unknown as { earshot: { marks: Record<string, number> } }).earshot;
      // performance.timeOrigin drifts from the wall clock that the host's stamp was taken from.
      const origin = Date.now() - performance.now();
      const at = (mark: string): number => origin + (marks[mark] ?? NaN);
      return {
        script: at('scriptStart'),
        ready: at('ready'),
        painted: at('firstPaint'),
        resolved: Number(document.body.dataset['resolvedAt']),
      };
    });
    return {
      clickToWaveform: painted - clicked,
      clickToPlay: ready - clicked,
      own: painted - resolved,
      webview: script - resolved,
    };
  });
}

function openBuiltIn(server: VsCode, workspace: string, file: string): Promise<number> {
  return inWorkbench(server, workspace, async (page) => {
    const clicked = await doubleClick(page, file);
    const frame: Frame = await findWebview(page, 'body.ready audio');
    await frame.waitForFunction(() => document.querySelector('audio') !== null);
    return Date.now() - clicked;
  });
}
