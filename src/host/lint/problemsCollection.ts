import * as vscode from 'vscode';
import type { Disposable } from '../../core/util/scope.ts';
import type { AudioProblem } from './audioProblem.ts';

/** Files that VS Code is told of at once: more would hold up its other extensions. */
const BATCH = 50;
const EVERY_MS = 200;

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** The problems of audio files in the view Problems. Told in batches, a little later. */
export class ProblemsCollection implements Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('earshot');
  readonly #known = new Map<string, readonly AudioProblem[]>();
  readonly #untold = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  of(path: string): readonly AudioProblem[] {
    return this.#known.get(path) ?? [];
  }

  /** Files that have problems. */
  files(): string[] {
    return [...this.#known.keys()];
  }

  set(path: string, problems: readonly AudioProblem[]): void {
    if (problems.length > 0) this.#known.set(path, problems);
    else if (!this.#known.delete(path)) return;
    this.#untold.add(path);
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  clear(): void {
    for (const path of this.files()) this.set(path, []);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#collection.dispose();
  }

  #tell(): void {
    const batch = [...this.#untold].slice(0, BATCH);
    for (const path of batch) this.#untold.delete(path);
    this.#collection.set(
      batch.map((path): [vscode.Uri, vscode.Diagnostic[] | undefined] => {
        const problems = this.#known.get(path);
        return [vscode.Uri.file(path), problems?.map((problem) => diagnosticOf(path, problem))];
      }),
    );
    // The others soon, but behind what else waits.
    this.#timer = this.#untold.size > 0 ? setTimeout(() => this.#tell(), 1) : undefined;
  }
}

function diagnosticOf(path: string, { rule, severity, text, place, from }: AudioProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), text, severities[severity]);
  diagnostic.source = 'Earshot';
  if (rule !== null) {
    // VS Code decodes a command's arguments more than once: in base 64 nothing is left to decode.
    const argument = Buffer.from(JSON.stringify([path, place])).toString('base64url');
    const target = vscode.Uri.parse(`command:earshot.openProblem?${encodeURIComponent(JSON.stringify(argument))}`);
    diagnostic.code = { value: rule, target };
  }
  if (from && 'path' in from) {
    const at = new vscode.Position(from.line - 1, from.column - 1);
    const where = new vscode.Location(vscode.Uri.file(from.path), at);
    diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(where, 'The rule was set here.')];
  }
  return diagnostic;
}
