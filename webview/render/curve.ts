/** A function of time in equal steps, on a picture. Device pixels. */
export interface CurvePlace {
  /** x of value 0, and from each value to the next. */
  readonly first: number;
  readonly step: number;
  readonly width: number;
  /** Of any value but NaN. */
  readonly yOf: (value: number) => number;
}

/**
 * What is in sight of a curve as lines: x, y pairs. NaN ends a line. Where several values share a pixel column its lines go
 * through the first, the lowest, the highest and the last of them, in their order, so that no extreme is lost.
 */
export function curveLines(values: ArrayLike<number>, { first, step, width, yOf }: CurvePlace): Float32Array[] {
  const from = Math.max(0, Math.floor((-1 - first) / step) - 1);
  const to = Math.min(values.length - 1, Math.ceil((width + 1 - first) / step) + 1);
  const lines: Float32Array[] = [];
  let line: number[] = [];
  const end = (): void => {
    if (line.length > 0) lines.push(Float32Array.from(line));
    line = [];
  };
  for (let i = from; i <= to;) {
    if (Number.isNaN(values[i]!)) {
      end();
      i++;
      continue;
    }
    const column = Math.floor(first + i * step);
    let [last, low, high] = [i, i, i];
    while (last < to && Math.floor(first + (last + 1) * step) === column && !Number.isNaN(values[last + 1]!)) {
      last++;
      if (values[last]! < values[low]!) low = last;
      if (values[last]! > values[high]!) high = last;
    }
    if (last === i) line.push(first + i * step, yOf(values[i]!));
    else {
      const places = new Set([i, Math.min(low, high), Math.max(low, high), last]);
      for (const place of places) line.push(column + 0.5, yOf(values[place]!));
    }
    i = last + 1;
  }
  end();
  return lines;
}
