import * as vscode from 'vscode';

const EXTENSION = 'ms-vscode.hexeditor';
const VIEW_TYPE = 'hexEditor.hexedit';
const ROW = 16;

/** Shows the bytes at an offset in the Hex Editor; without it, offers to install it or to copy the offset. */
export async function revealBytes(uri: vscode.Uri, offset: number): Promise<void> {
  if (vscode.extensions.getExtension(EXTENSION)) return openAt(uri, offset);
  // Not awaited: the message may stand for as long as the user likes.
  void offer(uri, offset);
  return Promise.resolve();
}

/** The Hex Editor has no command that takes an offset, but starts at the address in the query of its resource. */
async function openAt(uri: vscode.Uri, offset: number): Promise<void> {
  const words = hex(offset);
  const row = offset - (offset % ROW);
  // Other schemes keep what they mean in their query.
  const canStart = (uri.scheme === 'file' || uri.scheme === 'vscode-remote') && uri.query === '';
  const target = canStart ? uri.with({ query: `baseAddress=${hex(row)}` }) : uri;
  await vscode.commands.executeCommand('vscode.openWith', target, VIEW_TYPE);
  if (canStart) vscode.window.setStatusBarMessage(`Offset ${words} is in the first row`, 8000);
  else await copy(words);
}

async function offer(uri: vscode.Uri, offset: number): Promise<void> {
  const words = hex(offset);
  const [install, copyOffset] = ['Install Hex Editor', 'Copy Offset'];
  const question = `Offset ${words}: the Hex Editor of Microsoft, which shows the bytes there, is not installed.`;
  const choice = await vscode.window.showInformationMessage(question, install, copyOffset);
  if (choice === copyOffset) return copy(words);
  if (choice !== install) return;
  await vscode.commands.executeCommand('workbench.extensions.installExtension', EXTENSION);
  if (vscode.extensions.getExtension(EXTENSION)) await openAt(uri, offset);
}

async function copy(words: string): Promise<void> {
  await vscode.env.clipboard.writeText(words);
  vscode.window.setStatusBarMessage(`Offset ${words} was copied`, 8000);
}

const hex = (offset: number): string => `0x${offset.toString(16).toUpperCase()}`;
