import { CODE_FLOOR, CODE_STEPS, NO_LEVEL } from './levelCode.ts';
import type { RowMap } from './rows.ts';

/** Of a float's mantissa: 0.002 dB wide. */
const MANTISSA_BITS = 11;
const DROPPED = 23 - MANTISSA_BITS;
const MANTISSA = (1 << MANTISSA_BITS) - 1;
/** Parts of a code in which octaves are counted, in whole numbers, which is quicker. */
const PARTS = 256;
const OCTAVE = 10 * Math.log10(2) * CODE_STEPS * PARTS;
const WHOLE_OCTAVE = Math.round(OCTAVE);
/** Exponents are stored 127 too large; and a half, so that cutting off rounds. */
const BASE = Math.round(-CODE_FLOOR * CODE_STEPS * PARTS - 127 * OCTAVE + PARTS / 2);

const ofMantissa = Int32Array.from({ length: MANTISSA + 1 }, (_, m) =>
  Math.round(OCTAVE * Math.log2(1 + (m + 0.5) / (MANTISSA + 1))),
);

const INFINITE = 0x7f800000;

/** The same memory as integers; callers come with the same few arrays again and again. */
const bitsOf = new WeakMap<Float32Array, Int32Array>();

/** codeOfPower of all powers, within a code: out[offset + k · stride]. The logarithm is looked up by the float's bits. */
export function binCodes(powers: Float32Array, out: Uint16Array, offset: number, stride: number): void {
  let words = bitsOf.get(powers);
  if (!words) {
    words = new Int32Array(powers.buffer, powers.byteOffset, powers.length);
    bitsOf.set(powers, words);
  }
  // As locals: a bundle makes variables of a module's constants, which are looked up each time.
  const [mantissa, octave, base] = [ofMantissa, WHOLE_OCTAVE, BASE];
  for (let i = 0, at = offset; i < words.length; i++, at += stride) {
    const bits = words[i]!;
    const parts = Math.imul(bits >> 23, octave) + mantissa[(bits >> DROPPED) & MANTISSA]! + base;
    let code = parts >> 8;
    if (code >= NO_LEVEL) code = NO_LEVEL - 1;
    if (code < 0) code = 0;
    // Infinity and NaN, of which some have a sign; −0 has one too.
    if (bits >= INFINITE || bits < 0) code = bits === -0x80000000 ? 0 : NO_LEVEL;
    out[at] = code;
  }
}

/**
 * Rows of a picture out of bins: bins[bin · columns + i] to out[offset + row · columns + i]. The largest code is the code
 * of the largest power, that of what is not a number included; between bins levels, and so codes, are mixed.
 */
export function rowsOfBins(map: RowMap, bins: Uint16Array, columns: number, out: Uint16Array, offset = 0): void {
  for (let row = 0; row < map.rows; row++) {
    const [first, count] = [map.first[row]!, map.count[row]!];
    const to = offset + row * columns;
    if (first < 0) {
      for (let i = 0; i < columns; i++) out[to + i] = 0;
      continue;
    }
    const from = first * columns;
    if (count === 0) mixBins(bins, from, map.weight[row]!, columns, out, to);
    else {
      for (let i = 0; i < columns; i++) out[to + i] = bins[from + i]!;
      const end = from + count * columns;
      let at = from + columns;
      // Two bins a pass: half the reading and writing of rows.
      for (; at + columns < end; at += 2 * columns) raise(bins, at, at + columns, columns, out, to);
      if (at < end) raise(bins, at, at, columns, out, to);
    }
  }
}

/** Codes of two bins, where they are larger. */
function raise(bins: Uint16Array, low: number, high: number, columns: number, out: Uint16Array, to: number): void {
  for (let i = 0; i < columns; i++) {
    const [a, b] = [bins[low + i]!, bins[high + i]!];
    const code = a > b ? a : b;
    if (code > out[to + i]!) out[to + i] = code;
  }
}

/** In integers, which is quicker: weights of 15 bits. */
function mixBins(bins: Uint16Array, from: number, weight: number, columns: number, out: Uint16Array, to: number): void {
  const share = Math.round(weight * 32768);
  for (let i = 0; i < columns; i++) {
    const [a, b] = [bins[from + i]!, bins[from + columns + i]!];
    const mixed = a + ((Math.imul(b - a, share) + 16384) >> 15);
    out[to + i] = a === NO_LEVEL || b === NO_LEVEL ? NO_LEVEL : mixed;
  }
}
