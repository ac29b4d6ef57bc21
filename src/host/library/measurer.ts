import type * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';

/** Files measured at a time: the threads are those of open editors too. */
const AT_ONCE = 2;
/** As much as pages can show: what was asked for before that is not measured any more. */
const MOST_WANTED = 200;

export type ReadRow = Pick<AudioRow, 'facts' | 'figures' | 'wave' | 'failure'>;

interface Parts {
  /** What cannot be read says so in its failure; rejects when the signal says so. */
  readonly read: (row: AudioRow, signal: AbortSignal) => Promise<ReadRow>;
  readonly row: (uri: string) => AudioRow | undefined;
  readonly put: (uri: string, read: ReadRow) => void;
}

/** What the user has asked for: settles when nothing of it is left. */
interface Order {
  readonly left: Set<string>;
  readonly onDone: (done: number) => void;
  readonly settle: () => void;
  done: number;
}

/** Measures rows that lack figures: those on screen first, then those that the user asks for. */
export class Measurer implements vscode.Disposable {
  readonly #parts: Parts;
  /** On some screen, what was asked for last in front. */
  #wanted = new Set<string>();
  readonly #orders = new Set<Order>();
  readonly #running = new Map<string, AbortController>();
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  want(uris: readonly string[]): void {
    this.#wanted = new Set([...new Set([...uris, ...this.#wanted])].slice(0, MOST_WANTED));
    const waits = uris.some((uri) => this.#lacks(uri));
    for (const [uri, abort] of this.#running) if (waits && !this.#wanted.has(uri) && !this.#ordered(uri)) abort.abort();
    this.#fill();
  }

  /** onDone: how many of them are measured, failed or gone. Settles with the last, or when the signal says so. */
  measure(uris: readonly string[], signal: AbortSignal, onDone: (done: number) => void): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#orders.delete(order);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const order: Order = { left: new Set(uris), onDone, settle, done: uris.length - new Set(uris).size };
      const stop = (): void => {
        const only = [...this.#running].filter(([uri]) => order.left.has(uri));
        settle();
        for (const [uri, abort] of only) if (!this.#wanted.has(uri) && !this.#ordered(uri)) abort.abort();
      };
      if (signal.aborted || this.#disposed || uris.length === 0) return resolve();
      signal.addEventListener('abort', stop, { once: true });
      this.#orders.add(order);
      this.#fill();
    });
  }

  /** The file is another now, or gone. */
  forget(uri: string): void {
    this.#running.get(uri)?.abort();
    if (!this.#parts.row(uri)) this.#done(uri);
  }

  dispose(): void {
    this.#disposed = true;
    this.#wanted.clear();
    for (const order of [...this.#orders]) order.settle();
    for (const abort of this.#running.values()) abort.abort();
  }

  #fill(): void {
    while (this.#running.size < AT_ONCE && !this.#disposed) {
      const row = this.#next();
      if (!row) return;
      void this.#measure(row);
    }
  }

  #next(): AudioRow | undefined {
    for (const uri of this.#wanted) {
      if (this.#lacks(uri)) return this.#parts.row(uri);
      if (!this.#running.has(uri)) this.#wanted.delete(uri);
    }
    for (const { left } of this.#orders) {
      for (const uri of left) {
        if (this.#running.has(uri)) continue;
        const row = this.#parts.row(uri);
        // What failed is tried once more when the user asks for it.
        if (row && row.figures === null) return row;
        this.#done(uri);
      }
    }
    return undefined;
  }

  /** What failed is not tried again by itself before the file changes. */
  #lacks(uri: string): boolean {
    const row = this.#parts.row(uri);
    return row !== undefined && row.figures === null && row.failure === null && !this.#running.has(uri);
  }

  #ordered(uri: string): boolean {
    return [...this.#orders].some(({ left }) => left.has(uri));
  }

  #done(uri: string): void {
    for (const order of [...this.#orders]) {
      if (!order.left.delete(uri)) continue;
      order.onDone(++order.done);
      if (order.left.size === 0) order.settle();
    }
  }

  async #measure(row: AudioRow): Promise<void> {
    const abort = new AbortController();
    this.#running.set(row.uri, abort);
    try {
      this.#take(row, await this.#parts.read(row, abort.signal));
    } catch (error) {
      // Interrupted, it waits for its next turn; anything else would fail again.
      if (!abort.signal.aborted) {
        const { facts } = row;
        this.#take(row, { facts, figures: null, wave: null, failure: toErrorInfo(error).message });
      }
    } finally {
      this.#running.delete(row.uri);
      this.#fill();
    }
  }

  /** Of a file that was written meanwhile nobody knows what was measured. */
  #take(row: AudioRow, read: ReadRow): void {
    const now = this.#parts.row(row.uri);
    if (now && (now.bytes !== row.bytes || now.modified !== row.modified)) return;
    if (now) this.#parts.put(row.uri, read);
    this.#wanted.delete(row.uri);
    this.#done(row.uri);
  }
}
