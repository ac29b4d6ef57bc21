import type * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';
import type { FrameRange } from '../core/protocol/measures.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { DocumentReads } from './documentReads.ts';
import type { ShownState } from './shownState.ts';

export interface ReportDocument {
  readonly uri: vscode.Uri;
  readonly shown: Pick<ShownState, 'state' | 'fileName'>;
  readonly reads: Pick<DocumentReads, 'measures'>;
}

/** Asks where to, and writes the report of the file or of a range there; or puts it into the clipboard. */
export function makeReport(
  document: ReportDocument,
  request: { revision: string; range: FrameRange | null; to: 'file' | 'clipboard' },
  signal: AbortSignalLike,
): Promise<{ saved: string | null }> {
  void [document, request, signal];
  return Promise.reject(new EarshotError('internal', 'not wired yet'));
}
