import { type QueueShape, queueShape } from '../../../../src/core/engine/blockQueue.ts';
import { COMMAND, type CommandKind } from '../../../../src/core/engine/commands.ts';
import { FIELD, PHASE } from '../../../../src/core/engine/engineState.ts';
import { outputChannels } from '../../../../src/core/engine/foldDown.ts';
import { fadeFrames } from '../../../../src/core/engine/levels.ts';
import { PlaybackKernel } from '../../../../src/core/engine/playbackKernel.ts';
import type { StretchModule } from '../../../../src/core/engine/stretchWasm.ts';
import { Tap } from '../../../../src/core/engine/tap.ts';
import { type CommandPair, commandTransports, type QueuePair, transports } from './pairs.ts';
import { sampleAt } from './signal.ts';
import { after, type Walk } from './walk.ts';

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
  stretch?: StretchModule;
  now?: () => number;
}

/** A kernel, its queues and a feeder that runs only when told: a worklet in slow motion. */
export class KernelRig {
  readonly kernel: PlaybackKernel;
  readonly blocks: QueuePair;
  readonly commands: CommandPair;
  readonly shape: QueueShape;
  /** Frames of a fade, of the context. */
  readonly fade: number;
  /** All that came out, for each channel. */
  readonly out: number[][];
  readonly length: number;
  /** Context frame of the next quantum. */
  contextFrame = 0;
  epoch = 0;
  /** What is fed, and where that stands; null: all of it has been. */
  walk: Walk = { start: 0 };
  feedAt: number | null = null;
  #sample: Sample;

  constructor(options: RigOptions = {}) {
    const { transport = 'ring', channels = 2, fileRate = 48000, contextRate = fileRate } = options;
    const outputs = outputChannels(channels);
    this.length = options.length ?? 1_000_000;
    this.#sample = options.sample ?? sampleAt;
    this.shape = queueShape(channels, fileRate);
    this.blocks = transports[transport](this.shape);
    this.commands = commandTransports[transport](channels, outputs);
    this.kernel = new PlaybackKernel(this.blocks.consumer, this.commands.consumer, {
      channels,
      outputs,
      fileRate,
      contextRate,
      tap: new ArrayBuffer(Tap.bytes(outputs)),
      stretch: options.stretch,
      now: options.now,
    });
    this.fade = fadeFrames(contextRate);
    this.out = Array.from({ length: outputs }, () => []);
  }

  field(name: keyof typeof FIELD): number {
    return this.kernel.state[FIELD[name]]!;
  }

  get phase(): string {
    return Object.entries(PHASE).find(([, code]) => code === this.field('phase'))![0];
  }

  /** Takes effect at context frame `at`; 0: with the next quantum. */
  sendAt(at: number, kind: CommandKind, ...payload: number[]): void {
    this.commands.settle(this.field('commands'));
    if (!this.commands.producer.send(kind, at, this.contextFrame, ...payload)) throw new Error('no room for a command');
  }

  send(kind: CommandKind, ...payload: number[]): void {
    this.sendAt(0, kind, ...payload);
  }

  play(): void {
    this.send(COMMAND.play);
  }

  pause(): void {
    this.send(COMMAND.pause);
  }

  /** What the engine does at a seek or first play: feeds from one fade ahead. */
  seek(target: number | Walk, leadFrames = fadeFrames(48000)): void {
    const walk = typeof target === 'number' ? { start: target } : target;
    const { step = 1 } = walk;
    const ahead = Math.min(leadFrames, step > 0 ? walk.start : Math.max(0, this.length - 1 - walk.start));
    this.epoch++;
    this.walk = walk;
    this.feedAt = walk.start - step * ahead;
    this.send(COMMAND.seek, this.epoch, walk.start);
  }

  /** What is fed goes on with another walk; heard from the present epoch's frame number `at` on. */
  splice(at: number, walk: Walk): void {
    this.epoch++;
    this.walk = walk;
    this.feedAt = walk.start;
    this.send(COMMAND.splice, this.epoch, at);
  }

  /** Writes up to `frames` more frames of the walk, in blocks of at most `most`; returns how many fitted. */
  feed(frames = Infinity, most = Infinity): number {
    this.blocks.settle();
    const { producer } = this.blocks;
    let fed = 0;
    while (fed < frames && this.feedAt !== null) {
      const room = Math.min(producer.free(), most);
      if (room < 0) break;
      const { step = 1, loop, end = step > 0 ? this.length : -1 } = this.walk;
      const startFrame = this.feedAt;
      const planned: number[] = [];
      let at = startFrame;
      for (; planned.length < Math.min(room, frames - fed) && at !== end; at = after(this.walk, at)) planned.push(at);
      const last = at === end;
      if (planned.length === 0 && !last) break;
      const data = new Float32Array(planned.length * this.shape.channels);
      for (let channel = 0; channel < this.shape.channels; channel++) {
        planned.forEach((frame, i) => (data[channel * planned.length + i] = this.#sample(frame, channel)));
      }
      const header = {
        epoch: this.epoch,
        startFrame: Math.max(0, startFrame),
        frames: planned.length,
        step,
        loopStart: loop?.[0] ?? 0,
        loopEnd: loop?.[1] ?? 0,
        last,
      };
      if (!producer.write(header, data, planned.length)) break;
      this.feedAt = last ? null : at;
      fed += planned.length;
    }
    return fed;
  }

  run(quanta: number, size = QUANTUM): void {
    const quantum = this.out.map(() => new Float32Array(size));
    for (let i = 0; i < quanta; i++) {
      for (const samples of quantum) samples.fill(NaN);
      this.kernel.process(quantum, size, this.contextFrame);
      this.contextFrame += size;
      quantum.forEach((samples, channel) => this.out[channel]!.push(...samples));
    }
  }

  /** Runs and feeds until the kernel stands still. */
  finish(): void {
    let i = 0;
    do {
      if (i % 8 === 0) this.feed();
      this.run(1);
    } while (this.phase !== 'ended' && ++i < 100_000);
    this.run(4);
  }

  /** Places in out[0] where file frame `frame` is heard at full level. */
  find(frame: number, from = 0): number {
    return this.out[0]!.indexOf(Math.fround(this.#sample(frame, 0)), from);
  }

  /** Length of the bit-exact run of the walk at out[…][at]. */
  exactFrom(at: number, target: number | Walk, gain = 1): number {
    const walk = typeof target === 'number' ? { start: target } : target;
    let frame = walk.start;
    let count = 0;
    for (; at + count < this.out[0]!.length && frame !== walk.end; frame = after(walk, frame)) {
      for (let channel = 0; channel < this.out.length; channel++) {
        const expected = Math.fround(this.#sample(frame, channel) * gain);
        if (!Object.is(this.out[channel]![at + count], expected)) return count;
      }
      count++;
    }
    return count;
  }
}

/** Largest step between neighbours. */
export const largestStep = (samples: readonly number[]): number =>
  samples.reduce((most, sample, i) => Math.max(most, i ? Math.abs(sample - samples[i - 1]!) : 0), 0);
