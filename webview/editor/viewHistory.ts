import type { View } from '../../src/core/picture/viewport.ts';

/** null: the whole file. */
type Place = View | null;

/** A view that stood for so long, ms, was looked at. */
const STOOD_MS = 700;
const MOST = 100;

/** The views the user has been to, as a browser keeps pages: what stood for a while, and what a jump has left. */
export class ViewHistory {
  #past: Place[] = [];
  #future: Place[] = [];
  #since: number;
  #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** The view is about to become another one. */
  leave(view: Place, jump: boolean): void {
    if (jump || this.#now() - this.#since >= STOOD_MS) keep(this.#past, view);
    this.#future = [];
    this.#since = this.#now();
  }

  /** The view has changed by itself: what is there now has not stood yet. */
  moved(): void {
    this.#since = this.#now();
  }

  /** undefined: there is none. */
  back(from: Place): Place | undefined {
    return this.#go(this.#past, this.#future, from);
  }

  forward(from: Place): Place | undefined {
    return this.#go(this.#future, this.#past, from);
  }

  #go(stack: Place[], other: Place[], from: Place): Place | undefined {
    let to = stack.pop();
    while (to !== undefined && same(to, from)) to = stack.pop();
    if (to === undefined) return undefined;
    keep(other, from);
    this.#since = this.#now();
    return to;
  }
}

function keep(stack: Place[], view: Place): void {
  const last = stack.at(-1);
  if (last !== undefined && same(last, view)) return;
  stack.push(view);
  if (stack.length > MOST) stack.shift();
}

function same(a: Place, b: Place): boolean {
  if (!a || !b) return a === b;
  const scale = Math.abs(a.framesPerPixel / b.framesPerPixel - 1);
  return scale < 1e-9 && Math.abs(a.startFrame - b.startFrame) < a.framesPerPixel;
}
