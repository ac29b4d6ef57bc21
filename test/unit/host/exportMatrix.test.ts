import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import type { MatrixDocument } from '../../../src/host/exportMatrix.ts';
import { FakeUri, info, scanOf, settled } from './fakes.ts';

interface Editor {
  target: FakeUri | undefined;
  answer: string | undefined;
  dialogs: unknown[];
  messages: string[][];
  ran: string[];
  progress: string[];
  copied: { bytes: string; to: string }[];
  cancel: () => void;
}
interface Dialog {
  defaultUri: FakeUri;
  filters: Record<string, string[]>;
}
const editor = vi.hoisted<Editor>(() => ({
  target: undefined,
  answer: undefined,
  dialogs: [],
  messages: [],
  ran: [],
  progress: [],
  copied: [],
  cancel: () => undefined,
}));
vi.mock('vscode', async () => ({
  Uri: (await import('./fakes.ts')).FakeUri,
  FileSystemError: class extends Error {},
  ProgressLocation: { Notification: 15 },
  env: { remoteName: undefined },
  commands: { executeCommand: (command: string, uri: FakeUri) => editor.ran.push(`${command} ${uri.toString()}`) },
  window: {
    showSaveDialog: (options: unknown) => {
      editor.dialogs.push(options);
      return Promise.resolve(editor.target);
    },
    showInformationMessage: (...all: string[]) => {
      editor.messages.push(all);
      return Promise.resolve(editor.answer);
    },
    withProgress: (
      { title }: { title: string },
      task: (progress: unknown, token: { onCancellationRequested: (listener: () => void) => void }) => unknown,
    ) => {
      editor.progress.push(title);
      return task({}, { onCancellationRequested: (listener) => (editor.cancel = listener) });
    },
  },
  workspace: {
    workspaceFolders: undefined,
    getWorkspaceFolder: () => undefined,
    fs: {
      isWritableFileSystem: () => true,
      copy: (from: FakeUri, to: FakeUri) => {
        editor.copied.push({ bytes: readFileSync(from.path, 'latin1'), to: to.toString() });
        return Promise.resolve();
      },
    },
  },
}));
const { exportMatrix } = await import('../../../src/host/exportMatrix.ts');

type Written = Awaited<ReturnType<MatrixDocument['reads']['exportMatrix']>>;
const request = {
  ...{ revision: 'r1', analysis: plainAnalysis, tracks: 'channels' as const, channel: 1 },
  ...{ startFrame: 48_000, endFrame: 96_024, low: 100, high: 8000 },
};
const { signal } = new AbortController();
let asked: { path: string; format: string; low: number }[];
let answer: (path: string, signal: AbortSignal) => Promise<Written>;

function documentOf(channels = 2, revision = 'r1'): MatrixDocument {
  const state = { kind: 'ready', fileName: 'take.flac', revision, info: { ...info, channels }, error: null };
  return {
    uri: FakeUri.file('/music/take.flac'),
    shown: { state: { ...state, scan: scanOf('done', 100_000) }, fileName: 'take.flac' },
    reads: {
      exportMatrix: (given: (typeof asked)[number], wanted: AbortSignal) => {
        asked.push(given);
        return answer(given.path, wanted);
      },
    },
  } as unknown as MatrixDocument;
}
const dialog = (): Dialog => editor.dialogs.at(-1) as Dialog;
const defaultPath = (): string => normalize(dialog().defaultUri.path);

/** As the server does: the axes of an array lie beside it. */
function write(path: string): Promise<Written> {
  const stem = path.replace(/\.npy$/, '');
  const files = path.endsWith('.npy') ? [path, `${stem}.times.npy`, `${stem}.frequencies.npy`] : [path];
  for (const [i, file] of files.entries()) writeFileSync(file, `part ${i}`);
  return Promise.resolve({ files, columns: 1188, rows: 338 });
}

beforeEach(() => {
  asked = [];
  answer = (path) => Promise.resolve({ files: [path], columns: 1188, rows: 338 });
  Object.assign(editor, { target: FakeUri.file('/nowhere/levels.csv'), answer: undefined });
  for (const list of [editor.dialogs, editor.messages, editor.ran, editor.progress, editor.copied]) list.length = 0;
});

describe('exportMatrix', () => {
  it('offers a name that says span and lane, and both formats', async () => {
    expect(await exportMatrix(documentOf(), request, signal)).toEqual({ saved: 'levels.csv' });
    expect(defaultPath()).toBe('/music/take_0-00-01.000_0-00-02.001_ch2.npy');
    expect(dialog().filters).toEqual({ 'NumPy array': ['npy'], 'CSV table': ['csv'] });
    expect(asked).toMatchObject([{ path: '/nowhere/levels.csv', format: 'csv', low: 100, high: 8000, channel: 1 }]);
    await exportMatrix(documentOf(1), { ...request, channel: 0 }, signal);
    expect(defaultPath()).toBe('/music/take_0-00-01.000_0-00-02.001.npy');
    await exportMatrix(documentOf(), { ...request, tracks: 'midSide' }, signal);
    expect(defaultPath()).toBe('/music/take_0-00-01.000_0-00-02.001_side.npy');
  });

  it('writes what the name says, and tells how much it is and where its axes are', async () => {
    editor.target = FakeUri.file('/nowhere/levels.NPY');
    answer = (path) => Promise.resolve({ files: [path, '/nowhere/levels.times.npy'], columns: 1188, rows: 338 });
    await exportMatrix(documentOf(), request, signal);
    expect(asked[0]!.format).toBe('npy');
    expect(editor.messages).toEqual([
      ['Exported levels.NPY: 1,188 times × 338 frequencies, dBFS. Its axes are in levels.times.npy.', 'Reveal'],
    ]);
    editor.target = FakeUri.file('/nowhere/levels');
    await exportMatrix(documentOf(), request, signal);
    expect(asked[1]!.format).toBe('csv');
  });

  it('offers to open a table, unless it is larger than programs bear', async () => {
    editor.answer = 'Open';
    await exportMatrix(documentOf(), request, signal);
    await settled();
    expect(editor.messages[0]).toEqual(['Exported levels.csv: 1,188 times × 338 frequencies, dBFS.', 'Open', 'Reveal']);
    expect(editor.ran).toEqual(['vscode.open file:///nowhere/levels.csv']);
    editor.answer = undefined;
    answer = (path) => Promise.resolve({ files: [path], columns: 100_000, rows: 1025 });
    await exportMatrix(documentOf(), request, signal);
    expect(editor.messages[1]!.slice(1)).toEqual(['Reveal']);
  });

  it('goes through files of its own to where only VS Code can write', async () => {
    answer = write;
    editor.target = new FakeUri('memfs', '/there/out.npy');
    expect(await exportMatrix(documentOf(), request, signal)).toEqual({ saved: 'out.npy' });
    expect(editor.copied.map(({ bytes }) => bytes)).toEqual(['part 0', 'part 1', 'part 2']);
    expect(editor.copied.map(({ to }) => normalize(to.replace('memfs://', '')))).toEqual([
      '/there/out.npy',
      '/there/out.times.npy',
      '/there/out.frequencies.npy',
    ]);
    expect(existsSync(dirname(asked[0]!.path))).toBe(false);
  });

  it('shows what takes long, and lets it be cancelled', async () => {
    answer = (_path, wanted) =>
      new Promise((_, reject) => {
        wanted.addEventListener('abort', () => reject(new EarshotError('cancelled', 'Saving was cancelled.')));
      });
    const saving = exportMatrix(documentOf(), request, signal);
    await vi.waitFor(() => expect(editor.progress).toEqual(['Exporting levels.csv']), 3000);
    editor.cancel();
    expect(await saving).toEqual({ saved: null });
    expect(editor.messages).toEqual([]);
  });

  it('does nothing without a place, fails as the server does, and for a file that has changed', async () => {
    editor.target = undefined;
    expect(await exportMatrix(documentOf(), request, signal)).toEqual({ saved: null });
    expect(asked).toEqual([]);
    editor.target = FakeUri.file('/nowhere/levels.csv');
    answer = () => Promise.reject(new EarshotError('too-large', 'There is no space left on the disk.'));
    await expect(exportMatrix(documentOf(), request, signal)).rejects.toMatchObject({ code: 'too-large' });
    await expect(exportMatrix(documentOf(2, 'r2'), request, signal)).rejects.toMatchObject({ code: 'changed' });
    expect(editor.messages).toEqual([]);
  });
});
