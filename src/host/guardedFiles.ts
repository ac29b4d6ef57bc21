import { basename } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError, toErrorInfo } from '../core/protocol/errors.ts';
import type { Disposable } from '../core/util/scope.ts';
import type { AudioServerClient } from '../node/client.ts';
import { AudioFiles, Interrupted, type OpenAudioFile } from '../node/clientFiles.ts';
import type { CrashGuard, Visit } from './crashGuard.ts';
import { diskRevision } from './diskFollower.ts';

/** Files that no editor shows, behind all that editors show; one that broke the server is not opened again. */
export class GuardedFiles implements Disposable {
  readonly client: AudioServerClient;
  readonly #crashes: CrashGuard;
  readonly #visits = new Map<string, Visit>();
  readonly #files: AudioFiles;
  readonly #end = new AbortController();

  constructor(server: AudioServerClient, crashes: CrashGuard) {
    this.client = server;
    this.#crashes = crashes;
    // A file that broke the server is tried alone; the guard lets it wait for those of editors.
    this.#files = new AudioFiles(server, this.#end.signal, async (path) => {
      const visit = this.#visits.get(path);
      await visit?.begin(visit.revision);
    });
  }

  /** Opens a file, uses it and closes it. Rejects with Interrupted when the signal says so. */
  async use<T>(path: string, work: (file: OpenAudioFile) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new Interrupted();
    const uri = vscode.Uri.file(path);
    const revision = (await diskRevision(uri)) ?? '';
    const crash = this.#crashes.reasonFor(uri.toString(), revision);
    if (crash !== undefined) {
      throw new EarshotError('server-lost', `${basename(path)} stopped the decoder last time (${crash}).`);
    }
    const visit = this.#crashes.visit(uri.toString());
    visit.revision = revision;
    this.#visits.set(path, visit);
    try {
      return await visit.during(this.#files.use(path, undefined, (open) => work(this.#visited(open, visit)), signal));
    } catch (error) {
      if (error instanceof Interrupted || toErrorInfo(error).code === 'cancelled') throw new Interrupted();
      throw error;
    } finally {
      this.#visits.delete(path);
      visit.dispose();
    }
  }

  dispose(): void {
    this.#end.abort();
  }

  /** Its scan waits for those of files that are seen; when it has ended the file is innocent. */
  #visited(open: OpenAudioFile, visit: Visit): OpenAudioFile {
    void this.client.attend({ handle: open.handle, attention: 'unseen' }).catch(() => undefined);
    const end = async (): ReturnType<OpenAudioFile['end']> => {
      const ended = await open.end();
      visit.end();
      return ended;
    };
    return { ...open, end };
  }
}
