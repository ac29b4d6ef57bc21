import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { MatrixRequest } from '../core/protocol/spectrogram.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { DocumentReads } from './documentReads.ts';
import { defaultTarget, readyState, spanName, whileShown, writeTo } from './exportTarget.ts';
import { offerToShow } from './saveImage.ts';
import type { ShownState } from './shownState.ts';

export interface MatrixDocument {
  readonly uri: vscode.Uri;
  readonly shown: Pick<ShownState, 'state' | 'fileName'>;
  readonly reads: Pick<DocumentReads, 'exportMatrix'>;
}

/** Larger tables than this most programs do not open, characters. */
const LARGE_CSV = 100e6;
/** '-123.45,' */
const CSV_CELL = 8;

/** Asks where to, and writes the levels of a region there: CSV, or a NumPy array with its axes beside it. */
export async function exportMatrix(
  document: MatrixDocument,
  request: MatrixRequest & { revision: string },
  signal: AbortSignalLike,
): Promise<{ saved: string | null }> {
  const { info } = readyState(document.shown, request.revision);
  const name = `${spanName(document.shown.fileName, request, info.sampleRate)}${laneName(request, info.channels)}.npy`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: defaultTarget(document.uri, name),
    filters: { 'NumPy array': ['npy'], 'CSV table': ['csv'] },
    title: 'Export Spectrogram as Numbers (.npy or .csv)',
    saveLabel: 'Export',
  });
  if (!target || signal.aborted) return { saved: null };
  const saved = basename(target.path);
  const format = /\.npy$/i.test(saved) ? 'npy' : 'csv';
  const written = await whileShown(`Exporting ${saved}`, signal, (wanted) => {
    const write = (path: string) => document.reads.exportMatrix({ ...request, path, format }, wanted);
    return writeTo(target, document, wanted, write, ({ files }) => files);
  });
  if (!written) return { saved: null };
  const opens = format === 'csv' && written.columns * written.rows * CSV_CELL < LARGE_CSV;
  // Not awaited: the message may stand for as long as the user likes.
  void offerToShow(target, wordsFor(saved, written), opens);
  return { saved };
}

/** '_ch2', '_mid': which of several tracks it is. */
function laneName({ tracks, channel }: MatrixRequest, channels: number): string {
  if (tracks === 'midSide') return channel === 0 ? '_mid' : '_side';
  return channels > 1 ? `_ch${channel + 1}` : '';
}

/** Exported take.npy: 188 times × 1,025 frequencies, dBFS. Its axes are in take.times.npy and take.frequencies.npy. */
function wordsFor(saved: string, { files, columns, rows }: { files: string[]; columns: number; rows: number }): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  const beside = files.map((file) => basename(file)).filter((file) => file !== saved);
  const shape = `${count(columns)} times × ${count(rows)} frequencies, dBFS.`;
  const axes = beside.length > 0 ? ` Its axes are in ${beside.join(' and ')}.` : '';
  return `Exported ${saved}: ${shape}${axes}`;
}
