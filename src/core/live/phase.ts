/** Of the newest frames of two channels: their correlation, smoothed, and points of the goniometer. */
export class PhaseMeter {
  /** Pearson's without subtraction of means, −1 … +1; 0 while either channel is silent. */
  correlation = 0;
  #ll = 0;
  #rr = 0;
  #lr = 0;

  /** frames of both from `from` on; keep: share of what was before, 0 … 1. Frames that are no numbers are left out. */
  add(left: Float32Array, right: Float32Array, from: number, frames: number, keep: number): void {
    let [ll, rr, lr] = [0, 0, 0];
    for (let i = from; i < from + frames; i++) {
      const [l, r] = [left[i]!, right[i]!];
      const product = l * r;
      if (product - product !== 0) continue;
      ll += l * l;
      rr += r * r;
      lr += product;
    }
    this.#ll = keep * this.#ll + ll;
    this.#rr = keep * this.#rr + rr;
    this.#lr = keep * this.#lr + lr;
    const spread = Math.sqrt(this.#ll * this.#rr);
    this.correlation = spread > 1e-18 ? Math.max(-1, Math.min(1, this.#lr / spread)) : 0;
  }

  reset(): void {
    this.#ll = this.#rr = this.#lr = this.correlation = 0;
  }
}

/**
 * Points of a goniometer, turned by 45°: mono is vertical. out: x = (R − L)/√2 to the right, y = (L + R)/√2 upwards, in
 * turns; `points` of them evenly out of the frames from `from` on. No allocation.
 */
export function goniometerPoints(
  left: Float32Array,
  right: Float32Array,
  from: number,
  frames: number,
  out: Float32Array,
): number {
  const points = Math.min(frames, out.length >> 1);
  for (let i = 0; i < points; i++) {
    const at = from + Math.floor((i * frames) / points);
    const [l, r] = [left[at]!, right[at]!];
    out[2 * i] = (r - l) * Math.SQRT1_2;
    out[2 * i + 1] = (l + r) * Math.SQRT1_2;
  }
  return points;
}
