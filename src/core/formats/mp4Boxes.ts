import { ascii, type ByteSource, viewOf } from './byteSource.ts';

export interface Box {
  type: string;
  /** Of the body, and where it ends. */
  start: number;
  end: number;
  /** The box claims to reach beyond what holds it. */
  cut: boolean;
}

const MAX_BOXES = 10_000;

/** The boxes between start and end (ISO 14496-12 section 4.2). Stops at the first that makes no sense. */
export async function boxes(source: ByteSource, start: number, end: number): Promise<Box[]> {
  const found: Box[] = [];
  for (let at = start; at + 8 <= end && found.length < MAX_BOXES;) {
    const head = await source.read(at, 16);
    if (head.length < 8) break;
    const view = viewOf(head);
    let size = view.getUint32(0);
    let header = 8;
    if (size === 1 && head.length === 16) {
      size = Number(view.getBigUint64(8));
      header = 16;
    } else if (size === 0) size = end - at;
    if (size < header) break;
    const cut = at + size > end;
    found.push({ type: ascii(head, 4, 4), start: at + header, end: Math.min(at + size, end), cut });
    at += size;
  }
  return found;
}

/** Follows a path of box types; undefined where a step is missing. */
export async function findBox(source: ByteSource, from: Box, ...path: string[]): Promise<Box | undefined> {
  let box: Box | undefined = from;
  for (const type of path) {
    const children: Box[] = await boxes(source, box.start, box.end);
    box = children.find((child) => child.type === type);
    if (!box) return undefined;
  }
  return box;
}

export async function body(source: ByteSource, box: Box | undefined, limit: number): Promise<DataView | undefined> {
  if (!box) return undefined;
  return viewOf(Uint8Array.from(await source.read(box.start, Math.min(limit, box.end - box.start))));
}

/** mvhd and mdhd: units per second, and the duration in them. */
export function timing(view: DataView | undefined): { scale: number; duration: number } {
  if (!view || view.byteLength < 20) return { scale: 0, duration: 0 };
  if (view.getUint8(0) === 1 && view.byteLength >= 32) {
    return { scale: view.getUint32(20), duration: Number(view.getBigUint64(24)) };
  }
  return { scale: view.getUint32(12), duration: view.getUint32(16) };
}

/** The edits that show media; an empty edit (media time −1) is only a pause. */
export function mediaEdits(view: DataView | undefined): { duration: number; mediaTime: number }[] {
  if (!view || view.byteLength < 8) return [];
  const wide = view.getUint8(0) === 1;
  const step = wide ? 20 : 12;
  const count = Math.min(view.getUint32(4), Math.floor((view.byteLength - 8) / step));
  const edits = Array.from({ length: count }, (_, i) => {
    const at = 8 + i * step;
    return wide
      ? { duration: Number(view.getBigUint64(at)), mediaTime: Number(view.getBigInt64(at + 8)) }
      : { duration: view.getUint32(at), mediaTime: view.getInt32(at + 4) };
  });
  return edits.filter((edit) => edit.mediaTime >= 0);
}

/** The AudioSpecificConfig inside an esds box, and the kind of object it configures. */
export function parseEsds(view: DataView): { objectType: number; config: Uint8Array } | undefined {
  let at = 4;
  let objectType = 0;
  while (at + 2 <= view.byteLength) {
    const tag = view.getUint8(at++);
    let length = 0;
    for (let more = true; more && at < view.byteLength; at++) {
      const byte = view.getUint8(at);
      length = (length << 7) | (byte & 0x7f);
      more = byte >= 0x80;
    }
    if (tag === 3) at += 3;
    else if (tag === 4 && at < view.byteLength) {
      objectType = view.getUint8(at);
      at += 13;
    } else if (tag === 5) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      return { objectType, config: bytes.slice(at, at + length) };
    } else at += length;
  }
  return objectType ? { objectType, config: new Uint8Array(0) } : undefined;
}
