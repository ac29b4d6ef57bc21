import * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { libraryHostApi, libraryPageApi, type ListCommand, type RowAction } from '../../core/protocol/libraryApi.ts';
import { connect, type Connection, type Port } from '../../core/protocol/rpc.ts';
import { t } from '../../core/util/l10n.ts';
import { Scope } from '../../core/util/scope.ts';
import type { Audition, AuditionQueue } from '../audition/audition.ts';
import type { Library } from './library.ts';
import type { MeasureJob } from './measureJob.ts';

/** Rows of one message: the page has them in its table within a frame. */
const BATCH = 500;
const STATE_EVERY_MS = 100;

export interface FeedParts {
  readonly library: Library;
  /** null: there is no player. */
  readonly audition: Pick<Audition, 'playing' | 'onDidChange' | 'play' | 'prepare'> | null;
  readonly measuring: Pick<MeasureJob, 'progress' | 'onDidChange' | 'start' | 'cancel'>;
  readonly mode: 'list' | 'triage';
  readonly title: string;
  /** By its URI: whether the page shows a row; all if absent. */
  readonly shows?: (uri: string) => boolean;
  /** What the page keeps of how it is looked at. */
  readonly view: { read(): string | null; write(view: string): void };
  readonly actions: RowActions;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error'>;
}

/** What users do with rows. */
export interface RowActions {
  act(action: RowAction, uris: readonly string[]): Promise<void>;
  mark(uris: readonly string[], change: Partial<Pick<AudioRow, 'mark' | 'note'>>): void;
  /** What was saved; null: the user thought better of it. */
  exportRows(rows: readonly AudioRow[], columns: readonly string[]): Promise<string | null>;
}

type Page = Connection<typeof libraryHostApi, typeof libraryPageApi>;

/** Keeps one page's rows those of the library: in small messages, each row once, and none while nobody sees it. */
export class PageFeed implements vscode.Disposable, AuditionQueue {
  readonly #parts: FeedParts;
  readonly #scope = new Scope();
  readonly #page: Page;
  /** The rows as the page has them. */
  readonly #sent = new Map<string, AudioRow>();
  /** Rows that may be others by now. */
  readonly #due = new Set<string>();
  #cleared = false;
  #ready = false;
  /** What a page has that asks once more is void. */
  #wasReady = false;
  #visible: boolean;
  #sending = false;
  #stateDue = false;
  #stateTimer: NodeJS.Timeout | undefined;

  constructor(port: Port, parts: FeedParts, visible = true) {
    this.#parts = parts;
    this.#visible = visible;
    const { library, audition, measuring } = parts;
    this.#page = this.#scope.add(this.#connect(port));
    this.#scope.add(
      library.onDidChange(({ rows, removed, cleared }) => {
        if (cleared) this.#startOver(true);
        for (const uri of removed) this.#due.add(uri);
        for (const { uri } of rows) this.#due.add(uri);
        void this.#send();
      }),
    );
    this.#scope.add(library.onDidChangeState(() => this.#stateLater()));
    this.#scope.add(measuring.onDidChange(() => this.#stateLater()));
    if (audition) this.#scope.add(audition.onDidChange((playing) => this.#page.emit('playing', playing)));
    this.#scope.defer(() => clearTimeout(this.#stateTimer));
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#page.emit('visibility', { visible });
    if (!visible) return;
    void this.#send();
    if (this.#stateDue) this.#stateLater();
  }

  command(command: ListCommand): void {
    this.#page.emit('command', { command });
  }

  reveal(uri: string, focus: boolean): void {
    this.#page.emit('revealRow', { uri, focus });
  }

  async neighbour(uri: string, step: 1 | -1, wrap: boolean): Promise<string | null> {
    return (await this.#page.request('neighbour', { uri, step, wrap })).uri;
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** told: the page has rows that it must drop. */
  #startOver(told: boolean): void {
    this.#sent.clear();
    this.#due.clear();
    this.#cleared = told;
  }

  /** One batch a turn of the process, so that neither it nor the page is held up. */
  async #send(): Promise<void> {
    if (this.#sending || !this.#ready) return;
    this.#sending = true;
    while (this.#visible && !this.#scope.disposed && (this.#cleared || this.#due.size > 0)) {
      if (this.#cleared) this.#page.emit('cleared', { roots: this.#roots() });
      this.#cleared = false;
      const batch = this.#nextBatch();
      if (batch.rows.length > 0 || batch.removed.length > 0) this.#page.emit('rows', batch);
      this.#stateLater();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#sending = false;
  }

  #nextBatch(): { rows: AudioRow[]; removed: string[] } {
    const { library, shows } = this.#parts;
    const batch: { rows: AudioRow[]; removed: string[] } = { rows: [], removed: [] };
    for (const uri of this.#due) {
      if (batch.rows.length + batch.removed.length >= BATCH) break;
      this.#due.delete(uri);
      const row = library.row(uri);
      if (!row) {
        if (this.#sent.delete(uri)) batch.removed.push(uri);
      } else if (row !== this.#sent.get(uri) && (shows?.(uri) ?? true)) {
        this.#sent.set(uri, row);
        batch.rows.push(row);
      }
    }
    return batch;
  }

  #stateLater(): void {
    this.#stateDue = true;
    if (!this.#ready || !this.#visible) return;
    this.#stateTimer ??= setTimeout(() => {
      this.#stateTimer = undefined;
      if (!this.#visible) return;
      this.#stateDue = false;
      const { library, measuring, shows } = this.#parts;
      const walk = library.state === 'idle' ? 'walking' : library.state;
      const found = shows ? this.#sent.size : library.size;
      this.#page.emit('state', { walk, found, measuring: measuring.progress, problems: [...library.problems] });
    }, STATE_EVERY_MS);
  }

  #roots(): { name: string }[] {
    return this.#parts.library.roots.map(({ name }) => ({ name }));
  }

  #connect(port: Port): Page {
    const { library, audition, measuring, log, mode, title, view, actions } = this.#parts;
    return connect<typeof libraryHostApi, typeof libraryPageApi>(port, {
      local: libraryHostApi,
      remote: libraryPageApi,
      handlers: {
        ready: () => {
          library.start();
          this.#startOver(this.#wasReady);
          this.#ready = false;
          this.#wasReady = true;
          for (const { uri } of library.rows()) this.#due.add(uri);
          // After the answer: rows belong to the roots that it names.
          setImmediate(() => {
            this.#ready = true;
            if (audition) this.#page.emit('playing', audition.playing);
            this.#page.emit('visibility', { visible: this.#visible });
            this.#stateLater();
            void this.#send();
          });
          return { mode, title, roots: this.#roots(), view: view.read() };
        },
        act: async ({ action, uris }) => {
          await actions.act(action, uris);
          return {};
        },
        play: async ({ uri, startSeconds }) => {
          if (!audition) throw new EarshotError('unsupported', t('There is no player here.'));
          await audition.play(uri, this, startSeconds === undefined ? {} : { startSeconds });
          return {};
        },
        mark: ({ uris, mark }) => {
          actions.mark(uris, { mark });
          return {};
        },
        note: ({ uris, note }) => {
          actions.mark(uris, { note });
          return {};
        },
        exportRows: async ({ uris, columns }) => {
          const rows = uris.flatMap((uri) => library.row(uri) ?? []);
          return { saved: await actions.exportRows(rows, columns) };
        },
      },
      events: {
        want: ({ uris }) => library.want(uris),
        highlighted: ({ uris }) => audition?.prepare(uris),
        cancelMeasuring: () => measuring.cancel(),
        measureShown: ({ uris }) => void measuring.start(uris),
        saveView: ({ view: text }) => view.write(text),
        openFolder: () => void vscode.commands.executeCommand('workbench.action.files.openFolder'),
        log: ({ level, message }) => log[level](`${mode}: ${message}`),
      },
      onProtocolError: (what) => log.error(`message from the page of the ${mode}: ${what}`),
    });
  }
}
