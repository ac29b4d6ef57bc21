import { PortCommandProducer } from '../../src/core/engine/commandQueue.ts';
import type { CommandKind } from '../../src/core/engine/commands.ts';
import { FIELD, STATE_FIELDS } from '../../src/core/engine/engineState.ts';
import type { AttachMessage, WorkletMessage } from '../../src/core/engine/messages.ts';
import { PortProducer } from '../../src/core/engine/portQueue.ts';
import { CommandSender } from './commandSender.ts';
import type { Link, LinkOptions, Post } from './link.ts';

/** A poll that got no answer is repeated after this. */
const POLL_AGAIN_MS = 1000;
/** So many polls in a second, and a few at once when something is awaited. */
const POLLS_PER_SECOND = 30;
const POLLS_AT_ONCE = 6;
/** The newest frames come along with the state for so long after somebody asked for them. */
const TAP_WANTED_MS = 500;

/** All by messages. The state and the newest frames travel in buffers that go back and forth. */
export class PortLink implements Link {
  readonly transport = 'port';
  readonly producer: PortProducer;
  readonly channels: number;
  readonly outputs: number;
  readonly contextRate: number;
  readonly state = new Float64Array(STATE_FIELDS);
  stateMs = 0;
  #post: Post;
  #close: () => void;
  #commandQueue: PortCommandProducer;
  #commands: CommandSender;
  #onState: () => void;
  #polled = { askedMs: -Infinity, open: false, left: POLLS_AT_ONCE, leftMs: 0 };
  #spareState: Float64Array | null = null;
  #spareTap: Float32Array | null = null;
  /** The newest frames, one output after the other. */
  #newest = new Float32Array(0);
  #newestFrames = 0;
  #tapAskedMs = -Infinity;

  constructor(attach: AttachMessage, options: LinkOptions, post: Post, close: () => void) {
    const { shape, outputs } = attach;
    this.#post = post;
    this.#close = close;
    this.#onState = options.onState;
    this.channels = shape.channels;
    this.outputs = outputs;
    this.contextRate = options.context.sampleRate;
    this.producer = new PortProducer(shape, post);
    this.#commandQueue = new PortCommandProducer(shape.channels, outputs, post);
    this.#commands = new CommandSender(this.#commandQueue, options.context);
  }

  command(kind: CommandKind, ...payload: readonly number[]): void {
    this.#commands.send(kind, payload);
  }

  sendStretch(bytes: ArrayBuffer): void {
    this.#post({ kind: 'stretch', bytes }, [bytes]);
  }

  poll(): void {
    const now = performance.now();
    const polled = this.#polled;
    if (polled.open && now - polled.askedMs < POLL_AGAIN_MS) return;
    polled.left = Math.min(POLLS_AT_ONCE, polled.left + ((now - polled.leftMs) / 1000) * POLLS_PER_SECOND);
    polled.leftMs = now;
    if (polled.left < 1) return;
    polled.left--;
    polled.askedMs = now;
    polled.open = true;
    const state = this.#spareState;
    const tap = now - this.#tapAskedMs < TAP_WANTED_MS ? this.#takeTap() : null;
    this.#spareState = null;
    const transfer = [state, tap].flatMap((each) => (each ? [each.buffer] : []));
    this.#post({ kind: 'poll', state, tap }, transfer);
  }

  tap(into: readonly Float32Array[]): number {
    const frames = into[0]?.length ?? 0;
    this.#tapAskedMs = performance.now();
    if (this.#newest.length !== frames * this.outputs) {
      this.#newest = new Float32Array(frames * this.outputs);
      this.#newestFrames = 0;
    }
    for (let output = 0; output < Math.min(into.length, this.outputs); output++) {
      into[output]!.set(this.#newest.subarray(output * frames, output * frames + this.#newestFrames));
    }
    return this.#newestFrames;
  }

  /** Answers of the worklet. */
  receive(message: WorkletMessage | null): void {
    if (message?.kind !== 'state') return;
    this.#polled.open = false;
    this.stateMs = performance.now();
    this.state.set(message.state);
    this.#spareState = message.state;
    this.#keepTap(message.tap, message.tapFrames);
    this.#commandQueue.acknowledge(this.state[FIELD.commands]!);
    this.#commands.flush();
    this.producer.recycle(message.spent, message.emptyBlocks);
    this.#onState();
  }

  dispose(): void {
    this.#close();
  }

  #takeTap(): Float32Array {
    const tap = this.#spareTap?.length === this.#newest.length ? this.#spareTap : new Float32Array(this.#newest.length);
    this.#spareTap = null;
    return tap;
  }

  #keepTap(tap: Float32Array | null, frames: number): void {
    if (!tap) return;
    this.#spareTap = tap;
    if (frames === 0 || tap.length !== this.#newest.length) return;
    this.#newest.set(tap);
    this.#newestFrames = frames;
  }
}
