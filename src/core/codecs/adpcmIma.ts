/** IMA ADPCM reference algorithm: quantizer step sizes. */
const STEPS = Int16Array.of(
  ...[7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97],
  ...[107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796],
  ...[876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871],
  ...[5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623],
  ...[27086, 29794, 32767],
);
export const LAST_STEP = STEPS.length - 1;

const NEXT = new Uint8Array(STEPS.length * 16);

/** By step · 16 + nibble: what is added to the last sample. NEXT: the step that follows. */
function deltas(size: (step: number, nibble: number) => number): Int32Array {
  const table = new Int32Array(STEPS.length * 16);
  for (let step = 0; step <= LAST_STEP; step++) {
    for (let nibble = 0; nibble < 16; nibble++) {
      const bits = nibble & 7;
      const delta = size(STEPS[step]!, bits);
      table[step * 16 + nibble] = nibble & 8 ? -delta : delta;
      NEXT[step * 16 + nibble] = Math.max(0, Math.min(LAST_STEP, step + (bits < 4 ? -1 : 2 * bits - 6)));
    }
  }
  return table;
}

/** Exact, as in WAV; and by sums of shifted steps, each rounded down, as in QuickTime. */
export const wavDeltas = deltas((step, bits) => ((2 * bits + 1) * step) >> 3);
export const qtDeltas = deltas(
  (step, bits) => (step >> 3) + (bits & 4 ? step : 0) + (bits & 2 ? step >> 1 : 0) + (bits & 1 ? step >> 2 : 0),
);

/**
 * Where one channel stands. Samples come out in full scale, low nibble first: `groups` runs of `run` bytes, each
 * `stride` bytes after the one before.
 */
export class ImaChannel {
  sample = 0;
  step = 0;
  readonly #deltas: Int32Array;

  constructor(deltas: Int32Array) {
    this.#deltas = deltas;
  }

  decode(bytes: Uint8Array, from: number, groups: number, run: number, stride: number, out: Float32Array, at: number) {
    const deltas = this.#deltas;
    let { sample, step } = this;
    let to = at;
    for (let group = 0; group < groups; group++) {
      const start = from + group * stride;
      for (let i = start; i < start + run; i++) {
        const byte = bytes[i]!;
        let index = step * 16 + (byte & 15);
        sample += deltas[index]!;
        if (sample > 32767) sample = 32767;
        else if (sample < -32768) sample = -32768;
        out[to] = sample / 32768;
        index = NEXT[index]! * 16 + (byte >> 4);
        sample += deltas[index]!;
        if (sample > 32767) sample = 32767;
        else if (sample < -32768) sample = -32768;
        out[to + 1] = sample / 32768;
        step = NEXT[index]!;
        to += 2;
      }
    }
    this.sample = sample;
    this.step = step;
  }
}

/**
 * Takes the header of a QuickTime block. It holds the upper nine bits of the last sample; where these agree with the
 * blocks before, these know it better. False: there is no such step.
 */
export function startQtBlock(channel: ImaChannel, bytes: Uint8Array, at: number): boolean {
  const header = (bytes[at]! << 8) | bytes[at + 1]!;
  const step = header & 0x7f;
  if (step > LAST_STEP) return false;
  const sample = ((header << 16) >> 16) & ~0x7f;
  if (step !== channel.step || Math.abs(sample - channel.sample) > 0x7f) {
    channel.step = step;
    channel.sample = sample;
  }
  return true;
}
