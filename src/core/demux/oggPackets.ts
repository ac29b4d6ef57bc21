import { isIntact, MAX_OGG_PAGE, nextOggPage, oggPage, type OggPage } from '../formats/oggPage.ts';
import type { DemuxInput } from './demuxer.ts';

/** Where pages are looked for. */
export interface PageRange {
  serial: number;
  start: number;
  end: number;
}

/** A page of the stream, its checksum right. It stands at `at` in bytes, which nobody changes. */
export interface FoundPage {
  page: OggPage;
  offset: number;
  bytes: Uint8Array;
  at: number;
}

export interface Damage {
  /** Bytes were stepped over that should have been a page. */
  bytes?: () => void;
}

const FIRST_READ = 32 * 1024;
const READ = 256 * 1024;
/** Wrong checksums in a row before a damaged page is stepped over whole: made to be slow, a file could hold millions. */
const PATIENCE = 64;

/** The pages of one stream, those of others left out. Between pages it looks for the next one. */
export function* oggPages(
  input: Pick<DemuxInput, 'size' | 'read'>,
  { serial, start, end }: PageRange,
  damage: Damage = {},
): Generator<FoundPage> {
  const limit = Math.min(end, input.size);
  let chunk = FIRST_READ;
  let bytes: Uint8Array = new Uint8Array(0);
  let base = start;
  let at = 0;
  let failures = 0;
  const refill = (): boolean => {
    const left = bytes.length - at;
    const wanted = Math.min(Math.max(chunk, MAX_OGG_PAGE), limit - base - at);
    chunk = READ;
    if (wanted <= left) return false;
    base += at;
    at = 0;
    bytes = input.read(base, wanted);
    return bytes.length > left;
  };
  while (base + at < limit) {
    const page = oggPage(bytes, at);
    if (!page || at + page.size > bytes.length) {
      // Perhaps only not all of it is here yet.
      const whole = bytes.length - at >= (page?.size ?? 27 + 255);
      if (!whole && refill()) continue;
      if (!page && bytes.length - at >= 27 + 255) damage.bytes?.();
      const next = nextOggPage(bytes, at + 1);
      at = next >= 0 ? next : Math.max(at + 1, bytes.length - 3);
      if (next < 0 && bytes.length - at < 27 && !refill()) return;
      continue;
    }
    if (page.serial === serial) {
      if (!isIntact(bytes, at, page)) {
        damage.bytes?.();
        failures++;
        const next = nextOggPage(bytes, at + 1);
        at = failures > PATIENCE ? at + page.size : next >= 0 ? next : Math.max(at + 1, bytes.length - 3);
        continue;
      }
      failures = 0;
      yield { page, offset: base + at, bytes, at };
    }
    at += page.size;
  }
}

/** Packets that end on a page. */
export interface PagePackets {
  offset: number;
  /** Of the page. */
  size: number;
  sequence: number;
  /** Position at the end of the last of them, -1 if unknown. */
  granule: number;
  packets: Uint8Array[];
  /** The first of them began on a page before. */
  carried: boolean;
  /** Pages are missing before this one. */
  lost: boolean;
  /** The stream ends here. */
  last: boolean;
  /** A packet begins that goes on on the next page. */
  open: boolean;
}

/** No packet of audio is that long; comments with pictures may be. */
const MAX_PACKET = 32 * 1024 * 1024;

/** Packets page by page. A packet that began before `start` is left out. Ends where a stream of the same number begins. */
export function* oggPackets(
  input: Pick<DemuxInput, 'size' | 'read'>,
  range: PageRange,
  damage: Damage & { restarted?: () => void } = {},
): Generator<PagePackets> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  /** What the page before ended in: a whole packet, or the beginning of one that is kept or left out. */
  let pending: 'none' | 'kept' | 'left' = 'none';
  let sequence = -1;
  let lost = false;
  for (const { page, offset, bytes, at } of oggPages(input, range, damage)) {
    if (page.first && sequence >= 0) {
      damage.restarted?.();
      return;
    }
    const begun = sequence >= 0;
    if (begun && page.sequence !== (sequence + 1) >>> 0) {
      lost = true;
      pending = 'none';
    }
    sequence = page.sequence;
    const carried: boolean = page.continued && pending === 'kept';
    if (begun && (page.continued ? pending === 'none' : pending === 'kept')) lost = true;
    let leaving: boolean = page.continued && !carried;
    if (!carried) {
      rest = [];
      restBytes = 0;
    }
    pending = 'none';
    const packets: Uint8Array[] = [];
    let from = page.bodyOffset;
    let to = from;
    for (let i = at + 27; i < page.bodyOffset; i++) {
      const lacing = bytes[i]!;
      to += lacing;
      if (lacing === 255) continue;
      if (!leaving) packets.push(rest.length === 0 ? bytes.subarray(from, to) : join(rest, bytes.subarray(from, to)));
      leaving = false;
      rest = [];
      restBytes = 0;
      from = to;
    }
    if (page.bodyOffset > at + 27 && bytes[page.bodyOffset - 1] === 255) {
      restBytes += to - from;
      if (restBytes > MAX_PACKET) lost = leaving = true;
      pending = leaving ? 'left' : 'kept';
      if (leaving) rest = [];
      else rest.push(bytes.subarray(from, to));
    }
    if (packets.length === 0) continue;
    yield {
      offset,
      size: page.size,
      sequence,
      granule: page.granule,
      packets,
      carried,
      lost,
      last: page.last,
      open: pending !== 'none',
    };
    lost = false;
  }
}

function join(parts: readonly Uint8Array[], end: Uint8Array): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, end.length));
  let at = 0;
  for (const part of [...parts, end]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
