// What tests of lint ask of the extension host.
import * as vscode from 'vscode';

export interface SeenProblem {
  readonly message: string;
  readonly severity: 'Error' | 'Warning' | 'Information' | 'Hint';
  readonly source: string | undefined;
  readonly code: string | undefined;
  /** Where the code leads. */
  readonly target: string | undefined;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** path:line of what belongs to it. */
  readonly related: readonly string[];
}

export interface LintOps {
  problems(file: string): Promise<SeenProblem[]>;
  /** Of the workspace; null: as it is by default. */
  setting(name: string, value: string | null): Promise<void>;
  /** By the command of the explorer's menu; done when the check is. */
  check(files: string[]): Promise<void>;
  completions(file: string, line: number, column: number): Promise<string[]>;
  hover(file: string, line: number, column: number): Promise<string>;
  /** Titles of the quick fixes of a line, from 1; `run` carries one out and saves. */
  fixes(file: string, line: number, run?: string): Promise<string[]>;
  /** Runs the task that is offered; its exit status. */
  runTask(): Promise<number | undefined>;
  /** From now on, how long the extension host is held up at most. */
  watchBlocks(): Promise<void>;
  /** The longest so far, ms of its own processor time. */
  longestBlock(): Promise<number>;
}

const uriOf = (file: string): vscode.Uri => vscode.Uri.file(file);

let longest = 0;
let probe: NodeJS.Timeout | undefined;

export const lintOps: LintOps = {
  problems(file) {
    return Promise.resolve(
      vscode.languages.getDiagnostics(uriOf(file)).map(({ message, severity, source, code, range, ...rest }) => {
        const coded = typeof code === 'object' ? code : { value: code, target: undefined };
        return {
          ...{ message, source, severity: vscode.DiagnosticSeverity[severity] as SeenProblem['severity'] },
          code: String(coded.value),
          target: coded.target?.toString(),
          ...{ line: range.start.line + 1, column: range.start.character + 1 },
          related: (rest.relatedInformation ?? []).map(
            ({ location }) => `${location.uri.path}:${location.range.start.line + 1}`,
          ),
        };
      }),
    );
  },
  async setting(name, value) {
    await vscode.workspace.getConfiguration().update(name, value ?? undefined, vscode.ConfigurationTarget.Global);
  },
  async check(files) {
    const uris = files.map(uriOf);
    // Ends with its message, which somebody would have to answer.
    void vscode.commands.executeCommand('earshot.checkAudio', uris[0], uris);
    return Promise.resolve();
  },
  async completions(file, line, column) {
    const at = new vscode.Position(line - 1, column - 1);
    await vscode.workspace.openTextDocument(uriOf(file));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uriOf(file),
      at,
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  },
  async hover(file, line, column) {
    const at = new vscode.Position(line - 1, column - 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uriOf(file), at);
    return hovers
      .flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value)))
      .join('\n');
  },
  async fixes(file, line, run) {
    const document = await vscode.workspace.openTextDocument(uriOf(file));
    const { range } = document.lineAt(line - 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uriOf(file),
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const chosen = actions.find(({ title }) => title === run);
    if (chosen?.edit) {
      await vscode.workspace.applyEdit(chosen.edit);
      await document.save();
    }
    return actions.map(({ title }) => title);
  },
  async runTask() {
    const [task] = await vscode.tasks.fetchTasks({ type: 'earshot' });
    if (!task) throw new Error('no task is offered');
    return new Promise((resolve, reject) => {
      const ended = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== task.name) return;
        ended.dispose();
        resolve(exitCode);
      });
      vscode.tasks.executeTask(task).then(undefined, reject);
    });
  },
  watchBlocks() {
    clearInterval(probe);
    longest = 0;
    let [last, used] = [performance.now(), process.cpuUsage()];
    probe = setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      // A machine that is busy with other things holds everybody up: what counts is what this process does.
      longest = Math.max(longest, Math.min(now - last, (user + system) / 1000));
      [last, used] = [now, process.cpuUsage()];
    }, 5);
    return Promise.resolve();
  },
  longestBlock() {
    clearInterval(probe);
    return Promise.resolve(longest);
  },
};
