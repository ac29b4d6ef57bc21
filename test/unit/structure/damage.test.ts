import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { toMarkers } from '../../../src/core/metadata/markers.ts';
import { fileDetails } from '../../../src/core/protocol/details.ts';
import { readStructure } from '../../../src/core/structure/structure.ts';
import { bytesSource } from '../formats/bytes.ts';
import { lenaBytes } from '../formats/lena.ts';
import { nodeCount, treeFaults } from './support.ts';

const info = { sampleRate: 44100, frames: null, framesExact: false };
const kinds = ['wav', 'mp3', 'flac', 'ogg', 'opus', 'm4a', 'webm', 'aac', 'aiff', 'caf'];

/** Header and tail of a file, which are what parsers read. */
function short(extension: string): Buffer {
  const bytes = lenaBytes(extension);
  return bytes.length < 40_000 ? bytes : Buffer.concat([bytes.subarray(0, 20_000), bytes.subarray(-20_000)]);
}

/** Reads it, and checks what must hold for any bytes. */
async function check(bytes: Uint8Array): Promise<void> {
  const source = bytesSource(bytes);
  const started = performance.now();
  const { structure, found } = await readStructure(source);
  const markers = toMarkers(found, info);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(treeFaults(structure, bytes.length)).toEqual([]);
  expect(nodeCount(structure)).toBeLessThanOrEqual(3100);
  expect(structure.length > 0).toBe(bytes.length > 0);
  const details = { tags: found.tags, pictures: found.pictures, markers, structure, warnings: [...found.warnings] };
  expect(v.safeParse(fileDetails, details).success).toBe(true);
}

describe('structure of damaged files', () => {
  it.each(kinds)('%s: cut anywhere', async (kind) => {
    const bytes = short(kind);
    for (let i = 0; i <= 120; i++)
      await check(bytes.subarray(0, i < 60 ? i * 5 : Math.floor((bytes.length * i) / 120)));
  });

  it.each(kinds)('%s: mutated', async (kind) => {
    const bytes = short(kind);
    const patch = fc.record({ at: fc.nat(4000), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });
    const hostile = fc.record({
      at: fc.nat(600),
      bytes: fc.constantFrom([255, 255, 255, 255], [0, 0, 0, 0], [127, 255, 255, 255]),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(patch, hostile), { minLength: 1, maxLength: 6 }), async (patches) => {
        const mutant = Uint8Array.from(bytes);
        for (const { at, bytes: values } of patches)
          mutant.set(Uint8Array.from(values).subarray(0, mutant.length - at), at);
        await check(mutant);
      }),
      { numRuns: 150, seed: 4711 },
    );
  });

  it('random bytes behind every magic word', async () => {
    const heads = kinds
      .map((kind) => lenaBytes(kind).subarray(0, 16))
      .concat([Buffer.from('NIST_1A\n'), Buffer.from('.snd'), Buffer.from('RF64aaaaWAVE')]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 3000 }), async (head, tail) => {
        await check(Buffer.concat([head, tail]));
      }),
      { numRuns: 400, seed: 4711 },
    );
  });

  it('boxes in boxes without end, and tables that claim millions', async () => {
    const nested = Buffer.alloc(80_000);
    for (let at = 0; at + 8 <= nested.length; at += 8) {
      nested.writeUInt32BE(nested.length - at, at);
      nested.write('moov', at + 4, 'latin1');
    }
    await check(nested);
    const many = Buffer.alloc(1_000_000);
    for (let at = 0; at + 8 <= many.length; at += 8) {
      many.writeUInt32BE(8, at);
      many.write(at === 0 ? 'ftyp' : 'free', at + 4, 'latin1');
    }
    await check(many);
    const chunks = Buffer.alloc(1_000_000, 'JUNK\0\0\0\0', 'latin1');
    chunks.write('RIFF', 0, 'latin1');
    chunks.write('WAVE', 8, 'latin1');
    await check(chunks);
  });
});
