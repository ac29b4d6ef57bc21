// A plain encoder of the Quite OK Audio format (specification 1.0), to have files to read.
const SLICE = 20;
const FRAME = 5120;

const scaleFactors = Array.from({ length: 16 }, (_, s) => Math.round((s + 1) ** 2.75));
const round = (x: number): number => (x < 0 ? -Math.round(-x) : Math.round(x));
const steps = [0.75, -0.75, 2.5, -2.5, 4.5, -4.5, 7, -7];
const table = scaleFactors.map((scale) => steps.map((step) => round(scale * step)));
const clamp = (x: number): number => Math.max(-32768, Math.min(32767, x));

interface State {
  history: number[];
  weights: number[];
}

const predict = ({ history, weights }: State): number =>
  history.reduce((sum, value, i) => (sum + Math.imul(value, weights[i]!)) | 0, 0) >> 13;

function update(state: State, sample: number, residual: number): void {
  const delta = residual >> 4;
  state.weights = state.weights.map((weight, i) => weight + (state.history[i]! < 0 ? -delta : delta));
  state.history = [...state.history.slice(1), sample];
}

/** The scale factor with the least error, and the 8 bytes of the slice. */
function encodeSlice(samples: readonly number[], state: State): { bits: bigint; state: State } {
  let best: { error: number; bits: bigint; state: State } | undefined;
  for (let scale = 0; scale < 16; scale++) {
    const trial = { history: state.history, weights: state.weights };
    let error = 0;
    let bits = BigInt(scale);
    for (let i = 0; i < SLICE; i++) {
      const sample = samples[i] ?? 0;
      const predicted = predict(trial);
      let code = 0;
      for (let k = 1; k < 8; k++) {
        const distance = (c: number): number => Math.abs(sample - clamp(predicted + table[scale]![c]!));
        if (distance(k) < distance(code)) code = k;
      }
      const residual = table[scale]![code]!;
      const decoded = clamp(predicted + residual);
      error += (sample - decoded) ** 2;
      bits = (bits << 3n) | BigInt(code);
      update(trial, decoded, residual);
    }
    if (!best || error < best.error) best = { error, bits, state: trial };
  }
  return best!;
}

/** channels: 16-bit integers. known: whether the header gives the length. */
export function qoaFile(channels: readonly Int16Array[], rate: number, known = true): Buffer {
  const frames = channels[0]!.length;
  const states: State[] = channels.map(() => ({ history: [0, 0, 0, 0], weights: [0, 0, -(1 << 13), 1 << 14] }));
  const parts: Buffer[] = [Buffer.from('qoaf'), Buffer.alloc(4)];
  parts[1]!.writeUInt32BE(known ? frames : 0);
  for (let start = 0; start < frames; start += FRAME) {
    const count = Math.min(FRAME, frames - start);
    const slices = Math.ceil(count / SLICE);
    const head = Buffer.alloc(8 + 16 * channels.length);
    head[0] = channels.length;
    head.writeUIntBE(rate, 1, 3);
    head.writeUInt16BE(count, 4);
    head.writeUInt16BE(head.length + slices * 8 * channels.length, 6);
    states.forEach(({ history, weights }, c) => {
      history.forEach((value, i) => head.writeInt16BE(value, 8 + c * 16 + i * 2));
      weights.forEach((value, i) => head.writeInt16BE(clamp(value), 16 + c * 16 + i * 2));
    });
    parts.push(head);
    for (let at = start; at < start + count; at += SLICE) {
      channels.forEach((plane, c) => {
        const end = Math.min(at + SLICE, start + count);
        const { bits, state } = encodeSlice(Array.from(plane.subarray(at, end)), states[c]!);
        states[c] = state;
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64BE(bits);
        parts.push(bytes);
      });
    }
  }
  return Buffer.concat(parts);
}
