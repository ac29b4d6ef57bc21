import { crc16, type FlacHeader } from './flacHeader.ts';
import { addFixed, addLinear, addLinearWide, fitsInt32, fixedCoefficients } from './flacPredict.ts';
import { readResidual } from './flacResidual.ts';
import { WordBits } from './wordBits.ts';

/**
 * intact: its CRC-16 holds. damaged: it does not, but the frame ends where the data does. cut: the data ends before the
 * frame. bad: no FLAC.
 */
export type FlacOutcome = 'intact' | 'damaged' | 'cut' | 'bad';

/**
 * Decodes one frame at a time (RFC 9639 section 9) into integers, one array a channel, that are valid until the next.
 * Where a side channel has 33 bits, `wide` holds it instead.
 */
export class FlacFrame {
  readonly samples: Int32Array[] = [];
  /** The channel that `wide` holds; −1 for none. */
  wideChannel = -1;
  wide: Float64Array = new Float64Array(0);
  #history = new Float64Array(0);
  #coefficients = new Int32Array(32);
  #bits = new WordBits();

  /** bits: of a sample, where the header leaves it to STREAMINFO. data may go on behind the frame. */
  decode(data: Uint8Array, header: FlacHeader, bits: number): FlacOutcome {
    const reader = this.#bits;
    reader.load(data);
    reader.pos = header.length * 8;
    this.wideChannel = -1;
    for (let channel = 0; channel < header.channels; channel++) {
      const side = header.stereo > 7 && (header.stereo === 9) === (channel === 0);
      if (!this.#subframe(channel, header.samples, side ? bits + 1 : bits)) return reader.overrun ? 'cut' : 'bad';
    }
    const end = (reader.pos + 7) >> 3;
    if (end + 2 > data.length) return 'cut';
    if (crc16(data, 0, end + 2) === 0) return 'intact';
    return end + 2 === data.length ? 'damaged' : 'bad';
  }

  /** Section 9.2. bits: of this channel. */
  #subframe(channel: number, frames: number, bits: number): boolean {
    const reader = this.#bits;
    const head = reader.read(8);
    const wasted = head & 1 ? reader.zeros() + 1 : 0;
    const depth = bits - wasted;
    if (head & 0x80 || depth < 1 || reader.overrun) return false;
    const ints = this.#room(channel, frames);
    if (bits > 32) {
      this.wideChannel = channel;
      if (this.wide.length < frames) this.wide = new Float64Array(frames);
    }
    const out = bits > 32 ? this.wide : ints;
    const type = head >> 1;
    if (type === 0) {
      out.fill(reader.signed(depth), 0, frames);
    } else if (type === 1) {
      if (!reader.has(depth * frames)) return false;
      for (let i = 0; i < frames; i++) out[i] = reader.signed(depth);
    } else if (type >= 8 && type <= 12) {
      if (!this.#fixed(ints, out, frames, type - 8, depth)) return false;
    } else if (type >= 32) {
      if (!this.#linear(ints, out, frames, type - 31, depth)) return false;
    } else {
      return false;
    }
    if (wasted > 0) for (let i = 0; i < frames; i++) out[i]! *= 2 ** wasted;
    return !reader.overrun;
  }

  #room(channel: number, frames: number): Int32Array {
    const room = this.samples[channel];
    if (room && room.length >= frames) return room;
    return (this.samples[channel] = new Int32Array(frames));
  }

  #fixed(ints: Int32Array, out: Int32Array | Float64Array, frames: number, order: number, depth: number): boolean {
    if (order > frames) return false;
    for (let i = 0; i < order; i++) out[i] = this.#bits.signed(depth);
    if (!readResidual(this.#bits, ints, frames, order)) return false;
    if (out === ints) addFixed(ints, frames, order);
    else addLinearWide(this.wide, ints, frames, Int32Array.from(fixedCoefficients[order]!), order, 0);
    return true;
  }

  #linear(ints: Int32Array, out: Int32Array | Float64Array, frames: number, order: number, depth: number): boolean {
    const reader = this.#bits;
    if (order > frames) return false;
    for (let i = 0; i < order; i++) out[i] = reader.signed(depth);
    const precision = reader.read(4) + 1;
    const shift = reader.signed(5);
    if (precision === 16 || shift < 0) return false;
    const c = this.#coefficients.fill(0);
    for (let j = 0; j < order; j++) c[j] = reader.signed(precision);
    if (!readResidual(reader, ints, frames, order)) return false;
    if (out !== ints) {
      addLinearWide(this.wide, ints, frames, c, order, shift);
    } else if (fitsInt32(ints, frames, c, order, shift, depth)) {
      addLinear(ints, frames, c, order, shift);
    } else {
      if (this.#history.length < frames) this.#history = new Float64Array(frames);
      const history = this.#history;
      for (let i = 0; i < order; i++) history[i] = ints[i]!;
      addLinearWide(history, ints, frames, c, order, shift);
    }
    return true;
  }
}
