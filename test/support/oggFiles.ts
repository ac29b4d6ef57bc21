import { execFileSync } from 'node:child_process';
import { oggCrc } from '../../src/core/formats/oggCrc.ts';
import { oggPage } from '../../src/core/formats/oggPage.ts';

/** The pages of an Ogg file, each a copy. */
export function pagesOf(file: Uint8Array): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const page = oggPage(file, at);
    if (!page) throw new Error(`no Ogg page at byte ${at}`);
    pages.push(Uint8Array.from(file.subarray(at, at + page.size)));
    at += page.size;
  }
  return pages;
}

/** With the right checksum. */
export function sealed(page: Uint8Array): Uint8Array {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  view.setUint32(22, oggCrc(page, 0, page.length), true);
  return page;
}

export interface PageFields {
  flags?: number;
  granule?: bigint;
  serial?: number;
  sequence?: number;
}

/** A page with other fields in its header. */
export function changed(page: Uint8Array, { flags, granule, serial, sequence }: PageFields): Uint8Array {
  const bytes = Uint8Array.from(page);
  const view = new DataView(bytes.buffer);
  if (flags !== undefined) bytes[5] = flags;
  if (granule !== undefined) view.setBigInt64(6, granule, true);
  if (serial !== undefined) view.setUint32(14, serial, true);
  if (sequence !== undefined) view.setUint32(18, sequence, true);
  return sealed(bytes);
}

/** A page of the packets given, the last of them ended on it unless `open`. */
export function makePage(packets: readonly Uint8Array[], fields: PageFields, open = false): Uint8Array {
  const lacing = packets.flatMap((packet, i) => {
    const values = Array.from({ length: Math.floor(packet.length / 255) }, () => 255);
    return open && i === packets.length - 1 ? values : [...values, packet.length % 255];
  });
  const head = [0x4f, 0x67, 0x67, 0x53, ...Array.from({ length: 22 }, () => 0), lacing.length, ...lacing];
  return changed(Uint8Array.from([...head, ...packets.flatMap((packet) => [...packet])]), fields);
}

/** What the reference library makes of a file by way of ffmpeg, which rounds it to 16 bits. */
export function decodeWithLibrary(library: 'libopus' | 'libvorbis', file: string, channels: number): Float32Array[] {
  const args = ['-v', 'error', '-c:a', library, '-i', file, '-map', '0:a:0', '-f', 's16le', 'pipe:1'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1 << 30 });
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const frames = samples.length / channels;
  return Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => samples[i * channels + c]! / 32768),
  );
}
