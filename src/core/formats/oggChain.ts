import type { ByteSource } from './byteSource.ts';
import type { LinkHead, LinkTail } from './oggLink.ts';
import { isIntact, MAX_OGG_PAGE, nextOggPage, oggPage, type OggPage } from './oggPage.ts';

interface Place {
  page: OggPage;
  offset: number;
}

const NEAR = 64 * 1024;
const WALK_READ = 1024 * 1024;

/** The first intact page of any stream that begins at `from` or after it, and before `to`. */
async function pageAfter(source: ByteSource, from: number, to: number): Promise<Place | undefined> {
  for (let at = from; at < to; at += NEAR) {
    const bytes = await source.read(at, NEAR + MAX_OGG_PAGE);
    for (let i = nextOggPage(bytes, 0); i >= 0 && i < NEAR && at + i < to; i = nextOggPage(bytes, i + 1)) {
      const page = oggPage(bytes, i);
      if (page && isIntact(bytes, i, page)) return { page, offset: at + i };
    }
  }
  return undefined;
}

/** The last intact page of any stream. */
async function lastPage(source: ByteSource): Promise<Place | undefined> {
  for (const length of [NEAR, 16 * NEAR]) {
    const from = Math.max(0, source.size - length);
    const bytes = await source.read(from, length);
    let last: Place | undefined;
    for (let i = nextOggPage(bytes, 0); i >= 0;) {
      const page = oggPage(bytes, i);
      const intact = page && isIntact(bytes, i, page);
      if (intact) last = { page, offset: from + i };
      i = nextOggPage(bytes, intact ? i + page.size : i + 1);
    }
    if (last) return last;
  }
  return undefined;
}

/**
 * Where the link ends: at the end of the file, or where the first page of streams that are not its own begins. That is
 * found by bisection, since the streams of a link are nowhere but in it.
 */
export async function linkEnd(source: ByteSource, { start, serials }: LinkHead): Promise<number> {
  const last = await lastPage(source);
  if (!last || serials.has(last.page.serial) || last.offset < start) return source.size;
  let low = start;
  let high = last.offset;
  // Links are often short, and the next one near: steps that double, before halves.
  for (let step = 4 * NEAR; low + step < high; step *= 2) {
    const found = await pageAfter(source, low + step, high);
    if (found && serials.has(found.page.serial)) low = found.offset + found.page.size;
    else {
      high = Math.min(high, found?.offset ?? low + step);
      break;
    }
  }
  while (high - low > NEAR) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await pageAfter(source, middle, high);
    if (found && serials.has(found.page.serial)) low = found.offset + found.page.size;
    else high = middle;
  }
  for (let at = low; ;) {
    const found = await pageAfter(source, at, last.offset + 1);
    if (!found || !serials.has(found.page.serial)) return found?.offset ?? last.offset;
    at = found.offset + found.page.size;
  }
}

/**
 * Where within start … end another link begins whose stream, or that of a later one, has the same number, as when a file
 * was appended to itself: bisection cannot see it. Looked for only where the file has far more bytes than its number of
 * pages explains.
 */
export async function restartWithin(
  source: ByteSource,
  { start, serials }: LinkHead,
  { sequence }: LinkTail,
  end: number,
): Promise<number> {
  if (serials.size > 1) return end;
  const bytes = await source.read(start, NEAR);
  let [pages, size] = [0, 0];
  for (let page = oggPage(bytes, 0); page && size < NEAR; page = oggPage(bytes, size)) {
    pages++;
    size += page.size;
  }
  if (pages === 0 || end - start < 1.4 * (sequence + 1) * (size / pages)) return end;
  let held: Uint8Array = new Uint8Array(0);
  let base = start;
  for (let at = start; at < end;) {
    if (at + MAX_OGG_PAGE > base + held.length) {
      held = (await source.read(at, WALK_READ)).slice();
      base = at;
    }
    const page = oggPage(held, at - base);
    if (page?.first && at > start) return at;
    if (page) at += page.size;
    else {
      const next = nextOggPage(held, at - base + 1);
      at = next < 0 ? Math.max(at + 1, base + held.length - 3) : base + next;
    }
  }
  return end;
}
