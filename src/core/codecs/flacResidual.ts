import type { WordBits } from './wordBits.ts';

/**
 * The residual of a predicted subframe (RFC 9639 section 9.2.7), into out[order …]. False where it cannot be one.
 * Values that 32 bits cannot hold are not allowed in FLAC; they wrap.
 */
export function readResidual(bits: WordBits, out: Int32Array, frames: number, order: number): boolean {
  const method = bits.read(2);
  if (method > 1) return false;
  const parameterBits = 4 + method;
  const escape = (1 << parameterBits) - 1;
  const partitionOrder = bits.read(4);
  const size = frames >> partitionOrder;
  if (size < order || size << partitionOrder !== frames) return false;
  let at = order;
  for (let end = size; end <= frames; end += size) {
    const parameter = bits.read(parameterBits);
    if (parameter !== escape) {
      if (!readRice(bits, out, at, end, parameter)) return false;
    } else {
      const raw = bits.read(5);
      if (!bits.has(raw * (end - at))) return false;
      for (let i = at; i < end; i++) out[i] = bits.signed(raw);
    }
    at = end;
  }
  return !bits.overrun;
}

/** Rice codes: a unary quotient, then k bits; the sign is folded into the last. */
function readRice(bits: WordBits, out: Int32Array, from: number, to: number, k: number): boolean {
  const words = bits.words;
  const shift = 31 - k;
  const fits = 32 - k;
  let pos = bits.pos;
  for (let i = from; i < to; i++) {
    const at = pos >>> 5;
    const next = (words[at]! << pos) | ((words[at + 1]! >>> 1) >>> ~pos);
    const zeros = Math.clz32(next);
    if (zeros < fits) {
      // The one that ends the quotient and the k bits after it, taken together: 2^k too many.
      const value = ((zeros - 1) << k) + ((next << zeros) >>> shift);
      out[i] = (value >>> 1) ^ -(value & 1);
      pos += zeros + k + 1;
      continue;
    }
    // Beyond the end are zeros only, so that every walk over it comes here.
    bits.pos = pos;
    const quotient = bits.zeros();
    if (quotient < 0) return false;
    const value = (quotient << k) | bits.read(k);
    out[i] = (value >>> 1) ^ -(value & 1);
    pos = bits.pos;
  }
  bits.pos = pos;
  return true;
}
