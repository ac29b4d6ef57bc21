import type { AudioInfo, RawLayout, ScanProgress } from '../../../src/core/protocol/audio.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { Emitter } from '../../../src/core/util/emitter.ts';
import type { ClientProgress } from '../../../src/node/client.ts';

export const info: AudioInfo = {
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

export const scanOf = (state: ScanProgress['state'], scannedFrames: number): ScanProgress => ({
  state,
  scannedFrames,
  totalFrames: 100,
  warnings: [],
});

/** What a document needs of AudioServerClient, with a log of what was asked. */
export class FakeServer {
  readonly onProgress = new Emitter<ClientProgress>();
  readonly onLost = new Emitter<{ reason: string }>();
  readonly closed: number[] = [];
  readonly names: string[] = [];
  readonly layouts: (RawLayout | undefined)[] = [];
  readonly attention: string[] = [];
  opens = 0;
  /** What the next openings do after they were asked for. */
  onOpen: (handle: number, name: string) => void = () => undefined;
  info = info;
  refreshed: { state: 'same' | 'grown' | 'changed'; info: AudioInfo } = { state: 'changed', info };
  refreshes = 0;
  /** Files that fail without a layout of this kind. */
  needs: 'raw' | 'rate' | undefined;
  #pending = new Set<(error: EarshotError) => void>();

  async open(_path: string, name: string, { layout }: { layout?: RawLayout | undefined } = {}): Promise<unknown> {
    const handle = ++this.opens;
    this.names.push(name);
    this.layouts.push(layout);
    await this.#losable(Promise.resolve());
    if (this.needs && (this.needs === 'raw' ? !layout?.raw : !layout)) {
      throw new EarshotError('needs-layout', `${name} has no header`);
    }
    this.onOpen(handle, name);
    return { handle, info: this.info, scan: scanOf('scanning', 0) };
  }

  close(handle: number): Promise<void> {
    this.closed.push(handle);
    return Promise.resolve();
  }

  attend({ handle, attention }: { handle: number; attention: string }): Promise<void> {
    this.attention.push(`${handle} ${attention}`);
    return Promise.resolve();
  }

  refresh(): Promise<unknown> {
    this.refreshes++;
    return Promise.resolve(this.refreshed);
  }

  /** Never answered, but by the server's end. */
  pcm(): Promise<never> {
    return this.#losable(new Promise<never>(() => undefined));
  }

  done(handle: number): void {
    this.onProgress.emit({ handle, scan: scanOf('done', 100) });
  }

  /** As the client does: first rejects what is under way, then reports. */
  die(reason = 'signal SIGABRT'): void {
    for (const reject of [...this.#pending]) reject(new EarshotError('server-lost', reason));
    this.onLost.emit({ reason });
  }

  #losable<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      const end = (): unknown => this.#pending.delete(reject);
      work.then(
        (value) => (end(), resolve(value)),
        (error: unknown) => (end(), reject(error as Error)),
      );
    });
  }
}

/** workspaceState. */
export class FakeMemory {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    // As VS Code does: through JSON.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }

  keys(): string[] {
    return [...this.values.keys()];
  }
}

export class FakeUri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  static file(path: string): FakeUri {
    return new FakeUri('file', path);
  }

  static joinPath(uri: FakeUri, ...parts: string[]): FakeUri {
    return new FakeUri(uri.scheme, [uri.path, ...parts].join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export const settled = (ms = 10): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
