import * as v from 'valibot';
import type * as vscode from 'vscode';
import { type Recalled, type Remembered, remembered, type Taste, taste } from '../core/protocol/remembered.ts';
import type { Disposable } from '../core/util/scope.ts';

const VIEWS = 'earshot.views';
const TASTE = 'earshot.taste';
const MOST = 200;
/** Of all that is kept together, characters of JSON: VS Code writes it as one. */
const MOST_CHARACTERS = 300_000;
const WRITE_EVERY_MS = 2000;
/** Playing moves the playhead all the time. */
const WRITE_POSITION_EVERY_MS = 10_000;

/** [URI, state], the one used last at the end. Each state is checked by itself: a spoilt one takes no other with it. */
const stored = v.array(v.tuple([v.string(), v.unknown()]));

/** How each file of the workspace was looked at and played last, and the user's ways of all workspaces. */
export class RememberedViews implements Disposable {
  readonly #memory: vscode.Memento;
  readonly #tastes: vscode.Memento;
  #entries: Map<string, Remembered> | null = null;
  #timer: { id: ReturnType<typeof setTimeout>; at: number } | null = null;

  constructor(memory: vscode.Memento, tastes: vscode.Memento) {
    this.#memory = memory;
    this.#tastes = tastes;
  }

  recall(uri: { toString(): string }): Recalled {
    return { state: this.#all().get(uri.toString()) ?? null, taste: this.#taste() };
  }

  /** changed: the parts of the user's ways that are other ones now. */
  remember(uri: { toString(): string }, state: Remembered, changed: Taste | null): void {
    const key = uri.toString();
    const before = this.#all().get(key);
    this.#all().delete(key);
    this.#all().set(key, state);
    for (const oldest of this.#all().keys()) {
      if (this.#all().size <= MOST) break;
      this.#all().delete(oldest);
    }
    if (changed) void this.#tastes.update(TASTE, { ...this.#taste(), ...defined(changed) });
    const still = before && JSON.stringify({ ...before, positionFrame: 0 });
    const moved = still === JSON.stringify({ ...state, positionFrame: 0 });
    this.#later(moved ? WRITE_POSITION_EVERY_MS : WRITE_EVERY_MS);
  }

  /** An editor has closed, or the window does: what waits is written now. */
  flush(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer.id);
    this.#timer = null;
    let room = MOST_CHARACTERS;
    const latest = [...this.#all()].reverse();
    const over = latest.findIndex((entry) => (room -= JSON.stringify(entry).length) < 0);
    void this.#memory.update(VIEWS, (over < 0 ? latest : latest.slice(0, over)).reverse());
  }

  dispose(): void {
    this.flush();
  }

  #later(ms: number): void {
    const at = Date.now() + ms;
    if (this.#timer && this.#timer.at <= at) return;
    if (this.#timer) clearTimeout(this.#timer.id);
    this.#timer = { id: setTimeout(() => this.flush(), ms), at };
  }

  /** Read when the first editor opens, not when the extension starts. */
  #all(): Map<string, Remembered> {
    if (this.#entries) return this.#entries;
    const parsed = v.safeParse(stored, this.#memory.get(VIEWS));
    this.#entries = new Map();
    for (const [uri, value] of parsed.success ? parsed.output : []) {
      const state = v.safeParse(remembered, value);
      if (state.success) this.#entries.set(uri, state.output);
    }
    return this.#entries;
  }

  #taste(): Taste | null {
    const parsed = v.safeParse(taste, this.#tastes.get(TASTE));
    return parsed.success ? parsed.output : null;
  }
}

function defined(changed: Taste): Partial<Taste> {
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}
