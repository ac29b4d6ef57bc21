/** An EBML element; `size` −1 writes that its size is unknown. */
export function element(id: number, body: Uint8Array | readonly Uint8Array[], size?: number): Uint8Array {
  const parts = body instanceof Uint8Array ? [body] : body;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const idBytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) idBytes.unshift(rest % 256);
  const stated = size ?? length;
  const sizeBytes = stated < 0 ? Array.from({ length: 8 }, (_, i) => (i === 0 ? 1 : 255)) : eight(stated);
  return Uint8Array.from([...idBytes, ...sizeBytes, ...parts.flatMap((part) => [...part])]);
}

/** A number of eight bytes. */
function eight(value: number): number[] {
  const bytes = Array.from({ length: 8 }, (_, i) => Math.floor(value / 256 ** (7 - i)) % 256);
  bytes[0] = 1;
  return bytes;
}

export function uint(id: number, value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return element(id, Uint8Array.from(bytes));
}

export function float(id: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

export const text = (id: number, value: string): Uint8Array =>
  element(id, Uint8Array.from(Buffer.from(value, 'latin1')));

export type Lacing = 'none' | 'xiph' | 'fixed' | 'ebml';

/** The body of a block (RFC 9559 section 10). */
export function blockBody(track: number, time: number, frames: readonly Uint8Array[], lacing: Lacing): Uint8Array {
  const flags = { none: 0, xiph: 2, fixed: 4, ebml: 6 }[lacing];
  const sizes = frames.slice(0, -1).map((frame) => frame.length);
  const head: number[] = [0x80 | track, (time >> 8) & 255, time & 255, flags];
  if (lacing !== 'none') head.push(frames.length - 1);
  if (lacing === 'xiph')
    for (const size of sizes) head.push(...Array<number>(Math.floor(size / 255)).fill(255), size % 255);
  if (lacing === 'ebml') {
    sizes.forEach((size, i) => {
      // The first in four bytes, the differences in two, around the middle of what these hold.
      if (i === 0) head.push(0x10 | (size >> 24), (size >> 16) & 255, (size >> 8) & 255, size & 255);
      else {
        const shifted = size - sizes[i - 1]! + 0x1fff;
        head.push(0x40 | (shifted >> 8), shifted & 255);
      }
    });
  }
  return Uint8Array.from([...head, ...frames.flatMap((frame) => [...frame])]);
}
