import { type Label, isPoint } from './label.ts';

/**
 * For each label the lowest lane where it touches none that came before it: regions may meet at an edge, points may not
 * stand at one time. Labels in order of their start.
 */
export function lanesOf(labels: readonly Label[]): Uint32Array {
  const lanes = new Uint32Array(labels.length);
  const busy = new Heap();
  const free = new Heap();
  let count = 0;
  labels.forEach((label, i) => {
    const { startSeconds } = label;
    while (busy.size > 0 && (busy.key < startSeconds || (busy.key === startSeconds && !busy.point))) {
      const lane = busy.pop();
      free.push(lane, lane, false);
    }
    const lane = free.size > 0 ? free.pop() : count++;
    lanes[i] = lane;
    busy.push(label.endSeconds, lane, isPoint(label));
  });
  return lanes;
}

/** Smallest key first, regions before points. */
class Heap {
  readonly #items: { key: number; lane: number; point: boolean }[] = [];

  get size(): number {
    return this.#items.length;
  }

  get key(): number {
    return this.#items[0]!.key;
  }

  get point(): boolean {
    return this.#items[0]!.point;
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#items[a]!, this.#items[b]!];
    return x.key < y.key || (x.key === y.key && !x.point && y.point);
  }

  #swap(a: number, b: number): void {
    [this.#items[a], this.#items[b]] = [this.#items[b]!, this.#items[a]!];
  }

  push(key: number, lane: number, point: boolean): void {
    let at = this.#items.push({ key, lane, point }) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#before(at, up); at = up, up = (at - 1) >> 1) this.#swap(at, up);
  }

  /** The lane of the smallest; there must be one. */
  pop(): number {
    const { lane } = this.#items[0]!;
    const last = this.#items.pop()!;
    if (this.#items.length === 0) return lane;
    this.#items[0] = last;
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      if (left >= this.#items.length) return lane;
      const next = left + 1 < this.#items.length && this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(next, at)) return lane;
      this.#swap(at, next);
      at = next;
    }
  }
}
