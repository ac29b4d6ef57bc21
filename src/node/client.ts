import type { PcmResult, PeaksResult, RawLayout } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { serverApi } from '../core/protocol/serverApi.ts';
import type { HeaderResult, WalkedFile, WalkRequest, WalkResult } from '../core/protocol/walk.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { Emitter } from '../core/util/emitter.ts';
import type { Disposable } from '../core/util/scope.ts';
import type * as v from 'valibot';
import { type ClientProgress, ServerProcess } from './serverProcess.ts';

export type { ClientProgress };

type Requests = typeof serverApi.requests;
type Params<K extends keyof Requests> = v.InferOutput<Requests[K]['params']>;
type Result<K extends keyof Requests> = v.InferOutput<Requests[K]['result']>;

export interface AudioServerClientOptions {
  /** The bundled entry of the server process. */
  serverPath: string;
  log: (line: string) => void;
  /** The process ends after so long without an open file. */
  idleMs?: number;
  /** Where results are kept; the user's cache folder if absent. */
  cacheFolder?: string;
  cacheLimitBytes?: number | undefined;
  /** Scans at a time; two if absent. */
  scanThreads?: number;
  /** Waits before the first, second … start after a loss, until a process has stayed healthy for a while. */
  backOffMs?: readonly number[];
}

export interface OpenOptions {
  /** What the user says about a file that does not say it itself. */
  layout?: RawLayout | undefined;
  signal?: AbortSignalLike | undefined;
}

const BACK_OFF_MS = [0, 250, 1000, 4000];
const HEALTHY_MS = 30_000;
const IDLE_MS = 60_000;
/** Handles of one process start here times its generation, so that none is ever taken for another's. */
const GENERATION = 2 ** 32;

/**
 * The audio server as its users see it: one process, forked when it is first needed, forked again after a crash, ended
 * when it has nothing to do. A crash rejects all that was under way with 'server-lost', fires onLost and forgets all
 * handles: whoever still wants a file opens it again.
 */
export class AudioServerClient implements Disposable {
  readonly onProgress = new Emitter<ClientProgress>();
  readonly onLost = new Emitter<{ reason: string }>();
  readonly #options: AudioServerClientOptions;
  #server: ServerProcess | undefined;
  #starting: Promise<ServerProcess> | undefined;
  #generation = 0;
  #losses = 0;
  #open = new Set<number>();
  readonly #walks = new Map<number, (files: WalkedFile[]) => void>();
  #nextWalk = 1;
  #busy = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #healthTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: AudioServerClientOptions) {
    this.#options = options;
  }

  /** Of the running process, if there is one. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  async open(path: string, name: string, { layout, signal }: OpenOptions = {}): Promise<Result<'open'>> {
    if (signal?.aborted) throw cancelled('open');
    const server = await this.#start();
    // Not cancelled at the server: a file it has opened by then would stay open.
    const opening = this.#during(server.request('open', { path, name, layout })).then((result) => {
      this.#open.add(result.handle + server.base);
      return { ...result, handle: result.handle + server.base };
    });
    return raceAbort(opening, signal, ({ handle }) => void this.close(handle).catch(() => undefined));
  }

  async close(handle: number): Promise<void> {
    if (!this.#open.delete(handle) || !this.#server) return;
    await this.#during(this.#server.request('close', { handle: handle - this.#server.base }));
  }

  async peaks(params: Params<'peaks'>, signal?: AbortSignalLike): Promise<PeaksResult> {
    const server = this.#serverOf(params.handle);
    const result = await this.#during(
      server.request('peaks', { ...params, handle: params.handle - server.base }, signal),
    );
    return { ...result, data: exact(result.data) };
  }

  async pcm(params: Params<'pcm'>, signal?: AbortSignalLike): Promise<PcmResult> {
    const server = this.#serverOf(params.handle);
    const result = await this.#during(
      server.request('pcm', { ...params, handle: params.handle - server.base }, signal),
    );
    return { ...result, data: exact(result.data) };
  }

  async details(params: Params<'details'>, signal?: AbortSignalLike): Promise<Result<'details'>> {
    const server = this.#serverOf(params.handle);
    return this.#during(server.request('details', { ...params, handle: params.handle - server.base }, signal));
  }

  async measures(params: Params<'measures'>, signal?: AbortSignalLike): Promise<Result<'measures'>> {
    const server = this.#serverOf(params.handle);
    return this.#during(server.request('measures', { ...params, handle: params.handle - server.base }, signal));
  }

  async loudness(params: Params<'loudness'>, signal?: AbortSignalLike): Promise<Result<'loudness'>> {
    const server = this.#serverOf(params.handle);
    return this.#during(server.request('loudness', { ...params, handle: params.handle - server.base }, signal));
  }

  async levels(params: Params<'levels'>, signal?: AbortSignalLike): Promise<Result<'levels'>> {
    const server = this.#serverOf(params.handle);
    return this.#during(server.request('levels', { ...params, handle: params.handle - server.base }, signal));
  }

  async exportWav(params: Params<'exportWav'>, signal?: AbortSignalLike): Promise<Result<'exportWav'>> {
    const server = this.#serverOf(params.handle);
    return this.#during(server.request('exportWav', { ...params, handle: params.handle - server.base }, signal));
  }

  async spectrogram(params: Params<'spectrogram'>, signal?: AbortSignalLike): Promise<Result<'spectrogram'>> {
    const server = this.#serverOf(params.handle);
    const request = { ...params, handle: params.handle - server.base };
    const result = await this.#during(server.request('spectrogram', request, signal));
    return { ...result, data: exact(result.data) };
  }

  async spectrum(params: Params<'spectrum'>, signal?: AbortSignalLike): Promise<Result<'spectrum'>> {
    const server = this.#serverOf(params.handle);
    const request = { ...params, handle: params.handle - server.base };
    const result = await this.#during(server.request('spectrum', request, signal));
    return { ...result, bins: exact(result.bins) };
  }

  async pitch(params: Params<'pitch'>, signal?: AbortSignalLike): Promise<Result<'pitch'>> {
    const server = this.#serverOf(params.handle);
    const request = { ...params, handle: params.handle - server.base };
    const { hertz, voiced } = await this.#during(server.request('pitch', request, signal));
    return { hertz: exact(hertz), voiced: exact(voiced) };
  }

  async exportMatrix(params: Params<'exportMatrix'>, signal?: AbortSignalLike): Promise<Result<'exportMatrix'>> {
    const server = this.#serverOf(params.handle);
    const request = { ...params, handle: params.handle - server.base };
    return this.#during(server.request('exportMatrix', request, signal));
  }

  async attend(params: Params<'attend'>): Promise<void> {
    const server = this.#serverOf(params.handle);
    await this.#during(server.request('attend', { ...params, handle: params.handle - server.base }));
  }

  /** After a change on disk: has it grown, or must it be opened again? */
  async refresh(handle: number): Promise<Result<'refresh'>> {
    const server = this.#serverOf(handle);
    return this.#during(server.request('refresh', { handle: handle - server.base }));
  }

  /** Lists audio files by name; batches come before the answer. */
  async walk(
    request: WalkRequest,
    onFiles: (files: WalkedFile[]) => void,
    signal?: AbortSignalLike,
  ): Promise<WalkResult> {
    const server = await this.#start();
    const id = this.#nextWalk++;
    this.#walks.set(id, onFiles);
    try {
      return await this.#during(server.request('walk', { id, ...request }, signal));
    } finally {
      this.#walks.delete(id);
    }
  }

  /** What headers say, in the order of the paths. */
  async headers(paths: string[], signal?: AbortSignalLike): Promise<HeaderResult[]> {
    const server = await this.#start();
    return (await this.#during(server.request('headers', { paths }, signal))).headers;
  }

  async usage(): Promise<Result<'usage'>> {
    const server = await this.#start();
    return this.#during(server.request('usage', {}));
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop();
  }

  #serverOf(handle: number): ServerProcess {
    if (this.#server && this.#open.has(handle)) return this.#server;
    throw new EarshotError('server-lost', 'The file is no longer open in the audio server.');
  }

  #start(): Promise<ServerProcess> {
    if (this.#disposed) return Promise.reject(new EarshotError('server-lost', 'The audio server was shut down.'));
    if (this.#server) return Promise.resolve(this.#server);
    this.#starting ??= this.#fork().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async #fork(): Promise<ServerProcess> {
    const { backOffMs = BACK_OFF_MS } = this.#options;
    const wait = backOffMs[Math.min(this.#losses, backOffMs.length - 1)] ?? 0;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#disposed) throw new EarshotError('server-lost', 'The audio server was shut down.');
    const { serverPath, cacheFolder = '', cacheLimitBytes = 0, scanThreads = 0 } = this.#options;
    const server = new ServerProcess(serverPath, ++this.#generation * GENERATION, {
      args: [cacheFolder, String(cacheLimitBytes), String(scanThreads)],
      log: this.#options.log,
      onProgress: ({ handle, scan, error }) => {
        this.onProgress.emit({ handle: handle + server.base, scan, ...(error && { error }) });
      },
      onWalked: (id, files) => this.#walks.get(id)?.(files),
      onLost: (reason) => this.#lost(server, reason),
    });
    this.#server = server;
    this.#healthTimer = setTimeout(() => (this.#losses = 0), HEALTHY_MS);
    this.#healthTimer.unref();
    this.#rest();
    return server;
  }

  #lost(server: ServerProcess, reason: string): void {
    if (this.#server !== server) return;
    this.#forget();
    this.#losses++;
    this.onLost.emit({ reason });
  }

  #stop(): void {
    this.#server?.end();
    this.#forget();
  }

  #forget(): void {
    this.#server = undefined;
    this.#open.clear();
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#healthTimer);
  }

  /** Counts what is under way, and lets the idle clock run when nothing is. */
  async #during<T>(request: Promise<T>): Promise<T> {
    clearTimeout(this.#idleTimer);
    this.#busy++;
    try {
      return await request;
    } finally {
      this.#busy--;
      // After whoever awaits this has had its turn: open() has not noted its handle yet.
      setImmediate(() => this.#rest());
    }
  }

  #rest(): void {
    clearTimeout(this.#idleTimer);
    if (!this.#server || this.#busy > 0 || this.#open.size > 0) return;
    this.#idleTimer = setTimeout(() => this.#stop(), this.#options.idleMs ?? IDLE_MS);
    this.#idleTimer.unref();
  }
}

const cancelled = (what: string): EarshotError => new EarshotError('cancelled', `${what} was cancelled.`);

/** A view onto a whole message would ship all of it when it is passed on. */
function exact<T extends Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(data: T): T {
  return data.byteLength === data.buffer.byteLength ? data : (data.slice() as T);
}

/** Rejects as soon as the signal says so; what arrives afterwards goes to `late`. */
function raceAbort<T>(work: Promise<T>, signal: AbortSignalLike | undefined, late: (value: T) => void): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(cancelled('open'));
      work.then(late, () => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject);
    if (signal.aborted) abort();
  });
}
