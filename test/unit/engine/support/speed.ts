import type { FrameSource } from '../../../../src/core/engine/frameSource.ts';

/** Gives arrays as they are; runs dry where `available` says. */
export class ArraySource implements FrameSource {
  readonly at = new Float64Array(1);
  readonly data: readonly Float32Array[];
  available: number;

  constructor(data: readonly Float32Array[]) {
    this.data = data;
    this.available = data[0]!.length;
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    const from = this.at[0]!;
    const count = Math.min(frames, this.available - from);
    this.data.forEach((plane, channel) => out[channel]!.set(plane.subarray(from, from + count), offset));
    this.at[0] = from + count;
    return count;
  }

  ended(): boolean {
    return this.at[0] === this.data[0]!.length;
  }

  rewindTo(frame: number): number {
    this.at[0] = Math.min(Math.max(frame, 0), this.available);
    return this.at[0];
  }
}

/** Reads in quanta until fewer come than were asked for, or until `frames` are there; checks each on the way. */
export function play(
  source: FrameSource,
  channels: number,
  frames = Infinity,
  each = (_done: number) => {},
): Float32Array[] {
  const quantum = Array.from({ length: channels }, () => new Float32Array(128));
  const parts: Float32Array[][] = quantum.map(() => []);
  for (let done = 0; done < frames;) {
    each(done);
    const wanted = Math.min(128, frames - done);
    const count = source.read(quantum, 0, wanted);
    quantum.forEach((plane, channel) => parts[channel]!.push(plane.slice(0, count)));
    done += count;
    if (count < wanted) break;
  }
  return parts.map(join);
}

export function join(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export interface Tone {
  amplitude: number;
  /** Of the sine, at frame 0 of the signal. */
  phase: number;
  /** dB above all that is not this tone. */
  snr: number;
}

/** The sine of that frequency (cycles for each frame) in signal[from … to), by least squares. */
export function toneOf(signal: Float32Array, frequency: number, from = 0, to = signal.length): Tone {
  const w = 2 * Math.PI * frequency;
  let [a, b, ss, cc, sc] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const [s, c, y] = [Math.sin(w * i), Math.cos(w * i), signal[i]!];
    a += y * s;
    b += y * c;
    ss += s * s;
    cc += c * c;
    sc += s * c;
  }
  const det = ss * cc - sc * sc;
  const sine = (a * cc - b * sc) / det;
  const cosine = (b * ss - a * sc) / det;
  let [power, rest] = [0, 0];
  for (let i = from; i < to; i++) {
    const model = sine * Math.sin(w * i) + cosine * Math.cos(w * i);
    power += model * model;
    rest += (signal[i]! - model) ** 2;
  }
  return { amplitude: Math.hypot(sine, cosine), phase: Math.atan2(cosine, sine), snr: 10 * Math.log10(power / rest) };
}

/** How far the tone is off, in cents: the slope of its phase over pieces of 0.1 s, against that of the frequency. */
export function centsOff(signal: Float32Array, frequency: number, from: number, to: number): number {
  const piece = 4800;
  const phases: number[] = [];
  for (let at = from; at + piece <= to; at += piece) {
    const { phase } = toneOf(signal, frequency, at, at + piece);
    const last = phases.at(-1) ?? phase;
    phases.push(phase - 2 * Math.PI * Math.round((phase - last) / (2 * Math.PI)));
  }
  const middle = (phases.length - 1) / 2;
  const mean = phases.reduce((sum, phase) => sum + phase, 0) / phases.length;
  const slope =
    phases.reduce((sum, phase, i) => sum + (i - middle) * (phase - mean), 0) /
    phases.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return 1200 * Math.log2(1 + slope / piece / (2 * Math.PI) / frequency);
}

/** The sharpest bend between neighbouring samples: what a click or a gap raises. */
export function sharpestBend(signal: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let i = Math.max(1, from); i < to - 1; i++) {
    most = Math.max(most, Math.abs(signal[i + 1]! - 2 * signal[i]! + signal[i - 1]!));
  }
  return most;
}

/** Of a sine. */
export function bendOf(amplitude: number, frequency: number): number {
  return amplitude * (2 * Math.PI * frequency) ** 2;
}

export const decibels = (ratio: number): number => 20 * Math.log10(ratio);
