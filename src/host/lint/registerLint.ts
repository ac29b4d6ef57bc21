import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type { LintFacts } from '../../core/lint/facts.ts';
import type { RuleAction } from '../../core/protocol/editorApi.ts';
import type { FileMeasures, ShownMeasures } from '../../core/protocol/measures.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import type { Disposable } from '../../core/util/scope.ts';
import type { AudioServerClient } from '../../node/client.ts';
import type { AudioDocument } from '../audioDocument.ts';
import type { CrashGuard } from '../crashGuard.ts';
import { audioNamesOf } from '../audioNames.ts';
import type * as Bundle from './bundle.ts';
import type { ProblemPlace } from './audioProblem.ts';
import type { LintService } from './lintService.ts';
import { LintTasks } from './lintTask.ts';

interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly server: AudioServerClient;
  readonly crashes: CrashGuard;
  readonly log: vscode.LogOutputChannel;
  /** Shows a file, at a place of it. */
  readonly open: (uri: vscode.Uri, place: ProblemPlace | null) => Promise<void>;
  /** Findings of editors may be others now: of a file, or (null) of all. */
  readonly changed: (file: string | null) => void;
}

/** Lint as the rest of the extension sees it: nothing of it is loaded before it is needed. */
export class Lint implements Disposable {
  readonly #parts: Parts;
  #service: Promise<LintService> | undefined;
  /** There is a configuration in the workspace. */
  #configured: Promise<boolean> | undefined;
  #disposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The commands, tasks, and what is done for configurations of the workspace. */
  register(): vscode.Disposable[] {
    const { registerCommand } = vscode.commands;
    const { context, open } = this.#parts;
    const tasks = new LintTasks(context.asAbsolutePath('dist/cli.mjs'));
    // With a configuration in the workspace its problems, and files that change, are looked after from the start.
    this.#configured = hasConfiguration();
    void this.#configured.then((found) => {
      if (found && !this.#disposed) void this.#load();
    });
    return [
      registerCommand('earshot.checkWorkspace', () => this.#during((service) => service.check(null))),
      registerCommand('earshot.checkAudio', (uri?: vscode.Uri, uris?: vscode.Uri[]) => {
        const chosen = uris?.length ? uris : uri ? [uri] : null;
        return this.#during((service) => service.check(chosen));
      }),
      registerCommand('earshot.fixAudioProblem', () => this.#during((service) => service.fixProblem())),
      registerCommand('earshot.openProblem', async (argument: string) => {
        const [path, place] = JSON.parse(Buffer.from(argument, 'base64url').toString()) as [
          string,
          ProblemPlace | null,
        ];
        await open(vscode.Uri.file(path), place);
      }),
      vscode.tasks.registerTaskProvider('earshot', tasks),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (!uri.path.endsWith('/.earshot.json')) return;
        this.#configured = Promise.resolve(true);
        void this.#load();
      }),
    ];
  }

  async judge(document: AudioDocument, revision: string, measures: FileMeasures): Promise<ShownMeasures> {
    if (!measures.final || document.uri.scheme !== 'file') return measures;
    try {
      return await (await this.#load()).judge(document, revision, measures);
    } catch (error) {
      this.#parts.log.warn(`${document.uri.path}: lint: ${toErrorInfo(error).message}`);
      return measures;
    }
  }

  /** How many violations there are in a file of those facts; 0 where no configuration governs it. */
  async violations(path: string, facts: LintFacts): Promise<number> {
    this.#configured ??= hasConfiguration();
    if (!(await this.#configured)) return 0;
    return (await this.#load()).violations(path, facts);
  }

  async act(action: RuleAction, file: string, rule: string): Promise<void> {
    await (await this.#load()).act(action, file, rule);
  }

  dispose(): void {
    this.#disposed = true;
    void this.#service?.then((service) => service.dispose());
  }

  /** Of a command: what goes wrong is said. */
  async #during(run: (service: LintService) => Promise<void>): Promise<void> {
    try {
      await run(await this.#load());
    } catch (error) {
      void vscode.window.showErrorMessage(toErrorInfo(error).message);
    }
  }

  #load(): Promise<LintService> {
    return (this.#service ??= this.#start());
  }

  async #start(): Promise<LintService> {
    const { context, server, crashes, log, open, changed } = this.#parts;
    const load = createRequire(context.asAbsolutePath('dist/extension.js'));
    const { LintService, LintCache, lintCacheFile } = load('./lint.js') as typeof Bundle;
    const { version } = context.extension.packageJSON as { version: string };
    const project = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const cache = await LintCache.open(lintCacheFile(project), {
      ...{ version, owned: true },
      notice: (text) => log.warn(text),
    });
    const service = new LintService({
      ...{ server, crashes, log, cache, names: audioNamesOf(context.extension) },
      read: readText,
      open: (file, place) => open(vscode.Uri.file(file), place),
    });
    service.onChanged.on(changed);
    if (this.#disposed) service.dispose();
    return service;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

async function hasConfiguration(): Promise<boolean> {
  return (await vscode.workspace.findFiles('**/.earshot.json', undefined, 1)).length > 0;
}
