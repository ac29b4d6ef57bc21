import * as vscode from 'vscode';
import type { LabelFormat } from '../../core/labels/label.ts';
import { formatOfName, labelFormats } from '../../core/labels/registry.ts';
import { sidecarName, sidecarsOf } from '../../core/labels/sidecars.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import type { AudioDocument } from '../audioDocument.ts';
import { revertInEditor } from './documentLabels.ts';
import { nameOf } from './labelFiles.ts';

/** `current`: the document of the editor that is, or was last, active. */
export function registerLabelCommands(current: () => AudioDocument | undefined): vscode.Disposable[] {
  const register = (command: string, run: (document: AudioDocument) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(command, async () => {
      const document = current();
      if (!document) {
        void vscode.window.showInformationMessage('Open an audio file first: no Earshot editor is open.');
        return;
      }
      try {
        await document.labels.loaded;
        await run(document);
      } catch (error) {
        const { code, message } = toErrorInfo(error);
        if (code !== 'cancelled') void vscode.window.showErrorMessage(message);
      }
    });
  return [register('earshot.openLabels', openLabels), register('earshot.saveLabelsAs', saveLabelsAs)];
}

interface Choice extends vscode.QuickPickItem {
  place: string | null;
}

async function openLabels({ uri, labels: { labels, files, audioName } }: AudioDocument): Promise<void> {
  const names = await files.list().catch(() => []);
  const shown = labels.place;
  const choices: Choice[] = sidecarsOf(audioName, names).map(({ name, format }) => {
    const place = files.beside(name);
    return { label: name, description: place === shown ? `${labels.format.name}, shown now` : format.name, place };
  });
  choices.push({ label: 'Other File…', place: null });
  const placeHolder = `Which file has the labels of ${audioName}?`;
  const choice = choices.length === 1 ? choices[0] : await vscode.window.showQuickPick(choices, { placeHolder });
  const place = choice && (choice.place ?? (await pickFile(uri)));
  if (place === undefined || !(await mayLeave(uri, audioName, labels.dirty, shown))) return;
  await labels.open(place);
}

async function pickFile(audio: vscode.Uri): Promise<string | undefined> {
  const extensions = [...new Set(labelFormats.flatMap((format) => format.extensions.flatMap(inAnyCase)))];
  const picked = await vscode.window.showOpenDialog({
    title: 'Open Labels',
    openLabel: 'Open Labels',
    canSelectMany: false,
    defaultUri: vscode.Uri.joinPath(audio, '..'),
    filters: { Labels: extensions, 'All Files': ['*'] },
  });
  return picked?.[0]?.toString();
}

const inAnyCase = (extension: string): string[] => (extension === 'textgrid' ? ['TextGrid', 'textgrid'] : [extension]);

/** What is not saved is saved or given up first. */
async function mayLeave(uri: vscode.Uri, audioName: string, dirty: boolean, shown: string | null): Promise<boolean> {
  if (!dirty) return true;
  const file = shown === null ? `The labels of ${audioName} are` : `The changes of ${nameOf(shown)} are`;
  const [save, discard] = ['Save', "Don't Save"];
  const choice = await vscode.window.showWarningMessage(`${file} not saved.`, { modal: true }, save, discard);
  if (choice === save) return (await vscode.workspace.save(uri)) !== undefined;
  if (choice === discard) await revertInEditor(uri);
  return choice === discard;
}

async function saveLabelsAs({ uri, labels: { labels, files, audioName } }: AudioDocument): Promise<void> {
  const formats = [labels.format, ...labelFormats.filter((format) => format !== labels.format)];
  const items = formats.map((format) => ({
    label: format.name,
    description: sidecarName(audioName, format.id),
    format,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Save the labels in which format?' });
  if (!picked) return;
  const { format } = picked;
  if (!(await acceptsLosses(format, labels.lossesAs(format)))) return;
  const defaultUri = vscode.Uri.parse(files.beside(picked.description), true);
  const filters = { [format.name]: format.extensions.flatMap(inAnyCase) };
  const target = await vscode.window.showSaveDialog({
    title: 'Save Labels As',
    saveLabel: 'Save Labels',
    defaultUri,
    filters,
  });
  if (!target) return;
  const place = target.toString();
  const named = formatOfName(nameOf(place));
  if (named !== format && !(await acceptsName(nameOf(place), format))) return;
  const wasDirty = labels.dirty;
  await labels.saveAs(place, format);
  // Nothing is left to write: VS Code learns that it is saved.
  if (wasDirty) await vscode.workspace.save(uri);
}

async function acceptsLosses(format: LabelFormat, losses: readonly string[]): Promise<boolean> {
  if (losses.length === 0) return true;
  const yes = 'Save Anyway';
  const message = `${format.name} cannot hold all that these labels have.`;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail: losses.join('\n') }, yes)) === yes;
}

async function acceptsName(name: string, format: LabelFormat): Promise<boolean> {
  const yes = 'Save Anyway';
  const detail = `Other programs tell the format by the end of the name, usually .${format.extensions[0]}.`;
  const message = `${name} is an unusual name for ${format.name}.`;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}
