import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Chromium, launchChromium } from '../../support/chromium.ts';
import type { Rig } from './page.ts';
import { type EnginePages, serveEnginePages } from './server.ts';

declare const window: { rig: Rig; untouched: PropertyDescriptor };

const SECONDS = 12;
/** V8 tidies up some time after a start. Start-up is over when it has let so many seconds pass without. */
const SETTLED_SECONDS = 6;
const SETTLES_WITHIN = 5;
const STRETCHES = 3;
const CATEGORIES = ['devtools.timeline', 'v8', 'disabled-by-default-v8.gc', 'blink.gc', 'disabled-by-default-blink.gc'];

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs */
  dur?: number;
  args?: { name?: string };
}

/** What the collector did on the audio threads of a page, as Chromium's own trace tells. */
interface Collections {
  threads: number;
  /** Tasks of any kind there: the trace saw the thread at work. */
  tasks: number;
  /** By name: how often, and the longest, ms. */
  found: Record<string, { count: number; longestMs: number }>;
}

let pages: EnginePages;
let chromium: Chromium;
let page: Page;
beforeAll(async () => {
  pages = await serveEnginePages();
  chromium = await launchChromium({ args: ['--autoplay-policy=no-user-gesture-required'] });
});
afterAll(async () => {
  await chromium?.close();
  await pages?.close();
});
beforeEach(async () => {
  page = await chromium.context.newPage();
  await page.addInitScript(() => {
    window.untouched = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')!;
  });
});
afterEach(() => page?.close());

/** Plays with everything on while tracing. recorded: with the test page's recorder on the same thread, which makes garbage. */
async function trace(isolated: boolean, recorded: boolean, seconds: number): Promise<Collections> {
  await page.goto(pages.url({ isolated }));
  await page.evaluate(async (withRecorder) => {
    const { rig } = window;
    if (!withRecorder) Object.defineProperty(AudioNode.prototype, 'connect', window.untouched);
    const engine = rig.engines[rig.add(100_000_000)]!;
    const bands = Array.from({ length: 10 }, (_, i) => {
      return { kind: 'peak', on: true, frequency: 31.25 * 2 ** i, gainDb: i % 2 ? 3 : -3, q: 1.4 } as const;
    });
    engine.setEq({ on: true, bands, matchLoudness: true });
    engine.setBand({ low: 100, high: 10_000 });
    engine.setGainDb(6);
    engine.setSpeed(1.5, 'pitch');
    engine.play();
    await rig.until(0, 'playing');
    // Kernels, filters and the compiler have settled.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    // As the page's panels do.
    const tap = [new Float32Array(2048), new Float32Array(2048)];
    setInterval(() => {
      engine.meters();
      engine.tap(tap);
      engine.telemetry();
    }, 33);
  }, recorded);
  const session = await chromium.context.newCDPSession(page);
  const traced = async (length: number): Promise<Collections> =>
    collections(await record(session, () => page.waitForTimeout(length * 1000)));
  for (let i = 0; !recorded && i < SETTLES_WITHIN; i++) {
    if (Object.keys((await traced(SETTLED_SECONDS)).found).length === 0) break;
  }
  // What start-up has left in the young generation is collected some time: once, not again and again.
  let result = await traced(seconds);
  for (let i = 1; !recorded && i < STRETCHES && askedFor(result).length > 0; i++) result = await traced(seconds);
  const info = await page.evaluate(() => window.rig.engines[0]!.info());
  expect(info).toMatchObject({ state: 'playing', transport: isolated ? 'ring' : 'port', xruns: 0 });
  return result;
}

async function record(session: CDPSession, during: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordContinuously' },
    transferMode: 'ReportEvents',
  });
  await during();
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await complete;
  return events;
}

function collections(events: readonly TraceEvent[]): Collections {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name?.includes('AudioWorklet'));
  const known = new Set(threads.map(({ pid, tid }) => `${pid} ${tid}`));
  const there = events.filter(({ pid, tid, ph }) => ph !== 'M' && known.has(`${pid} ${tid}`));
  const found: Collections['found'] = {};
  for (const { name, cat, dur = 0 } of there) {
    if (!/gc/i.test(cat) && !/GC|Scaveng|Sweep|MarkCompact/.test(name)) continue;
    const entry = (found[name] ??= { count: 0, longestMs: 0 });
    entry.count++;
    entry.longestMs = Math.max(entry.longestMs, dur / 1000);
  }
  return { threads: known.size, tasks: there.length, found };
}

/**
 * Scavenges, and full collections that V8's memory reducer has not begun: it gives memory back in quiet times, some seconds
 * after a start, whatever the page does.
 */
function askedFor({ found }: Collections): string[] {
  const count = (name: string): number => found[name]?.count ?? 0;
  const full = count('MajorGC') - count('memory reducer');
  const minor = Object.keys(found).filter((name) => /MinorGC|Scaveng/.test(name));
  return full > 0 ? [...minor, `${full} MajorGC`] : minor;
}

describe('garbage on the audio thread in Chromium', () => {
  it('is seen by this test where there is some', async () => {
    const collected = await trace(true, true, 6);
    const { threads } = collected;
    expect(threads).toBeGreaterThan(0);
    expect(askedFor(collected)).not.toEqual([]);
  });

  it(`is none in ${SECONDS} s of playing with everything on over the ring`, async () => {
    const collected = await trace(true, false, SECONDS);
    expect(collected.threads).toBeGreaterThan(0);
    expect(collected.tasks).toBeGreaterThan(0);
    expect(askedFor(collected)).toEqual([]);
  }, 400_000);

  it('over the port is what the messages leave, collected in far less than a quantum', async () => {
    const collected = await trace(false, false, 10);
    expect(collected.tasks).toBeGreaterThan(0);
    const names = Object.keys(collected.found).filter((name) => /^(Minor|Major)GC$/.test(name));
    const counts = names.map((name) =>
      [collected.found[name]!.count, name, collected.found[name]!.longestMs].join(' '),
    );
    console.log(`over the port in 10 s: ${counts.join(', ') || 'nothing'}`);
    // A full collection might stop the sound.
    expect(askedFor(collected).filter((name) => name.includes('MajorGC'))).toEqual([]);
    expect(collected.found['MinorGC']?.longestMs ?? 0).toBeLessThan(2.6);
  }, 240_000);
});
