import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentState, Notice } from '../../../src/core/protocol/editorApi.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { DocumentServices } from '../../../src/host/audioDocument.ts';
import { FakeMemory, FakeServer, FakeUri, info, scanOf, settled } from './fakes.ts';

/** The part of the API that a document touches. */
const disk = vi.hoisted<{ size: number; mtime: number; changed: () => void; deleted: () => void }>(() => ({
  size: 10,
  mtime: 1,
  changed: () => undefined,
  deleted: () => undefined,
}));
const dialog = vi.hoisted<{ rate: number | undefined }>(() => ({ rate: undefined }));
vi.mock('vscode', async () => ({
  Uri: (await import('./fakes.ts')).FakeUri,
  RelativePattern: class {},
  workspace: {
    fs: { stat: () => Promise.resolve({ size: disk.size, mtime: disk.mtime }) },
    createFileSystemWatcher: () => ({
      onDidChange: (listener: () => void) => (disk.changed = listener),
      onDidCreate: () => undefined,
      onDidDelete: (listener: () => void) => (disk.deleted = listener),
      dispose: () => undefined,
    }),
  },
}));
vi.mock('../../../src/host/raw/rawDialog.ts', () => ({
  askRaw: ({ guess }: { guess: { sampleRate: number } }) =>
    Promise.resolve(dialog.rate === undefined ? undefined : { ...guess, sampleRate: dialog.rate }),
}));
const { AudioDocument } = await import('../../../src/host/audioDocument.ts');
const { CrashGuard } = await import('../../../src/host/crashGuard.ts');
const { RawLayouts } = await import('../../../src/host/raw/rawMemory.ts');

let server: FakeServer;
let memory: FakeMemory;
let services: DocumentServices;
let states: DocumentState[];
let notices: (Notice | null)[];

function makeServices(): DocumentServices {
  server = new FakeServer();
  return {
    server,
    crashes: new CrashGuard(server, memory as never),
    layouts: new RawLayouts(memory as never),
    copies: { take: (uri: FakeUri) => Promise.resolve({ path: uri.path, dispose: () => undefined }) },
    log: { warn: () => undefined },
    openLabels: () => ({ dispose: () => undefined }),
  } as unknown as DocumentServices;
}

function openDocument(name = 'a.wav') {
  const document = new AudioDocument(FakeUri.file(`/music/${name}`) as never, services);
  document.shown.onState.on((state) => states.push(state));
  document.shown.onNotice.on((notice) => notices.push(notice));
  return document;
}

/** What needs the real disk takes its time. */
const opened = (document: ReturnType<typeof openDocument>): Promise<void> =>
  vi.waitFor(() => expect(document.shown.state.kind).not.toBe('loading'));

beforeEach(() => {
  Object.assign(disk, { size: 10, mtime: 1 });
  dialog.rate = undefined;
  memory = new FakeMemory();
  services = makeServices();
  states = [];
  notices = [];
});

describe('AudioDocument', () => {
  it('knows the end of a scan that came together with the answer to open', async () => {
    server.onOpen = (handle) => server.done(handle);
    const document = openDocument();
    await settled();
    expect(document.shown.state).toMatchObject({ kind: 'ready', scan: { state: 'done', scannedFrames: 100 } });
  });

  it('tells the server whether anybody sees the file', async () => {
    const document = openDocument();
    document.setVisible(false);
    await settled();
    document.setVisible(true);
    document.toggleScan();
    expect(document.shown.notice).toMatchObject({ action: 'resumeScan' });
    await document.act('resumeScan');
    expect(document.shown.notice).toBeNull();
    expect(server.attention).toEqual(['1 unseen', '1 seen', '1 paused', '1 seen']);
  });

  it('keeps what it has when the file is deleted', async () => {
    const document = openDocument();
    await settled();
    disk.deleted();
    expect(document.shown.state.kind).toBe('ready');
    expect(notices.at(-1)?.text).toContain('a.wav was deleted');
  });
});

describe('AudioDocument, when the server is lost', () => {
  it('reopens a file that had been scanned, and says so meanwhile', async () => {
    const document = openDocument();
    await settled();
    server.done(1);
    server.die('signal SIGKILL');
    expect(document.shown.notice?.text).toContain('SIGKILL');
    await settled();
    expect(server.opens).toBe(2);
    expect(document.shown.state.kind).toBe('ready');
    expect(document.shown.notice).toBeNull();
    document.dispose();
    expect(server.closed).toEqual([1, 2]);
  });

  it('gives a file up after the first time that it was the only one being scanned, until the user retries', async () => {
    const document = openDocument();
    await settled();
    server.die();
    await settled();
    expect(server.opens).toBe(1);
    expect(document.shown.state).toMatchObject({ kind: 'failed', error: { code: 'server-lost' } });
    const [error] = states.flatMap((state) => (state.kind === 'failed' ? [state.error.message] : []));
    expect(error).toBe('a.wav stopped the decoder last time (signal SIGABRT); it is not opened again until you ask.');
    await document.act('retry');
    expect(document.shown.state.kind).toBe('ready');
    server.done(2);
    expect(memory.values.get('earshot.crashed')).toEqual([]);
  });

  it('gives it up when it died of opening it, too', async () => {
    const document = openDocument();
    server.onOpen = () => {
      server.die();
      throw new EarshotError('server-lost', 'lost');
    };
    await settled();
    expect(server.opens).toBe(1);
    expect(document.shown.state).toMatchObject({ kind: 'failed', error: { code: 'server-lost' } });
  });

  it('does not open it after a reload of the window, but does when the file is another one', async () => {
    openDocument();
    await settled();
    server.die();
    await settled();
    services = makeServices();
    const document = openDocument();
    await settled();
    expect(server.opens).toBe(0);
    expect(document.shown.state).toMatchObject({ kind: 'failed', actions: ['retry', 'openAsBinary'] });
    disk.mtime = 2;
    disk.changed();
    await vi.waitFor(() => expect(document.shown.state.kind).toBe('ready'));
    expect(server.opens).toBe(1);
  });

  it('opens several that were being scanned one by one, and gives up the guilty alone', async () => {
    const documents = ['good.wav', 'bad.wav', 'fine.wav'].map((name) => openDocument(name));
    await settled();
    server.onOpen = (handle, name) => {
      if (name === 'bad.wav') {
        server.die();
        throw new EarshotError('server-lost', 'lost');
      }
      setTimeout(() => server.done(handle), 1);
    };
    server.die();
    await vi.waitFor(() =>
      expect(documents.map(({ shown }) => shown.state.kind)).toEqual(['ready', 'failed', 'ready']),
    );
    await settled();
    const tries = server.names.slice(3);
    expect(tries.filter((name) => name === 'bad.wav')).toHaveLength(1);
    expect(documents.map(({ shown }) => shown.notice)).toEqual([null, null, null]);
  });
});

describe('AudioDocument, when the file changes on disk', () => {
  it('opens it under a new revision, and refuses requests for the old one', async () => {
    const document = openDocument();
    await settled();
    const old = document.shown.state.kind === 'ready' ? document.shown.state.revision : '';
    disk.mtime = 2;
    disk.changed();
    await vi.waitFor(() => expect(server.opens).toBe(2));
    await settled();
    expect(document.shown.state).toMatchObject({ kind: 'ready', revision: '10-2' });
    const stale = { revision: old, startFrame: 0, frames: 1 };
    expect(() => document.reads.pcm(stale, { aborted: false } as never)).toThrow(EarshotError);
    expect(server.closed).toEqual([1]);
  });

  it('goes on with a file that has only grown: same revision, more in it', async () => {
    const document = openDocument();
    await settled();
    server.refreshed = { state: 'grown', info: { ...info, frames: 200, fileBytes: 444 } };
    Object.assign(disk, { size: 20, mtime: 2 });
    disk.changed();
    await vi.waitFor(() => expect(server.refreshes).toBe(1));
    await settled();
    expect(server.opens).toBe(1);
    expect(document.shown.state).toMatchObject({
      kind: 'ready',
      revision: '10-1',
      info: { frames: 200, fileBytes: 444 },
    });
  });

  it('waits for the end of the writing before it opens another file, but not before it shows growth', async () => {
    const document = openDocument();
    await settled();
    let mtime = 2;
    const writing = setInterval(() => {
      disk.mtime = mtime++;
      disk.changed();
    }, 100);
    await settled(1500);
    expect(server.refreshes).toBeGreaterThan(0);
    expect(server.opens).toBe(1);
    clearInterval(writing);
    await vi.waitFor(() => expect(server.opens).toBe(2));
    expect(document.shown.state.kind).toBe('ready');
  });

  it('looks by itself while a growing file is seen, and only then', async () => {
    server.info = { ...info, growing: true };
    const document = openDocument();
    await settled();
    server.refreshed = { state: 'grown', info: { ...info, growing: true, frames: 200 } };
    Object.assign(disk, { size: 20, mtime: 2 });
    await vi.waitFor(() => expect(document.shown.state).toMatchObject({ info: { frames: 200 } }), { timeout: 3000 });
    document.setVisible(false);
    const { refreshes } = server;
    Object.assign(disk, { size: 30, mtime: 3 });
    await settled(1500);
    expect(server.refreshes).toBe(refreshes);
    document.dispose();
  });
});

describe('AudioDocument, of a file without a header', () => {
  it('offers to say what it is, and opens it as said', async () => {
    server.needs = 'raw';
    const document = openDocument('take.raw');
    await opened(document);
    expect(document.shown.state).toMatchObject({ kind: 'failed', actions: ['openRaw', 'retry', 'openAsBinary'] });
    await document.act('openRaw');
    expect(server.opens).toBe(1);
    dialog.rate = 8000;
    await document.act('openRaw');
    await opened(document);
    expect(document.shown.state.kind).toBe('ready');
    expect(server.layouts.at(-1)).toMatchObject({ sampleRate: 8000, raw: { encoding: 's16le' } });
    // Another answer is another signal, though nothing has changed on disk.
    const before = document.shown.state.kind === 'ready' ? document.shown.state.revision : '';
    dialog.rate = 16000;
    await document.act('openRaw');
    await opened(document);
    expect(document.shown.state.kind === 'ready' && document.shown.state.revision).not.toBe(before);
  });

  it('reads others of the folder in the same way, but only those that need it', async () => {
    server.needs = 'raw';
    dialog.rate = 8000;
    const one = openDocument('one.raw');
    await opened(one);
    await one.act('openRaw');
    const other = openDocument('two.raw');
    await opened(other);
    expect(other.shown.state.kind).toBe('ready');
    expect(server.layouts.slice(-2)).toEqual([undefined, expect.objectContaining({ sampleRate: 8000 })]);
    server.needs = undefined;
    await opened(openDocument('three.wav'));
    expect(server.layouts.at(-1)).toBeUndefined();
  });

  it('is not concerned by the scans of other files', async () => {
    const document = openDocument();
    await settled();
    server.onProgress.emit({ handle: 99, scan: scanOf('done', 100) });
    expect(document.shown.state).toMatchObject({ scan: { state: 'scanning' } });
  });
});
