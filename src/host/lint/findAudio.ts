import * as vscode from 'vscode';
import type { AudioNames } from '../audioNames.ts';

/** Settings and what VS Code itself leaves out. */
function excluded(): string | undefined {
  const patterns = vscode.workspace.getConfiguration('earshot').get<unknown[]>('lint.exclude', []);
  const texts = patterns.filter((each): each is string => typeof each === 'string' && each !== '');
  return texts.length > 1 ? `{${texts.join(',')}}` : texts[0];
}

/** Paths of the audio files of the workspace, or below some files and folders; in order. */
export async function findAudio(
  names: AudioNames,
  below: readonly vscode.Uri[] | null,
  token: vscode.CancellationToken,
): Promise<string[]> {
  const found = new Set<string>();
  const add = (uris: readonly vscode.Uri[]): void => {
    for (const uri of uris) if (uri.scheme === 'file' && names.fits(uri.path)) found.add(uri.fsPath);
  };
  const search = async (pattern: vscode.GlobPattern): Promise<void> =>
    add(await vscode.workspace.findFiles(pattern, excluded(), undefined, token));
  if (!below) await search(names.glob);
  for (const uri of below ?? []) {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) await search(new vscode.RelativePattern(uri, names.glob));
    // Who names a file means it, whatever it is called.
    else if (uri.scheme === 'file') found.add(uri.fsPath);
  }
  return [...found].sort();
}
