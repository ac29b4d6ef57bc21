import { type CommandConsumer, PortCommandConsumer, RingCommandConsumer } from './commandQueue.ts';
import { STATE_FIELDS, StateTable } from './engineState.ts';
import { type AttachMessage, parsePageMessage, type PollMessage, type WorkletMessage } from './messages.ts';
import { PlaybackKernel } from './playbackKernel.ts';
import { PortConsumer } from './portQueue.ts';
import { RingConsumer } from './ringQueue.ts';
import { compileStretch, type StretchModule } from './stretchWasm.ts';
import { Tap } from './tap.ts';
import type { TimerClocks } from './callbackTimer.ts';

type Post = (message: WorkletMessage, transfer: ArrayBuffer[]) => void;

/** The tap is copied into at most so many answers a second. */
const TAPS_PER_SECOND = 30;

/**
 * Kernel, queues and state behind one port: what the worklet's processor is, without the browser. All calls on the audio
 * thread. receive() handles messages between two quanta and may allocate and post; process() does neither.
 */
export class AudioSide {
  #contextRate: number;
  #clocks: TimerClocks;
  #post: Post;
  #kernel: PlaybackKernel | null = null;
  #portQueue: PortConsumer | null = null;
  #portCommands: PortCommandConsumer | null = null;
  #table: StateTable | null = null;
  #stretch: StretchModule | undefined;
  #open = true;
  /** Context frame of the last quantum, and of the last answer with a tap. */
  #now = new Float64Array(1);
  #tapped = Float64Array.of(-Infinity);

  constructor(contextRate: number, clocks: TimerClocks, post: Post) {
    this.#contextRate = contextRate;
    this.#clocks = clocks;
    this.#post = post;
  }

  receive(raw: unknown): void {
    const message = parsePageMessage(raw);
    if (!message) return;
    switch (message.kind) {
      case 'attach':
        return this.#attach(message);
      case 'stretch':
        return this.#load(message.bytes);
      case 'command':
        this.#portCommands?.receive(message.record);
        return;
      case 'block':
        this.#portQueue?.receive(message);
        return;
      case 'poll':
        return this.#answer(message);
      case 'close':
        this.#open = false;
        this.#kernel = this.#portQueue = this.#portCommands = this.#table = null;
        return;
    }
  }

  /** False once the processor may end. */
  process(out: readonly Float32Array[], frames: number, contextFrame: number): boolean {
    const kernel = this.#kernel;
    if (kernel) {
      kernel.process(out, frames, contextFrame);
      this.#table?.publish(kernel.state);
      this.#now[0] = contextFrame;
    }
    return this.#open;
  }

  #attach({ id, shape, outputs, fileRate, memory }: AttachMessage): void {
    const { channels } = shape;
    this.#portQueue = memory ? null : new PortConsumer(shape);
    this.#portCommands = memory ? null : new PortCommandConsumer(channels, outputs);
    this.#table = memory ? new StateTable(memory.state) : null;
    const queue = memory ? new RingConsumer(memory.ring) : this.#portQueue!;
    const commands: CommandConsumer = memory ? new RingCommandConsumer(memory.commands) : this.#portCommands!;
    this.#kernel = new PlaybackKernel(queue, commands, {
      channels,
      outputs,
      fileRate,
      contextRate: this.#contextRate,
      tap: memory?.tap ?? new ArrayBuffer(Tap.bytes(outputs)),
      stretch: this.#stretch,
      ...this.#clocks,
    });
    this.#post({ kind: 'attached', id }, []);
  }

  #load(bytes: ArrayBuffer): void {
    try {
      this.#stretch = compileStretch(bytes);
      this.#kernel?.setStretch(this.#stretch);
      this.#post({ kind: 'stretched' }, []);
    } catch (error) {
      this.#stretch = undefined;
      this.#post({ kind: 'noStretch', reason: String(error) }, []);
    }
  }

  #answer({ state, tap }: PollMessage): void {
    const kernel = this.#kernel;
    const answer = state ?? new Float64Array(STATE_FIELDS);
    let tapFrames = 0;
    if (kernel) {
      kernel.settle();
      this.#table?.publish(kernel.state);
      answer.set(kernel.state);
      if (tap && this.#now[0]! - this.#tapped[0]! >= this.#contextRate / TAPS_PER_SECOND) {
        tapFrames = kernel.tap.readPlanar(tap);
        this.#tapped[0] = this.#now[0]!;
      }
    }
    const spent: Float32Array<ArrayBuffer>[] = [];
    const emptyBlocks = this.#portQueue?.takeSpent(spent) ?? 0;
    const transfer = spent.map((samples) => samples.buffer);
    transfer.push(answer.buffer as ArrayBuffer);
    if (tap) transfer.push(tap.buffer as ArrayBuffer);
    this.#post({ kind: 'state', state: answer, tap, tapFrames, spent, emptyBlocks }, transfer);
  }
}
