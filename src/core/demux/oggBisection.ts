import type { DemuxInput } from './demuxer.ts';
import { type FoundPage, oggPages, type PageRange } from './oggPackets.ts';

/** A page, and the frame at the end of the last packet that ends on it. */
export interface PagePlace {
  offset: number;
  end: number;
}

/** Bytes between two pages that are remembered, and left to be walked page by page. */
const NEAR = 64 * 1024;

/** Finds pages by their granule positions, and remembers those it saw. */
export class OggBisection {
  readonly #range: PageRange & { base: number };
  readonly #input: DemuxInput;
  /** Ascending by offset. */
  readonly #seen: PagePlace[] = [];

  constructor(range: PageRange & { base: number }, input: DemuxInput) {
    this.#range = range;
    this.#input = input;
  }

  /** The last page that ends at `frame` or before it; undefined if none does. */
  find(frame: number): PagePlace | undefined {
    const { start, end } = this.#range;
    let found: PagePlace | undefined;
    let high = Math.min(end, this.#input.size);
    for (const place of this.#seen) {
      if (place.end > frame) {
        high = Math.min(high, place.offset);
        break;
      }
      found = place;
    }
    for (let low = found?.offset ?? start; high - low > NEAR;) {
      const middle = low + Math.floor((high - low) / 2);
      const page = this.#next(middle, high);
      if (page && page.end <= frame) {
        found = page;
        low = page.offset;
      } else {
        high = middle;
      }
    }
    // What is left is short, but the page that ends beyond the frame may begin after it.
    for (const page of oggPages(this.#input, { ...this.#range, start: found?.offset ?? start })) {
      const place = this.#place(page);
      if (!place) continue;
      if (place.end > frame || place.offset > high + NEAR) break;
      found = place;
    }
    if (found) this.remember(found);
    return found;
  }

  /** The first page at `from` or after it, and before `to`, that says where it stands. */
  #next(from: number, to: number): PagePlace | undefined {
    for (const page of oggPages(this.#input, { ...this.#range, start: from })) {
      if (page.offset >= to) return undefined;
      const place = this.#place(page);
      if (!place) continue;
      this.remember(place);
      return place;
    }
    return undefined;
  }

  #place({ page, offset }: FoundPage): PagePlace | undefined {
    return page.granule < 0 ? undefined : { offset, end: page.granule - this.#range.base };
  }

  remember(place: PagePlace): void {
    const seen = this.#seen;
    let low = 0;
    let high = seen.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (seen[middle]!.offset <= place.offset) low = middle + 1;
      else high = middle;
    }
    const before = seen[low - 1];
    const after = seen[low];
    if (before && (place.offset - before.offset < NEAR || place.end < before.end)) return;
    if (after && (after.offset - place.offset < NEAR || place.end > after.end)) return;
    seen.splice(low, 0, place);
  }
}
