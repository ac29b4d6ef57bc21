import * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import type { AudioNames } from '../audioNames.ts';
import { HeaderQueue } from './headerQueue.ts';
import type { Library } from './library.ts';
import { LibraryWatch } from './libraryWatch.ts';
import { Measurer, type ReadRow } from './measurer.ts';
import { affectsRoots, type LibraryRoot, rootsOf, sameFolders } from './roots.ts';
import { RowIntake } from './rowIntake.ts';
import { RowStore } from './rowStore.ts';
import { type AudioDisk, walkRoots } from './walkRoots.ts';

/** Measures files, and keeps what was measured. */
export interface RowReader {
  /** What was measured at other times is there once this settles. */
  ready(): Promise<void>;
  kept(row: AudioRow): Promise<ReadRow | undefined>;
  read(row: AudioRow, signal: AbortSignal): Promise<ReadRow>;
}

export interface LibraryParts {
  /** null: where there is no audio server that reads this machine's disk. */
  readonly disk: AudioDisk | null;
  /** null: nothing can be measured. */
  readonly reader: RowReader | null;
  readonly names: AudioNames;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>;
  /** undefined: those of the workspace, as they change. */
  readonly folders?: readonly { name: string; uri: vscode.Uri }[];
}

const MEASURE = 'earshot.library.measure';

/** The audio files of some folders: found once, then followed. */
export class AudioLibrary implements Library, vscode.Disposable {
  readonly onDidChange: Library['onDidChange'];
  readonly onDidChangeState: vscode.Event<void>;
  readonly #parts: LibraryParts;
  readonly #store = new RowStore();
  readonly #stateChanged = new vscode.EventEmitter<void>();
  readonly #headers: HeaderQueue | null;
  readonly #measurer: Measurer | null;
  readonly #intake: RowIntake;
  readonly #listeners: vscode.Disposable[] = [];
  #roots: readonly LibraryRoot[] = [];
  #state: Library['state'] = 'idle';
  #problems: readonly string[] = [];
  #watch: LibraryWatch | undefined;
  #walking: AbortController | undefined;
  /** More has changed than was kept: another walk is needed after this one. */
  #again = false;
  #disposed = false;

  constructor(parts: LibraryParts) {
    const { disk, reader, names } = parts;
    this.#parts = parts;
    this.onDidChange = this.#store.onDidChange;
    this.onDidChangeState = this.#stateChanged.event;
    const row = (uri: string): AudioRow | undefined => this.#store.get(uri);
    this.#headers =
      disk &&
      new HeaderQueue({
        row,
        headers: (paths, signal) => disk.headers(paths, signal),
        put: (uri, header) => this.#store.change(uri, header),
      });
    this.#measurer =
      reader &&
      new Measurer({
        row,
        read: (each, signal) => reader.read(each, signal),
        put: (uri, read) => this.#store.change(uri, read),
      });
    this.#intake = new RowIntake({
      ...{ store: this.#store, names, disk, log: parts.log },
      kept: (each) => reader?.kept(each) ?? Promise.resolve(undefined),
      unread: (uris) => this.#headers?.add(uris.filter((uri) => uri.startsWith('file:'))),
      changed: (uri) => this.#measurer?.forget(uri),
    });
    const { onDidChangeConfiguration, onDidChangeWorkspaceFolders } = vscode.workspace;
    this.#listeners.push(
      onDidChangeConfiguration((event) => {
        if (affectsRoots(event) && this.#state !== 'idle') void this.#walk();
      }),
    );
    if (parts.folders) return;
    this.#listeners.push(
      onDidChangeWorkspaceFolders(() => {
        if (this.#state !== 'idle') void this.#walk();
      }),
    );
  }

  get roots(): readonly LibraryRoot[] {
    return this.#roots;
  }

  get state(): Library['state'] {
    return this.#state;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  get size(): number {
    return this.#store.size;
  }

  rows(): Iterable<AudioRow> {
    return this.#store.rows();
  }

  row(uri: string): AudioRow | undefined {
    return this.#store.get(uri);
  }

  start(): void {
    if (this.#state === 'idle') void this.#walk();
  }

  refresh(): void {
    void this.#walk();
  }

  want(uris: readonly string[]): void {
    this.#headers?.want(uris);
    if (vscode.workspace.getConfiguration().get(MEASURE, 'visible') !== 'visible') return;
    // To be measured, what is not on disk is copied there whole: only when the user asks for it.
    this.#measurer?.want(uris.filter((uri) => uri.startsWith('file:')));
  }

  /** What the user asks for. onDone: how many are measured, failed or gone; settles with the last, or when the signal says so. */
  measure(uris: readonly string[], signal: AbortSignal, onDone: (done: number) => void): Promise<void> {
    return this.#measurer?.measure(uris, signal, onDone) ?? Promise.resolve();
  }

  update(uris: readonly string[], change: Partial<Pick<AudioRow, 'mark' | 'note'>>): void {
    for (const uri of uris) this.#store.change(uri, change);
  }

  dispose(): void {
    this.#disposed = true;
    this.#walking?.abort();
    this.#watch?.dispose();
    this.#intake.dispose();
    this.#headers?.dispose();
    this.#measurer?.dispose();
    for (const each of this.#listeners) each.dispose();
    this.#stateChanged.dispose();
    this.#store.dispose();
  }

  async #walk(): Promise<void> {
    if (this.#disposed) return;
    this.#walking?.abort();
    const { signal } = (this.#walking = new AbortController());
    const from = performance.now();
    this.#again = false;
    this.#enter(rootsOf(this.#parts.folders ?? vscode.workspace.workspaceFolders ?? []));
    this.#setState(this.#roots.length === 0 ? 'none' : 'walking', []);
    if (this.#roots.length === 0) return;
    const { disk, names, reader, log } = this.#parts;
    await reader?.ready();
    if (signal.aborted) return;
    const intake = this.#intake.begin(this.#roots, signal);
    const onFiles = intake.found;
    const { complete, problems } = await walkRoots({ roots: this.#roots, names, disk, onFiles, signal });
    await intake.end(complete);
    if (signal.aborted) return;
    log.info(`audio list: ${this.#store.size} files in ${(performance.now() - from).toFixed(0)} ms`);
    for (const problem of problems) log.warn(`audio list: ${problem}`);
    if (this.#again) return void this.#walk();
    this.#setState('complete', problems);
  }

  /** Other folders: pages know rows by their root. What is known of files goes on to their new rows. */
  #enter(roots: readonly LibraryRoot[]): void {
    const same = sameFolders(roots, this.#roots);
    this.#roots = roots;
    if (same && this.#watch) return;
    this.#watch?.dispose();
    // Before the walk, so that nothing that changes meanwhile is missed.
    this.#watch = new LibraryWatch(roots, this.#parts.names, (changes) => {
      if (changes) this.#intake.changed(changes);
      else if (this.#state === 'walking') this.#again = true;
      else void this.#walk();
    });
    if (!same) this.#intake.startOver(roots);
  }

  #setState(state: Library['state'], problems: readonly string[]): void {
    this.#state = state;
    this.#problems = problems;
    this.#stateChanged.fire();
  }
}
