import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type EarshotPage, startSession } from '../test/support/earshot.ts';
import { seededRandom } from '../test/support/signal.ts';
import { extensions, material } from './lib/material.ts';
import { type BenchContext, type Metrics } from './lib/measure.ts';
import { percentile } from './lib/percentile.ts';

const RATE = 48000;
const MINUTES = 60;

/**
 * From the call of seek() in the page of a real VS Code, while a 60-minute file plays, until its first frame leaves the
 * audio worklet: 30 random places in each format, the worklet fed over the port as on the desktop.
 */
export default async function seek({ quick }: BenchContext): Promise<Metrics> {
  const seeks = quick ? 10 : 30;
  const formats = quick ? (['wav', 'mp3'] as const) : extensions;
  const files = formats.map((extension) => material(MINUTES * 60, extension));
  const session = await startSession({
    fill: (folder) => {
      for (const file of files) symlinkSync(file, `${folder}/${basename(file)}`);
      // Opened by a double click like the others.
      const settings = { 'workbench.editorAssociations': { '*.webm': 'earshot.editor.optional' } };
      mkdirSync(`${folder}/.vscode`);
      writeFileSync(`${folder}/.vscode/settings.json`, JSON.stringify(settings));
    },
  });
  try {
    const metrics: Metrics = {};
    for (const [i, extension] of formats.entries()) {
      const editor = await session.open(basename(files[i]!));
      // What the scan still takes from the machine is another figure.
      await editor.frame.waitForFunction(() => window.earshot!.marks['fullPaint'] !== undefined, undefined, {
        timeout: 300_000,
      });
      await editor.play();
      await editor.consumes(RATE);
      const random = seededRandom(7);
      const times: number[] = [];
      for (let n = 0; n < seeks; n++) {
        times.push(await timeSeek(editor, Math.floor((0.01 + 0.95 * random()) * MINUTES * 60 * RATE)));
      }
      const { xruns } = await editor.engine();
      await editor.pause();
      const key = extension.replace('.', '_');
      const note = `n = ${seeks}, longest ${Math.max(...times).toFixed(0)}, xruns ${xruns}`;
      metrics[`${key}P50Ms`] = { value: percentile(times, 0.5), unit: 'ms', note };
      metrics[`${key}P95Ms`] = { value: percentile(times, 0.95), unit: 'ms' };
    }
    return metrics;
  } finally {
    await session.close();
  }
}

function timeSeek(editor: EarshotPage, frame: number): Promise<number> {
  return editor.frame.evaluate(async (target) => {
    const { player } = window.earshot!;
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    player.resetTelemetry();
    player.seek(target);
    for (const end = performance.now() + 10_000; performance.now() < end; await wait(20)) {
      const latency = player.telemetry().startLatency;
      if (latency === null) continue;
      await wait(300);
      return latency.last;
    }
    throw new Error(`nothing was heard of frame ${target} within 10 s: ${JSON.stringify(player.info())}`);
  }, frame);
}
