import { Emitter } from '../../src/core/util/emitter.ts';
import type { Disposable } from '../../src/core/util/scope.ts';

/** Anything that says when it has changed. */
export interface Watched {
  on(listener: () => void): Disposable;
}

export interface Readable<T> extends Watched {
  readonly value: T;
}

/** One value of the store. Listeners run synchronously, and only when the value is another one. */
export class Signal<T> implements Readable<T> {
  #value: T;
  #changed = new Emitter<void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#changed.emit();
  }

  on(listener: () => void): Disposable {
    return this.#changed.on(listener);
  }
}
