import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LintFacts } from '../../core/lint/facts.ts';
import { EarshotError, toErrorInfo } from '../../core/protocol/errors.ts';
import { failedReport } from '../../core/report/buildReport.ts';
import type { Disposable } from '../../core/util/scope.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { AudioFiles, Interrupted } from '../../node/clientFiles.ts';
import { failedFacts, lintFacts } from '../../node/clientLint.ts';
import { type LintCache, stampOf } from '../../node/clientLintCache.ts';
import type { CrashGuard, Visit } from '../crashGuard.ts';
import { diskRevision } from '../diskFollower.ts';

/** Facts are saved at most so often by what goes on by itself: all of them are written anew, ms. */
const SAVE_EVERY_MS = 60_000;

export type FactsCache = Pick<LintCache, 'get' | 'put' | 'flush' | 'close'>;

/** Facts of files: from the cache, or from the audio server, behind all files that editors show. */
export class FactsReader implements Disposable {
  readonly #cache: FactsCache;
  readonly #crashes: CrashGuard;
  readonly #visits = new Map<string, Visit>();
  readonly #files: AudioFiles;
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(server: AudioServerClient, crashes: CrashGuard, cache: FactsCache) {
    this.#crashes = crashes;
    this.#cache = cache;
    // A file that broke the server is tried alone; the guard lets it wait for those of editors.
    this.#files = new AudioFiles(server, this.#end.signal, async (path) => {
      const visit = this.#visits.get(path);
      await visit?.begin(visit.revision);
    });
  }

  /** Of a file that cannot be read, the reason; null: there is none. Rejects with Interrupted. */
  async read(path: string, signal: AbortSignal): Promise<LintFacts | null> {
    const stamp = await stampOf(path);
    if (!stamp) return null;
    const known = await this.#cache.get(path, stamp);
    if (known) return known;
    if (signal.aborted) throw new Interrupted();
    const uri = vscode.Uri.file(path);
    const revision = (await diskRevision(uri)) ?? '';
    const crash = this.#crashes.reasonFor(uri.toString(), revision);
    if (crash !== undefined) return broken(path, `${basename(path)} stopped the decoder last time (${crash}).`);
    const visit = this.#crashes.visit(uri.toString());
    visit.revision = revision;
    this.#visits.set(path, visit);
    try {
      const facts = await visit.during(
        this.#files.use(path, undefined, (open) => this.#factsOf(path, open, visit), signal),
      );
      await this.#cache.put(path, stamp, facts);
      this.#saveLater();
      return facts;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const info = toErrorInfo(error);
      if (info.code === 'cancelled') throw new Interrupted();
      return failedFacts(failedReport(basename(path), info));
    } finally {
      this.#visits.delete(path);
      visit.dispose();
    }
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#cache.flush();
  }

  dispose(): void {
    this.#end.abort();
    clearTimeout(this.#timer);
    void this.#cache.close();
  }

  #saveLater(): void {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_EVERY_MS).unref();
  }

  async #factsOf(path: string, open: Parameters<typeof lintFacts>[2], visit: Visit): Promise<LintFacts> {
    void this.#files.client.attend({ handle: open.handle, attention: 'unseen' }).catch(() => undefined);
    const end = async (): ReturnType<typeof open.end> => {
      const ended = await open.end();
      visit.end();
      return ended;
    };
    return lintFacts(this.#files, basename(path), { ...open, end });
  }
}

const broken = (path: string, message: string): LintFacts =>
  failedFacts(failedReport(basename(path), new EarshotError('server-lost', message)));
