import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { ExportedDocument } from '../../../src/host/exportSelection.ts';
import { FakeUri, info, scanOf, settled } from './fakes.ts';

interface Editor {
  target: FakeUri | undefined;
  answer: string | undefined;
  writable: boolean;
  folders: { uri: FakeUri }[] | undefined;
  copyError: Error | undefined;
  dialogs: unknown[];
  messages: string[];
  opened: string[];
  progress: string[];
  copied: { bytes: string; to: string }[];
  cancel: () => void;
}
interface Dialog {
  defaultUri: FakeUri;
  title: string;
}
const editor = vi.hoisted<Editor>(() => ({
  target: undefined,
  answer: undefined,
  writable: true,
  folders: undefined,
  copyError: undefined,
  dialogs: [],
  messages: [],
  opened: [],
  progress: [],
  copied: [],
  cancel: () => undefined,
}));
class FakeFileSystemError extends Error {
  code = 'NoPermissions';
}
vi.mock('vscode', async () => ({
  Uri: (await import('./fakes.ts')).FakeUri,
  FileSystemError: FakeFileSystemError,
  ProgressLocation: { Notification: 15 },
  commands: {
    executeCommand: (_command: string, uri: FakeUri, type: string) => editor.opened.push(`${uri.toString()} ${type}`),
  },
  window: {
    showSaveDialog: (options: unknown) => {
      editor.dialogs.push(options);
      return Promise.resolve(editor.target);
    },
    showInformationMessage: (text: string) => {
      editor.messages.push(`info: ${text}`);
      return Promise.resolve(editor.answer);
    },
    showWarningMessage: (text: string) => {
      editor.messages.push(`warning: ${text}`);
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
    get workspaceFolders() {
      return editor.folders;
    },
    fs: {
      isWritableFileSystem: () => editor.writable,
      copy: (from: FakeUri, to: FakeUri) => {
        if (editor.copyError) return Promise.reject(editor.copyError);
        editor.copied.push({ bytes: readFileSync(from.path, 'latin1'), to: to.toString() });
        return Promise.resolve();
      },
    },
  },
}));
const { exportSelection, selectionName } = await import('../../../src/host/exportSelection.ts');

const request = { revision: 'r1', startFrame: 48_000, endFrame: 96_024 };
const { signal } = new AbortController();
let paths: string[];
let answer: (path: string, signal: AbortSignal) => Promise<{ bytes: number; warnings: string[] }>;

function documentOf(uri = FakeUri.file('/music/take.flac'), revision = 'r1'): ExportedDocument {
  const fileName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const state = { kind: 'ready', fileName, revision, info, scan: scanOf('done', 100_000), error: null };
  return {
    uri,
    shown: { state, fileName },
    reads: {
      exportWav: ({ path }: { path: string }, wanted: AbortSignal) => {
        paths.push(path);
        return answer(path, wanted);
      },
    },
  } as unknown as ExportedDocument;
}
const dialog = (): Dialog => editor.dialogs.at(-1) as Dialog;

beforeEach(() => {
  paths = [];
  answer = (path) => {
    writeFileSync(path, 'RIFF');
    return Promise.resolve({ bytes: 4, warnings: [] });
  };
  Object.assign(editor, { target: FakeUri.file('/nowhere/take.wav'), answer: undefined, writable: true });
  Object.assign(editor, { folders: undefined, copyError: undefined });
  for (const list of [editor.dialogs, editor.messages, editor.opened, editor.progress, editor.copied]) list.length = 0;
});

describe('exportSelection', () => {
  it('offers a name beside the audio that says what is in it', async () => {
    answer = () => Promise.resolve({ bytes: 4, warnings: [] });
    expect(await exportSelection(documentOf(), request, signal)).toEqual({ saved: 'take.wav' });
    expect(normalize(dialog().defaultUri.path)).toBe('/music/take_0-00-01.000_0-00-02.001.wav');
    expect(dialog().title).toBe('Save Selection as WAV');
    expect(paths).toEqual(['/nowhere/take.wav']);
    await exportSelection(documentOf(), { revision: 'r1', startFrame: 0, endFrame: 100 }, signal);
    expect(dialog().title).toBe('Save the Whole File as WAV');
    expect(selectionName('a.b.c.wav', { startFrame: 3_599_999, endFrame: 36_000_000 }, 1000)).toBe(
      'a.b.c_0-59-59.999_10-00-00.000.wav',
    );
    expect(selectionName('.wav', { startFrame: 0, endFrame: 1 }, 1000)).toBe('.wav_0-00-00.000_0-00-00.001.wav');
    const long = selectionName(`${'\u{1d11e}'.repeat(80)}.wav`, { startFrame: 0, endFrame: 1 }, 1000);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255);
    expect(long).toMatch(/^(\u{1d11e})+_0-00-00\.000_/u);
  });

  it('offers the workspace where there is no writing beside the audio', async () => {
    Object.assign(editor, { writable: false, folders: [{ uri: FakeUri.file('/audio') }], target: undefined });
    expect(await exportSelection(documentOf(new FakeUri('git', '/music/take.flac')), request, signal)).toEqual({
      saved: null,
    });
    expect(dialog().defaultUri.toString()).toBe('file:///audio/take_0-00-01.000_0-00-02.001.wav');
    expect(paths).toEqual([]);
  });

  it('offers to open what was saved, with what it lacks', async () => {
    answer = () => Promise.resolve({ bytes: 4, warnings: ['The sample rate is saved as 44100 Hz.'] });
    editor.answer = 'Open';
    await exportSelection(documentOf(), request, signal);
    await settled();
    expect(editor.messages).toEqual(['warning: take.wav was saved. The sample rate is saved as 44100 Hz.']);
    expect(editor.opened).toEqual(['file:///nowhere/take.wav earshot.editor']);
    expect(editor.progress).toEqual([]);
  });

  it('goes through a file of its own to where only VS Code can write', async () => {
    editor.target = new FakeUri('memfs', '/there/out.wav');
    expect(await exportSelection(documentOf(), request, signal)).toEqual({ saved: 'out.wav' });
    expect(editor.copied).toEqual([{ bytes: 'RIFF', to: editor.target.toString() }]);
    expect(existsSync(dirname(paths[0]!))).toBe(false);
    editor.copyError = new FakeFileSystemError('no');
    await expect(exportSelection(documentOf(), request, signal)).rejects.toMatchObject({
      code: 'no-permission',
      message: 'out.wav cannot be saved: you have no permission to write to \u201cmemfs:\u201d.',
    });
    expect(existsSync(dirname(paths[1]!))).toBe(false);
    await expect(exportSelection(documentOf(editor.target), request, signal)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('shows what takes long, and lets it be cancelled', async () => {
    let stopped = false;
    answer = (_path, wanted) =>
      new Promise((_, reject) => {
        wanted.addEventListener('abort', () => {
          stopped = true;
          reject(new EarshotError('cancelled', 'Saving was cancelled.'));
        });
      });
    const saving = exportSelection(documentOf(), request, signal);
    await vi.waitFor(() => expect(editor.progress).toEqual(['Saving take.wav']), 3000);
    editor.cancel();
    expect(await saving).toEqual({ saved: null });
    expect(stopped).toBe(true);
    expect(editor.messages).toEqual([]);
  });

  it('fails as the server does, and for a file that has changed', async () => {
    answer = () => Promise.reject(new EarshotError('too-large', 'There is no space left on the disk.'));
    await expect(exportSelection(documentOf(), request, signal)).rejects.toMatchObject({ code: 'too-large' });
    await expect(exportSelection(documentOf(undefined, 'r2'), request, signal)).rejects.toMatchObject({
      code: 'changed',
    });
    expect(editor.messages).toEqual([]);
    expect(editor.dialogs).toHaveLength(1);
  });
});
