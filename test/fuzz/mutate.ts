import { seededRandom } from '../support/signal.ts';

/** Bytes near the start hold most of what can lie. */
const HEADER = 512;
const MAX_EDITS = 8;

/** Numbers that counts, sizes and rates are not prepared for. */
const extremes: readonly bigint[] = [
  ...[0n, 1n, 2n, 7n, 8n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x7fffn, 0x8000n, 0xffffn, 0x10000n, 0xffffffn],
  ...[0x7fffffffn, 0x80000000n, 0xfffffffen, 0xffffffffn, 0x100000000n, 0x7fffffffffffffffn, 0xffffffffffffffffn],
];

/** A good file with a few things done to it that follow from the seed alone. */
export function mutate(good: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(good);
  // Most of the edits go where the structure is: the first bytes, or the last (tables at the end).
  const place = (): number => {
    const kind = random();
    if (kind < 0.5) return below(Math.min(HEADER, bytes.length));
    if (kind < 0.65) return Math.max(0, bytes.length - 1 - below(HEADER * 4));
    return below(bytes.length);
  };
  const edits: (() => void)[] = [
    function flip() {
      const at = place();
      bytes[at] = bytes[at]! ^ (1 << below(8));
    },
    function overwrite() {
      bytes[place()] = below(256);
    },
    function extreme() {
      const size = [1, 2, 4, 8][below(4)]!;
      const at = Math.min(place(), Math.max(0, bytes.length - size));
      const value = BigInt.asUintN(size * 8, extremes[below(extremes.length)]!);
      const big = random() < 0.5;
      for (let i = 0; i < size && at + i < bytes.length; i++) {
        bytes[at + i] = Number((value >> BigInt(8 * (big ? size - 1 - i : i))) & 0xffn);
      }
    },
    function nudge() {
      const at = Math.min(place(), Math.max(0, bytes.length - 4));
      if (bytes.length < 4) return;
      const step = below(9) - 4;
      if (random() < 0.5) bytes.writeUInt32BE((bytes.readUInt32BE(at) + step) >>> 0, at);
      else bytes.writeUInt32LE((bytes.readUInt32LE(at) + step) >>> 0, at);
    },
    function insert() {
      const at = place();
      const added = Buffer.from(Uint8Array.from({ length: 1 + below(64) }, () => below(256)));
      bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
    },
    function remove() {
      const at = place();
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(64))]);
    },
    function repeat() {
      const at = place();
      const part = bytes.subarray(at, at + 1 + below(4096));
      bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    },
    function splice() {
      const from = place();
      const part = Buffer.from(bytes.subarray(from, from + 1 + below(1024)));
      part.copy(bytes, place());
    },
    function cut() {
      if (random() < 0.3) bytes = bytes.subarray(0, 1 + below(bytes.length));
    },
    function blank() {
      const at = place();
      bytes.fill(random() < 0.5 ? 0 : 0xff, at, Math.min(bytes.length, at + 1 + below(2048)));
    },
  ];
  for (let left = 1 + below(MAX_EDITS); left > 0 && bytes.length > 0; left--) edits[below(edits.length)]!();
  return bytes;
}
