import { readFileSync } from 'node:fs';
import type { AudioServerClient } from '../../src/node/client.ts';
import type { BadFile } from '../support/badFiles.ts';
import { judge, type Limits, type Verdict } from '../support/judge.ts';
import { makeSample, sampleLayouts, type SampleName, sampleFiles } from '../support/sampleFiles.ts';
import { mutate } from './mutate.ts';

const SECONDS = 0.6;
export const fuzzLimits: Limits = { ms: 5000, rssBytes: 250 * 2 ** 20 };

/** The seed of one mutant: each format has its own row of them. */
const seedOf = (format: SampleName, seed: number, number: number): number => {
  let hash = seed;
  for (const letter of `${format}#${number}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash;
};

function* mutants(format: SampleName, good: Buffer, seed: number, from: number, count: number): Generator<BadFile> {
  for (let number = from; number < from + count; number++) {
    const name = `${format}-${seed}-${number}.${sampleFiles[format].extension}`;
    yield { name, bytes: mutate(good, seedOf(format, seed, number)), layout: sampleLayouts[format], must: 'either' };
  }
}

/** Opens mutants number from … from+count−1 of a format. Returns those that were not dealt with properly. */
export async function fuzz(
  client: AudioServerClient,
  folder: string,
  format: SampleName,
  { seed, from = 0, count }: { seed: number; from?: number; count: number },
): Promise<{ faults: Verdict[]; outcomes: Map<string, number> }> {
  const good = readFileSync(makeSample(folder, format, SECONDS));
  const verdicts = await judge(client, folder, mutants(format, good, seed, from, count), fuzzLimits);
  const outcomes = new Map<string, number>();
  for (const { outcome } of verdicts) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return { faults: verdicts.filter((verdict) => verdict.faults.length > 0), outcomes };
}

/** The bytes of one mutant, to look at it or to keep it. */
export function mutantBytes(folder: string, format: SampleName, seed: number, number: number): Uint8Array {
  return mutate(readFileSync(makeSample(folder, format, SECONDS)), seedOf(format, seed, number));
}
