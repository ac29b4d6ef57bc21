import type { AlacConfig } from './alacCookie.ts';
import type { WordBits } from './wordBits.ts';

/** From so many ones on, the number follows as it is. */
const MAX_ONES = 9;
/** The mean has 9 bits behind the point. */
const POINT = 9;

/**
 * Adaptive Golomb codes: each number is coded by the mean of those before it, which also says when a run of zeros is
 * counted instead. bits: of a number that is written as it is. False where the data ends or a run is too long.
 */
export function readAlacResidual(
  reader: WordBits,
  out: Int32Array,
  frames: number,
  bits: number,
  mult: number,
  { initialHistory, riceLimit }: AlacConfig,
): boolean {
  const words = reader.words;
  const end = reader.end;
  let pos = reader.pos;
  let mean = initialHistory;
  let sign = 0;
  for (let i = 0; i < frames;) {
    if (pos > end) return false;
    const k = Math.min(31 - Math.clz32((mean >>> POINT) + 3), riceLimit);
    const at = pos >>> 5;
    const next = (words[at]! << pos) | ((words[at + 1]! >>> 1) >>> ~pos);
    const ones = Math.clz32(~next);
    let value: number;
    if (ones >= MAX_ONES) {
      reader.pos = pos + MAX_ONES;
      value = reader.read(bits);
      pos = reader.pos;
    } else {
      pos += ones + 1;
      value = ones;
      if (k !== 1) {
        value = ones * ((1 << k) - 1);
        const rest = k === 0 ? 0 : (next << (ones + 1)) >>> (32 - k);
        if (rest >= 2) {
          value += rest - 1;
          pos += k;
        } else {
          pos += k - 1;
        }
      }
    }
    const folded = (value + sign) >>> 0;
    out[i++] = (folded >>> 1) ^ -(folded & 1);
    mean = (Math.imul(mult, folded) + mean - (Math.imul(mult, mean) >>> POINT)) >>> 0;
    if (value > 0xffff) mean = 0xffff;
    sign = 0;
    if (mean >= 128 || i >= frames) continue;

    // So small a mean: a run of zeros comes next, and after it no zero.
    const runBits = Math.clz32(mean) - 24 + ((mean + 16) >>> 6);
    const limit = ((1 << runBits) - 1) & ((1 << riceLimit) - 1);
    reader.pos = pos;
    const run = readRun(reader, limit, runBits);
    pos = reader.pos;
    if (run > frames - i) return false;
    out.fill(0, i, i + run);
    i += run;
    sign = run >= 0xffff ? 0 : 1;
    mean = 0;
  }
  reader.pos = pos;
  return !reader.overrun;
}

function readRun(reader: WordBits, limit: number, k: number): number {
  if (reader.overrun) return 0;
  const next = reader.peek();
  const ones = Math.clz32(~next);
  if (ones >= MAX_ONES) {
    reader.pos += MAX_ONES;
    return reader.read(16);
  }
  reader.pos += ones + 1;
  const rest = reader.read(k);
  if (rest >= 2) return ones * limit + rest - 1;
  reader.pos--;
  return ones * limit;
}
