/** The first and the last frames of what was measured: what a measure that looks around itself needs across a cut. */
export interface Edges {
  /** First frame of the file that was measured. */
  start: number;
  frames: number;
  head: Float32Array;
  tail: Float32Array;
}

export const noEdges = (start: number): Edges => ({
  start,
  frames: 0,
  head: new Float32Array(0),
  tail: new Float32Array(0),
});

/** Puts `count` samples behind `edges`, of which at most `keep` are kept at either end. */
export function extendEdges(edges: Edges, plane: Float32Array, from: number, count: number, keep: number): void {
  if (count === 0) return;
  if (edges.frames < keep) edges.head = joined(edges.head, plane, from, Math.min(count, keep - edges.frames));
  if (count < keep || edges.tail.length < keep) {
    const whole = joined(edges.tail, plane, from + Math.max(0, count - keep), Math.min(count, keep));
    edges.tail = whole.slice(Math.max(0, whole.length - keep));
  } else {
    for (let i = 0; i < keep; i++) edges.tail[i] = plane[from + count - keep + i]!;
  }
  edges.frames += count;
}

/** Both ranges as one; `later` begins where `edges` ends. */
export function mergeEdges(edges: Edges, later: Edges, keep: number): void {
  if (edges.frames < keep)
    edges.head = joined(edges.head, later.head, 0, Math.min(later.head.length, keep - edges.frames));
  const whole = joined(edges.tail, later.tail, 0, later.tail.length);
  edges.tail = later.frames >= keep ? later.tail.slice() : whole.slice(Math.max(0, whole.length - keep));
  edges.frames += later.frames;
}

export function joined(left: Float32Array, right: Float32Array, from: number, count: number): Float32Array {
  const whole = new Float32Array(left.length + count);
  whole.set(left);
  whole.set(right.subarray(from, from + count), left.length);
  return whole;
}
