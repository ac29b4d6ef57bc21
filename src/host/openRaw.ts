import * as vscode from 'vscode';
import { readHead } from './readHead.ts';
import { askRateOnly, askRaw } from './raw/rawDialog.ts';
import { guessLayout } from './raw/rawGuess.ts';
import type { LayoutKind, RawLayouts } from './raw/rawMemory.ts';

/** Asks how a file is to be read and remembers the answer. False: the user has left the dialog. */
export async function chooseLayout(uri: vscode.Uri, layouts: RawLayouts): Promise<boolean> {
  const fileName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const own = layouts.ofFile(uri);
  const kind = await layoutKind(uri);
  const before = own ?? layouts.ofFolder(uri, kind) ?? layouts.last(kind);
  let answer;
  if (kind === 'rate') answer = await askRateOnly(fileName, before?.sampleRate ?? 44100, own !== undefined);
  else {
    const { size } = await vscode.workspace.fs.stat(uri);
    const guess = own?.raw ? { sampleRate: own.sampleRate, raw: own.raw } : guessLayout(fileName, size, before);
    answer = await askRaw({ fileName, bytes: size, guess, known: own !== undefined });
  }
  if (answer === undefined) return false;
  await (answer === 'forget' ? layouts.forget(uri) : layouts.remember(uri, answer));
  return true;
}

/** NumPy arrays say everything but their rate. By content, as everywhere; of other schemes only the name is cheap. */
export async function layoutKind(uri: vscode.Uri): Promise<LayoutKind> {
  if (uri.scheme !== 'file') return /\.np[yz]$/i.test(uri.path) ? 'rate' : 'raw';
  const head = await readHead(uri.fsPath, 6);
  const zip = head.startsWith('PK\x03\x04') && /\.npz$/i.test(uri.path);
  return head === '\x93NUMPY' || zip ? 'rate' : 'raw';
}
