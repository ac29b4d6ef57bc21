import { type Label, isPoint } from '../../src/core/labels/label.ts';
import { lanesOf } from '../../src/core/labels/lanes.ts';

/** Rows of a track in which each label has its own bar; what overlaps more is counted in one row below them. */
export const FULL_ROWS = 4;

/** Labels of one row in order of their start, as arrays that a search runs through quickly. */
export interface LabelRow {
  /** Indices in the track. */
  readonly labels: Uint32Array;
  readonly start: Float64Array;
  /** The latest end so far: rises even where labels overlap. */
  readonly reach: Float64Array;
  /** Overlapping: counted, not shown one by one. */
  readonly counted: boolean;
}

export interface TrackIndex {
  readonly rows: readonly LabelRow[];
  /** Of each label, index of rows. */
  readonly rowOf: Uint8Array;
}

const known = new WeakMap<readonly Label[], TrackIndex>();

/** Made once for each state of a track. */
export function indexOf(labels: readonly Label[]): TrackIndex {
  let index = known.get(labels);
  if (!index) known.set(labels, (index = indexTrack(labels)));
  return index;
}

function indexTrack(labels: readonly Label[]): TrackIndex {
  const rowOf = Uint8Array.from(lanesOf(labels), (lane) => Math.min(lane, FULL_ROWS));
  const sizes = new Uint32Array(FULL_ROWS + 1);
  for (const row of rowOf) sizes[row]!++;
  const rows = Array.from(sizes, (size, row) => ({
    labels: new Uint32Array(size),
    start: new Float64Array(size),
    reach: new Float64Array(size),
    counted: row === FULL_ROWS,
  })).filter(({ labels: { length } }, row) => row === 0 || length > 0);
  const filled = new Uint32Array(FULL_ROWS + 1);
  labels.forEach(({ startSeconds, endSeconds }, index) => {
    const row = rowOf[index]!;
    const at = filled[row]!++;
    const { labels: indices, start, reach } = rows[row]!;
    indices[at] = index;
    start[at] = startSeconds;
    reach[at] = at > 0 ? Math.max(reach[at - 1]!, endSeconds) : endSeconds;
  });
  return { rows, rowOf };
}

/** Index of the first value that is not less. */
export function lowerBound(values: Float64Array, value: number, from = 0): number {
  let [low, high] = [from, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first label of a track that starts there or later. */
export function firstFrom(labels: readonly Label[], seconds: number): number {
  let [low, high] = [0, labels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (labels[middle]!.startSeconds < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The edge of a label nearest to a time, no farther than the tolerance; null for none. Edges of counted labels do not count. */
export function nearestEdge(labels: readonly Label[], seconds: number, tolerance: number): number | null {
  let best: number | null = null;
  let least = tolerance;
  const take = (edge: number | undefined): void => {
    if (edge === undefined || Math.abs(edge - seconds) > least) return;
    best = edge;
    least = Math.abs(edge - seconds);
  };
  for (const { start, reach, counted } of indexOf(labels).rows) {
    if (counted) continue;
    for (const edges of [start, reach]) {
      const at = lowerBound(edges, seconds);
      take(edges[at]);
      take(edges[at - 1]);
    }
  }
  return best;
}

/** The label at a time: of several the one that starts last; points do not hold any. */
export function labelAround(labels: readonly Label[], seconds: number): number | null {
  let best: number | null = null;
  for (const { labels: indices, start, reach } of indexOf(labels).rows) {
    // The row may be of overlapping ones: those before may reach as far.
    for (let at = lowerBound(start, seconds) - 1; at >= 0 && reach[at]! > seconds; at--) {
      const index = indices[at]!;
      if (labels[index]!.endSeconds <= seconds) continue;
      if (best === null || index > best) best = index;
      break;
    }
  }
  return best;
}

/** Whether another region begins where this one ends, or the other way round. */
export function sharesEdge(labels: readonly Label[], index: number, edge: 'start' | 'end'): boolean {
  const label = labels[index];
  if (!label) return false;
  if (edge === 'start') {
    for (const { start, reach } of indexOf(labels).rows) {
      const at = lowerBound(start, label.startSeconds) - 1;
      if (at >= 0 && reach[at] === label.startSeconds) return true;
    }
    return false;
  }
  const next = labels[firstFrom(labels, label.endSeconds)];
  return next !== undefined && next !== label && next.startSeconds === label.endSeconds && !isPoint(next);
}
