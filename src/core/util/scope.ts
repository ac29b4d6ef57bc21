/** Anything that holds a resource until it is told to let go. */
export interface Disposable {
  dispose(): void;
}

/**
 * One node of a disposal tree. Children and callbacks go in reverse order of registration; what is added after the end
 * is disposed of at once, so that a late answer cannot leak.
 */
export class Scope implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  defer(run: () => void): void {
    this.add({ dispose: run });
  }

  child(): Scope {
    return this.add(new Scope());
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (let item = this.#items.pop(); item; item = this.#items.pop()) item.dispose();
  }
}
