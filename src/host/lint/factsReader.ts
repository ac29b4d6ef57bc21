import { basename } from 'node:path';
import type { LintFacts } from '../../core/lint/facts.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import { failedReport } from '../../core/report/buildReport.ts';
import type { Disposable } from '../../core/util/scope.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { Interrupted } from '../../node/clientFiles.ts';
import { failedFacts, lintFacts } from '../../node/clientLint.ts';
import { type LintCache, stampOf } from '../../node/clientLintCache.ts';
import type { CrashGuard } from '../crashGuard.ts';
import { GuardedFiles } from '../guardedFiles.ts';

/** Facts are saved at most so often by what goes on by itself: all of them are written anew, ms. */
const SAVE_EVERY_MS = 60_000;

export type FactsCache = Pick<LintCache, 'get' | 'put' | 'flush' | 'close'>;

/** Facts of files: from the cache, or from the audio server, behind all files that editors show. */
export class FactsReader implements Disposable {
  readonly #cache: FactsCache;
  readonly #files: GuardedFiles;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: AudioServerClient, crashes: CrashGuard, cache: FactsCache) {
    this.#cache = cache;
    this.#files = new GuardedFiles(server, crashes);
  }

  /** Of a file that cannot be read, the reason; null: there is none. Rejects with Interrupted. */
  async read(path: string, signal: AbortSignal): Promise<LintFacts | null> {
    const stamp = await stampOf(path);
    if (!stamp) return null;
    const known = await this.#cache.get(path, stamp);
    if (known) return known;
    if (signal.aborted) throw new Interrupted();
    try {
      const facts = await this.#files.use(path, (open) => lintFacts(this.#files, basename(path), open), signal);
      await this.#cache.put(path, stamp, facts);
      this.#saveLater();
      return facts;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return failedFacts(failedReport(basename(path), toErrorInfo(error)));
    }
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#cache.flush();
  }

  dispose(): void {
    this.#files.dispose();
    clearTimeout(this.#timer);
    void this.#cache.close();
  }

  #saveLater(): void {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_EVERY_MS).unref();
  }
}
