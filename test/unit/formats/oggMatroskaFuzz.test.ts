import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { openForTest } from '../../support/decode.ts';
import { pagesOf, sealed } from '../../support/oggFiles.ts';
import { seededRandom } from '../../support/signal.ts';
import { generate } from '../node/support.ts';

const folder = tempFolder('ogg-fuzz');
afterAll(() => folder.remove());
const MUTANTS = 50;
const LIMIT_MS = 5000;
/** Of three seconds of audio; more only with lies about gaps. */
const MOST_FRAMES = 1 << 24;

const sources: [string, string[]][] = [
  ['vorbis.ogg', ['-c:a', 'libvorbis']],
  ['opus.opus', ['-c:a', 'libopus']],
  ['flac.oga', ['-c:a', 'flac']],
  ['opus.webm', ['-c:a', 'libopus']],
  ['vorbis.webm', ['-c:a', 'libvorbis']],
  ['flac.mka', ['-c:a', 'flac']],
  ['pcm.mka', ['-c:a', 'pcm_s16le']],
];

type Random = () => number;
const index = (random: Random, length: number): number => Math.floor(random() * length);

/** Flipped bytes, a cut, a hole, a piece twice or left out; headers are hit more often than the rest. */
function mutate(good: Uint8Array, random: Random): Uint8Array {
  const bytes = good.slice();
  const near = (): number => index(random, random() < 0.5 ? Math.min(600, bytes.length) : bytes.length);
  const kind = index(random, 6);
  if (kind === 0) return bytes.slice(0, index(random, bytes.length));
  if (kind === 1) return bytes.slice(index(random, bytes.length));
  const [from, length] = [near(), index(random, 3000)];
  if (kind === 2) return bytes.fill(index(random, 256), from, from + length);
  if (kind === 3) return Uint8Array.from(Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]));
  if (kind === 4) return Uint8Array.from(Buffer.concat([bytes.subarray(0, from + length), bytes.subarray(from)]));
  for (let i = index(random, 30); i >= 0; i--) bytes[near()] = index(random, 256);
  return bytes;
}

/** Damage inside of pages whose checksums hold all the same. */
function mutatePages(good: Uint8Array, random: Random): Uint8Array {
  const pages = pagesOf(good);
  for (let i = index(random, 12); i >= 0; i--) {
    const page = pages[index(random, pages.length)]!;
    // Not the lengths of segments: the pages stay where they are.
    const at = random() < 0.3 ? 5 + index(random, 17) : 27 + page[26]! + index(random, page.length - 27 - page[26]!);
    page[at] = index(random, 256);
    sealed(page);
  }
  return Uint8Array.from(Buffer.concat(pages));
}

/** Opens, reads from the start and from amid; returns what is wrong. */
async function judge(path: string): Promise<string | undefined> {
  const begin = performance.now();
  try {
    const decoder = await openForTest(path);
    try {
      const planes = await decoder.read(0, MOST_FRAMES);
      await decoder.read(70_000, 5000);
      const frames = planes[0]!.length;
      const silent = [...decoder.info.warnings, ...decoder.warnings].length === 0;
      if (frames === MOST_FRAMES && silent) return 'no end, and no word of it';
      if (frames === 0 && silent) return 'an empty success';
      if (planes.some((plane) => plane.some((x) => !Number.isFinite(x)))) return 'samples that are no numbers';
    } finally {
      await decoder.close();
    }
  } catch (error) {
    if (!(error instanceof EarshotError)) return String(error instanceof Error ? error.stack : error);
  }
  const took = performance.now() - begin;
  return took > LIMIT_MS ? `${Math.round(took)} ms` : undefined;
}

describe.each(sources)('%s', (name, args) => {
  const path = join(folder.path, name);
  const mutations = name.endsWith('webm') || name.endsWith('mka') ? [mutate] : [mutate, mutatePages];

  it.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
    'every mutant gives a result, a warning or a named error in time: %s',
    async (_, mutation) => {
      generate(path, args, { seconds: 3, rate: 48000 });
      const good = new Uint8Array(readFileSync(path));
      const faults: string[] = [];
      for (let seed = 1; seed <= MUTANTS; seed++) {
        const mutant = `${path}.${seed}`;
        writeFileSync(mutant, mutation(good, seededRandom(seed)));
        const fault = await judge(mutant);
        if (fault) faults.push(`seed ${seed}: ${fault}`);
      }
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
