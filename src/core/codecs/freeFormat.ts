import { mpegHeader } from '../formats/mpegHeader.ts';
import { headBytes, maxBackstep, sideInfoBytes } from './layer3.ts';

/** Index of the highest bit rate there is: 320 or 160 kbit/s. */
const TOP = 14;

/**
 * Turns layer III frames in free format, which the decoder does not know, into frames of the highest standard rate. Each
 * holds all of its own data, so that it does not matter that they are of another length.
 */
export class FreeFormat {
  /** The last bytes of main data. */
  #past = new Uint8Array(0);

  reset(): void {
    this.#past = new Uint8Array(0);
  }

  /** backstep: bytes it begins back in the past, which must be there. undefined: its data do not fit. */
  standard(frame: Uint8Array, backstep: number, neededBytes: number, silent: boolean): Uint8Array | undefined {
    const side = headBytes(frame);
    const main = side + sideInfoBytes(frame);
    const out = emptyFrame(frame);
    const start = 4 + sideInfoBytes(frame);
    const fits = neededBytes <= out.length - start;
    if (fits && !silent) {
      out.set(frame.subarray(side, main), 4);
      // It begins in itself.
      out[4] = 0;
      if (maxBackstep(frame) > 255) out[5] = out[5]! & 0x7f;
      out.set(this.#past.subarray(this.#past.length - backstep), start);
      out.set(frame.subarray(main, main + Math.max(0, out.length - start - backstep)), start + backstep);
    }
    this.#remember(frame.subarray(main), maxBackstep(frame));
    return fits ? out : undefined;
  }

  #remember(main: Uint8Array, limit: number): void {
    const old = this.#past.subarray(Math.max(0, this.#past.length + main.length - limit));
    const past = new Uint8Array(Math.min(limit, old.length + main.length));
    past.set(main.subarray(Math.max(0, main.length - limit)), past.length - Math.min(limit, main.length));
    past.set(old, 0);
    this.#past = past;
  }
}

export const isFree = (frame: Uint8Array): boolean => frame.length > 2 && frame[2]! >> 4 === 0;

/** A silent frame of the highest rate, otherwise like this one. */
export function emptyFrame(frame: Uint8Array): Uint8Array {
  const head = Uint8Array.of(frame[0]!, frame[1]! | 1, (frame[2]! & 0x0d) | (TOP << 4), frame[3]!);
  const out = new Uint8Array(mpegHeader(head, 0)?.frameBytes ?? 4);
  out.set(head);
  return out;
}
