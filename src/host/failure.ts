import type * as vscode from 'vscode';
import type { DocumentAction } from '../core/protocol/editorApi.ts';
import type { ErrorCode, ErrorInfo } from '../core/protocol/errors.ts';
import { layoutKind } from './openRaw.ts';

/** Of the codes for which there is more to do than to try again, or less. */
const actions: Readonly<Partial<Record<ErrorCode, readonly DocumentAction[]>>> = {
  'unknown-format': ['retry', 'openRaw', 'openAsText', 'openAsBinary'],
  'lfs-pointer': ['retry', 'openAsText'],
  'is-directory': ['retry'],
  cancelled: ['retry'],
};

/** What helps a user on whose file could not be opened: the most likely first. */
export async function actionsFor({ code }: ErrorInfo, uri: vscode.Uri): Promise<DocumentAction[]> {
  const local = uri.scheme === 'file';
  if (code === 'needs-layout') {
    return [(await layoutKind(uri)) === 'rate' ? 'setRate' : 'openRaw', 'retry', 'openAsBinary'];
  }
  if (code === 'lfs-pointer' && local) return ['pullLfs', 'retry', 'openAsText'];
  if (code === 'too-large' && !local) return ['openSettings', 'retry'];
  return [...(actions[code] ?? ['retry', 'openAsBinary'])];
}
