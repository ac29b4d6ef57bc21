import { percentile } from '../../src/core/engine/callbackHistogram.ts';
import { FIELD, HISTOGRAM_BINS } from '../../src/core/engine/engineState.ts';
import type { Transport } from './transport.ts';
import type { Telemetry } from './types.ts';

/** What is known of the machinery now. Main thread. */
export function telemetryOf({ session, device, info, starts }: Transport): Telemetry {
  const link = session?.link ?? null;
  const context = device?.context ?? null;
  const state = link?.state;
  const feeder = session?.feeder;
  const ms = (frames: number): number => (frames / (link?.contextRate ?? 1)) * 1000;
  const commands = state?.[FIELD.commands] ?? 0;
  const renderedMs = ms(state?.[FIELD.rendered] ?? 0);
  return {
    transport: info.transport,
    quantumFrames: state?.[FIELD.quantumFrames] ?? 0,
    contextRate: info.contextRate,
    baseLatency: context?.baseLatency ?? null,
    outputLatency: context?.outputLatency ?? null,
    callback: state ? callbackOf(state) : null,
    load: renderedMs > 0 ? state![FIELD.spentMs]! / renderedMs : null,
    queuedFrames: state?.[FIELD.queued] ?? 0,
    queueCapacityFrames: feeder?.capacity ?? 0,
    targetFrames: feeder?.ahead.target() ?? 0,
    deliveryP95Ms: feeder?.ahead.deliveries.p95Ms() ?? 0,
    deliveryMaxMs: feeder?.ahead.deliveries.maxMs ?? 0,
    xruns: info.xruns,
    commandLatency:
      commands > 0 ? { last: ms(state![FIELD.commandFrames]!), max: ms(state![FIELD.commandFramesMax]!) } : null,
    startLatency: starts.latency,
  };
}

function callbackOf(state: Float64Array): Telemetry['callback'] {
  const bins = state.slice(FIELD.histogram, FIELD.histogram + HISTOGRAM_BINS);
  const count = bins.reduce((sum, each) => sum + each, 0);
  if (count === 0) return null;
  const max = state[FIELD.spentMaxMs]!;
  const of = (share: number): number => Math.min(max, percentile(bins, share) ?? 0);
  return { p50: of(0.5), p95: of(0.95), p99: of(0.99), p999: of(0.999), max, count, bins };
}
