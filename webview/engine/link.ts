import type { BlockProducer } from '../../src/core/engine/blockQueue.ts';
import type { CommandKind } from '../../src/core/engine/commands.ts';
import type { PageMessage } from '../../src/core/engine/messages.ts';
import type { Disposable } from '../../src/core/util/scope.ts';

/** The page's end of one processor in the worklet. Main thread. */
export interface Link extends Disposable {
  readonly transport: 'ring' | 'port';
  readonly producer: BlockProducer;
  readonly channels: number;
  readonly outputs: number;
  readonly contextRate: number;
  /** The newest known state of the kernel (see FIELD), and when it arrived, in performance.now(). */
  readonly state: Float64Array;
  readonly stateMs: number;
  /** See COMMAND; takes effect as soon as it arrives, in the order of the calls. */
  command(kind: CommandKind, ...payload: readonly number[]): void;
  /** Machine code of the time-stretcher; the buffer is gone afterwards. Answered by LinkOptions.onStretch. */
  sendStretch(bytes: ArrayBuffer): void;
  /** Brings the state up to date; onState tells when: at once with shared memory, else with the answer. */
  poll(): void;
  /** The newest frames heard, see Engine.tap(). */
  tap(into: readonly Float32Array[]): number;
}

export interface LinkOptions {
  context: BaseAudioContext;
  channels: number;
  fileRate: number;
  onState: () => void;
  onCrash: () => void;
  /** The time-stretcher is ready; or it cannot be had, and why. */
  onStretch: (failure: string | null) => void;
}

export type Post = (message: PageMessage, transfer?: Transferable[]) => void;
