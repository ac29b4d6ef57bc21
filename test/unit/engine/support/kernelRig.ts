import { type QueueShape, queueShape } from '../../../../src/core/engine/blockQueue.ts';
import { FIELD, PHASE } from '../../../../src/core/engine/engineState.ts';
import { outputChannels } from '../../../../src/core/engine/foldDown.ts';
import { fadeFrames, PlaybackKernel } from '../../../../src/core/engine/playbackKernel.ts';
import { type QueuePair, transports } from './pairs.ts';
import { sampleAt } from './signal.ts';

export const QUANTUM = 128;
export type Sample = (frame: number, channel: number) => number;

export interface RigOptions {
  transport?: keyof typeof transports;
  channels?: number;
  fileRate?: number;
  contextRate?: number;
  /** Length of the file in frames. */
  length?: number;
  sample?: Sample;
}

/** A kernel, its queue and a feeder that runs only when told: a worklet in slow motion. */
export class KernelRig {
  readonly kernel: PlaybackKernel;
  readonly pair: QueuePair;
  readonly shape: QueueShape;
  readonly fade: number;
  /** All that came out, for each channel. */
  readonly out: number[][];
  readonly length: number;
  #sample: Sample;
  #quantum: Float32Array[];
  #contextFrame = 0;
  #epoch = 0;
  #feedAt = 0;
  #feedLast = true;

  constructor(options: RigOptions = {}) {
    const { transport = 'ring', channels = 2, fileRate = 48000, contextRate = fileRate } = options;
    this.length = options.length ?? 1_000_000;
    this.#sample = options.sample ?? sampleAt;
    this.shape = queueShape(channels, fileRate);
    this.pair = transports[transport](this.shape);
    this.kernel = new PlaybackKernel(this.pair.consumer, { channels, fileRate, contextRate });
    this.fade = fadeFrames(contextRate);
    const outputs = outputChannels(channels);
    this.#quantum = Array.from({ length: outputs }, () => new Float32Array(QUANTUM));
    this.out = Array.from({ length: outputs }, () => []);
  }

  field(name: keyof typeof FIELD): number {
    return this.kernel.state[FIELD[name]]!;
  }

  get phase(): string {
    return Object.entries(PHASE).find(([, code]) => code === this.field('phase'))![0];
  }

  /** What the engine does at a seek or first play. */
  seek(frame: number, leadFrames = fadeFrames(48000)): void {
    this.#epoch++;
    this.#feedAt = Math.max(0, frame - leadFrames);
    this.#feedLast = false;
    this.kernel.seek(this.#epoch, frame);
  }

  /** Writes up to `frames` more frames of the file; returns how many fitted. */
  feed(frames = Infinity): number {
    this.pair.settle();
    let fed = 0;
    while (fed < frames && !this.#feedLast) {
      const room = this.pair.producer.free();
      const count = Math.min(room, frames - fed, this.length - this.#feedAt);
      if (room < 0 || (count <= 0 && this.#feedAt < this.length)) break;
      const data = new Float32Array(Math.max(0, count) * this.shape.channels);
      for (let channel = 0; channel < this.shape.channels; channel++) {
        for (let i = 0; i < count; i++) data[channel * count + i] = this.#sample(this.#feedAt + i, channel);
      }
      const last = this.#feedAt + count >= this.length;
      this.pair.producer.write({ epoch: this.#epoch, startFrame: this.#feedAt, frames: count, last }, data, count);
      this.#feedAt += count;
      this.#feedLast = last;
      fed += count;
    }
    return fed;
  }

  run(quanta: number): void {
    for (let i = 0; i < quanta; i++) {
      for (const samples of this.#quantum) samples.fill(NaN);
      this.kernel.process(this.#quantum, QUANTUM, this.#contextFrame);
      this.#contextFrame += QUANTUM;
      this.#quantum.forEach((samples, channel) => this.out[channel]!.push(...samples));
    }
  }

  /** Runs and feeds until the kernel stands still. */
  finish(): void {
    for (let i = 0; i < 100_000 && this.phase !== 'ended'; i++) {
      if (i % 8 === 0) this.feed();
      this.run(1);
    }
    this.run(4);
  }

  /** Places in out[0] where file frame `frame` is heard at full level. */
  find(frame: number, from = 0): number {
    return this.out[0]!.indexOf(Math.fround(this.#sample(frame, 0)), from);
  }

  /** Length of the bit-exact run of the file that starts with `frame` at out[…][at]. */
  exactFrom(at: number, frame: number, gain = 1): number {
    const channels = this.out.length;
    let count = 0;
    while (at + count < this.out[0]!.length) {
      for (let channel = 0; channel < channels; channel++) {
        if (!Object.is(this.out[channel]![at + count], Math.fround(this.#sample(frame + count, channel) * gain)))
          return count;
      }
      count++;
    }
    return count;
  }
}
