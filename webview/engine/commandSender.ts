import type { CommandProducer } from '../../src/core/engine/commandQueue.ts';
import { COMMAND, type CommandKind } from '../../src/core/engine/commands.ts';

/** Of these only the newest is of interest. */
const settings: ReadonlySet<CommandKind> = new Set([
  COMMAND.gain,
  COMMAND.mix,
  COMMAND.filters,
  COMMAND.speed,
  COMMAND.limiter,
]);

interface Waiting {
  kind: CommandKind;
  payload: readonly number[];
}

/** Sends commands in their order; what finds no room in the queue waits for flush(). Main thread. */
export class CommandSender {
  #producer: CommandProducer;
  #context: BaseAudioContext;
  #waiting: Waiting[] = [];

  constructor(producer: CommandProducer, context: BaseAudioContext) {
    this.#producer = producer;
    this.#context = context;
  }

  send(kind: CommandKind, payload: readonly number[]): void {
    if (settings.has(kind)) this.#waiting = this.#waiting.filter((each) => each.kind !== kind);
    this.#waiting.push({ kind, payload });
    this.flush();
  }

  /** There may be room. */
  flush(): void {
    const { currentTime, sampleRate } = this.#context;
    const now = Math.round(currentTime * sampleRate);
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (!this.#producer.send(next.kind, 0, now, ...next.payload)) return;
      this.#waiting.shift();
    }
  }
}
