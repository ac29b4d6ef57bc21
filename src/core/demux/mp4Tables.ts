import { body, type Box, boxes } from '../formats/mp4Boxes.ts';
import type { Steps } from '../formats/steps.ts';
import { corrupt } from '../formats/validate.ts';

/** More than a hundred hours of AAC. */
export const MAX_SAMPLES = 1 << 24;

/** The sample tables of a track (ISO 14496-12 sections 8.6.1, 8.7), in typed arrays. */
export interface SampleTables {
  samples: number;
  /** Of all samples; 0: they differ and stand in sizes. */
  size: number;
  sizes: Uint32Array;
  chunkOffsets: Float64Array;
  /** First sample of each chunk, and behind the last chunk the count of samples. */
  chunkFirst: Uint32Array;
  /** Runs of samples of one duration: their counts, and that duration on the media clock. */
  counts: Uint32Array;
  deltas: Uint32Array;
  /** On the media clock. */
  duration: number;
}

/** Counts that the tables cannot hold have been seen to hang and exhaust decoders: they are refused. */
export function* readTables(stbl: Box, fileSize: number, name: string): Steps<SampleTables> {
  const tables = yield* boxes(stbl.start, stbl.end);
  const find = (...types: string[]): Box | undefined => tables.find((box) => types.includes(box.type));

  const stts = yield* entries(find('stts'), 8, name);
  const counts = new Uint32Array(stts.count);
  const deltas = new Uint32Array(stts.count);
  let duration = 0;
  for (let i = 0; i < stts.count; i++) {
    counts[i] = stts.view.getUint32(i * 8);
    deltas[i] = stts.view.getUint32(i * 8 + 4);
    duration += counts[i]! * deltas[i]!;
  }

  const { samples: claimed, size, sizes } = yield* readSizes(find('stsz', 'stz2'), fileSize, name);
  const wide = find('stco') === undefined;
  const stco = yield* entries(find('stco', 'co64'), wide ? 8 : 4, name);
  const chunkOffsets = new Float64Array(stco.count);
  for (let i = 0; i < stco.count; i++) {
    chunkOffsets[i] = wide ? Number(stco.view.getBigUint64(i * 8)) : stco.view.getUint32(i * 4);
  }
  const chunkFirst = placeChunks(yield* entries(find('stsc'), 12, name), stco.count, claimed);
  const samples = chunkFirst[stco.count]!;
  return { samples, size, sizes, chunkOffsets, chunkFirst, counts, deltas, duration };
}

interface Entries {
  count: number;
  view: DataView;
}

/** The entries of a table that starts with their count. */
function* entries(box: Box | undefined, entryBytes: number, name: string): Steps<Entries> {
  if (!box) return { count: 0, view: new DataView(new ArrayBuffer(0)) };
  const view = yield* body(box, 8 + MAX_SAMPLES * 8);
  if (!view || view.byteLength < 8) throw corrupt(name, `its ${box.type} table is cut off`);
  const count = view.getUint32(4);
  if (count * entryBytes > view.byteLength - 8) {
    throw corrupt(name, `its ${box.type} table claims ${count} entries, more than it can hold`);
  }
  return { count, view: new DataView(view.buffer, view.byteOffset + 8, count * entryBytes) };
}

function* readSizes(box: Box | undefined, fileSize: number, name: string) {
  const none = { samples: 0, size: 0, sizes: new Uint32Array(0) };
  if (!box) return none;
  const view = yield* body(box, 12 + MAX_SAMPLES * 4);
  if (!view || view.byteLength < 12) throw corrupt(name, `its ${box.type} table is cut off`);
  const compact = box.type === 'stz2';
  const size = compact ? 0 : view.getUint32(4);
  const samples = view.getUint32(8);
  if (size > 0) {
    // Samples of one fixed size still need that many bytes.
    if (samples * size > fileSize) {
      throw corrupt(name, `its ${box.type} table claims ${samples} packets, more than the file can hold`);
    }
    return { samples, size, sizes: none.sizes };
  }
  const bits = compact ? view.getUint8(7) : 32;
  if (![4, 8, 16, 32].includes(bits)) throw corrupt(name, `its ${box.type} table is damaged`);
  if (samples > MAX_SAMPLES || (samples * bits) / 8 > view.byteLength - 12) {
    throw corrupt(name, `its ${box.type} table claims ${samples} entries, more than it can hold`);
  }
  const sizes = new Uint32Array(samples);
  for (let i = 0; i < samples; i++) {
    if (bits === 32) sizes[i] = view.getUint32(12 + i * 4);
    else if (bits === 16) sizes[i] = view.getUint16(12 + i * 2);
    else if (bits === 8) sizes[i] = view.getUint8(12 + i);
    else sizes[i] = (view.getUint8(12 + (i >> 1)) >> (i & 1 ? 0 : 4)) & 15;
  }
  return { samples, size: 0, sizes };
}

/** First sample of each chunk; never more samples than there are sizes. */
function placeChunks({ count, view }: Entries, chunks: number, samples: number): Uint32Array {
  const first = new Uint32Array(chunks + 1);
  let entry = -1;
  let perChunk = 0;
  let sample = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    while (entry + 1 < count && view.getUint32((entry + 1) * 12) <= chunk + 1) {
      entry++;
      perChunk = view.getUint32(entry * 12 + 4);
    }
    first[chunk] = sample;
    sample = Math.min(samples, sample + perChunk);
  }
  first[chunks] = sample;
  return first;
}

/** The last index whose value is not above x; the values ascend. */
export function lastNotAbove(values: ArrayLike<number>, x: number, count = values.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
