import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { corrupt } from './validate.ts';

/** A member of a ZIP archive. */
export interface ZipMember {
  name: string;
  /** 0: stored as it is, 8: deflated. */
  method: number;
  encrypted: boolean;
  /** CRC-32 of the unpacked bytes. */
  crc: number;
  /** In the archive, and unpacked. */
  packedBytes: number;
  bytes: number;
  /** Of its own header in the archive. */
  headerOffset: number;
}

const MAX_MEMBERS = 10_000;
const MAX_DIRECTORY = 16 * 1024 * 1024;
const WIDE = 0xffffffff;

/** Members in the order of the central directory (APPNOTE 4.3.12), with 64-bit sizes where they are given. */
export async function zipMembers(source: ByteSource, name: string): Promise<ZipMember[]> {
  const tailStart = Math.max(0, source.size - 65557);
  const tail = Uint8Array.from(await source.read(tailStart, 65557));
  const view = viewOf(tail);
  let end = tail.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw corrupt(name, 'the archive has no directory: it is truncated');
  let size = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  if ((size === WIDE || offset === WIDE) && end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const at = Number(view.getBigUint64(end - 20 + 8, true));
    const wide = viewOf(Uint8Array.from(await source.read(Math.min(at, source.size), 56)));
    if (wide.byteLength === 56 && wide.getUint32(0, true) === 0x06064b50) {
      size = Number(wide.getBigUint64(40, true));
      offset = Number(wide.getBigUint64(48, true));
    }
  }
  if (size > MAX_DIRECTORY || offset + size > source.size) throw corrupt(name, "the archive's directory is damaged");
  return parseDirectory(Uint8Array.from(await source.read(offset, size)));
}

function parseDirectory(bytes: Uint8Array): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  for (let at = 0; at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50;) {
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes.length || members.length === MAX_MEMBERS) break;
    const sizes = [at + 24, at + 20, at + 42].map((place) => view.getUint32(place, true));
    widen(view, at + 46 + nameBytes, extraBytes, sizes);
    members.push({
      name: ascii(bytes, at + 46, nameBytes),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      bytes: sizes[0]!,
      packedBytes: sizes[1]!,
      headerOffset: sizes[2]!,
    });
    at = next;
  }
  return members;
}

/** Sizes that do not fit 32 bits stand in an extra field, in this order (APPNOTE 4.5.3). */
function widen(view: DataView, start: number, length: number, sizes: number[]): void {
  for (let at = start; at + 4 <= start + length;) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      let place = at + 4;
      const end = Math.min(place + size, start + length);
      sizes.forEach((value, i) => {
        if (value !== WIDE || place + 8 > end) return;
        sizes[i] = Number(view.getBigUint64(place, true));
        place += 8;
      });
      return;
    }
    at += 4 + size;
  }
}

/** Where a member's bytes start; undefined if its header is not where the directory says. */
export async function zipData(source: ByteSource, member: ZipMember): Promise<number | undefined> {
  const header = await source.read(member.headerOffset, 30);
  if (header.length < 30) return undefined;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== 0x04034b50) return undefined;
  const start = member.headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  return start + member.packedBytes <= source.size ? start : undefined;
}
