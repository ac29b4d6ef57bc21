import { TILE_COLUMNS } from '../../core/protocol/spectrogram.ts';
import { CODE_FLOOR, CODE_STEPS, NO_LEVEL } from '../../core/spectrogram/levelCode.ts';
import { binCodes } from '../../core/spectrogram/rowCodes.ts';

const HALF = TILE_COLUMNS / 2;
let powers: Float32Array | undefined;

/** A tile of twice as wide columns out of two tiles; null: silence after the file's end. */
export function combineTiles(
  left: Uint16Array,
  right: Uint16Array | null,
  combine: 'max' | 'mean',
): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(left.length);
  if (combine === 'max') {
    merge(left, out, 0);
    if (right) merge(right, out, HALF);
    return out;
  }
  const table = (powers ??= powersOfCodes());
  const row = new Float32Array(TILE_COLUMNS);
  for (let at = 0; at < out.length; at += TILE_COLUMNS) {
    for (let i = 0; i < HALF; i++) {
      row[i] = (table[left[at + 2 * i]!]! + table[left[at + 2 * i + 1]!]!) / 2;
      row[HALF + i] = right ? (table[right[at + 2 * i]!]! + table[right[at + 2 * i + 1]!]!) / 2 : 0;
    }
    binCodes(row, out, at, 1);
  }
  return out;
}

function merge(codes: Uint16Array, out: Uint16Array, to: number): void {
  for (let at = 0; at < out.length; at += TILE_COLUMNS) {
    for (let i = 0; i < HALF; i++) {
      const [a, b] = [codes[at + 2 * i]!, codes[at + 2 * i + 1]!];
      out[at + to + i] = a > b ? a : b;
    }
  }
}

function powersOfCodes(): Float32Array {
  const table = Float32Array.from({ length: 65536 }, (_, code) => 10 ** ((code / CODE_STEPS + CODE_FLOOR) / 10));
  table[0] = 0;
  table[NO_LEVEL] = NaN;
  return table;
}
