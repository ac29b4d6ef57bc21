import type { Page } from 'playwright-core';

/** Pixels of a block's side. Its mean shows where things stand and in what colour, and little of how letters are smoothed. */
export const BLOCK = 8;
/** Steps of 255 by which the mean of a colour may differ in a block: about what another rasteriser of fonts makes of it. */
export const TOLERANCE = 10;
/** Share of the blocks that may differ by more than that, and by how much none may: a small icon that is gone makes 20. */
export const MOST_DIFFERING = 0.003;
export const WORST = 18;

export interface Means {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each block, row by row. */
  readonly values: readonly number[];
}

export interface Comparison {
  /** How the pictures differ; empty where they are the same within the limits. */
  readonly why: string;
  readonly differing: number;
}

/** Of a PNG, decoded by the browser. */
export function blockMeans(page: Page, png: Buffer): Promise<Means> {
  return page.evaluate(
    async ({ url, block }) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, width, height);
      const values: number[] = [];
      for (let y = 0; y < height; y += block) {
        for (let x = 0; x < width; x += block) {
          const [right, bottom] = [Math.min(x + block, width), Math.min(y + block, height)];
          const sums = [0, 0, 0];
          for (let row = y; row < bottom; row++) {
            for (let at = (row * width + x) * 4; at < (row * width + right) * 4; at += 4) {
              for (let part = 0; part < 3; part++) sums[part]! += data[at + part]!;
            }
          }
          values.push(...sums.map((sum) => sum / ((right - x) * (bottom - y))));
        }
      }
      return { width, height, values };
    },
    { url: `data:image/png;base64,${png.toString('base64')}`, block: BLOCK },
  );
}

export function compareMeans(expected: Means, actual: Means): Comparison {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    const [is, should] = [actual, expected].map(({ width, height }) => `${width} × ${height}`);
    return { why: `it is ${is} pixels, and should be ${should}`, differing: Infinity };
  }
  const blocks = expected.values.length / 3;
  const across = Math.ceil(expected.width / BLOCK);
  let [differing, worst, most] = [0, 0, 0];
  for (let index = 0; index < blocks; index++) {
    const off = [0, 1, 2].map((part) =>
      Math.abs(actual.values[3 * index + part]! - expected.values[3 * index + part]!),
    );
    const difference = Math.max(...off);
    if (difference > TOLERANCE) differing++;
    if (difference > most) [worst, most] = [index, difference];
  }
  if (differing <= blocks * MOST_DIFFERING && most <= WORST) return { why: '', differing };
  const place = `${BLOCK * (worst % across)}, ${BLOCK * Math.floor(worst / across)}`;
  const why = `${differing} of ${blocks} blocks differ, the worst at pixel ${place} by ${most.toFixed(1)} of 255`;
  return { why, differing };
}
