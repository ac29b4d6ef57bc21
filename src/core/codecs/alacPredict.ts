/** An order that means: add up neighbours. */
const DELTA = 31;

/**
 * Adds the prediction to the residual, in place. The coefficients learn from the sign of every error as the decoder goes
 * on. bits: of a sample, to which all sums wrap.
 */
export function addAlac(
  out: Int32Array,
  frames: number,
  c: Int16Array,
  order: number,
  bits: number,
  shift: number,
): void {
  if (order === 0) return;
  const wrap = 32 - bits;
  const warm = order === DELTA ? frames : Math.min(frames, order + 1);
  for (let i = 1; i < warm; i++) out[i] = ((out[i]! + out[i - 1]!) << wrap) >> wrap;
  if (order === DELTA) return;
  const half = shift > 0 ? 1 << (shift - 1) : 0;
  for (let i = warm; i < frames; i++) {
    const top = out[i - order - 1]!;
    let sum = half;
    for (let j = 0; j < order; j++) sum = (sum + Math.imul(c[j]!, (out[i - 1 - j]! - top) | 0)) | 0;
    let error = out[i]!;
    out[i] = ((error + top + (sum >> shift)) << wrap) >> wrap;
    // From the oldest on, until as much has been corrected as was wrong.
    if (error > 0) {
      for (let j = order - 1; j >= 0 && error > 0; j--) {
        const d = (top - out[i - 1 - j]!) | 0;
        const sign = d > 0 ? 1 : d < 0 ? -1 : 0;
        c[j] = c[j]! - sign;
        error = (error - Math.imul(order - j, Math.imul(sign, d) >> shift)) | 0;
      }
    } else if (error < 0) {
      for (let j = order - 1; j >= 0 && error < 0; j--) {
        const d = (top - out[i - 1 - j]!) | 0;
        const sign = d > 0 ? 1 : d < 0 ? -1 : 0;
        c[j] = c[j]! + sign;
        error = (error - Math.imul(order - j, -Math.imul(sign, d) >> shift)) | 0;
      }
    }
  }
}
