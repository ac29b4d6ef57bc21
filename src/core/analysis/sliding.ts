import { type Edges, extendEdges, joined, mergeEdges, noEdges } from './edges.ts';

const CHUNK = 4096;

/**
 * A measure that looks at every window of `size` consecutive samples. Windows that lie across a cut are looked at when
 * the ranges are merged: each range keeps its first and last size − 1 samples for that.
 */
export abstract class Sliding {
  readonly edges: Edges;
  readonly #size: number;
  readonly #room: Float32Array;

  /** room: of at least size − 1 + 4096 samples; what is looked at in add lies in it. */
  constructor(size: number, edges: Edges | number, room?: Float32Array) {
    this.edges = typeof edges === 'number' ? noEdges(edges) : edges;
    this.#size = size;
    this.#room = room ?? new Float32Array(size - 1 + CHUNK);
  }

  /** Looks at every window in the first `count` ≥ size samples; samples[0] is frame `at` of the file. */
  protected abstract look(samples: Float32Array, at: number, count: number): void;

  add(plane: Float32Array, from: number, frames: number): void {
    const keep = this.#size - 1;
    for (let done = 0; done < frames;) {
      const now = Math.min(CHUNK, frames - done);
      const before = this.edges.tail.length;
      for (let i = 0; i < before; i++) this.#room[i] = this.edges.tail[i]!;
      this.#room.set(plane.subarray(from + done, from + done + now), before);
      const at = this.edges.start + this.edges.frames - before;
      if (before + now >= this.#size) this.look(this.#room, at, before + now);
      extendEdges(this.edges, plane, from + done, now, keep);
      done += now;
    }
  }

  /** Looks at the windows across the cut; `later` begins where this ends. */
  protected mergeWindows(later: Edges): void {
    const { tail, start, frames } = this.edges;
    const across = joined(tail, later.head, 0, later.head.length);
    if (across.length >= this.#size) this.look(across, start + frames - tail.length, across.length);
    mergeEdges(this.edges, later, this.#size - 1);
  }
}
