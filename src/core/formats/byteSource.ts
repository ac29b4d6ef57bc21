/** A file as ranges of bytes. Nothing here ever asks for the whole of it. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes than asked only where the file ends. The result belongs to the caller until its next read. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const WINDOW = 64 * 1024;

/** Serves the many small reads of a header walk from a few windows, so that each costs one real read at most. */
export function windowed(source: ByteSource): ByteSource {
  let windows: { offset: number; bytes: Uint8Array }[] = [];
  return {
    size: source.size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, source.size - offset));
      if (wanted > WINDOW) return source.read(offset, wanted);
      const hit = windows.find((w) => offset >= w.offset && offset + wanted <= w.offset + w.bytes.length);
      if (hit) return hit.bytes.subarray(offset - hit.offset, offset - hit.offset + wanted);
      const bytes = Uint8Array.from(await source.read(offset, WINDOW));
      windows = [{ offset, bytes }, ...windows.slice(0, 3)];
      return bytes.subarray(0, wanted);
    },
  };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Latin-1 text of a few bytes: chunk names, magic words. */
export function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
