import { naturalKey } from './naturalKey.ts';

type Value = number | string | null | undefined;

/** A number for each slot, in the order of what is sorted by: text by its place among all texts, NaN where there is none. */
export function keysOf(slots: Uint32Array, capacity: number, valueOf: (slot: number) => Value): Float64Array {
  const keys = new Float64Array(capacity).fill(NaN);
  const texts = new Map<string, number[]>();
  for (const slot of slots) {
    const value = valueOf(slot);
    if (typeof value === 'number') keys[slot] = value;
    else if (typeof value === 'string') {
      const same = texts.get(value);
      if (same) same.push(slot);
      else texts.set(value, [slot]);
    }
  }
  if (texts.size > 0) {
    const ranked = [...texts].map(([text, of]) => ({ key: naturalKey(text), text, of }));
    ranked.sort((a, b) => (a.key === b.key ? (a.text < b.text ? -1 : 1) : a.key < b.key ? -1 : 1));
    ranked.forEach(({ of }, rank) => {
      for (const slot of of) keys[slot] = rank;
    });
  }
  return keys;
}
