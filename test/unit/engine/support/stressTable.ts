import { randomOf } from './signal.ts';

const TABLE = 65536;
export const TABLE_MASK = TABLE - 1;

/** What both threads agree on: frame f of channel c is table[(f + 77 · c) & TABLE_MASK]. */
export function stressTable(): Float32Array {
  const random = randomOf(4711);
  return Float32Array.from({ length: TABLE }, () => random() * 2 - 1);
}
