import * as vscode from 'vscode';
import { LIMIT_SETTING } from './localCopy.ts';
import { pullLfs } from './lfs.ts';

type OutsideAction = 'openAsBinary' | 'openAsText' | 'openSettings' | 'pullLfs' | 'openLabels' | 'saveLabelsAs';

/** Actions that leave the document as it is. */
export async function actOutside(action: OutsideAction, uri: vscode.Uri): Promise<void> {
  const { executeCommand } = vscode.commands;
  switch (action) {
    case 'openAsBinary': {
      const hexEditor = vscode.extensions.getExtension('ms-vscode.hexeditor') ? 'hexEditor.hexedit' : 'default';
      return executeCommand('vscode.openWith', uri, hexEditor);
    }
    case 'openAsText':
      return executeCommand('vscode.openWith', uri, 'default');
    case 'openSettings':
      return executeCommand('workbench.action.openSettings', LIMIT_SETTING);
    case 'pullLfs':
      return pullLfs(uri);
    case 'openLabels':
    case 'saveLabelsAs':
      return executeCommand(`earshot.${action}`, uri);
  }
}
