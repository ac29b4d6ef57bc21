import { STATE_FIELDS, StateTable } from './engineState.ts';
import { parsePageMessage, type PageMessage, type WorkletMessage } from './messages.ts';
import { PlaybackKernel } from './playbackKernel.ts';
import { PortConsumer } from './portQueue.ts';
import { RingConsumer } from './ringQueue.ts';

/**
 * Kernel, queue and state behind one port: what the worklet's processor is, without the browser. All calls on the audio
 * thread. receive() handles messages between two quanta and may allocate and post; process() does neither.
 */
export class AudioSide {
  #contextRate: number;
  #post: (message: WorkletMessage, transfer: ArrayBuffer[]) => void;
  #kernel: PlaybackKernel | null = null;
  #portQueue: PortConsumer | null = null;
  #table: StateTable | null = null;
  #open = true;

  constructor(contextRate: number, post: (message: WorkletMessage, transfer: ArrayBuffer[]) => void) {
    this.#contextRate = contextRate;
    this.#post = post;
  }

  receive(raw: unknown): void {
    const message = parsePageMessage(raw);
    if (!message) return;
    switch (message.kind) {
      case 'attach':
        return this.#attach(message);
      case 'play':
        this.#kernel?.play();
        break;
      case 'pause':
        this.#kernel?.pause();
        break;
      case 'seek':
        this.#kernel?.seek(message.epoch, message.frame);
        break;
      case 'gain':
        this.#kernel?.setGain(message.gain);
        break;
      case 'block':
        this.#portQueue?.receive(message);
        return;
      case 'poll':
        return this.#answer();
      case 'close':
        this.#open = false;
        this.#kernel = this.#portQueue = this.#table = null;
        return;
    }
    // The context may be suspended, with no quantum to come.
    if (this.#kernel) this.#table?.publish(this.#kernel.state);
  }

  /** False once the processor may end. */
  process(out: readonly Float32Array[], frames: number, contextFrame: number): boolean {
    const kernel = this.#kernel;
    if (kernel) {
      kernel.process(out, frames, contextFrame);
      if (this.#table) this.#table.publish(kernel.state);
    }
    return this.#open;
  }

  #attach(message: PageMessage & { kind: 'attach' }): void {
    const { shape, fileRate, memory } = message;
    this.#portQueue = memory ? null : new PortConsumer(shape);
    this.#table = memory ? new StateTable(memory.state) : null;
    const queue = memory ? new RingConsumer(memory.ring) : this.#portQueue!;
    this.#kernel = new PlaybackKernel(queue, { channels: shape.channels, fileRate, contextRate: this.#contextRate });
    this.#post({ kind: 'attached', id: message.id }, []);
  }

  #answer(): void {
    const spent: Float32Array<ArrayBuffer>[] = [];
    const emptyBlocks = this.#portQueue?.takeSpent(spent) ?? 0;
    const state = this.#kernel ? this.#kernel.state.slice() : new Float64Array(STATE_FIELDS);
    this.#post(
      { kind: 'state', state, spent, emptyBlocks },
      spent.map((samples) => samples.buffer),
    );
  }
}
