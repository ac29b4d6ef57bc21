import { basename, resolve } from 'node:path';
import type { AudioInfo, RawLayout } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AudioServerClient, ClientProgress } from './client.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { Gate } from './gate.ts';

/** An open file. */
export interface OpenAudioFile {
  handle: number;
  info: AudioInfo;
  /** How the scan has ended. */
  end(): Promise<ClientProgress>;
}

/** The user has had enough. */
export class Interrupted extends Error {}

/**
 * Files of one audio server, several at a time. When the server breaks, each file that it had open is tried once more by
 * itself: the one that breaks it again is the one that is marked.
 */
export class AudioFiles {
  readonly client: AudioServerClient;
  readonly #signal: AbortSignal;
  readonly #opening: ((path: string) => Promise<void>) | undefined;
  readonly #gate = new Gate();
  #losses = 0;
  readonly #ends = new Map<number, ClientProgress>();
  readonly #waiting = new Map<number, { resolve: (end: ClientProgress) => void; reject: (reason: Error) => void }>();

  /** opening: awaited before the server is asked to open a file. */
  constructor(client: AudioServerClient, signal: AbortSignal, opening?: (path: string) => Promise<void>) {
    this.client = client;
    this.#signal = signal;
    this.#opening = opening;
    client.onProgress.on((progress) => {
      if (progress.scan.state === 'scanning') return;
      this.#ends.set(progress.handle, progress);
      this.#waiting.get(progress.handle)?.resolve(progress);
    });
    client.onLost.on(({ reason }) => {
      this.#losses++;
      this.#ends.clear();
      this.#giveUp(new EarshotError('server-lost', reason));
    });
    signal.addEventListener('abort', () => this.#giveUp(new Interrupted()), { once: true });
  }

  /** Opens a file, uses it and closes it. signal: of this use alone; it is heard until the scan has ended. */
  async use<T>(
    path: string,
    layout: RawLayout | undefined,
    work: (file: OpenAudioFile) => Promise<T>,
    signal: AbortSignalLike = this.#signal,
  ): Promise<T> {
    const over = (): boolean => this.#signal.aborted || signal.aborted;
    try {
      return await this.#gate.together(() => this.#once(path, layout, work, signal));
    } catch (error) {
      if (over()) throw new Interrupted();
      if (!isLost(error)) throw error;
    }
    try {
      return await this.#gate.alone(() => this.#once(path, layout, work, signal));
    } catch (error) {
      if (over()) throw new Interrupted();
      if (isLost(error)) throw new EarshotError('server-lost', `${basename(path)} broke the decoder: ${error.message}`);
      throw error;
    }
  }

  async #once<T>(
    path: string,
    layout: RawLayout | undefined,
    work: (file: OpenAudioFile) => Promise<T>,
    signal: AbortSignalLike,
  ): Promise<T> {
    await this.#opening?.(path);
    if (this.#signal.aborted || signal.aborted) throw new Interrupted();
    const { handle, info } = await this.client.open(resolve(path), basename(path), { layout, signal });
    const losses = this.#losses;
    const enough = (): void => this.#waiting.get(handle)?.reject(new Interrupted());
    signal.addEventListener('abort', enough, { once: true });
    try {
      const end = (): Promise<ClientProgress> =>
        signal.aborted ? Promise.reject(new Interrupted()) : this.#end(handle, losses);
      return await work({ handle, info, end });
    } finally {
      signal.removeEventListener('abort', enough);
      await this.client.close(handle).catch(() => undefined);
      this.#ends.delete(handle);
    }
  }

  /** losses: when the file was opened. */
  #end(handle: number, losses: number): Promise<ClientProgress> {
    const end = this.#ends.get(handle);
    if (end) return Promise.resolve(end);
    if (this.#signal.aborted) return Promise.reject(new Interrupted());
    if (losses !== this.#losses) return Promise.reject(new EarshotError('server-lost', 'the audio server is gone'));
    return new Promise<ClientProgress>((resolve, reject) => {
      this.#waiting.set(handle, { resolve, reject });
    }).finally(() => this.#waiting.delete(handle));
  }

  #giveUp(reason: Error): void {
    for (const { reject } of this.#waiting.values()) reject(reason);
  }
}

const isLost = (error: unknown): error is EarshotError => error instanceof EarshotError && error.code === 'server-lost';
