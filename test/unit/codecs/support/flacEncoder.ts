import { crc16 } from '../../../../src/core/codecs/flacHeader.ts';
import { BitWriter } from './bitWriter.ts';

/** How the samples of a channel are to be written; a kind that cannot hold them becomes verbatim. */
export type Subframe =
  | { kind: 'constant' }
  | { kind: 'verbatim' }
  | { kind: 'fixed'; order: number; rice: Rice }
  | { kind: 'linear'; coefficients: number[]; precision: number; shift: number; rice: Rice };

export interface Rice {
  partitionOrder: number;
  /** Five bits of parameter instead of four. */
  wide: boolean;
  /** Every other partition is written as plain numbers. */
  escaped: boolean;
}

export interface FrameShape {
  number: number;
  variable?: boolean;
  sampleRate?: number;
  bits: number;
  /** The depth stands in STREAMINFO only. */
  hideBits?: boolean;
  /** 8: left and side; 9: side and right; 10: mid and side. */
  stereo?: 8 | 9 | 10;
  wasted?: number;
  subframe: Subframe;
}

const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];
const DEPTHS = [0, 8, 12, -1, 16, 20, 24, 32];

function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

/** The coding of UTF-8, of numbers up to 36 bits. */
export function codedNumber(number: number): number[] {
  if (number < 0x80) return [number];
  let extra = 1;
  while (extra < 6 && number >= 2 ** (5 * extra + 6)) extra++;
  const bytes = [];
  let rest = number;
  for (let i = 0; i < extra; i++) {
    bytes.unshift(0x80 | (rest % 64));
    rest = Math.floor(rest / 64);
  }
  return [((0xff00 >> (extra + 1)) & 0xff) | rest, ...bytes];
}

/** One frame of channels[c][i], which must fit the bits. */
export function encodeFrame(channels: readonly (readonly number[])[], shape: FrameShape): Uint8Array {
  const out = new BitWriter();
  const frames = channels[0]!.length;
  const depth = shape.hideBits ? 0 : Math.max(0, DEPTHS.indexOf(shape.bits));
  const mode = shape.stereo ?? channels.length - 1;
  const rate = shape.sampleRate ?? 0;
  out.bytes.push(0xff, shape.variable ? 0xf9 : 0xf8, (7 << 4) | (rate ? 13 : 0), (mode << 4) | (depth << 1));
  out.bytes.push(...codedNumber(shape.number), (frames - 1) >> 8, (frames - 1) & 0xff);
  if (rate) out.bytes.push(rate >> 8, rate & 0xff);
  out.bytes.push(crc8(out.bytes));
  for (const [c, samples] of decorrelated(channels, mode).entries()) {
    const side = mode > 7 && (mode === 9) === (c === 0);
    writeSubframe(out, samples, shape.bits + (side ? 1 : 0), shape.wasted ?? 0, shape.subframe);
  }
  out.align();
  const crc = crc16(Uint8Array.from(out.bytes), 0, out.bytes.length);
  out.bytes.push(crc >> 8, crc & 0xff);
  return Uint8Array.from(out.bytes);
}

function decorrelated(channels: readonly (readonly number[])[], mode: number): (readonly number[])[] {
  const [left = [], right = []] = channels;
  const side = left.map((l, i) => l - right[i]!);
  if (mode === 8) return [left, side];
  if (mode === 9) return [side, right];
  if (mode === 10) return [left.map((l, i) => Math.floor((l + right[i]!) / 2)), side];
  return [...channels];
}

function writeSubframe(out: BitWriter, whole: readonly number[], bits: number, wasted: number, wish: Subframe): void {
  const samples = whole.map((x) => x / 2 ** wasted);
  const depth = bits - wasted;
  const head = (type: number): void => {
    out.write(type, 7);
    out.write(wasted > 0 ? 1 : 0, 1);
    if (wasted > 0) out.write(1, wasted);
  };
  if (wish.kind === 'constant' && samples.every((x) => x === samples[0])) {
    head(0);
    return out.write(samples[0]!, depth);
  }
  if (wish.kind === 'fixed' || wish.kind === 'linear') {
    const c = wish.kind === 'fixed' ? FIXED[wish.order]! : wish.coefficients;
    const unit = wish.kind === 'fixed' ? 1 : 2 ** wish.shift;
    const residual = samples.map(
      (x, i) => x - Math.floor(c.reduce((sum, k, j) => sum + k * samples[i - 1 - j]!, 0) / unit),
    );
    const coded = residual.slice(c.length);
    // Plain numbers have 31 bits at most; only the wide parameter does for more.
    const limit = wish.rice.wide ? 2 ** 31 : 2 ** 30;
    const size = samples.length / 2 ** wish.rice.partitionOrder;
    if (Number.isInteger(size) && size >= c.length && coded.every((r) => Math.abs(r) < limit)) {
      head(wish.kind === 'fixed' ? 8 + wish.order : 31 + c.length);
      for (const x of samples.slice(0, c.length)) out.write(x, depth);
      if (wish.kind === 'linear') {
        out.write(wish.precision - 1, 4);
        out.write(wish.shift, 5);
        for (const k of c) out.write(k, wish.precision);
      }
      return writeResidual(out, residual, c.length, size, wish.rice);
    }
  }
  head(1);
  for (const x of samples) out.write(x, depth);
}

function writeResidual(out: BitWriter, residual: readonly number[], order: number, size: number, rice: Rice): void {
  out.write(rice.wide ? 1 : 0, 2);
  out.write(rice.partitionOrder, 4);
  for (let at = 0, number = 0; at < residual.length; at += size, number++) {
    const part = residual.slice(Math.max(at, order), at + size);
    const largest = part.reduce((max, r) => Math.max(max, r < 0 ? -2 * r - 1 : 2 * r), 0);
    const length = largest === 0 ? 0 : Math.floor(Math.log2(largest)) + 1;
    const k = Math.min(rice.wide ? 30 : 14, Math.max(0, length - 5));
    // A quotient of millions of zeros would be right, but of no use.
    if ((rice.escaped && number % 2 === 0 && length < 32) || largest / 2 ** k > 1e5) {
      out.write(rice.wide ? 31 : 15, rice.wide ? 5 : 4);
      out.write(Math.min(31, length), 5);
      for (const r of part) out.write(r, Math.min(31, length));
      continue;
    }
    out.write(k, rice.wide ? 5 : 4);
    for (const r of part) {
      const folded = r < 0 ? -2 * r - 1 : 2 * r;
      out.zeros(Math.floor(folded / 2 ** k));
      out.write(1, 1);
      out.write(folded % 2 ** k, k);
    }
  }
}

/** A whole file around frames. total: 0 is unknown. */
export function flacFile(
  frames: readonly Uint8Array[],
  facts: {
    blockSize: number;
    largestBlock?: number;
    sampleRate: number;
    channels: number;
    bits: number;
    total: number;
  },
): Uint8Array {
  const out = new BitWriter();
  for (const letter of 'fLaC') out.write(letter.charCodeAt(0), 8);
  out.write(0x80, 8);
  out.write(34, 24);
  out.write(facts.blockSize, 16);
  out.write(facts.largestBlock ?? facts.blockSize, 16);
  out.zeros(48);
  out.write(facts.sampleRate, 20);
  out.write(facts.channels - 1, 3);
  out.write(facts.bits - 1, 5);
  out.write(facts.total, 36);
  out.zeros(128);
  return Uint8Array.from(Buffer.concat([Uint8Array.from(out.bytes), ...frames]));
}
