/** Adds up what a fixed predictor of order 1 to 4 left over (RFC 9639 section 9.2.5). Wraps as the samples would. */
export function addFixed(out: Int32Array, frames: number, order: number): void {
  // Each order is one more difference of neighbours; all of them are kept up to date.
  const at = (back: number): number => out[order - 1 - back]!;
  let x = at(0);
  let d1 = order > 1 ? (at(0) - at(1)) | 0 : 0;
  let d2 = order > 2 ? (at(0) - 2 * at(1) + at(2)) | 0 : 0;
  let d3 = order > 3 ? (at(0) - 3 * at(1) + 3 * at(2) - at(3)) | 0 : 0;
  if (order === 1) {
    for (let i = 1; i < frames; i++) out[i] = x = (x + out[i]!) | 0;
  } else if (order === 2) {
    for (let i = 2; i < frames; i++) {
      d1 = (d1 + out[i]!) | 0;
      out[i] = x = (x + d1) | 0;
    }
  } else if (order === 3) {
    for (let i = 3; i < frames; i++) {
      d2 = (d2 + out[i]!) | 0;
      d1 = (d1 + d2) | 0;
      out[i] = x = (x + d1) | 0;
    }
  } else if (order === 4) {
    for (let i = 4; i < frames; i++) {
      d3 = (d3 + out[i]!) | 0;
      d2 = (d2 + d3) | 0;
      d1 = (d1 + d2) | 0;
      out[i] = x = (x + d1) | 0;
    }
  }
}

/** Coefficients of the fixed predictors as a linear one would have them, the newest sample's first. */
export const fixedCoefficients = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

/** Adds the prediction to the residual in out[order …]. The sum must fit 32 bits: see fitsInt32. */
export function addLinear(out: Int32Array, frames: number, c: Int32Array, order: number, shift: number): void {
  const taps = order <= 4 ? 4 : order <= 8 ? 8 : order <= 12 ? 12 : 32;
  // Coefficients beyond the order are 0, so that few kinds of loops will do; they need that many samples before them.
  const start = taps === 32 ? frames : Math.min(taps, frames);
  addAny(out, order, start, c, order, shift);
  if (taps === 4) addFour(out, start, frames, c, shift);
  else if (taps === 8) addEight(out, start, frames, c, shift);
  else if (taps === 12) addTwelve(out, start, frames, c, shift);
}

function addAny(out: Int32Array, from: number, to: number, c: Int32Array, order: number, shift: number): void {
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum = (sum + Math.imul(c[j]!, out[i - 1 - j]!)) | 0;
    out[i] = out[i]! + (sum >> shift);
  }
}

const { imul } = Math;

function addFour(out: Int32Array, from: number, to: number, c: Int32Array, shift: number): void {
  const [c0, c1, c2, c3] = [c[0]!, c[1]!, c[2]!, c[3]!];
  if (from >= to) return;
  let [x0, x1, x2, x3] = [out[from - 1]!, out[from - 2]!, out[from - 3]!, out[from - 4]!];
  for (let i = from; i < to; i++) {
    const sum = imul(c3, x3) + imul(c2, x2) + imul(c1, x1) + imul(c0, x0);
    x3 = x2;
    x2 = x1;
    x1 = x0;
    x0 = (out[i]! + ((sum | 0) >> shift)) | 0;
    out[i] = x0;
  }
}

function addEight(out: Int32Array, from: number, to: number, c: Int32Array, shift: number): void {
  const [c0, c1, c2, c3, c4, c5, c6, c7] = [c[0]!, c[1]!, c[2]!, c[3]!, c[4]!, c[5]!, c[6]!, c[7]!];
  for (let i = from; i < to; i++) {
    const sum =
      imul(c7, out[i - 8]!) +
      imul(c6, out[i - 7]!) +
      imul(c5, out[i - 6]!) +
      imul(c4, out[i - 5]!) +
      imul(c3, out[i - 4]!) +
      imul(c2, out[i - 3]!) +
      imul(c1, out[i - 2]!) +
      imul(c0, out[i - 1]!);
    out[i] = out[i]! + ((sum | 0) >> shift);
  }
}

function addTwelve(out: Int32Array, from: number, to: number, c: Int32Array, shift: number): void {
  const [c0, c1, c2, c3, c4, c5] = [c[0]!, c[1]!, c[2]!, c[3]!, c[4]!, c[5]!];
  const [c6, c7, c8, c9, c10, c11] = [c[6]!, c[7]!, c[8]!, c[9]!, c[10]!, c[11]!];
  for (let i = from; i < to; i++) {
    const sum =
      imul(c11, out[i - 12]!) +
      imul(c10, out[i - 11]!) +
      imul(c9, out[i - 10]!) +
      imul(c8, out[i - 9]!) +
      imul(c7, out[i - 8]!) +
      imul(c6, out[i - 7]!) +
      imul(c5, out[i - 6]!) +
      imul(c4, out[i - 5]!) +
      imul(c3, out[i - 4]!) +
      imul(c2, out[i - 3]!) +
      imul(c1, out[i - 2]!) +
      imul(c0, out[i - 1]!);
    out[i] = out[i]! + ((sum | 0) >> shift);
  }
}

/**
 * Whether predictions of samples of so many bits can be summed up in 32: because the coefficients are small, or because
 * the sum, which may wrap on its way, comes out at a sample less its residual.
 */
export function fitsInt32(
  residual: Int32Array,
  frames: number,
  c: Int32Array,
  order: number,
  shift: number,
  bits: number,
): boolean {
  const full = 2 ** (bits - 1);
  let sum = 0;
  for (let j = 0; j < order; j++) sum += Math.abs(c[j]!);
  if (sum * full < 2 ** 31) return true;
  if (full * 2 ** shift >= 2 ** 31) return false;
  let used = 0;
  for (let i = order; i < frames; i++) used |= residual[i]! ^ (residual[i]! >> 31);
  return (full + used + 1) * 2 ** shift < 2 ** 31;
}

const wideCoefficients = new Float64Array(32);

/**
 * The same in float64: 32 coefficients of 15 bits on samples of 33 stay below 2^53, so every sum is exact. The first
 * samples stand in `out`; the others go there and, as far as 32 bits can hold them, over the residual.
 */
export function addLinearWide(
  out: Float64Array,
  residual: Int32Array,
  frames: number,
  coefficients: Int32Array,
  order: number,
  shift: number,
): void {
  const unit = 2 ** -shift;
  const c = wideCoefficients.fill(0);
  c.set(coefficients.subarray(0, order));
  // Four at a time; what stands there beyond the order counts 0 times.
  const taps = (order + 3) & ~3;
  const start = Math.min(taps, frames);
  for (let i = order; i < start; i++) {
    let sum = 0;
    for (let j = order - 1; j >= 0; j--) sum += c[j]! * out[i - 1 - j]!;
    residual[i] = out[i] = residual[i]! + Math.floor(sum * unit);
  }
  for (let i = start; i < frames; i++) {
    let sum = 0;
    for (let j = taps - 4, k = i - taps; j >= 0; j -= 4, k += 4) {
      sum += c[j + 3]! * out[k]! + c[j + 2]! * out[k + 1]! + c[j + 1]! * out[k + 2]! + c[j]! * out[k + 3]!;
    }
    residual[i] = out[i] = residual[i]! + Math.floor(sum * unit);
  }
}
