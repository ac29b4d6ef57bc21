import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanProgress } from '../../../src/core/protocol/audio.ts';
import type { DocumentState, Notice } from '../../../src/core/protocol/editorApi.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { DocumentServices } from '../../../src/host/audioDocument.ts';

/** The part of the API that a document of a local file touches. */
const disk = vi.hoisted<{ mtime: number; changed: () => void; deleted: () => void }>(() => ({
  mtime: 1,
  changed: () => undefined,
  deleted: () => undefined,
}));
vi.mock('vscode', () => ({
  Uri: { joinPath: (uri: unknown) => uri },
  RelativePattern: class {},
  workspace: {
    fs: { stat: () => Promise.resolve({ size: 10, mtime: disk.mtime }) },
    createFileSystemWatcher: () => ({
      onDidChange: (listener: () => void) => (disk.changed = listener),
      onDidCreate: () => undefined,
      onDidDelete: (listener: () => void) => (disk.deleted = listener),
      dispose: () => undefined,
    }),
  },
}));
const { AudioDocument } = await import('../../../src/host/audioDocument.ts');

const info = {
  container: 'WAV',
  codec: 'PCM 16-bit',
  sampleRate: 48000,
  channels: 1,
  bitsPerSample: 16,
  frames: 100,
  framesExact: true,
  fileBytes: 244,
  warnings: [],
};
const scanOf = (state: ScanProgress['state'], scannedFrames: number): ScanProgress => ({
  state,
  scannedFrames,
  totalFrames: 100,
  warnings: [],
});

class FakeServer {
  readonly onProgress = new Emitter<{ handle: number; scan: ScanProgress }>();
  readonly onLost = new Emitter<{ reason: string }>();
  readonly closed: number[] = [];
  opens = 0;
  /** What the next openings do after they were asked for. */
  onOpen: (handle: number) => void = () => undefined;

  async open(): Promise<unknown> {
    const handle = ++this.opens;
    await Promise.resolve();
    this.onOpen(handle);
    return { handle, info, scan: scanOf('scanning', 0) };
  }

  close(handle: number): Promise<void> {
    this.closed.push(handle);
    return Promise.resolve();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

let server: FakeServer;
let states: DocumentState[];
let notices: (Notice | null)[];
function openDocument() {
  const uri = { scheme: 'file', path: '/music/a.wav', fsPath: '/music/a.wav', toString: () => 'file:///music/a.wav' };
  const log = { warn: () => undefined };
  const document = new AudioDocument(uri as never, { server, storage: uri, log } as unknown as DocumentServices);
  document.onState.on((state) => states.push(state));
  document.onNotice.on((notice) => notices.push(notice));
  return document;
}

beforeEach(() => {
  disk.mtime = 1;
  server = new FakeServer();
  states = [];
  notices = [];
});

describe('AudioDocument', () => {
  it('knows the end of a scan that came together with the answer to open', async () => {
    server.onOpen = (handle) => server.onProgress.emit({ handle, scan: scanOf('done', 100) });
    const document = openDocument();
    await settled();
    expect(document.state).toMatchObject({ kind: 'ready', scan: { state: 'done', scannedFrames: 100 } });
  });

  it('reopens its file when the server is lost, and says so meanwhile', async () => {
    const document = openDocument();
    await settled();
    server.onProgress.emit({ handle: 1, scan: scanOf('done', 100) });
    server.onLost.emit({ reason: 'signal SIGKILL' });
    expect(document.notice?.text).toContain('SIGKILL');
    await settled();
    expect(server.opens).toBe(2);
    expect(document.state.kind).toBe('ready');
    expect(document.notice).toBeNull();
    document.dispose();
    expect(server.closed).toEqual([1, 2]);
  });

  it('gives a file up that was being scanned both times the server died, until the user retries', async () => {
    const document = openDocument();
    await settled();
    server.onLost.emit({ reason: 'signal SIGABRT' });
    await settled();
    server.onLost.emit({ reason: 'signal SIGABRT' });
    await settled();
    expect(server.opens).toBe(2);
    expect(document.state).toMatchObject({ kind: 'failed', error: { code: 'server-lost' } });
    await document.act('retry');
    expect(document.state.kind).toBe('ready');
  });

  it('opens a changed file under a new revision, and refuses requests for the old one', async () => {
    const document = openDocument();
    await settled();
    const old = document.state.kind === 'ready' ? document.state.revision : '';
    disk.mtime = 2;
    disk.changed();
    await vi.waitFor(() => expect(server.opens).toBe(2));
    await settled();
    expect(document.state).toMatchObject({ kind: 'ready', revision: '10-2' });
    const stale = { revision: old, startFrame: 0, frames: 1 };
    expect(() => document.pcm(stale, { aborted: false } as never)).toThrow(EarshotError);
    expect(server.closed).toEqual([1]);
  });

  it('keeps what it has when the file is deleted', async () => {
    const document = openDocument();
    await settled();
    disk.deleted();
    expect(document.state.kind).toBe('ready');
    expect(notices.at(-1)?.text).toContain('a.wav was deleted');
  });
});
