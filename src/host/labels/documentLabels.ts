import * as vscode from 'vscode';
import type { LabelFormat } from '../../core/labels/label.ts';
import { labelFormats } from '../../core/labels/registry.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import { type Disposable, Scope } from '../../core/util/scope.ts';
import { watchFile } from '../fileWatch.ts';
import { unpackBackup } from './labelBackup.ts';
import { LabelDocument } from './labelDocument.ts';
import type { LabelFiles, LabelTalk } from './labelFiles.ts';
import { VscodeLabelFiles } from './vscodeLabelFiles.ts';
import { stemOf } from '../../core/labels/sidecars.ts';

/** A file that is replaced is away for a moment, ms. */
const AWAY_MS = 500;

/** The labels of an audio file in VS Code: loads and watches their file, and talks with the user. */
export class DocumentLabels implements Disposable {
  readonly labels: LabelDocument;
  readonly files: LabelFiles;
  readonly audioName: string;
  /** Resolved when the folder has been searched. */
  readonly loaded: Promise<void>;
  readonly #uri: vscode.Uri;
  readonly #scope = new Scope();
  #watch: Disposable | undefined;
  #watched: string | null | undefined;

  constructor(uri: vscode.Uri, durationSeconds: () => number | undefined, backupId?: string) {
    this.#uri = uri;
    this.audioName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    this.files = new VscodeLabelFiles(uri, this.audioName);
    const audio = {
      name: this.audioName,
      editable: uri.scheme === 'file',
      durationSeconds,
      newFormat: () => formatSetting(uri),
    };
    this.labels = new LabelDocument(audio, this.files, this.#talk());
    this.#scope.add(this.labels.onState.on(() => this.#follow()));
    this.#scope.defer(() => this.#watch?.dispose());
    this.loaded = this.#load(backupId);
  }

  dispose(): void {
    this.#scope.dispose();
  }

  async #load(backupId: string | undefined): Promise<void> {
    if (backupId === undefined) return this.labels.load();
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(backupId, true));
      await this.labels.load(unpackBackup(bytes));
      // What has happened to the file since.
      await this.labels.look();
    } catch (error) {
      const { message } = toErrorInfo(error);
      void vscode.window.showErrorMessage(
        `The labels of ${this.audioName} that were not saved could not be read back: ${message} Shown is what is on disk.`,
      );
      await this.labels.load();
    }
  }

  /** Watches the file of labels; while there is none, the names it could have. */
  #follow(): void {
    const { place } = this.labels;
    if (this.#scope.disposed || this.#uri.scheme !== 'file' || place === this.#watched) return;
    this.#watched = place;
    this.#watch?.dispose();
    const look = (): Promise<void> => (this.#scope.disposed ? Promise.resolve() : this.labels.look());
    if (place !== null) {
      this.#watch = watchFile(vscode.Uri.parse(place, true), {
        changed: (quiet) => (quiet ? look() : Promise.resolve()),
        deleted: () => void setTimeout(() => void look(), AWAY_MS),
      });
      return;
    }
    const pattern = `${stemOf(this.audioName).replace(/[*?[\]{}]/g, '[$&]')}.*`;
    const folder = vscode.Uri.joinPath(this.#uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, pattern),
      false,
      true,
      true,
    );
    watcher.onDidCreate(() => void setTimeout(() => void look(), AWAY_MS));
    this.#watch = watcher;
  }

  #talk(): LabelTalk {
    return {
      confirm: async ({ message, detail, yes }) =>
        (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes,
      tell: (message) => void vscode.window.showWarningMessage(message),
      conflict: (fileName) => void this.#askConflict(fileName),
    };
  }

  async #askConflict(fileName: string): Promise<void> {
    const [revert, keep] = ['Revert', 'Keep Mine'];
    const question = `${fileName} has changed on disk, and its labels have changed here and are not saved. Revert to what is on disk, or keep the labels of here and overwrite it when you save?`;
    const choice = await vscode.window.showWarningMessage(question, revert, keep);
    if (choice === keep) await this.labels.keepMine();
    if (choice === revert) await revertInEditor(this.#uri);
  }
}

/** Through the editor: VS Code must know that nothing is dirty any more. */
export async function revertInEditor(uri: vscode.Uri): Promise<void> {
  const tab = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString());
  if (!(tab?.input instanceof vscode.TabInputCustom)) return;
  await vscode.commands.executeCommand('vscode.openWith', uri, tab.input.viewType, tab.group.viewColumn);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

function formatSetting(uri: vscode.Uri): LabelFormat['id'] {
  const wanted: unknown = vscode.workspace.getConfiguration('earshot', uri).get('labels.format');
  return labelFormats.find(({ id }) => id === wanted)?.id ?? 'audacity';
}
