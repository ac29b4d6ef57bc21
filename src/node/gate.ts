/** Many may pass at a time, or one alone. Who wants to be alone waits for those inside, and lets nobody in meanwhile. */
export class Gate {
  #inside = 0;
  #alone = false;
  #queue: { alone: boolean; enter: () => void }[] = [];

  async together<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(false, work);
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(true, work);
  }

  async #pass<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#inside--;
      this.#alone = false;
      this.#admit();
    }
  }

  #admit(): void {
    for (let first = this.#queue[0]; first && !this.#alone; first = this.#queue[0]) {
      if (first.alone && this.#inside > 0) return;
      this.#queue.shift();
      this.#inside++;
      this.#alone = first.alone;
      first.enter();
    }
  }
}
