import * as vscode from 'vscode';
import { t } from '../../core/util/l10n.ts';
import type { AudioLibrary } from './audioLibrary.ts';

interface Job {
  readonly abort: AbortController;
  readonly parts: Promise<void>[];
  done: number;
  total: number;
}

/** Measuring that the user has asked for: shown with its progress, cancelled from there or from a page. */
export class MeasureJob implements vscode.Disposable {
  readonly #library: Pick<AudioLibrary, 'measure'>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #job: Job | undefined;

  constructor(library: Pick<AudioLibrary, 'measure'>) {
    this.#library = library;
  }

  get progress(): { done: number; total: number } | null {
    return this.#job ? { done: this.#job.done, total: this.#job.total } : null;
  }

  /** What is asked for while another is under way goes on with it. Settles when all is measured or cancelled. */
  async start(uris: readonly string[]): Promise<void> {
    if (uris.length === 0) return;
    if (this.#job && !this.#job.abort.signal.aborted) return this.#add(this.#job, uris);
    const job: Job = (this.#job = { abort: new AbortController(), parts: [], done: 0, total: 0 });
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: t('Measuring audio'),
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => job.abort.abort());
      let shown = 0;
      const told = this.onDidChange(() => {
        const percent = (100 * job.done) / job.total;
        const message = t('{0} of {1}', job.done, job.total);
        progress.report({ message, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      });
      void this.#add(job, uris);
      // More may come while these are awaited.
      for (let part = job.parts.shift(); part; part = job.parts.shift()) await part;
      told.dispose();
    });
    this.#end(job);
  }

  cancel(): void {
    this.#job?.abort.abort();
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  #add(job: Job, uris: readonly string[]): Promise<void> {
    job.total += uris.length;
    let before = 0;
    const part = this.#library.measure(uris, job.abort.signal, (done) => {
      job.done += done - before;
      before = done;
      this.#changed.fire();
    });
    job.parts.push(part);
    this.#changed.fire();
    return part;
  }

  #end(job: Job): void {
    if (this.#job === job) this.#job = undefined;
    this.#changed.fire();
  }
}
