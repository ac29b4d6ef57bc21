import type { BlockConsumer } from './blockQueue.ts';
import { CallbackTimer, type TimerClocks } from './callbackTimer.ts';
import { CommandInbox } from './commandInbox.ts';
import type { CommandConsumer } from './commandQueue.ts';
import { COMMAND, COMMAND_HEADER } from './commands.ts';
import { FIELD, STATE_FIELDS } from './engineState.ts';
import { FrameReader } from './frameReader.ts';
import { silence } from './levels.ts';
import { OutputChain } from './outputChain.ts';
import { Player } from './player.ts';
import { memoryFrames, SpeedStage } from './speedStage.ts';
import type { StretchModule } from './stretchWasm.ts';
import { Tap } from './tap.ts';

export interface KernelOptions extends TimerClocks {
  channels: number;
  /** Channels of the output. */
  outputs: number;
  fileRate: number;
  contextRate: number;
  /** Tap.bytes(outputs), for the newest frames heard. */
  tap: SharedArrayBuffer | ArrayBuffer;
  stretch?: StretchModule | undefined;
}

/** Frames rendered in one pass; a longer quantum takes several. */
const MAX_FRAMES = 128;
/** Commands that take effect in one place; more wait for the next pass. */
const MOST_COMMANDS = 64;
/** Epochs are kept as 32-bit integers, file frames exactly. */
const MOST_EPOCHS = 2 ** 31;

/**
 * All that happens on the audio thread: blocks and commands in, sound and state out.
 *
 * Thread contract: every method is called on the audio thread. process() and settle() never lock, wait, post, throw or
 * allocate, and the work for a quantum is bounded. setStretch() may allocate and is called between two quanta. The queues
 * are each shared with one other thread; the state is only written here.
 *
 * The chain: FrameReader → SpeedStage, under the Player's fades → OutputChain. With nothing set, speed 1 and equal rates,
 * each frame of the file leaves once, in order, bit for bit.
 */
export class PlaybackKernel {
  /** See FIELD. */
  readonly state = new Float64Array(STATE_FIELDS);
  readonly tap: Tap;
  #inbox: CommandInbox;
  #speed: SpeedStage;
  #player: Player;
  #chain: OutputChain;
  #timer: CallbackTimer;
  /** Context frame of what is rendered next. */
  #now = new Float64Array(1);
  /** The channels of the file where they are not those of the output. */
  #unmixed: Float32Array[];

  constructor(queue: BlockConsumer, commands: CommandConsumer, options: KernelOptions) {
    const { channels, outputs, fileRate, contextRate } = options;
    const reader = new FrameReader(queue, channels, memoryFrames(channels, fileRate));
    this.tap = new Tap(options.tap, outputs);
    this.#inbox = new CommandInbox(commands, channels, outputs, this.state);
    this.#speed = new SpeedStage(reader, channels, contextRate, fileRate / contextRate, MAX_FRAMES);
    if (options.stretch) this.#speed.setStretch(options.stretch);
    this.#player = new Player(reader, this.#speed, channels, contextRate, this.state);
    this.#chain = new OutputChain(channels, outputs, contextRate, this.tap, this.state);
    this.#timer = new CallbackTimer(options, this.state);
    this.#unmixed = Array.from({ length: channels }, () => new Float32Array(MAX_FRAMES));
  }

  /** Throws where there is not memory enough for it. */
  setStretch(module: StretchModule): void {
    this.#speed.setStretch(module);
    this.#player.changeSpeed();
  }

  /** Fills out[output][0 … frames). contextFrame: the context's count at the first of them. */
  process(out: readonly Float32Array[], frames: number, contextFrame: number): void {
    this.#timer.begin();
    this.#now[0] = contextFrame;
    let done = 0;
    while (done < frames) {
      this.#obey();
      const count = this.#inbox.until(this.#now, Math.min(MAX_FRAMES, frames - done));
      this.#pass(out, done, count);
      this.#now[0] += count;
      done += count;
    }
    this.#publish(contextFrame);
    this.#timer.end(frames);
  }

  /** Commands that are due take effect; for when no quantum comes. */
  settle(): void {
    this.#obey();
    this.#player.publish();
  }

  #pass(out: readonly Float32Array[], offset: number, frames: number): void {
    // Fewer outputs than were asked for: nothing sensible can be played there.
    if (out.length < this.#chain.outputs) return silence(out, offset, frames);
    const mixes = this.#chain.mixes;
    const into = mixes ? this.#unmixed : out;
    const start = mixes ? 0 : offset;
    this.#player.render(into, start, frames, this.#now);
    this.#chain.apply(into, start, out, offset, frames, this.#now);
  }

  #obey(): void {
    for (let i = 0; i < MOST_COMMANDS; i++) {
      const count = this.#inbox.take(this.#now);
      if (count < 0) return;
      this.#apply(count);
    }
  }

  /** A payload that makes no sense leaves things as they are. */
  #apply(count: number): void {
    const { record } = this.#inbox;
    const from = COMMAND_HEADER;
    const atOnce = this.#player.silent;
    switch (record[0]!) {
      case COMMAND.play:
        return this.#player.play();
      case COMMAND.pause:
        return this.#player.pause();
      case COMMAND.seek:
        if (this.#isPlace(count)) this.#player.seek(record, from);
        return;
      case COMMAND.splice:
        if (this.#isPlace(count)) this.#player.splice(record, from);
        return;
      case COMMAND.gain:
        if (count > 0) this.#chain.setGain(record, from, atOnce);
        return;
      case COMMAND.mix:
        return this.#chain.setMix(record, from, count, atOnce);
      case COMMAND.filters:
        return this.#chain.setFilters(record, from, count, atOnce);
      case COMMAND.speed:
        if (count < 2) return;
        this.#speed.want(record, from);
        return this.#player.changeSpeed();
      case COMMAND.limiter:
        return this.#chain.setLimiter(count > 0 && record[from] === 1);
      case COMMAND.resetTelemetry:
        this.#timer.reset();
        return this.#inbox.resetTelemetry();
      case COMMAND.click:
        if (count > 0) this.#chain.click(record[from]!);
        return;
    }
  }

  /** Epoch and frame. */
  #isPlace(count: number): boolean {
    const { record } = this.#inbox;
    const epoch = record[COMMAND_HEADER]!;
    const frame = record[COMMAND_HEADER + 1]!;
    if (count < 2 || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(frame)) return false;
    return epoch >= 0 && epoch < MOST_EPOCHS && frame >= 0;
  }

  #publish(contextFrame: number): void {
    this.state[FIELD.contextFrame] = contextFrame;
    this.#player.publish();
  }
}
