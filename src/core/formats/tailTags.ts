import { ascii, type ByteSource, viewOf } from './byteSource.ts';

const MAX_TAGS = 8;

/** Where the audio ends: before the ID3v1, APE, Lyrics3 and ID3v2.4 tags that stand behind it. */
export async function endBeforeTags(source: ByteSource, start: number): Promise<number> {
  let end = source.size;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const bytes = await tailTagBytes(source, end);
    if (bytes === 0 || end - bytes < start) break;
    end -= bytes;
  }
  return end;
}

async function tailTagBytes(source: ByteSource, end: number): Promise<number> {
  const length = Math.min(end, 227 + 128);
  const tail = Uint8Array.from(await source.read(end - length, length));
  const has = (text: string, before: number): boolean =>
    before <= length && ascii(tail, length - before, text.length) === text;
  if (has('TAG', 128)) return has('TAG+', 128 + 227) ? 128 + 227 : 128;
  if (has('APETAGEX', 32)) {
    const view = viewOf(tail);
    const header = view.getUint32(length - 12, true) & 0x80000000 ? 32 : 0;
    return view.getUint32(length - 20, true) + header;
  }
  if (has('LYRICS200', 9)) return Number.parseInt(ascii(tail, length - 15, 6), 10) + 15 || 0;
  if (has('3DI', 10)) {
    const at = length - 4;
    return ((tail[at]! << 21) | (tail[at + 1]! << 14) | (tail[at + 2]! << 7) | tail[at + 3]!) + 20;
  }
  return 0;
}
