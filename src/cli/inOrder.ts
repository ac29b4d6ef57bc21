export interface Bounds {
  /** Works at a time. */
  jobs: number;
  /** Works begun, waiting or done and not yet taken. */
  ahead: number;
}

/** Works on several inputs at a time and hands over the outcomes in the order of the inputs. */
export async function* inOrder<I, O>(
  inputs: AsyncIterable<I>,
  work: (input: I) => Promise<O>,
  { jobs, ahead }: Bounds,
): AsyncGenerator<O> {
  const iterator = inputs[Symbol.asyncIterator]();
  const slots = new Slots(jobs);
  const begun: Promise<O>[] = [];
  let next: Promise<IteratorResult<I>> | undefined = iterator.next();
  try {
    while (next || begun.length > 0) {
      if (next && begun.length < ahead) {
        const arrived: IteratorResult<I> | undefined = await firstOf(next, begun[0]);
        if (arrived) {
          next = undefined;
          if (arrived.done) continue;
          const outcome = slots.run(() => work(arrived.value));
          outcome.catch(() => undefined); // it is awaited when its turn comes
          begun.push(outcome);
          next = iterator.next();
          continue;
        }
      }
      yield await begun.shift()!;
    }
  } finally {
    next?.catch(() => undefined);
    void iterator.return?.(undefined)?.catch(() => undefined);
  }
}

/** The next input; undefined if the outcome at the head is there before it. */
function firstOf<I>(
  next: Promise<IteratorResult<I>>,
  head: Promise<unknown> | undefined,
): Promise<IteratorResult<I> | undefined> {
  return head ? Promise.race([next, head.then(() => undefined)]) : next;
}

/** So many works at a time, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
