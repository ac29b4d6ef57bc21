import { symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { startSession } from '../test/support/earshot.ts';
import type { SpectrogramReading } from '../webview/layers/laneSpectrogram.ts';
import { material } from './lib/material.ts';
import type { BenchContext, Metrics } from './lib/measure.ts';
import { percentile } from './lib/percentile.ts';

interface Seen {
  /** Main thread's time for each frame drawn, ms. */
  frames: number[];
  /** p95 of the last frames by layer, ms, the dearest first. */
  layers: string;
  /** ms; none under 50. */
  longTasks: number[];
  /** From a jump to another zoom to the frame that shows it complete, ms. */
  jumps: number[];
  /** Of these, where all was there already. */
  returns: number[];
  /** The same until the spectrograms are sharp too. */
  sharp: number[];
  /** Share of the spectrogram's columns that the first frame after a jump shows, the least of all jumps. */
  coarse: number;
  idleFrames: number;
  heapMB: number;
}

/**
 * A 60-minute file in a real VS Code at 1920 × 1080, with waveforms and spectrograms: zooms and pans in every animation frame while it plays, then jumps to
 * other zooms and back, then rests.
 */
export default async function picture({ quick }: BenchContext): Promise<Metrics> {
  const seconds = quick ? 10 : 60;
  const file = material(3600, 'wav');
  const session = await startSession({
    viewport: { width: 1920, height: 1080 },
    fill: (folder) => symlinkSync(file, `${folder}/${basename(file)}`),
  });
  try {
    const editor = await session.open(basename(file));
    await editor.frame.waitForFunction(() => window.earshot!.marks['fullPaint'] !== undefined, undefined, {
      timeout: 120_000,
    });
    await editor.play();
    await editor.frame.evaluate(moveAbout, seconds);
    await editor.pause();
    const seen: Omit<Seen, 'heapMB'> = await editor.frame.evaluate(jumpAbout, quick ? 5 : 20);
    const heapMB = await heldMB(session.page, editor.frame);
    const { frames, layers, longTasks, jumps, returns, sharp, coarse, idleFrames } = seen;
    const ms = (values: number[], share: number): number => percentile(values, share);
    return {
      frameP50Ms: { value: ms(frames, 0.5), unit: 'ms', note: `${frames.length} frames in ${seconds} s` },
      frameP95Ms: { value: ms(frames, 0.95), unit: 'ms', note: layers },
      frameP99Ms: { value: ms(frames, 0.99), unit: 'ms', note: `longest ${Math.max(...frames).toFixed(1)}` },
      longTasks: {
        value: longTasks.length,
        unit: 'tasks',
        note: `over 50 ms, the workbench's too; longest ${Math.max(0, ...longTasks).toFixed(0)} ms`,
      },
      jumpP95Ms: { value: ms(jumps, 0.95), unit: 'ms', note: `median ${ms(jumps, 0.5).toFixed(0)}; from the server` },
      returnP95Ms: { value: ms(returns, 0.95), unit: 'ms', note: `median ${ms(returns, 0.5).toFixed(0)}; cached` },
      sharpP95Ms: {
        value: ms(sharp, 0.95),
        unit: 'ms',
        note: `median ${ms(sharp, 0.5).toFixed(0)}; spectrograms, from the server`,
      },
      coarseShare: {
        value: coarse,
        unit: '',
        note: 'columns of a spectrogram shown in the frame after a jump, the least',
      },
      idleFrames: { value: idleFrames, unit: 'frames', note: 'in 2 s in which nothing changed' },
      heapMB: { value: heapMB, unit: 'MB', note: 'JavaScript heap of page and workbench together' },
    };
  } finally {
    await session.close();
  }
}

/** What page and workbench hold, without what the collector has not come round to. */
async function heldMB(page: Page, frame: Frame): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  return frame.evaluate(() => {
    const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
    return memory.usedJSHeapSize / 2 ** 20;
  });
}

/** In the page. Zooms in for a while, pans, zooms out, over and over, at another place each time. */
async function moveAbout(seconds: number): Promise<void> {
  const probe = window.earshot!;
  const times = probe.frameTimes();
  const frames: number[] = [];
  const longTasks: number[] = [];
  Object.assign(window, { benchFrames: frames, benchLongTasks: longTasks });
  const add = times.add.bind(times);
  times.add = (phase, ms) => {
    if (phase === 'frame') frames.push(ms);
    add(phase, ms);
  };
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((each) => each.duration))).observe({
    type: 'longtask',
  });
  const lanes = document.getElementById('lanes')!;
  const box = lanes.getBoundingClientRect();
  const wheel = (x: number, deltaX: number, deltaY: number): void => {
    const at = { clientX: box.left + x * box.width, clientY: box.top + box.height / 2 };
    lanes.dispatchEvent(new WheelEvent('wheel', { ...at, deltaX, deltaY, bubbles: true, cancelable: true }));
  };
  const end = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < end; i++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const step = i % 240;
    if (step < 90) wheel(0.2 + (0.6 * ((i * 7) % 240)) / 240, 0, -40);
    else if (step < 150) wheel(0.5, step % 20 < 10 ? 60 : -45, 0);
    else wheel(0.5, 0, 40);
  }
  const spreads = [...times.spreads()].sort(([, a], [, b]) => b.p95 - a.p95).slice(0, 6);
  const benchLayers = spreads.map(([name, { p95 }]) => `${name} ${p95.toFixed(1)}`).join(', ');
  Object.assign(window, { benchLayers });
}

/** In the page. Deep zooms at random places, each then left and come back to. */
async function jumpAbout(count: number): Promise<Omit<Seen, 'heapMB'>> {
  const probe = window.earshot!;
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const lanes = document.getElementById('lanes')!;
  const box = lanes.getBoundingClientRect();
  const zoom = (x: number, deltaY: number): void => {
    const at = { clientX: box.left + x * box.width, clientY: box.top + box.height / 2 };
    lanes.dispatchEvent(new WheelEvent('wheel', { ...at, deltaX: 0, deltaY, bubbles: true, cancelable: true }));
  };
  const spectrogram = (): SpectrogramReading => probe.spectrogram('channel 0')!;
  const complete = async (sharp: number[] | null): Promise<number> => {
    const start = performance.now();
    await frame();
    // What the loop drew in that frame.
    await Promise.resolve();
    const { width, bare } = spectrogram();
    coarse = Math.min(coarse, 1 - bare / width);
    while (!probe.complete() && performance.now() < start + 5000) await frame();
    const waveform = performance.now() - start;
    while (!spectrogram().complete && performance.now() < start + 5000) await frame();
    sharp?.push(performance.now() - start);
    return waveform;
  };
  const jumps: number[] = [];
  const returns: number[] = [];
  const sharp: number[] = [];
  let coarse = 1;
  for (let i = 0; i < count; i++) {
    const x = 0.05 + (0.9 * ((i * 37) % 100)) / 100;
    for (const [deltaY, into] of [
      [-2500, jumps],
      [2500, null],
      [-2500, returns],
      [100_000, null],
    ] as const) {
      zoom(x, deltaY);
      const took = await complete(into === jumps ? sharp : null);
      into?.push(took);
      await wait(300);
    }
  }
  await wait(500);
  const drawn = probe.drawnFrames;
  await wait(2000);
  const { benchLayers } = window as unknown as Record<string, string>;
  const { benchFrames, benchLongTasks } = window as unknown as Record<string, number[]>;
  return {
    frames: benchFrames!,
    layers: benchLayers!,
    longTasks: benchLongTasks!,
    jumps,
    returns,
    sharp,
    coarse,
    idleFrames: probe.drawnFrames - drawn,
  };
}
