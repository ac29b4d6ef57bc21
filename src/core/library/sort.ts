const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
/** Which half of a number has its sign: the second on every machine that browsers run on, asked all the same. */
const HIGH = new Uint32Array(new Float64Array([-1]).buffer)[1] === 0 ? 0 : 1;

/**
 * Slots in the order of their keys; those of equal keys keep their order, and NaN (no key) comes last either way. Counts
 * instead of comparing, so that 100,000 rows take a few milliseconds.
 *
 * @param slots in the order for equal keys
 * @param keys by slot
 */
export function sortedByKey(slots: Uint32Array, keys: Float64Array, descending: boolean): Uint32Array {
  const count = slots.length;
  const [high, low] = [new Uint32Array(count), new Uint32Array(count)];
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  const turn = descending ? 0xffffffff : 0;
  for (let i = 0; i < count; i++) {
    const key = keys[slots[i]!]!;
    if (Number.isNaN(key)) {
      high[i] = low[i] = 0xffffffff;
      continue;
    }
    // −0 is 0.
    one[0] = key + 0;
    // Bits of IEEE 754 as an unsigned number of the same order: all turned round below zero, the sign alone above it.
    const flip = bits[HIGH]! >>> 31 === 1 ? 0xffffffff : 0;
    high[i] = bits[HIGH]! ^ (flip | 0x80000000) ^ turn;
    low[i] = bits[1 - HIGH]! ^ flip ^ turn;
  }
  return radixSorted(slots, [low, high]);
}

/** words: of the keys, least significant first, in the order of `slots`. */
function radixSorted(slots: Uint32Array, words: readonly Uint32Array[]): Uint32Array {
  const count = slots.length;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let other = new Uint32Array(count);
  const starts = new Uint32Array(DIGITS + 1);
  for (const word of words) {
    let differing = 0;
    for (let i = 1; i < count; i++) differing |= word[i]! ^ word[0]!;
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (((differing >>> shift) & (DIGITS - 1)) === 0) continue;
      starts.fill(0);
      for (let i = 0; i < count; i++) starts[((word[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
      for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
      for (let i = 0; i < count; i++) {
        const index = order[i]!;
        other[starts[(word[index]! >>> shift) & (DIGITS - 1)]!++] = index;
      }
      [order, other] = [other, order];
    }
  }
  for (let i = 0; i < count; i++) other[i] = slots[order[i]!]!;
  return other;
}

/** Both are in the order of `before`; so is the result. */
export function mergeSorted(a: Uint32Array, b: Uint32Array, before: (x: number, y: number) => boolean): Uint32Array {
  const merged = new Uint32Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let k = 0; k < merged.length; k++) {
    const takeB = i === a.length || (j < b.length && before(b[j]!, a[i]!));
    merged[k] = takeB ? b[j++]! : a[i++]!;
  }
  return merged;
}
