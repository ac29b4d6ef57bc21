import { FileTiles } from '../core/picture/lane/fileTiles.ts';
import type { Tracks } from '../core/picture/lane/laneSource.ts';
import { PeakCache } from '../core/picture/lane/peakCache.ts';
import type { PictureSource } from '../core/picture/page/source.ts';
import type { AudioInfo, ScanProgress } from '../core/protocol/audio.ts';
import type { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { Emitter } from '../core/util/emitter.ts';
import type { Disposable } from '../core/util/scope.ts';
import type { AudioServerClient } from './client.ts';

const later = (run: () => void, ms: number): Disposable => {
  const timer = setTimeout(run, ms);
  return { dispose: () => clearTimeout(timer) };
};

/**
 * What a picture of an open file is made of, asked for as the page does. A page waits for a server that comes back; here
 * whoever opened the file decides, so that the first failure ends the work.
 */
export class ServerPictures implements Disposable {
  readonly source: PictureSource;
  readonly #tiles: FileTiles;
  readonly #abort = new AbortController();
  readonly #changed = new Emitter<void>();
  readonly #user: AbortSignalLike | undefined;
  readonly #stop = (): void => {
    this.#abort.abort();
    this.#changed.emit();
  };
  #failure: EarshotError | null = null;

  /** signal: the user's own end of the work. */
  constructor(
    client: AudioServerClient,
    handle: number,
    { channels }: AudioInfo,
    scan: ScanProgress,
    signal?: AbortSignalLike,
  ) {
    this.#user = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
    if (signal?.aborted) this.#stop();
    const fail = (error: EarshotError): void => this.#fail(error);
    const open = (tracks: Tracks): PeakCache => {
      const asked = tracks === 'channels' ? {} : { tracks };
      const cache = new PeakCache(
        {
          channels,
          peaks: (level, start, count, signal) => client.peaks({ handle, level, start, count, ...asked }, signal),
          pcm: async (startFrame, frames, signal) => {
            const answer = await client.pcm({ handle, startFrame, frames }, signal);
            return { count: answer.frames, data: answer.data };
          },
        },
        { later, onError: fail },
      );
      cache.changed.on(() => this.#changed.emit());
      return cache;
    };
    this.#tiles = new FileTiles(channels, open);
    this.#tiles.setScan(scan);
    this.source = {
      tiles: () => this.#tiles,
      changed: this.#changed,
      later,
      now: () => performance.now(),
      scan: () => scan,
      spectrogram: (request, signal) =>
        client.spectrogram({ handle, ...request }, signal).catch((error: EarshotError) => {
          if (!signal.aborted) fail(error);
          throw error;
        }),
    };
  }

  /** Ends the work when it fails here. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The work's own end, or why it could not go on. */
  async guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  dispose(): void {
    this.#user?.removeEventListener('abort', this.#stop);
    this.#tiles.dispose();
  }

  #fail(error: EarshotError): void {
    this.#failure ??= error;
    this.#stop();
  }
}
