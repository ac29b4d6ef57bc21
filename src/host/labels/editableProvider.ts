import * as vscode from 'vscode';
import type { AudioDocument } from '../audioDocument.ts';
import type { AudioEditorProvider } from '../audioEditorProvider.ts';
import { packBackup } from './labelBackup.ts';
import type { Step } from './labelDocument.ts';
import { saveCopy } from './saveCopy.ts';

/**
 * One type of editor as VS Code wants it: what is edited, saved and undone are the labels; the audio is never written. One
 * object for each type: VS Code takes an event for one of a document of the type that the provider was registered for.
 */
export class EditableProvider implements vscode.CustomEditorProvider<AudioDocument>, vscode.Disposable {
  readonly onDidChangeCustomDocument: vscode.CustomEditorProvider<AudioDocument>['onDidChangeCustomDocument'];
  readonly #editors: AudioEditorProvider;
  readonly #changes = new vscode.EventEmitter<
    vscode.CustomDocumentEditEvent<AudioDocument> | vscode.CustomDocumentContentChangeEvent<AudioDocument>
  >();

  constructor(editors: AudioEditorProvider) {
    this.#editors = editors;
    // VS Code tells the two kinds of events apart by their content.
    this.onDidChangeCustomDocument = this.#changes.event as typeof this.onDidChangeCustomDocument;
  }

  openCustomDocument(uri: vscode.Uri, { backupId }: vscode.CustomDocumentOpenContext): AudioDocument {
    const document = this.#editors.openCustomDocument(uri, backupId);
    document.labels.labels.onChanged.on((step) => this.#changes.fire(step ? editEvent(document, step) : { document }));
    return document;
  }

  resolveCustomEditor(document: AudioDocument, panel: vscode.WebviewPanel): Promise<void> {
    return this.#editors.resolveCustomEditor(document, panel);
  }

  async saveCustomDocument({ labels }: AudioDocument): Promise<void> {
    await labels.loaded;
    await labels.labels.save();
  }

  saveCustomDocumentAs(document: AudioDocument, destination: vscode.Uri): Promise<void> {
    return saveCopy(document, destination);
  }

  async revertCustomDocument({ labels }: AudioDocument): Promise<void> {
    await labels.loaded;
    await labels.labels.revert();
  }

  async backupCustomDocument(
    { labels }: AudioDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    const { fs } = vscode.workspace;
    await labels.loaded;
    await fs.createDirectory(vscode.Uri.joinPath(destination, '..'));
    await fs.writeFile(destination, packBackup(labels.labels.snapshot()));
    return { id: destination.toString(), delete: () => void fs.delete(destination).then(undefined, () => undefined) };
  }

  dispose(): void {
    this.#changes.dispose();
  }
}

function editEvent(document: AudioDocument, step: Step): vscode.CustomDocumentEditEvent<AudioDocument> {
  const { labels } = document.labels;
  const walked = (done: boolean): void => {
    if (done) return;
    void vscode.window.showInformationMessage(
      `“${step.edit.title}” was of labels that have been read anew since: nothing was changed.`,
    );
  };
  return {
    document,
    label: step.edit.title,
    undo: () => walked(labels.undo(step)),
    redo: () => walked(labels.redo(step)),
  };
}
