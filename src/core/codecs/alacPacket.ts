import type { AlacConfig } from './alacCookie.ts';
import { addAlac } from './alacPredict.ts';
import { readAlacResidual } from './alacResidual.ts';
import { WordBits } from './wordBits.ts';

/** Syntactic elements: tag of three bits. */
const SINGLE = 0;
const PAIR = 1;
const LFE = 3;
const DATA = 4;
const FILL = 6;
const END = 7;

interface Predictor {
  mode: number;
  shift: number;
  mult: number;
  order: number;
  coefficients: Int16Array;
}

/** Decodes one packet at a time into integers, one array a channel in the packet's order, valid until the next. */
export class AlacPacket {
  readonly samples: Int32Array[];
  readonly #config: AlacConfig;
  readonly #bits = new WordBits();
  /** Two low parts of samples that were split off before prediction. */
  readonly #low: Int32Array[];
  readonly #predictors: Predictor[];

  constructor(config: AlacConfig) {
    this.#config = config;
    this.samples = Array.from({ length: config.channels }, () => new Int32Array(config.frameLength));
    this.#low = [0, 1].map(() => new Int32Array(config.frameLength));
    this.#predictors = [0, 1].map(() => ({ mode: 0, shift: 0, mult: 0, order: 0, coefficients: new Int16Array(32) }));
  }

  /** Returns the frames in it; 0 where it cannot be decoded. */
  decode(data: Uint8Array): number {
    const reader = this.#bits;
    const { channels } = this.#config;
    reader.load(data);
    let frames = 0;
    let channel = 0;
    while (channel < channels) {
      const tag = reader.read(3);
      if (tag === END || reader.overrun) return 0;
      if (tag === DATA || tag === FILL) {
        this.#skip(tag);
        continue;
      }
      const count = tag === PAIR ? 2 : 1;
      if ((tag !== SINGLE && tag !== PAIR && tag !== LFE) || channel + count > channels) return 0;
      const got = this.#element(channel, count);
      if (got === 0 || (frames > 0 && got !== frames)) return 0;
      frames = got;
      channel += count;
    }
    // A wrong bit makes the reader end elsewhere. There is no checksum.
    if (reader.has(16) && ![END, DATA, FILL].includes(reader.read(3))) return 0;
    return frames;
  }

  #skip(tag: number): void {
    const reader = this.#bits;
    let bytes: number;
    if (tag === DATA) {
      reader.pos += 4;
      const aligned = reader.read(1) === 1;
      bytes = reader.read(8);
      if (bytes === 255) bytes += reader.read(8);
      if (aligned) reader.pos = (reader.pos + 7) & ~7;
    } else {
      bytes = reader.read(4);
      if (bytes === 15) bytes += reader.read(8) - 1;
    }
    reader.pos += bytes * 8;
  }

  /** One channel or a pair. Returns its frames, 0 where it cannot be decoded. */
  #element(channel: number, count: number): number {
    const reader = this.#bits;
    const { bits, frameLength } = this.#config;
    reader.pos += 16; // instance and bits without use
    const partial = reader.read(1) === 1;
    const lowBits = reader.read(2) * 8;
    const escaped = reader.read(1) === 1;
    const frames = partial ? reader.read(32) : frameLength;
    if (frames === 0 || frames > frameLength || reader.overrun) return 0;
    const [u, v] = [this.samples[channel]!, this.samples[channel + count - 1]!];
    if (escaped) {
      if (!reader.has(frames * count * bits)) return 0;
      for (let i = 0; i < frames; i++) {
        u[i] = reader.signed(bits);
        if (count === 2) v[i] = reader.signed(bits);
      }
      return frames;
    }
    // The side of a pair takes one bit more.
    const width = bits - lowBits + count - 1;
    if (lowBits > 16 || width > 32) return 0;
    const mixBits = reader.read(8);
    const mixWeight = reader.signed(8);
    for (let c = 0; c < count; c++) this.#readPredictor(this.#predictors[c]!);
    if (lowBits > 0) {
      if (!reader.has(lowBits * count * frames)) return 0;
      this.#readLow(frames, count, lowBits);
    }
    for (let c = 0; c < count; c++) {
      const { mode, shift, mult, order, coefficients } = this.#predictors[c]!;
      const out = c === 0 ? u : v;
      const pace = (this.#config.historyMult * mult) >> 2;
      if (!readAlacResidual(reader, out, frames, width, pace, this.#config)) return 0;
      if (mode !== 0) addAlac(out, frames, coefficients, 31, width, 0);
      addAlac(out, frames, coefficients, order, width, shift);
    }
    if (count === 2 && mixWeight !== 0) unmix(u, v, frames, mixBits, mixWeight);
    if (lowBits > 0) {
      join(u, this.#low[0]!, frames, lowBits);
      if (count === 2) join(v, this.#low[1]!, frames, lowBits);
    }
    return frames;
  }

  #readPredictor(into: Predictor): void {
    const reader = this.#bits;
    into.mode = reader.read(4);
    into.shift = reader.read(4);
    into.mult = reader.read(3);
    into.order = reader.read(5);
    for (let j = 0; j < into.order; j++) into.coefficients[j] = reader.signed(16);
  }

  #readLow(frames: number, count: number, lowBits: number): void {
    const [a, b] = [this.#low[0]!, this.#low[1]!];
    for (let i = 0; i < frames; i++) {
      a[i] = this.#bits.read(lowBits);
      if (count === 2) b[i] = this.#bits.read(lowBits);
    }
  }
}

/** Back from a weighted mean and the difference to left and right. */
function unmix(u: Int32Array, v: Int32Array, frames: number, bits: number, weight: number): void {
  for (let i = 0; i < frames; i++) {
    const side = v[i]!;
    const left = (u[i]! + side - (Math.imul(side, weight) >> bits)) | 0;
    u[i] = left;
    v[i] = left - side;
  }
}

function join(high: Int32Array, low: Int32Array, frames: number, bits: number): void {
  for (let i = 0; i < frames; i++) high[i] = (high[i]! << bits) | low[i]!;
}
