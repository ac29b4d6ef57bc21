import * as vscode from 'vscode';

const TYPE = 'earshot';

interface LintTask extends vscode.TaskDefinition {
  task: 'lint';
  paths?: string[];
  config?: string;
  preset?: string;
}

/** Tasks `{"type": "earshot", "task": "lint"}`: the command line, by the Node that this process runs on. */
export class LintTasks implements vscode.TaskProvider {
  readonly #cli: string;

  /** cli: path of the command line. */
  constructor(cli: string) {
    this.#cli = cli;
  }

  provideTasks(): vscode.Task[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return folders
      .filter(({ uri }) => uri.scheme === 'file')
      .map((folder) => this.#task({ type: TYPE, task: 'lint' }, folder));
  }

  resolveTask({ definition, scope }: vscode.Task): vscode.Task | undefined {
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    return isLint(definition) && folder ? this.#task(definition, folder) : undefined;
  }

  #task(definition: LintTask, folder: vscode.WorkspaceFolder): vscode.Task {
    const { paths = ['.'], config, preset } = definition;
    const options = [...(config ? ['--config', config] : []), ...(preset ? ['--preset', preset] : [])];
    const execution = new vscode.ProcessExecution(process.execPath, [this.#cli, 'lint', ...options, '--', ...paths], {
      cwd: folder.uri.fsPath,
      // Of the desktop, process.execPath is Electron.
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    const task = new vscode.Task(definition, folder, 'lint', TYPE, execution, ['$earshot', '$earshot-config']);
    task.detail = 'Check audio files against .earshot.json';
    return task;
  }
}

const isLint = (definition: vscode.TaskDefinition): definition is LintTask => {
  const { task, paths, config, preset } = definition;
  const text = (each: unknown): boolean => each === undefined || typeof each === 'string';
  const list = paths === undefined || (Array.isArray(paths) && paths.every((each) => typeof each === 'string'));
  return task === 'lint' && list && text(config) && text(preset);
};
