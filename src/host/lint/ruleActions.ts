import { basename, dirname } from 'node:path';
import { applyEdits } from 'jsonc-parser';
import * as vscode from 'vscode';
import { CONFIG_NAME } from '../../core/lint/config/config.ts';
import type { Severity } from '../../core/lint/rule.ts';
import type { RuleAction } from '../../core/protocol/editorApi.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { ruleTitle, severityTitles } from '../../core/report/findingWords.ts';
import { filePattern, folderPattern, NEW_CONFIG, setOverride } from './configEdits.ts';
import { slashed } from '../../core/lint/config/paths.ts';
import type { LintConfigs } from './lintConfigs.ts';

export const actionTitles: Readonly<Record<RuleAction, string>> = {
  ignoreForFile: 'Ignore This Rule for This File',
  overrideForFolder: 'Add an Override for This Folder…',
  showRule: 'Show the Rule in the Configuration',
};

/** What can be done about a violation: changes of the configuration that governs the file, and a look at it. */
export class RuleActions {
  readonly #configs: LintConfigs;
  readonly #changed: (path: string) => void;

  /** changed: a configuration was written. */
  constructor(configs: LintConfigs, changed: (path: string) => void) {
    this.#configs = configs;
    this.#changed = changed;
  }

  async act(action: RuleAction, file: string, rule: string): Promise<void> {
    switch (action) {
      case 'ignoreForFile':
        return this.#override(file, rule, 'off', filePattern);
      case 'overrideForFolder': {
        const severity = await pickSeverity(rule);
        return severity && this.#override(file, rule, severity, folderPattern);
      }
      case 'showRule':
        return this.#show(file, rule);
    }
  }

  async #override(
    file: string,
    rule: string,
    severity: Severity | 'off',
    patternOf: (name: string) => string,
  ): Promise<void> {
    const config = await this.#configs.of(slashed(file));
    const uri = config.path === null ? newConfigOf(file) : vscode.Uri.file(config.path);
    const name = config.path === null ? slashed(relativeTo(uri, file)) : config.nameOf(slashed(file));
    const pattern = patternOf(name);
    const saved = await this.#edit(uri, config.path === null, (text) => {
      try {
        return setOverride(text, pattern, rule, severity);
      } catch (error) {
        throw new EarshotError('unsupported', `${basename(uri.path)} was not changed: ${(error as Error).message}`);
      }
    });
    const what = severity === 'off' ? `is ignored for ${name}` : `is of severity ${severity} for ${pattern}`;
    const open = `Open ${basename(uri.path)}`;
    const message = `“${ruleTitle(rule)}” ${what}${saved ? '' : ', once the configuration is saved'}.`;
    // Not awaited: the message may stand for as long as the user likes.
    void vscode.window.showInformationMessage(message, open).then(async (chosen) => {
      if (chosen === open) await this.#show(file, rule, uri);
    });
  }

  /** An edit like any other of the user's, so that it can be undone. False where it is not saved yet. */
  async #edit(
    uri: vscode.Uri,
    make: boolean,
    editsOf: (text: string) => ReturnType<typeof setOverride>,
  ): Promise<boolean> {
    const edit = new vscode.WorkspaceEdit();
    if (make) {
      const text = applyEdits(NEW_CONFIG, editsOf(NEW_CONFIG));
      edit.createFile(uri, { contents: Buffer.from(text), ignoreIfExists: false, overwrite: false });
      if (!(await vscode.workspace.applyEdit(edit))) throw notWritten(uri);
      this.#changed(slashed(uri.fsPath));
      return true;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const wasDirty = document.isDirty;
    for (const { offset, length, content } of editsOf(document.getText())) {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      edit.replace(uri, range, content);
    }
    if (!(await vscode.workspace.applyEdit(edit))) throw notWritten(uri);
    // What the user has not saved yet is not saved along.
    if (wasDirty) return false;
    if (!(await document.save())) throw notWritten(uri);
    this.#changed(slashed(uri.fsPath));
    return true;
  }

  async #show(file: string, rule: string, instead?: vscode.Uri): Promise<void> {
    const config = await this.#configs.of(slashed(file));
    const from = config.rulesFor(slashed(file)).find((active) => active.rule.id === rule)?.from;
    const set = from && 'path' in from && !instead ? from : null;
    const uri = set
      ? vscode.Uri.file(set.path)
      : (instead ?? (config.path === null ? null : vscode.Uri.file(config.path)));
    if (!uri) throw new EarshotError('unsupported', `No ${CONFIG_NAME} speaks of ${basename(file)}.`);
    const at = new vscode.Position((set?.line ?? 1) - 1, (set?.column ?? 1) - 1);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  }
}

/** Where there is none: at the top of the workspace folder, or beside a file of none. */
function newConfigOf(file: string): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri ?? vscode.Uri.file(dirname(file));
  return vscode.Uri.joinPath(folder, CONFIG_NAME);
}

const relativeTo = (config: vscode.Uri, file: string): string =>
  file.slice(dirname(config.fsPath).length).replace(/^[\\/]/, '');

const notWritten = (uri: vscode.Uri): EarshotError =>
  new EarshotError('no-permission', `${basename(uri.path)} could not be written.`);

async function pickSeverity(rule: string): Promise<Severity | 'off' | undefined> {
  const items = [
    { label: 'Off', description: 'not checked', value: 'off' as const },
    ...(['info', 'warning', 'error'] as const).map((value) => ({
      label: severityTitles[value],
      description: '',
      value,
    })),
  ];
  const placeHolder = `“${ruleTitle(rule)}” for the files of this folder`;
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.value;
}
