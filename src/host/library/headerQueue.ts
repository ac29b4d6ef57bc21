import * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import { type ErrorInfo, toErrorInfo } from '../../core/protocol/errors.ts';
import { t } from '../../core/util/l10n.ts';
import { Slices } from '../slices.ts';
import type { AudioDisk, HeaderResult } from './walkRoots.ts';

/** Files of one question: its answer comes soon, so that what is seen by then is in the next one. */
const AT_ONCE = 200;
/** After so many files that break the server with none between them that can be read, no other is tried. */
const MOST_BROKEN = 3;

interface Parts {
  readonly headers: AudioDisk['headers'];
  readonly row: (uri: string) => AudioRow | undefined;
  readonly put: (uri: string, header: HeaderResult) => void;
}

/** Reads headers in the background: of what is on screen first, then of all others in the order found. */
export class HeaderQueue implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #waiting = new Set<string>();
  readonly #slices = new Slices();
  readonly #end = new AbortController();
  #first: readonly string[] = [];
  #running = false;
  /** Files that broke the server one after the other. */
  #broken = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  add(uris: Iterable<string>): void {
    for (const uri of uris) this.#waiting.add(uri);
    if (!this.#running) void this.#run();
  }

  /** These next. */
  want(uris: readonly string[]): void {
    this.#first = [...uris, ...this.#first].slice(0, 2 * AT_ONCE);
  }

  dispose(): void {
    this.#waiting.clear();
    this.#end.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#broken = 0;
    while (this.#waiting.size > 0 && !this.#end.signal.aborted) await this.#ask(this.#next());
    this.#running = false;
  }

  #next(): AudioRow[] {
    const rows: AudioRow[] = [];
    const take = (uri: string): void => {
      if (!this.#waiting.delete(uri)) return;
      const row = this.#parts.row(uri);
      if (row && row.facts === null && row.failure === null) rows.push(row);
    };
    for (const uri of this.#first) if (rows.length < AT_ONCE) take(uri);
    this.#first = [];
    for (const uri of this.#waiting) {
      if (rows.length >= AT_ONCE) break;
      take(uri);
    }
    return rows;
  }

  async #ask(rows: readonly AudioRow[]): Promise<void> {
    if (rows.length === 0 || this.#end.signal.aborted || this.#broken >= MOST_BROKEN) return;
    let headers: HeaderResult[];
    try {
      headers = await this.#parts.headers(
        rows.map(({ uri }) => vscode.Uri.parse(uri, true).fsPath),
        this.#end.signal,
      );
    } catch (error) {
      return this.#lost(rows, toErrorInfo(error));
    }
    this.#broken = 0;
    for (const [i, row] of rows.entries()) {
      const header = headers[i];
      if (header) this.#put(row, header);
      await this.#slices.next();
    }
  }

  /** A server that is lost takes the whole question with it: it is asked in halves until the file that broke it is alone. */
  async #lost(rows: readonly AudioRow[], { code, message }: ErrorInfo): Promise<void> {
    const [first] = rows;
    if (rows.length === 1) {
      this.#put(first!, { facts: null, failure: t('{0} broke the audio server: {1}', first!.name, message) });
      this.#broken++;
    }
    // Nothing can be read: it is not the files.
    if (code !== 'server-lost' || this.#broken >= MOST_BROKEN) return this.#waiting.clear();
    const half = Math.ceil(rows.length / 2);
    if (rows.length > 1) for (const part of [rows.slice(0, half), rows.slice(half)]) await this.#ask(part);
  }

  /** Unless it was written meanwhile: then it waits here again. */
  #put({ uri, bytes, modified }: AudioRow, { facts, failure }: HeaderResult): void {
    if (this.#end.signal.aborted) return;
    const now = this.#parts.row(uri);
    if (now?.bytes === bytes && now.modified === modified) this.#parts.put(uri, { facts, failure });
  }
}
