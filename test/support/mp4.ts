/** A box: its size, its type, what is in it. */
export function box(type: string, ...inside: Uint8Array[]): Buffer {
  const body = Buffer.concat(inside);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** Where a box stands, by its path from the top; the first of each type. */
export function placeOf(bytes: Buffer, path: readonly string[]): { start: number; end: number } {
  let [at, end] = [0, bytes.length];
  let place = { start: 0, end: bytes.length };
  for (const type of path) {
    while (at + 8 <= end && bytes.toString('latin1', at + 4, at + 8) !== type) at += bytes.readUInt32BE(at);
    if (at + 8 > end) throw new Error(`no ${path.join('.')}`);
    place = { start: at, end: at + bytes.readUInt32BE(at) };
    end = place.end;
    at += 8;
  }
  return place;
}

/** The file with another box in place of one; the sizes around it follow. Only for what stands behind mdat. */
export function replaceBox(bytes: Buffer, path: readonly string[], other: Uint8Array): Buffer {
  const { start, end } = placeOf(bytes, path);
  const out = Buffer.concat([bytes.subarray(0, start), other, bytes.subarray(end)]);
  for (let depth = 1; depth < path.length; depth++) {
    const { start: around } = placeOf(bytes, path.slice(0, depth));
    out.writeUInt32BE(bytes.readUInt32BE(around) + other.length - (end - start), around);
  }
  return out;
}

export interface Edit {
  /** On the movie's clock. */
  duration: number;
  mediaTime: number;
}

export function editList(edits: readonly Edit[]): Buffer {
  const list = Buffer.alloc(8 + edits.length * 12);
  list.writeUInt32BE(edits.length, 4);
  edits.forEach(({ duration, mediaTime }, i) => {
    list.writeUInt32BE(duration, 8 + i * 12);
    list.writeInt32BE(mediaTime, 12 + i * 12);
    list.writeUInt32BE(0x10000, 16 + i * 12);
  });
  return box('edts', box('elst', list));
}
