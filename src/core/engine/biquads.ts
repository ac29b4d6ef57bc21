/** Sections of filters on float64 work buffers. Audio thread: no allocation. */

/** b0 b1 b2 a1 a2, a0 = 1 */
export const SECTION = 5;
/** What a section remembers of a pair of channels: x1 x2 y1 y2 of the left, then of the right. */
export const PAIR_STATE = 8;
/** Below this (−400 dBFS) the memory of a filter is set to zero before it becomes denormal. */
const NOTHING = 1e-20;

/**
 * Runs `count` sections in series over left and right, in place; section s has its coefficients at s · SECTION and its
 * memory at stateAt + s · PAIR_STATE. The two channels share a loop, as each alone would wait for its own feedback.
 * Direct form I: what it remembers are samples, which stay meaningful when the coefficients change.
 */
export function runSections(
  coefficients: Float64Array,
  count: number,
  states: Float64Array,
  stateAt: number,
  left: Float64Array,
  right: Float64Array,
  frames: number,
): void {
  for (let section = 0; section < count; section++) {
    const c = section * SECTION;
    const s = stateAt + section * PAIR_STATE;
    const b0 = coefficients[c]!;
    const b1 = coefficients[c + 1]!;
    const b2 = coefficients[c + 2]!;
    const a1 = coefficients[c + 3]!;
    const a2 = coefficients[c + 4]!;
    let lx1 = states[s]!;
    let lx2 = states[s + 1]!;
    let ly1 = states[s + 2]!;
    let ly2 = states[s + 3]!;
    let rx1 = states[s + 4]!;
    let rx2 = states[s + 5]!;
    let ry1 = states[s + 6]!;
    let ry2 = states[s + 7]!;
    for (let i = 0; i < frames; i++) {
      const lx = left[i]!;
      const rx = right[i]!;
      // The newest output comes last: it is what the next frame waits for.
      const ly = b0 * lx + b1 * lx1 + b2 * lx2 - a2 * ly2 - a1 * ly1;
      const ry = b0 * rx + b1 * rx1 + b2 * rx2 - a2 * ry2 - a1 * ry1;
      lx2 = lx1;
      lx1 = lx;
      ly2 = ly1;
      ly1 = ly;
      rx2 = rx1;
      rx1 = rx;
      ry2 = ry1;
      ry1 = ry;
      left[i] = ly;
      right[i] = ry;
    }
    states[s] = lx1;
    states[s + 1] = lx2;
    states[s + 2] = ly1;
    states[s + 3] = ly2;
    states[s + 4] = rx1;
    states[s + 5] = rx2;
    states[s + 6] = ry1;
    states[s + 7] = ry2;
    for (let i = s; i < s + PAIR_STATE; i += 2) flush(states, i);
  }
}

function flush(states: Float64Array, at: number): void {
  const one = states[at]!;
  const two = states[at + 1]!;
  if (one < NOTHING && one > -NOTHING && two < NOTHING && two > -NOTHING) {
    states[at] = 0;
    states[at + 1] = 0;
  }
}
