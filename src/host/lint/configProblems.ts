import { posix } from 'node:path';
import * as vscode from 'vscode';
import { CONFIG_NAME, type ConfigProblem, type ReadText, type ResolvedConfig } from '../../core/lint/config/config.ts';
import { type Disposable, Scope } from '../../core/util/scope.ts';
import { slashed } from '../../core/lint/config/paths.ts';
import type { LintConfigs } from './lintConfigs.ts';

/** After the last key of somebody who types, ms. */
const QUIET_MS = 250;

export const configSelector: vscode.DocumentSelector = { scheme: 'file', pattern: `**/${CONFIG_NAME}` };

/** What is wrong with configurations, at its place in them: those in use, and those in an editor as they are typed. */
export class ConfigProblems implements Disposable {
  readonly #scope = new Scope();
  readonly #collection = this.#scope.add(vscode.languages.createDiagnosticCollection('earshot-config'));
  readonly #configs: LintConfigs;
  readonly #read: ReadText;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** By file: each configuration that is made of it has a say. */
  readonly #known = new Map<string, ConfigProblem[]>();

  constructor(configs: LintConfigs, read: ReadText) {
    this.#configs = configs;
    this.#read = read;
    this.#scope.add(configs.onResolved.on((config) => this.#show(config, (path) => !documentOf(path)?.isDirty)));
    this.#scope.defer(() => {
      for (const timer of this.#timers.values()) clearTimeout(timer);
    });
    const { onDidOpenTextDocument, onDidChangeTextDocument, onDidCloseTextDocument } = vscode.workspace;
    this.#scope.add(onDidOpenTextDocument((document) => this.#later(document, 0)));
    this.#scope.add(onDidChangeTextDocument(({ document }) => this.#later(document, QUIET_MS)));
    // What was not saved does not count any more.
    this.#scope.add(onDidCloseTextDocument((document) => this.#later(document, 0)));
    for (const document of vscode.workspace.textDocuments) this.#later(document, 0);
  }

  /** It was written, made or deleted. */
  again(path: string): void {
    void this.#look(path);
  }

  /** It is gone. */
  forget(path: string): void {
    this.#known.delete(path);
    this.#collection.delete(vscode.Uri.file(path));
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** Of a problem that VS Code knows: what is meant there, to be put in its place. */
  fixes(document: vscode.TextDocument): { problem: ConfigProblem; range: vscode.Range; text: string }[] {
    return (this.#known.get(slashed(document.uri.fsPath)) ?? []).flatMap((problem) => {
      if (problem.suggestion === undefined) return [];
      const range = rangeOf(document, problem);
      const quoted = document.getText(range).startsWith('"');
      return [{ problem, range, text: quoted ? JSON.stringify(problem.suggestion) : problem.suggestion }];
    });
  }

  #later(document: vscode.TextDocument, ms: number): void {
    if (document.uri.scheme !== 'file') return;
    const path = slashed(document.uri.fsPath);
    if (!this.#configs.uses(path)) return;
    clearTimeout(this.#timers.get(path));
    const look = (): void => {
      this.#timers.delete(path);
      void this.#look(path);
    };
    this.#timers.set(path, setTimeout(look, ms));
  }

  async #look(path: string): Promise<void> {
    const read: ReadText = async (each) => documentOf(each)?.getText() ?? this.#read(each);
    if ((await read(path)) === undefined) return this.forget(path);
    // A file that others extend is judged where they are.
    if (posix.basename(path) !== CONFIG_NAME && !this.#configs.uses(path)) return;
    this.#show(await this.#configs.ofText(path, read), (each) => each === path || !documentOf(each)?.isDirty);
  }

  #show({ sources, problems }: ResolvedConfig, counts: (path: string) => boolean): void {
    for (const path of new Set([...sources, ...problems.map((problem) => problem.path)])) {
      if (!counts(path)) continue;
      const own = problems.filter((problem) => problem.path === path);
      this.#known.set(path, own);
      this.#collection.set(
        vscode.Uri.file(path),
        own.map((problem) => diagnosticOf(problem)),
      );
    }
  }
}

const documentOf = (path: string): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && slashed(uri.fsPath) === path);

const rangeOf = (document: vscode.TextDocument, { line, column, length }: ConfigProblem): vscode.Range => {
  // By line and column: offsets count a byte order mark that a document has lost.
  const start = new vscode.Position(line - 1, column - 1);
  return new vscode.Range(start, document.positionAt(document.offsetAt(start) + length));
};

function diagnosticOf({ path, line, column, length, message }: ConfigProblem): vscode.Diagnostic {
  const document = documentOf(path);
  const start = new vscode.Position(line - 1, column - 1);
  const end = document ? document.positionAt(document.offsetAt(start) + length) : start.translate(0, length);
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, end), message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Earshot';
  return diagnostic;
}

/** "Change to 'nearest'" for names that are not known. */
export class ConfigFixes implements vscode.CodeActionProvider {
  readonly #problems: ConfigProblems;

  constructor(problems: ConfigProblems) {
    this.#problems = problems;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return this.#problems
      .fixes(document)
      .filter((fix) => fix.range.intersection(range) !== undefined)
      .map(({ problem, range: at, text }) => {
        const title = `Change to '${problem.suggestion}'`;
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, at, text);
        action.diagnostics = diagnostics.filter(
          ({ source, message }) => source === 'Earshot' && message === problem.message,
        );
        action.isPreferred = true;
        return action;
      });
  }
}
