import { RingCommandProducer } from '../../src/core/engine/commandQueue.ts';
import type { CommandKind } from '../../src/core/engine/commands.ts';
import { FIELD, STATE_FIELDS, StateTable } from '../../src/core/engine/engineState.ts';
import type { AttachMessage, SharedEngineMemory } from '../../src/core/engine/messages.ts';
import { RingProducer } from '../../src/core/engine/ringQueue.ts';
import { Tap } from '../../src/core/engine/tap.ts';
import { CommandSender } from './commandSender.ts';
import type { Link, LinkOptions, Post } from './link.ts';

/** All through shared memory; the audio thread hears of no message but the first and the last. */
export class RingLink implements Link {
  readonly transport = 'ring';
  readonly producer: RingProducer;
  readonly channels: number;
  readonly outputs: number;
  readonly contextRate: number;
  readonly state = new Float64Array(STATE_FIELDS);
  stateMs = 0;
  #post: Post;
  #close: () => void;
  #context: BaseAudioContext;
  #table: StateTable;
  #tap: Tap;
  #commands: CommandSender;
  #onState: () => void;

  constructor(memory: SharedEngineMemory, attach: AttachMessage, options: LinkOptions, post: Post, close: () => void) {
    const { shape, outputs } = attach;
    this.#post = post;
    this.#close = close;
    this.#context = options.context;
    this.#onState = options.onState;
    this.channels = shape.channels;
    this.outputs = outputs;
    this.contextRate = options.context.sampleRate;
    this.producer = new RingProducer(memory.ring, shape.maxBlockFrames);
    this.#table = new StateTable(memory.state);
    this.#tap = new Tap(memory.tap, outputs);
    this.#commands = new CommandSender(new RingCommandProducer(memory.commands), options.context);
  }

  command(kind: CommandKind, ...payload: readonly number[]): void {
    this.#commands.send(kind, payload);
    // Where no quantum comes, nobody looks into the queue.
    if (this.#context.state !== 'running') this.#post({ kind: 'poll', state: null, tap: null });
  }

  sendStretch(bytes: ArrayBuffer): void {
    this.#post({ kind: 'stretch', bytes }, [bytes]);
  }

  poll(): void {
    this.#commands.flush();
    if (!this.#table.read(this.state)) return;
    this.stateMs = performance.now();
    this.#onState();
  }

  tap(into: readonly Float32Array[]): number {
    return this.state[FIELD.rendered] ? this.#tap.read(into, into[0]?.length ?? 0) : 0;
  }

  dispose(): void {
    this.#close();
  }
}
