import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';
import type { FileMeasures, FrameRange } from '../core/protocol/measures.ts';
import { buildReport } from '../core/report/buildReport.ts';
import { csvHead, csvRow } from '../core/report/csv.ts';
import { markdownHead, markdownRow } from '../core/report/markdown.ts';
import { markdownReport } from '../core/report/markdownReport.ts';
import { type Measured, nothing } from '../core/report/measured.ts';
import type { Report } from '../core/report/report.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { DocumentReads } from './documentReads.ts';
import { defaultTarget, readyState, spanName, whileShown, writeTo } from './exportTarget.ts';
import { offerToShow } from './saveImage.ts';
import type { ShownState } from './shownState.ts';

export interface ReportDocument {
  readonly uri: vscode.Uri;
  readonly shown: Pick<ShownState, 'state' | 'fileName' | 'onState' | 'onProgress'>;
  readonly reads: Pick<DocumentReads, 'measures'>;
}

interface ReportRequest {
  revision: string;
  /** null: of the file. */
  range: FrameRange | null;
  to: 'file' | 'clipboard';
}

/** What is not final behind the scan is asked for again after so long. */
const AGAIN_MS = 200;

/** Asks where to, and writes the report of the file or of a range there; or puts it into the clipboard. */
export async function makeReport(
  document: ReportDocument,
  request: ReportRequest,
  signal: AbortSignalLike,
): Promise<{ saved: string | null }> {
  const { uri, shown } = document;
  readyState(shown, request.revision);
  const title = `Measuring ${shown.fileName}`;
  const report = await whileShown(title, signal, (wanted) => reportOf(document, request, wanted));
  if (!report) throw new EarshotError('cancelled', 'The report was cancelled.');
  if (request.to === 'clipboard') {
    await vscode.env.clipboard.writeText(markdownReport(report));
    return { saved: null };
  }
  const target = await vscode.window.showSaveDialog({
    defaultUri: defaultTarget(uri, nameFor(shown.fileName, report)),
    filters: { 'JSON report': ['json'], 'CSV table': ['csv'], 'Markdown table': ['md'] },
    title: 'Export Report (.json, .csv or .md)',
    saveLabel: 'Export',
  });
  if (!target || signal.aborted) return { saved: null };
  const saved = basename(target.path);
  if (target.toString() === uri.toString()) {
    throw new EarshotError('unsupported', `${saved} is the file that is open: choose another name.`);
  }
  await writeTo(target, document, signal, (path) => writeWhole(path, reportText(report, saved)));
  // Not awaited: the message may stand for as long as the user likes.
  void offerToShow(target, `Exported ${saved}`);
  return { saved };
}

/** As `earshot inspect` writes one report, in the format that the name ends with. */
function reportText(report: Report, name: string): string {
  if (/\.csv$/i.test(name)) return csvHead() + csvRow(report);
  if (/\.(md|markdown)$/i.test(name)) return markdownHead() + markdownRow(report);
  return `${JSON.stringify([report], null, 2)}\n`;
}

/** 'take.report.json', 'take_0-00-01.000_0-00-02.000.report.json': a data set may have a take.json of its own. */
function nameFor(fileName: string, { selection, file }: Report): string {
  const stem = fileName.replace(/\.[^.]+$/, '') || fileName;
  return `${selection && file.sampleRate ? spanName(fileName, selection, file.sampleRate) : stem}.report.json`;
}

/** As the command line makes it, under the name that the file has in its workspace. */
async function reportOf(document: ReportDocument, request: ReportRequest, signal: AbortSignalLike): Promise<Report> {
  const { shown, uri } = document;
  const { info, scan, error } = await scanned(shown, request.revision, signal);
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const path = inWorkspace ? vscode.workspace.asRelativePath(uri, false) : shown.fileName;
  const facts = { path, info, scan, error: error ?? undefined };
  const frames = scan.scannedFrames;
  if (frames === 0) return buildReport(facts, nothing({ reason: 'no audio could be decoded' }));
  if (!request.range) {
    const { measured, pcmMd5, storedMd5 } = await figures(document, request.revision, null, signal);
    return buildReport({ ...facts, pcmMd5, storedMd5 }, measured as Measured);
  }
  const { startFrame } = request.range;
  const selection = { startFrame, endFrame: Math.min(request.range.endFrame, frames) };
  if (startFrame >= selection.endFrame) {
    const reason = 'the selection holds no frame of the file';
    const message = `The selection holds no frame of the file, which has ${frames} frames.`;
    return buildReport({ ...facts, error: error ?? { code: 'outside-file', message } }, nothing({ reason }));
  }
  const { measured } = await figures(document, request.revision, selection, signal);
  return buildReport({ ...facts, selection }, measured as Measured);
}

/** The state once the scan has ended. */
async function scanned(
  shown: ReportDocument['shown'],
  revision: string,
  signal: AbortSignalLike,
): Promise<ReturnType<typeof readyState>> {
  while (readyState(shown, revision).scan.state === 'scanning') await nextChange(shown, signal);
  return readyState(shown, revision);
}

function nextChange({ onState, onProgress }: ReportDocument['shown'], signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscriptions = [onState.on(() => end(resolve)), onProgress.on(() => end(resolve))];
    const stop = (): void => end(() => reject(cancelled()));
    const end = (settle: () => void): void => {
      for (const each of subscriptions) each.dispose();
      signal.removeEventListener('abort', stop);
      settle();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

async function figures(
  { reads }: ReportDocument,
  revision: string,
  range: FrameRange | null,
  signal: AbortSignalLike,
): Promise<FileMeasures> {
  for (;;) {
    const answer = await reads.measures({ revision, range }, signal);
    if (signal.aborted) throw cancelled();
    if (answer.final) return answer;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    if (signal.aborted) throw cancelled();
  }
}

const cancelled = (): EarshotError => new EarshotError('cancelled', 'The report was cancelled.');

/** Under another name first: what stands under this one is whole. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    const { code, message } = error as NodeJS.ErrnoException;
    const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
    const why = denied
      ? 'you have no permission to write there.'
      : code === 'ENOSPC'
        ? 'there is no space left.'
        : message;
    throw new EarshotError(denied ? 'no-permission' : 'internal', `${basename(path)} cannot be written: ${why}`);
  }
}
