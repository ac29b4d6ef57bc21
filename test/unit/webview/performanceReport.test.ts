import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../../../webview/engine/types.ts';
import { barHeights } from '../../../webview/panels/callbackChart.ts';
import { callbackBudgetMs, ms, performanceReadings, reportText } from '../../../webview/panels/performanceReport.ts';
import { conclusion, findingsText } from '../../../webview/panels/soundFindings.ts';
import { WHOLE_FRAME } from '../../../webview/render/frameLoop.ts';
import { FrameTimes } from '../../../webview/render/frameTimes.ts';

const idle: Telemetry = {
  transport: null,
  quantumFrames: 0,
  contextRate: null,
  baseLatency: null,
  outputLatency: null,
  callback: null,
  load: null,
  queuedFrames: 0,
  queueCapacityFrames: 0,
  targetFrames: 0,
  deliveryP95Ms: 0,
  deliveryMaxMs: 0,
  xruns: 0,
  commandLatency: null,
  startLatency: null,
};
const callback = { p50: 0.01, p95: 0.02, p99: 0.1, p999: 1.5, max: 3, count: 12_345, bins: [] };
const busy: Telemetry = { ...idle, transport: 'ring', quantumFrames: 128, contextRate: 48_000, callback, xruns: 2 };

function reading(telemetry: Telemetry, name: string, fileRate = 48_000) {
  const groups = performanceReadings({ telemetry, fileRate, frameTimes: new Map() });
  return groups.flatMap(({ readings }) => readings).find((each) => each.name === name)!;
}

describe('performance readings', () => {
  it('say nothing about what is not known', () => {
    const groups = performanceReadings({ telemetry: idle, fileRate: null, frameTimes: new Map() });
    const known = groups.flatMap(({ readings }) => readings).filter(({ value }) => value !== '–');
    expect(known).toEqual([{ name: 'Dropouts', value: '0', bad: false }]);
  });

  it('mark a callback beyond its time, and dropouts', () => {
    expect(callbackBudgetMs(busy)).toBeCloseTo(2.667, 3);
    expect(reading(busy, 'Longest')).toEqual({ name: 'Longest', value: '3.00 ms', bad: true });
    expect(reading({ ...busy, callback: { ...callback, max: 2 } }, 'Longest').bad).toBe(false);
    expect(reading(busy, 'Dropouts')).toMatchObject({ value: '2', bad: true });
    expect(reading(busy, 'Callbacks').value).toBe('12,345');
  });

  it('count what is queued in frames of the file', () => {
    expect(reading({ ...busy, queuedFrames: 44_100 }, 'Queued', 44_100).value).toBe('44,100 frames, 1.00 s');
  });

  it('name the layers of the picture after the whole frame', () => {
    const times = new FrameTimes();
    for (let i = 1; i <= 100; i++) times.add('ruler', i / 100);
    times.add(WHOLE_FRAME, 2);
    const text = reportText(performanceReadings({ telemetry: idle, fileRate: null, frameTimes: times.spreads() }));
    expect(text).toContain('  Frame\t2.00 · 2.00 · 2.00\n  ruler\t0.50 · 0.95 · 1.00');
  });

  it('writes milliseconds with the digits that count', () => {
    expect([0.0123, 1.2345, 12.345, 1234.5, null, NaN].map(ms)).toEqual([
      '0.012 ms',
      '1.23 ms',
      '12.3 ms',
      '1,235 ms',
      '–',
      '–',
    ]);
  });
});

describe('frame times', () => {
  it('look back on the last frames only', () => {
    const times = new FrameTimes();
    times.add('a', 99);
    for (let i = 0; i < 240; i++) times.add('a', 1);
    expect(times.spreads().get('a')).toEqual({ p50: 1, p95: 1, max: 1, count: 241 });
  });
});

describe('histogram', () => {
  it('lets a single callback be seen beside a million', () => {
    const [many, single, empty] = barHeights([1_000_000, 1, 0]);
    expect(many).toBe(1);
    expect(single).toBeGreaterThan(0.04);
    expect(empty).toBe(0);
  });
});

describe('conclusion of the sound check', () => {
  const good = { what: 'Context', value: 'running', verdict: 'good' } as const;
  const bad = { what: 'Volume', value: 'silent', verdict: 'bad' } as const;
  const unknown = { what: 'Device', value: 'not told', verdict: 'unknown' } as const;

  it('names the first thing that is wrong', () => {
    expect(conclusion([good, bad, unknown])).toBe('Most likely the reason is this: volume, silent.');
    expect(conclusion([bad, { ...bad, what: 'Context' }])).toContain('One more thing is marked below.');
  });

  it('points outside when all is well, and to another try when that cannot be told', () => {
    expect(conclusion([good, good])).toContain('volume of the system');
    expect(conclusion([good, unknown])).toContain('check again');
    expect(conclusion([])).toContain('check again');
  });

  it('goes to the clipboard with its reasons', () => {
    expect(findingsText([bad])).toBe('Most likely the reason is this: volume, silent.\nProblem\tVolume\tsilent');
  });
});
