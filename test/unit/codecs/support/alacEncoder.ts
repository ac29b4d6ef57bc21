import { BitWriter } from './bitWriter.ts';

export interface AlacShape {
  frameLength: number;
  /** 16, 20, 24 or 32. */
  bits: number;
  /** 0, 8 or 16 low bits of each sample are written as they are. */
  lowBits: number;
  order: number;
  /** Neighbours are subtracted before. */
  twice: boolean;
  /** Of the weighted mean of a pair; 0: left and right. */
  mixWeight: number;
  mixBits: number;
  /** All samples as they are. */
  escaped: boolean;
}

const [MULT, INITIAL, LIMIT] = [40, 10, 14];
const SHIFT = 9;
const FACTOR = 4;
/** Channels of each element. */
const elements = [[1], [2], [1, 2], [1, 2, 1], [1, 2, 2], [1, 2, 2, 3], [1, 2, 2, 1, 3], [1, 2, 2, 2, 3]];

export function alacCookie({ frameLength, bits }: AlacShape, channels: number, sampleRate: number): Uint8Array {
  const cookie = Buffer.alloc(24);
  cookie.writeUInt32BE(frameLength, 0);
  cookie.set([bits, MULT, INITIAL, LIMIT, channels, 0, 255], 5);
  cookie.writeUInt32BE(sampleRate, 20);
  return Uint8Array.from(cookie);
}

/** One packet of channels[c][i], in the packet's order of channels. */
export function encodeAlac(channels: readonly (readonly number[])[], shape: AlacShape): Uint8Array {
  const out = new BitWriter();
  let at = 0;
  for (const kind of elements[channels.length - 1]!) {
    const count = kind === 2 ? 2 : 1;
    out.write(kind === 2 ? 1 : kind === 3 ? 3 : 0, 3);
    writeElement(out, channels.slice(at, at + count), shape);
    at += count;
  }
  out.write(7, 3);
  return Uint8Array.from(out.bytes);
}

function writeElement(out: BitWriter, channels: (readonly number[])[], shape: AlacShape): void {
  const { bits, lowBits, escaped, mixBits, mixWeight } = shape;
  const frames = channels[0]!.length;
  const partial = frames !== shape.frameLength;
  out.zeros(16);
  out.write(partial ? 1 : 0, 1);
  out.write(escaped ? 0 : lowBits / 8, 2);
  out.write(escaped ? 1 : 0, 1);
  if (partial) out.write(frames, 32);
  if (escaped) {
    for (let i = 0; i < frames; i++) for (const channel of channels) out.write(channel[i]!, bits);
    return;
  }
  const width = bits - lowBits + channels.length - 1;
  let high = channels.map((channel) => channel.map((x) => x >> lowBits));
  const weight = channels.length === 2 ? mixWeight : 0;
  if (weight !== 0) {
    const side = high[0]!.map((l, i) => l - high[1]![i]!);
    high = [high[1]!.map((r, i) => r + ((side[i]! * weight) >> mixBits)), side];
  }
  out.write(channels.length === 2 ? mixBits : 0, 8);
  out.write(weight, 8);
  const coefficients = Array.from({ length: shape.order }, (_, j) => [160, -190, 170, -130, 80, -25, 0, 0][j] ?? 0);
  for (let c = 0; c < channels.length; c++) {
    out.write(shape.twice ? 15 : 0, 4);
    out.write(SHIFT, 4);
    out.write(FACTOR, 3);
    out.write(shape.order, 5);
    for (const coefficient of coefficients) out.write(coefficient, 16);
  }
  if (lowBits > 0) {
    for (let i = 0; i < frames; i++)
      for (const channel of channels) out.write(channel[i]! & (2 ** lowBits - 1), lowBits);
  }
  for (const channel of high) {
    let residual = Int32Array.from(channel);
    predict(residual, Int16Array.from(coefficients), shape.order, width);
    if (shape.twice) {
      const whole = residual;
      residual = whole.map((x, i) => (i === 0 ? x : wrap(x - whole[i - 1]!, width)));
    }
    writeNumbers(out, residual, width);
  }
}

const wrap = (x: number, bits: number): number => (x << (32 - bits)) >> (32 - bits);

/** Leaves in `samples` what the decoder's predictor will not know. */
function predict(samples: Int32Array, c: Int16Array, order: number, bits: number): void {
  if (order === 0) return;
  const x = Int32Array.from(samples);
  for (let i = 1; i < x.length; i++) {
    if (i <= order) {
      samples[i] = wrap(x[i]! - x[i - 1]!, bits);
      continue;
    }
    const top = x[i - order - 1]!;
    const sum = c.reduce((total, weight, j) => (total + Math.imul(weight, x[i - 1 - j]! - top)) | 0, 1 << (SHIFT - 1));
    let error = wrap(x[i]! - top - (sum >> SHIFT), bits);
    samples[i] = error;
    const side = Math.sign(error);
    for (let j = order - 1; j >= 0 && Math.sign(error) === side && side !== 0; j--) {
      const d = top - x[i - 1 - j]!;
      c[j]! -= side * Math.sign(d);
      error -= (order - j) * ((side * Math.abs(d)) >> SHIFT);
    }
  }
}

function writeNumbers(out: BitWriter, numbers: Int32Array, width: number): void {
  const mult = (MULT * FACTOR) >> 2;
  let mean = INITIAL;
  let sign = 0;
  for (let i = 0; i < numbers.length;) {
    const folded = numbers[i]! < 0 ? -2 * numbers[i]! - 1 : 2 * numbers[i]!;
    const k = Math.min(31 - Math.clz32((mean >>> 9) + 3), LIMIT);
    writeGolomb(out, folded - sign, k, 2 ** k - 1, width);
    i++;
    mean = (mult * folded + mean - Math.floor((mult * mean) / 512)) >>> 0;
    if (folded - sign > 0xffff) mean = 0xffff;
    sign = 0;
    if (mean >= 128 || i >= numbers.length) continue;
    let run = 0;
    while (i + run < numbers.length && run < 0xffff && numbers[i + run] === 0) run++;
    const runBits = Math.clz32(mean) - 24 + ((mean + 16) >> 6);
    writeGolomb(out, run, runBits, (2 ** runBits - 1) & (2 ** LIMIT - 1), 16);
    i += run;
    sign = run >= 0xffff ? 0 : 1;
    mean = 0;
  }
}

function writeGolomb(out: BitWriter, value: number, k: number, unit: number, plainBits: number): void {
  const ones = Math.floor(value / unit);
  const rest = value % unit;
  if (ones >= 9) {
    out.write(0x1ff, 9);
    out.write(value, plainBits);
    return;
  }
  out.write(2 ** (ones + 1) - 2, ones + 1);
  if (k === 1) return;
  if (rest === 0) out.zeros(k - 1);
  else out.write(rest + 1, k);
}
