/** Frames looked back upon: 4 s at 60 Hz. */
const KEPT = 240;

export interface TimeSpread {
  /** ms */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** How long the last frames took, in all and by layer. */
export class FrameTimes {
  #rings = new Map<string, { values: Float64Array; count: number }>();

  add(phase: string, ms: number): void {
    let ring = this.#rings.get(phase);
    if (!ring) this.#rings.set(phase, (ring = { values: new Float64Array(KEPT), count: 0 }));
    ring.values[ring.count++ % KEPT] = ms;
  }

  /** By phase, in the order they first came. */
  spreads(): ReadonlyMap<string, TimeSpread> {
    return new Map([...this.#rings].map(([phase, { values, count }]) => [phase, spread(values, count)]));
  }

  clear(): void {
    this.#rings.clear();
  }
}

function spread(values: Float64Array, count: number): TimeSpread {
  const sorted = values.slice(0, Math.min(count, KEPT)).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), max: at(1), count };
}
