import { vint } from '../formats/ebml.ts';

/** Frames that one block may hold by its format. */
const MAX_LACED = 256;

/**
 * The frames of a block (RFC 9559 section 10.3), which start at `at`; undefined if their sizes cannot be right.
 * Most blocks hold one.
 */
export function unlace(block: Uint8Array, at: number, lacing: number): Uint8Array[] | undefined {
  if (lacing === 0) return [block.subarray(at)];
  const count = (block[at] ?? 0) + 1;
  const sizes = lacing === 1 ? xiph(block, at + 1, count) : lacing === 3 ? ebml(block, at + 1, count) : undefined;
  if (lacing === 2) {
    const size = (block.length - at - 1) / count;
    if (!Number.isInteger(size)) return undefined;
    return Array.from({ length: count }, (_, i) => block.subarray(at + 1 + i * size, at + 1 + (i + 1) * size));
  }
  if (!sizes || count > MAX_LACED) return undefined;
  const frames: Uint8Array[] = [];
  let from = sizes.at;
  for (const size of sizes.sizes) {
    if (size < 0 || from + size > block.length) return undefined;
    frames.push(block.subarray(from, from + size));
    from += size;
  }
  frames.push(block.subarray(from));
  return frames;
}

interface Sizes {
  /** Of all frames but the last. */
  sizes: number[];
  /** Where the first begins. */
  at: number;
}

function xiph(block: Uint8Array, start: number, count: number): Sizes {
  const sizes: number[] = [];
  let at = start;
  while (sizes.length < count - 1 && at < block.length) {
    let size = 0;
    while (block[at] === 255) {
      size += 255;
      at++;
    }
    sizes.push(size + (block[at++] ?? 0));
  }
  return { sizes, at };
}

/** The first size as it is, the others as differences. */
function ebml(block: Uint8Array, start: number, count: number): Sizes | undefined {
  const sizes: number[] = [];
  let at = start;
  while (sizes.length < count - 1) {
    const size = vint(block, at);
    if (!size) return undefined;
    at += size.length;
    const before = sizes.at(-1);
    sizes.push(before === undefined ? size.value : before + size.value - (2 ** (7 * size.length - 1) - 1));
  }
  return { sizes, at };
}
