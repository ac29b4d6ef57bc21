import * as vscode from 'vscode';
import type { LintFacts } from '../../core/lint/facts.ts';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { Interrupted } from '../../node/clientFiles.ts';
import { type MeasuredRow, measureRow } from '../../node/clientRow.ts';
import { RowCache, rowCacheFile } from '../../node/clientRowCache.ts';
import type { CrashGuard } from '../crashGuard.ts';
import { GuardedFiles } from '../guardedFiles.ts';
import type { LocalCopies } from '../localCopy.ts';

export type ReadRow = Pick<AudioRow, 'facts' | 'figures' | 'wave' | 'failure'>;

interface Parts {
  readonly server: AudioServerClient;
  readonly crashes: CrashGuard;
  readonly copies: LocalCopies;
  /** Of the configuration that governs a file on disk. */
  readonly violations: (path: string, facts: LintFacts) => Promise<number>;
  /** What the kept rows belong to. */
  readonly workspace: string;
}

/** Measures files of the list, and keeps what was measured. */
export class RowReader implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #files: GuardedFiles;
  readonly #cache: Promise<RowCache>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#files = new GuardedFiles(parts.server, parts.crashes);
    this.#cache = RowCache.open(rowCacheFile(parts.workspace));
  }

  /** Rows that were measured before are there once this settles. */
  async ready(): Promise<void> {
    await this.#cache;
  }

  /**
   * What was measured when the file was the same. Violations are not known by it: the configuration may be another now.
   */
  async kept(row: AudioRow): Promise<ReadRow | undefined> {
    const kept = (await this.#cache).get(row.uri, row.bytes, row.modified);
    return kept && { ...kept, figures: { ...kept.figures, violations: 0 } };
  }

  /** Never rejects but with Interrupted: what cannot be read says why. */
  async read(row: AudioRow, signal: AbortSignal): Promise<ReadRow> {
    const uri = vscode.Uri.parse(row.uri);
    try {
      const local = await this.#parts.copies.take(uri, row.name, { signal, onSlow: () => undefined });
      try {
        const measured = await this.#files.use(local.path, (file) => measureRow(this.#files, row.name, file), signal);
        return await this.#keep(row, uri, measured);
      } finally {
        local.dispose();
      }
    } catch (error) {
      if (error instanceof Interrupted || signal.aborted) throw new Interrupted();
      return { facts: row.facts, figures: null, wave: null, failure: toErrorInfo(error).message };
    }
  }

  dispose(): void {
    this.#files.dispose();
    void this.#cache.then((cache) => cache.save());
  }

  async #keep(row: AudioRow, uri: vscode.Uri, measured: MeasuredRow): Promise<ReadRow> {
    const { facts, figures, wave, failure, lint } = measured;
    if (row.bytes !== null && row.modified !== null) {
      (await this.#cache).put(row.uri, row.bytes, row.modified, { facts, figures, wave, failure });
    }
    const violations = uri.scheme === 'file' ? await this.#parts.violations(uri.fsPath, lint) : 0;
    return { facts, figures: { ...figures, violations }, wave, failure };
  }
}
