import { ebmlChildren, type EbmlHead, ebmlHead, ebmlInt, ebmlUint, MAX_EBML_HEAD, vint } from '../formats/ebml.ts';
import type { DemuxConfig } from '../formats/format.ts';
import { clusterParts, ids, segmentParts } from '../formats/matroskaIds.ts';
import type { DemuxInput } from './demuxer.ts';
import { unlace } from './matroskaLacing.ts';

export type MatroskaConfig = Extract<DemuxConfig, { type: 'matroska' }>;

/** A block of the track. */
export interface Block {
  /** Of the cluster it stands in. */
  cluster: number;
  /** In ticks. */
  time: number;
  frames: Uint8Array[];
  /** Of the last frame, what is not to be heard, in ns. */
  discard: number;
  /** Something before it cannot be read. */
  lost: boolean;
}

const SMALL_READ = 4 * 1024;
const LARGE_READ = 256 * 1024;
/** Of one packet of audio, with all its laces. */
const MAX_BLOCK = 16 * 1024 * 1024;
const SEARCH_READ = 64 * 1024;
/** Elements that nobody knows may be that long; longer ones are taken for damage. */
const MAX_UNKNOWN = 1024 * 1024;

/**
 * Blocks of the track from a cluster on. Clusters need not say where they end: whatever stands in one is known by its ID.
 * undefined: a moment to breathe. Other tracks are stepped over without being read.
 */
export function* matroskaBlocks(
  config: MatroskaConfig,
  input: DemuxInput,
  start: number,
): Generator<Block | undefined> {
  const limit = Math.min(config.end, input.size);
  const held = new Held(input, limit);
  let cluster = -1;
  let clusterTime = 0;
  let clusterEnd = limit;
  let lost = false;
  for (let at = start, breath = start; at < limit;) {
    if (at - breath > LARGE_READ) {
      breath = at;
      yield undefined;
    }
    const element = held.head(at);
    const id = element?.id ?? 0;
    const size = element?.size ?? 0;
    const body = at + (element?.head ?? 0);
    const end = element && size >= 0 ? body + size : -1;
    if (id === ids.cluster) {
      cluster = at;
      clusterTime = 0;
      clusterEnd = end < 0 ? limit : Math.min(end, limit);
      at = body;
      continue;
    }
    if (id === ids.ebml) {
      input.warn('Another Matroska file follows in this one; it is not read.');
      return;
    }
    const inside = cluster >= 0 && at < clusterEnd;
    const isBlock = id === ids.simpleBlock || id === ids.blockGroup;
    if (inside && isBlock && end >= 0 && end <= clusterEnd) {
      const ours = id === ids.blockGroup || held.track(body) === config.track;
      if (ours && size <= MAX_BLOCK) {
        const block = readBlock(config, held.bytesAt(body, size), id);
        if (block === 'bad') {
          lost = true;
        } else if (block) {
          yield { ...block, cluster, time: clusterTime + block.time, lost };
          lost = false;
        }
      }
      at = end;
      continue;
    }
    if (inside && id === ids.timestamp && end >= 0 && size <= 8) {
      clusterTime = ebmlUint(held.bytesAt(body, size));
      at = end;
      continue;
    }
    const other = segmentParts.has(id) || clusterParts.has(id);
    if (end >= 0 && (other || (id !== 0 && size <= MAX_UNKNOWN && isPart(held, end, limit)))) {
      at = end;
      continue;
    }
    if (inside && isBlock && end > limit) {
      input.warn('The last block is cut off.');
      return;
    }
    if (limit - at < MAX_EBML_HEAD && !element) return;
    input.warn('Parts of the file are damaged; silence stands in their place.');
    lost = true;
    const next = nextCluster(held, at + 1, limit);
    if (next < 0) return;
    at = next;
  }
}

/** What follows an element that nobody knows must be one that is known. */
function isPart(held: Held, at: number, limit: number): boolean {
  const id = at < limit ? held.head(at)?.id : undefined;
  if (id === undefined) return at === limit;
  const known = id === ids.cluster || id === ids.simpleBlock || id === ids.blockGroup || id === ids.timestamp;
  return known || segmentParts.has(id) || clusterParts.has(id);
}

/** undefined: of another track. */
function readBlock(
  config: MatroskaConfig,
  body: Uint8Array,
  id: number,
): Pick<Block, 'time' | 'frames' | 'discard'> | 'bad' | undefined {
  let block = id === ids.simpleBlock ? body : undefined;
  let discard = 0;
  if (id === ids.blockGroup) {
    for (const child of ebmlChildren(body)) {
      if (child.id === ids.block) block = child.body;
      if (child.id === ids.discardPadding) discard = ebmlInt(child.body);
    }
  }
  const track = block && vint(block, 0);
  if (!block || !track) return 'bad';
  if (track.value !== config.track) return undefined;
  const at = track.length;
  if (block.length < at + 3) return 'bad';
  const time = ((block[at]! << 24) | (block[at + 1]! << 16)) >> 16;
  const frames = unlace(block, at + 3, (block[at + 2]! >> 1) & 3);
  if (!frames) return 'bad';
  const { stripped } = config;
  return { time, discard, frames: stripped.length > 0 ? frames.map((frame) => restore(stripped, frame)) : frames };
}

function restore(stripped: Uint8Array, frame: Uint8Array): Uint8Array {
  const whole = new Uint8Array(stripped.length + frame.length);
  whole.set(stripped);
  whole.set(frame, stripped.length);
  return whole;
}

/** Reads much at a time while all of it is wanted, and little where most is stepped over. Its bytes are not changed. */
class Held {
  readonly #input: DemuxInput;
  readonly #limit: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #base = 0;
  #chunk = SMALL_READ;

  constructor(input: DemuxInput, limit: number) {
    this.#input = input;
    this.#limit = limit;
  }

  /** Index of a byte of the file, once `length` bytes from it on are here, or all that there are. */
  #hold(offset: number, length: number): number {
    const end = this.#base + this.#bytes.length;
    if (offset < this.#base || offset + length > end) {
      this.#chunk = offset > end || offset < this.#base ? SMALL_READ : Math.min(LARGE_READ, this.#chunk * 4);
      this.#base = offset;
      const wanted = Math.min(Math.max(length, this.#chunk), this.#limit - offset);
      this.#bytes = this.#input.read(offset, Math.max(0, wanted));
    }
    return offset - this.#base;
  }

  head(offset: number): EbmlHead | undefined {
    const at = this.#hold(offset, Math.min(MAX_EBML_HEAD, this.#limit - offset));
    return ebmlHead(this.#bytes, at);
  }

  /** Number of the track that a block belongs to. */
  track(offset: number): number {
    const at = this.#hold(offset, Math.min(8, this.#limit - offset));
    const first = this.#bytes[at] ?? 0;
    return first & 0x80 ? first & 0x7f : (vint(this.#bytes, at)?.value ?? -1);
  }

  bytesAt(offset: number, length: number): Uint8Array {
    const at = this.#hold(offset, length);
    return this.#bytes.subarray(at, at + length);
  }
}

/** The next cluster, known by its ID and by the timestamp (or checksum) that it begins with. */
function nextCluster(held: Held, from: number, limit: number): number {
  for (let at = from; at < limit; at += SEARCH_READ) {
    const bytes = held.bytesAt(at, Math.min(SEARCH_READ + 3, limit - at));
    for (let i = bytes.indexOf(0x1f); i >= 0 && i < SEARCH_READ; i = bytes.indexOf(0x1f, i + 1)) {
      if (bytes[i + 1] !== 0x43 || bytes[i + 2] !== 0xb6 || bytes[i + 3] !== 0x75) continue;
      const head = held.head(at + i);
      const first = head && held.bytesAt(at + i + head.head, 1)[0];
      if (first === ids.timestamp || first === ids.crc) return at + i;
    }
  }
  return -1;
}
