import { ascii, viewOf } from './byteSource.ts';
import { bytesAt, type Steps } from './steps.ts';

export interface Box {
  type: string;
  /** Of the body, and where it ends. */
  start: number;
  end: number;
  /** The box claims to reach beyond what holds it. */
  cut: boolean;
}

const MAX_BOXES = 10_000;

/** The box at `at` (ISO 14496-12 section 4.2); undefined where there is none that makes sense. */
export function* boxAt(at: number, end: number): Steps<Box | undefined> {
  if (at + 8 > end) return undefined;
  const head = yield { offset: at, length: Math.min(16, end - at) };
  if (head.length < 8) return undefined;
  const view = viewOf(head);
  let size = view.getUint32(0);
  let header = 8;
  if (size === 1 && head.length === 16) {
    size = Number(view.getBigUint64(8));
    header = 16;
  } else if (size === 0) size = end - at;
  if (size < header) return undefined;
  return { type: ascii(head, 4, 4), start: at + header, end: Math.min(at + size, end), cut: at + size > end };
}

/** The boxes between start and end, up to the first that makes no sense or is of the type `until`. */
export function* boxes(start: number, end: number, until?: string): Steps<Box[]> {
  const found: Box[] = [];
  for (let at = start; found.length < MAX_BOXES;) {
    const box = yield* boxAt(at, end);
    if (!box) break;
    found.push(box);
    if (box.type === until) break;
    at = box.end;
  }
  return found;
}

/** Follows a path of box types; undefined where a step is missing. */
export function* findBox(from: Box, ...path: string[]): Steps<Box | undefined> {
  let box: Box | undefined = from;
  for (const type of path) {
    const children: Box[] = yield* boxes(box.start, box.end);
    box = children.find((child) => child.type === type);
    if (!box) return undefined;
  }
  return box;
}

export function* body(box: Box | undefined, limit: number): Steps<DataView | undefined> {
  if (!box) return undefined;
  return viewOf(yield* bytesAt(box.start, Math.min(limit, box.end - box.start)));
}

/** mvhd, mdhd and mehd's kin: units per second, and the duration in them. */
export function timing(view: DataView | undefined): { scale: number; duration: number } {
  if (!view || view.byteLength < 20) return { scale: 0, duration: 0 };
  if (view.getUint8(0) === 1 && view.byteLength >= 32) {
    return { scale: view.getUint32(20), duration: Number(view.getBigUint64(24)) };
  }
  return { scale: view.getUint32(12), duration: view.getUint32(16) };
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
      length = ((length << 7) | (byte & 0x7f)) & 0xfffffff;
      more = byte >= 0x80;
    }
    if (tag === 3) {
      // Flags say what follows the id: another id, a URL, a third id.
      const flags = at + 2 < view.byteLength ? view.getUint8(at + 2) : 0;
      at += 3 + (flags & 0x80 ? 2 : 0);
      if (flags & 0x40 && at < view.byteLength) at += 1 + view.getUint8(at);
      if (flags & 0x20) at += 2;
    } else if (tag === 4 && at < view.byteLength) {
      objectType = view.getUint8(at);
      at += 13;
    } else if (tag === 5) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      return { objectType, config: bytes.slice(at, at + length) };
    } else at += length;
  }
  return objectType ? { objectType, config: new Uint8Array(0) } : undefined;
}
