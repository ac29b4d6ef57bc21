import * as vscode from 'vscode';
import { sidecarName, stemOf } from '../../core/labels/sidecars.ts';
import type { AudioDocument } from '../audioDocument.ts';
import { cancelled } from './labelFile.ts';
import { nameOf } from './labelFiles.ts';
import { besideUri } from './vscodeLabelFiles.ts';

/** Save As: the audio is copied as it is, and the labels as they are shown are written beside the copy. */
export async function saveCopy(
  { uri, labels: { labels, audioName, loaded } }: AudioDocument,
  destination: vscode.Uri,
): Promise<void> {
  await loaded;
  if (destination.toString() === uri.toString()) return labels.save();
  const name = nameOf(destination.toString());
  const { tracks } = labels.snapshot();
  const place = copyPlace(labels.place, audioName, destination, () => sidecarName(name, labels.format.id));
  const empty = labels.place === null && tracks.every((track) => track.labels.length === 0);
  if (!empty && (await exists(place))) {
    const question = `There is a ${nameOf(place.toString())} already.`;
    const detail = `The labels of ${audioName} would be written over it.`;
    const yes = 'Overwrite';
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) {
      throw cancelled('Nothing was saved.');
    }
  }
  await vscode.workspace.fs.copy(uri, destination, { overwrite: true });
  if (!empty) await labels.writeCopy(place.toString());
}

/** song.en.srt beside song.wav: copy.en.srt beside copy.wav. */
function copyPlace(from: string | null, audioName: string, destination: vscode.Uri, made: () => string): vscode.Uri {
  const old = from === null ? '' : nameOf(from);
  const stem = stemOf(audioName);
  const name = old.startsWith(`${stem}.`) ? stemOf(nameOf(destination.toString())) + old.slice(stem.length) : made();
  return besideUri(destination, name);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
