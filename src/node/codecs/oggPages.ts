import { nextOggPage, oggPage } from '../../core/formats/oggPage.ts';
import { CHUNK_BYTES, type OggInput } from './codec.ts';

const MAX_PAGE = 27 + 255 + 255 * 255;

/** Runs of whole pages of one logical stream. Bytes between pages are skipped, with a warning. */
export function* oggPages({ stream, size, read, warn }: OggInput): Generator<Uint8Array> {
  let at = 0;
  while (at < size) {
    const bytes = read(at, CHUNK_BYTES + MAX_PAGE);
    const pages: Uint8Array[] = [];
    let pos = 0;
    while (pos < CHUNK_BYTES && pos < bytes.length) {
      const page = oggPage(bytes, pos);
      if (!page || pos + page.size > bytes.length) {
        const next = nextOggPage(bytes, pos + 1);
        if (at + bytes.length >= size && next < 0) {
          yield join(pages);
          return;
        }
        warn('Parts of the file are damaged and were skipped.');
        pos = next < 0 ? Math.max(pos + 1, bytes.length - 3) : next;
        continue;
      }
      if (page.serial === stream.serial) pages.push(bytes.subarray(pos, pos + page.size));
      else if (page.first && at + pos > 0 && pages.length > 0)
        warn('The file holds more than one stream; only the first is read.');
      pos += page.size;
    }
    at += pos;
    yield join(pages);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
