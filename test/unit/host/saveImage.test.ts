import { beforeEach, expect, it, vi } from 'vitest';

interface Asked {
  defaultUri: FakeUri;
  filters: Record<string, string[]>;
}

class FakeUri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    [this.scheme, this.path] = [scheme, path];
  }

  static joinPath({ scheme, path }: FakeUri, ...parts: string[]): FakeUri {
    return new FakeUri(scheme, new URL(parts.join('/'), `file://${path}/`).pathname);
  }
}

class FakeFileSystemError extends Error {
  code = 'NoPermissions';
}

const host = vi.hoisted(() => ({
  asked: [] as unknown[],
  target: null as object | null,
  written: [] as [unknown, Uint8Array][],
  fails: undefined as Error | undefined,
  said: [] as string[][],
  answer: undefined as string | undefined,
  ran: [] as unknown[][],
  remoteName: undefined as string | undefined,
  inWorkspace: false,
}));
vi.mock('vscode', () => ({
  Uri: FakeUri,
  FileSystemError: FakeFileSystemError,
  env: {
    get remoteName() {
      return host.remoteName;
    },
  },
  commands: { executeCommand: (...all: unknown[]) => host.ran.push(all) },
  window: {
    showSaveDialog: (options: unknown) => {
      host.asked.push(options);
      return Promise.resolve(host.target);
    },
    showInformationMessage: (...all: string[]) => {
      host.said.push(all);
      return Promise.resolve(host.answer);
    },
  },
  workspace: {
    workspaceFolders: [{ uri: new FakeUri('file', '/work') }],
    getWorkspaceFolder: () => (host.inWorkspace ? {} : undefined),
    fs: {
      isWritableFileSystem: (scheme: string) => scheme !== 'git',
      writeFile: (uri: unknown, bytes: Uint8Array) => {
        if (host.fails) return Promise.reject(host.fails);
        host.written.push([uri, bytes]);
        return Promise.resolve();
      },
    },
  },
}));
const { saveImage } = await import('../../../src/host/saveImage.ts');

const image = { name: 'take 0-01.000-0-02.000.png', kind: 'png', bytes: new Uint8Array([1, 2]) } as const;
const audio = new FakeUri('file', '/music/take.wav') as never;
const target = new FakeUri('file', '/music/other.png');
beforeEach(() => {
  Object.assign(host, { asked: [], written: [], said: [], ran: [], target, fails: undefined, answer: undefined });
  Object.assign(host, { remoteName: undefined, inWorkspace: false });
});

it('asks beside the audio, writes where it is told and says so', async () => {
  expect(await saveImage(audio, image)).toEqual({ saved: 'other.png' });
  const [{ defaultUri, filters }] = host.asked as [Asked];
  expect(decodeURI(defaultUri.path)).toBe('/music/take 0-01.000-0-02.000.png');
  expect(Object.values(filters)).toEqual([['png']]);
  expect(host.written).toEqual([[target, image.bytes]]);
  expect(host.said).toEqual([['Exported other.png', 'Open', 'Reveal']]);
});

it('asks in the workspace where the audio is in a commit', async () => {
  await saveImage(new FakeUri('git', '/music/take.wav') as never, image);
  const [{ defaultUri }] = host.asked as [Asked];
  expect([defaultUri.scheme, defaultUri.path.slice(0, 6)]).toEqual(['file', '/work/']);
});

it('writes nothing where the user thinks better of it, and says why a file could not be written', async () => {
  host.target = null;
  expect(await saveImage(audio, image)).toEqual({ saved: null });
  expect([host.written, host.said]).toEqual([[], []]);
  host.target = target;
  host.fails = new FakeFileSystemError('read-only');
  await expect(saveImage(audio, image)).rejects.toMatchObject({
    code: 'no-permission',
    message: 'other.png could not be written: read-only',
  });
  expect(host.said).toEqual([]);
});

it('opens and reveals: on the own machine in its file manager, else in the explorer if it is there', async () => {
  host.answer = 'Open';
  await saveImage(audio, image);
  await vi.waitFor(() => expect(host.ran).toEqual([['vscode.open', target]]));
  host.answer = 'Reveal';
  await saveImage(audio, image);
  await vi.waitFor(() => expect(host.ran.at(-1)).toEqual(['revealFileInOS', target]));
  Object.assign(host, { remoteName: 'ssh-remote', inWorkspace: true });
  await saveImage(audio, image);
  await vi.waitFor(() => expect(host.ran.at(-1)).toEqual(['revealInExplorer', target]));
  host.inWorkspace = false;
  await saveImage(audio, image);
  expect(host.said.at(-1)).toEqual(['Exported other.png', 'Open']);
});
