import { Worker } from 'node:worker_threads';
import type * as v from 'valibot';
import { EarshotError } from '../core/protocol/errors.ts';
import { connect, type Connection } from '../core/protocol/rpc.ts';
import { threadPort } from './ports.ts';
import type { MeasureJob } from './measures/measureApi.ts';
import type { PictureJob } from './spectrogram/pictureApi.ts';
import { type Scanned, threadApi, threadClientApi, type ThreadFile } from './threadApi.ts';

type Requests = typeof threadApi.requests;
type Params<K extends keyof Requests> = v.InferOutput<Requests[K]['params']>;
type Result<K extends keyof Requests> = v.InferOutput<Requests[K]['result']>;
/** Beside the scan. */
export type SideJob = PictureJob | MeasureJob;
export type SideParams<K extends SideJob> = Omit<Params<K>, 'id'>;
export type SideResult<K extends SideJob> = Result<K>;
type SeekIndices = NonNullable<Params<'update'>['indices']>;

/** A file as threads are told of it: what changes counts up, so that each thread is told once. */
export interface SharedFile extends ThreadFile {
  version: number;
  indices: SeekIndices;
}

/** How long a stopped job may take to notice. */
const STOP_MS = 1000;

const stoppedError = (): EarshotError => new EarshotError('cancelled', 'The work was stopped.');

/** One worker thread and the connection to it. One job at a time. */
export class Thread {
  alive = true;
  readonly #worker: Worker;
  readonly #connection: Connection<typeof threadClientApi, typeof threadApi>;
  /** Versions of the files that the thread has been told of. */
  readonly #known = new Map<number, number>();
  #onScanned: ((scanned: Scanned) => void) | undefined;
  #sign: () => void = () => undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #stopTimer: NodeJS.Timeout | undefined;
  #crashed: (cause: string) => void = () => undefined;
  #onExit: () => void = () => undefined;
  /** The file of the running job. */
  #running: number | undefined;
  #forgetAfter = false;
  /** The running job is no longer wanted. */
  #stopped = false;

  constructor(url: URL) {
    // Decoders print what they think of bad data, by the hundred lines; what matters arrives as warnings.
    this.#worker = new Worker(url, { stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#connection = connect(threadPort(this.#worker), {
      local: threadClientApi,
      remote: threadApi,
      handlers: {},
      events: {
        alive: () => this.#sign(),
        scanned: (scanned) => {
          this.#sign();
          this.#onScanned?.(scanned);
        },
      },
    });
    this.#worker.on('error', (error) => this.#lost(error.message));
    this.#worker.on('exit', () => this.#lost('its thread ended'));
  }

  /** Runs a job of the file; rejects only after the thread has let go of it. */
  async run<K extends 'scan' | 'spill' | 'index' | 'read' | SideJob>(
    file: SharedFile,
    job: K,
    params: Omit<Params<K>, 'id'>,
    hungMs: number,
    onScanned?: (scanned: Scanned) => void,
  ): Promise<Result<K>> {
    clearTimeout(this.#idleTimer);
    this.#running = file.id;
    this.#stopped = false;
    const hung = new EarshotError(
      'decoder-hung',
      `${file.name} made the decoder hang; it was stopped after ${Math.round(hungMs / 1000)} seconds.`,
    );
    let watchdog: NodeJS.Timeout | undefined;
    this.#sign = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => void this.end(hung), hungMs);
    };
    this.#onScanned = onScanned;
    this.#crashed = (cause) => {
      const error = new EarshotError('corrupt', `${file.name} cannot be decoded: the decoder broke down (${cause}).`);
      this.#connection.close(error);
    };
    this.#sign();
    try {
      await this.#tell(file);
      // The thread knows of no job yet, and would not have taken the word for this one.
      if (this.#stopped) throw stoppedError();
      return await this.#connection.request(job, { ...params, id: file.id } as Params<K>);
    } finally {
      clearTimeout(watchdog);
      clearTimeout(this.#stopTimer);
      this.#sign = () => undefined;
      this.#onScanned = undefined;
      this.#running = undefined;
      if (this.#forgetAfter && this.alive) this.forget(file.id);
      this.#forgetAfter = false;
    }
  }

  async #tell(file: SharedFile): Promise<void> {
    const { version, indices, id } = file;
    const known = this.#known.get(id);
    if (known === version) return;
    this.#known.set(id, version);
    if (known === undefined) {
      const { path, name, stream, sampleRate, weights, bits, pcm } = file;
      await this.#connection.request('open', { id, path, name, stream, sampleRate, weights, bits, pcm });
    }
    if (known !== undefined || indices.length > 0) {
      await this.#connection.request('update', {
        id,
        indices,
        ...(file.stream.kind === 'pcm' && { stream: file.stream }),
      });
    }
  }

  /** The thread closes the file, after the job that it may be running with it. */
  forget(id: number): void {
    if (this.#running === id) this.#forgetAfter = true;
    else if (this.#known.delete(id)) this.#connection.request('close', { id }).catch(() => undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#connection.request('stop', {}).catch(() => undefined);
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => void this.end(stoppedError()), STOP_MS);
  }

  rest(idleMs: number, onEnd: () => void): void {
    this.#onExit = onEnd;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => void this.end(), idleMs);
  }

  /** Rejects the running job only after the thread is really gone. */
  async end(reason?: EarshotError): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#crashed = () => this.#connection.close(reason);
    await this.#worker.terminate();
  }

  #lost(cause: string): void {
    this.alive = false;
    clearTimeout(this.#idleTimer);
    this.#crashed(cause);
    this.#connection.close();
    this.#onExit();
  }
}
