import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Emitter } from '../core/util/emitter.ts';
import type { Disposable } from '../core/util/scope.ts';

const KEY = 'earshot.crashed';
const MOST = 100;
/** A file that is only read, not scanned, is given up when the server is lost twice within this time. */
const STRIKE_MS = 60_000;

/** [file, its revision on disk, how the server ended]. */
const stored = v.array(v.tuple([v.string(), v.string(), v.string()]));

/**
 * Finds out which file the audio server died of, and keeps it from being opened again until it changes or the user asks,
 * also after a reload of the window. The only file that was being scanned is guilty; of several, each is tried alone.
 * Must exist before the documents: it judges a loss before they act on it.
 */
export class CrashGuard implements Disposable {
  readonly #memory: vscode.Memento;
  readonly #visits = new Set<Visit>();
  readonly #listener: Disposable;
  #waiting: (() => void)[] = [];

  constructor(server: { onLost: Emitter<{ reason: string }> }, memory: vscode.Memento) {
    this.#memory = memory;
    this.#listener = server.onLost.on(({ reason }) => this.#judge(reason));
  }

  visit(file: string): Visit {
    const visit = new Visit(file, this);
    this.#visits.add(visit);
    return visit;
  }

  /** How the server ended with this file, if it did with this very revision of it. */
  reasonFor(file: string, revision: string): string | undefined {
    return this.#read().find(([name, old]) => name === file && old === revision)?.[2];
  }

  forgive(file: string): void {
    const crashes = this.#read();
    const kept = crashes.filter(([name]) => name !== file);
    if (kept.length < crashes.length) void this.#memory.update(KEY, kept);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** A suspect waits until no other is being tried. */
  async begin(visit: Visit): Promise<void> {
    const tried = (): boolean => [...this.#visits].some((other) => other !== visit && other.active && other.suspect);
    while (visit.suspect && tried()) await new Promise<void>((resume) => this.#waiting.push(resume));
    // At once, or two that were woken together would both go on.
    visit.active = true;
  }

  left(visit: Visit, gone: boolean): void {
    if (gone) this.#visits.delete(visit);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #judge(reason: string): void {
    const visits = [...this.#visits];
    const scanning = visits.filter((visit) => visit.active);
    const readers = visits.filter((visit) => visit.reading > 0 && !visit.active);
    if (scanning.length > 0) {
      const [only, ...others] = [...scanning, ...readers];
      if (only && others.length === 0) this.#condemn(only, reason);
      else for (const visit of [...scanning, ...readers]) visit.suspect = true;
    } else {
      const again = readers.filter((visit) => visit.strike() >= 2);
      if (readers.length === 1 && again[0]) this.#condemn(again[0], reason);
    }
    for (const visit of visits) visit.active = false;
    this.#wake();
  }

  #condemn(visit: Visit, reason: string): void {
    visit.suspect = false;
    const others = this.#read().filter(([name]) => name !== visit.file);
    void this.#memory.update(KEY, [...others, [visit.file, visit.revision, reason]].slice(-MOST));
  }

  #read(): v.InferOutput<typeof stored> {
    const parsed = v.safeParse(stored, this.#memory.get(KEY));
    return parsed.success ? parsed.output : [];
  }
}

/** One document's part: what of its file the server works on. */
export class Visit implements Disposable {
  readonly file: string;
  revision = '';
  /** Being opened or scanned. */
  active = false;
  /** The server died of this or another file: it is tried alone. */
  suspect = false;
  /** Requests under way. */
  reading = 0;
  readonly #guard: CrashGuard;
  #strikes: number[] = [];

  constructor(file: string, guard: CrashGuard) {
    this.file = file;
    this.#guard = guard;
  }

  /** Before the server is asked to open the file. */
  async begin(revision: string): Promise<void> {
    this.revision = revision;
    await this.#guard.begin(this);
  }

  /** The scan has ended: the file is innocent. */
  end(): void {
    if (!this.active) return;
    this.active = false;
    this.suspect = false;
    this.#guard.left(this, false);
  }

  async during<T>(request: Promise<T>): Promise<T> {
    this.reading++;
    try {
      return await request;
    } finally {
      this.reading--;
    }
  }

  strike(): number {
    const now = Date.now();
    this.#strikes = [...this.#strikes.filter((at) => now - at < STRIKE_MS), now];
    return this.#strikes.length;
  }

  dispose(): void {
    this.active = false;
    this.#guard.left(this, true);
  }
}
