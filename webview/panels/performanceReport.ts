import type { Telemetry } from '../engine/types.ts';
import type { TimeSpread } from '../render/frameTimes.ts';
import { WHOLE_FRAME } from '../render/frameLoop.ts';
import { formatCount, formatRate } from '../../src/core/picture/axes/units.ts';

export interface Reading {
  readonly name: string;
  readonly value: string;
  /** Something is not as it should be. */
  readonly bad?: boolean;
}

export interface ReadingGroup {
  readonly title: string;
  readonly readings: readonly Reading[];
}

export interface Measured {
  readonly telemetry: Telemetry;
  /** Of the file, Hz: what is queued is counted in its frames. */
  readonly fileRate: number | null;
  readonly frameTimes: ReadonlyMap<string, TimeSpread>;
}

const NONE = '–';

/** All that is measured of sound and picture, in words. Names and order are always the same. */
export function performanceReadings({ telemetry, fileRate, frameTimes }: Measured): ReadingGroup[] {
  return [
    { title: 'Audio callback', readings: callbackReadings(telemetry) },
    { title: 'Queue', readings: queueReadings(telemetry, fileRate) },
    { title: 'Latency', readings: latencyReadings(telemetry) },
    { title: 'Picture, ms: p50 · p95 · max', readings: frameReadings(frameTimes) },
  ];
}

/** Of one callback, ms: it may take so long and no longer. null while nothing is known of the device. */
export function callbackBudgetMs({ quantumFrames, contextRate }: Telemetry): number | null {
  return quantumFrames > 0 && contextRate ? (1000 * quantumFrames) / contextRate : null;
}

/** Lines of name, tab, value under the title of their group. */
export function reportText(groups: readonly ReadingGroup[]): string {
  const lines = groups.map(({ title, readings }) =>
    [title, ...readings.map(({ name, value }) => `  ${name}\t${value}`)].join('\n'),
  );
  return lines.join('\n');
}

function callbackReadings(telemetry: Telemetry): Reading[] {
  const { callback, load, xruns, quantumFrames, contextRate, transport } = telemetry;
  const budget = callbackBudgetMs(telemetry);
  const late = callback !== null && budget !== null && callback.max > budget;
  return [
    { name: 'p50', value: ms(callback?.p50) },
    { name: 'p95', value: ms(callback?.p95) },
    { name: 'p99', value: ms(callback?.p99) },
    { name: 'p99.9', value: ms(callback?.p999) },
    { name: 'Longest', value: ms(callback?.max), bad: late },
    { name: 'Allowed', value: ms(budget) },
    { name: 'Callbacks', value: callback ? formatCount(callback.count) : NONE },
    { name: 'Load', value: load === null ? NONE : `${(100 * load).toFixed(1)} %` },
    { name: 'Dropouts', value: formatCount(xruns), bad: xruns > 0 },
    { name: 'Quantum', value: quantumFrames > 0 ? `${formatCount(quantumFrames)} frames` : NONE },
    { name: 'Rate', value: contextRate === null ? NONE : formatRate(contextRate) },
    { name: 'Transport', value: transport === null ? NONE : { ring: 'shared memory', port: 'messages' }[transport] },
  ];
}

function queueReadings(telemetry: Telemetry, fileRate: number | null): Reading[] {
  const { queuedFrames, queueCapacityFrames, targetFrames, deliveryP95Ms, deliveryMaxMs } = telemetry;
  const ahead = (frames: number): string =>
    fileRate && frames > 0 ? `${formatCount(frames)} frames, ${(frames / fileRate).toFixed(2)} s` : NONE;
  return [
    { name: 'Queued', value: ahead(queuedFrames) },
    { name: 'Wanted', value: ahead(targetFrames) },
    { name: 'Room', value: ahead(queueCapacityFrames) },
    { name: 'Delivery, p95', value: ms(deliveryP95Ms || null) },
    { name: 'Delivery, longest', value: ms(deliveryMaxMs || null) },
  ];
}

function latencyReadings({ commandLatency, startLatency, baseLatency, outputLatency }: Telemetry): Reading[] {
  const seconds = (value: number | null): string => ms(value === null ? null : 1000 * value);
  return [
    { name: 'Command, last', value: ms(commandLatency?.last) },
    { name: 'Command, longest', value: ms(commandLatency?.max) },
    { name: 'Start, last', value: ms(startLatency?.last) },
    { name: 'Start, longest', value: ms(startLatency?.max) },
    { name: 'Base latency', value: seconds(baseLatency) },
    { name: 'Output latency', value: seconds(outputLatency) },
  ];
}

function frameReadings(times: ReadonlyMap<string, TimeSpread>): Reading[] {
  const whole = times.get(WHOLE_FRAME);
  const others = [...times].filter(([phase]) => phase !== WHOLE_FRAME);
  const reading = (name: string, { p50, p95, max }: TimeSpread): Reading => ({
    name,
    value: [p50, p95, max].map((value) => value.toFixed(2)).join(' · '),
  });
  return [
    whole ? reading('Frame', whole) : { name: 'Frame', value: NONE },
    ...others.map(([phase, spread]) => reading(phase, spread)),
  ];
}

/** 3.2 ms, 0.012 ms: three digits that count, but never finer than a microsecond. */
export function ms(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value >= 100) return `${formatCount(value)} ms`;
  return `${value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3)} ms`;
}
