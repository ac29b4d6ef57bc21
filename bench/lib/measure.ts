import { execFileSync } from 'node:child_process';

/** One figure of a case. */
export interface Metric {
  value: number;
  unit: string;
  /** Spread, or what it was measured against. */
  note?: string;
}
export type Metrics = Record<string, Metric>;
export interface BenchContext {
  /** The repository. */
  root: string;
  /** Fewer repeats and shorter files. */
  quick: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function spread(values: readonly number[]): string {
  return `${Math.min(...values).toPrecision(3)} … ${Math.max(...values).toPrecision(3)}, n = ${values.length}`;
}

/** Wall milliseconds of each of `repeats` runs, after one that is not counted. */
export async function time(repeats: number, run: () => unknown): Promise<number[]> {
  await run();
  const results: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await run();
    results.push(performance.now() - start);
  }
  return results;
}

/** Two things timed in turn, so that a busy machine slows both: medians and the median of the paired ratios a / b. */
export async function compare(
  repeats: number,
  a: () => unknown,
  b: () => unknown,
): Promise<{ a: number[]; b: number[]; ratio: number; ratios: number[] }> {
  await a();
  await b();
  const timesA: number[] = [];
  const timesB: number[] = [];
  for (let i = 0; i < repeats; i++) {
    timesA.push(...(await once(a)));
    timesB.push(...(await once(b)));
  }
  const ratios = timesA.map((value, i) => value / timesB[i]!);
  return { a: timesA, b: timesB, ratio: median(ratios), ratios };
}

async function once(run: () => unknown): Promise<[number]> {
  const start = performance.now();
  await run();
  return [performance.now() - start];
}

export function ffmpeg(...args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}
