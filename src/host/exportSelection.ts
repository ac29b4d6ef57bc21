import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { DocumentReads } from './documentReads.ts';
import { defaultTarget, readyState, spanName, whileShown, writeTo } from './exportTarget.ts';
import type { ShownState } from './shownState.ts';

export interface ExportedDocument {
  readonly uri: vscode.Uri;
  readonly shown: Pick<ShownState, 'state' | 'fileName'>;
  readonly reads: Pick<DocumentReads, 'exportWav'>;
}

export interface SelectionRequest {
  revision: string;
  startFrame: number;
  endFrame: number;
}

/** Asks where to, and writes the range there as WAV. null: the user thought better of it, before or meanwhile. */
export async function exportSelection(
  document: ExportedDocument,
  request: SelectionRequest,
  signal: AbortSignalLike,
): Promise<{ saved: string | null }> {
  const state = readyState(document.shown, request.revision);
  const whole = request.startFrame === 0 && request.endFrame >= (state.scan.totalFrames ?? Infinity);
  const name = selectionName(document.shown.fileName, request, state.info.sampleRate);
  const target = await vscode.window.showSaveDialog({
    defaultUri: defaultTarget(document.uri, name),
    filters: { 'WAV audio': ['wav'] },
    title: whole ? 'Save the Whole File as WAV' : 'Save Selection as WAV',
    saveLabel: 'Save',
  });
  if (!target || signal.aborted) return { saved: null };
  const saved = basename(target.path);
  const written = await whileShown(`Saving ${saved}`, signal, (wanted) =>
    writeTo(target, document, wanted, (path) => document.reads.exportWav({ ...request, path }, wanted)),
  );
  if (!written) return { saved: null };
  // Not awaited: the message may stand for as long as the user likes.
  void offerToOpen(target, saved, written.warnings);
  return { saved };
}

export const selectionName = (...span: Parameters<typeof spanName>): string => `${spanName(...span)}.wav`;

async function offerToOpen(target: vscode.Uri, saved: string, warnings: readonly string[]): Promise<void> {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const text = [`${saved} was saved.`, ...warnings].join(' ');
  const choice = await (warnings.length > 0 ? showWarningMessage(text, 'Open') : showInformationMessage(text, 'Open'));
  if (choice === 'Open') await vscode.commands.executeCommand('vscode.openWith', target, 'earshot.editor');
}
