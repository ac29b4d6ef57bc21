import { type PcmEncoding } from '../core/dsp/pcm.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { type AudioSource, type Samples, readPcm } from './audioSource.ts';
import type { SpillFile } from './spillFile.ts';

/** Decoded PCM that a scanning thread is writing, in order. Reads wait until the scan has come far enough. */
export class SpillSource implements AudioSource {
  readonly #file: SpillFile;
  readonly #shape: { encoding: PcmEncoding; channels: number };
  #written = 0;
  #ended = false;
  #waiting = new Set<{ until: number; wake: () => void }>();

  constructor(file: SpillFile, shape: { encoding: PcmEncoding; channels: number }) {
    this.#file = file;
    this.#shape = shape;
  }

  get fd(): number {
    return this.#file.handle.fd;
  }

  /** Frames before `written` are in the file; ended: no more will come. */
  advance(written: number, ended: boolean): void {
    this.#written = written;
    this.#ended = ended;
    for (const waiter of [...this.#waiting]) if (ended || written >= waiter.until) waiter.wake();
  }

  async read(startFrame: number, frames: number, signal?: AbortSignalLike): Promise<Samples> {
    await this.reached(startFrame + frames, signal);
    const there = Math.min(frames, this.#written - startFrame);
    return readPcm(
      { read: (offset, length) => this.#readBytes(offset, length) },
      { ...this.#shape, dataOffset: 0 },
      startFrame,
      there,
    );
  }

  /** Whole: the cache may keep it for the next opening. */
  keep(): Promise<void> {
    return this.#file.keep();
  }

  async close(): Promise<void> {
    this.advance(0, true);
    await this.#file.close();
  }

  async #readBytes(offset: number, length: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#file.handle.read(new Uint8Array(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Resolves when frames before `until` are in the file, or no more will come. */
  reached(until: number, signal?: AbortSignalLike): Promise<void> {
    if (this.#ended || this.#written >= until) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => (): void => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', cancel);
        then();
      };
      const cancel = settle(() => reject(new EarshotError('cancelled', 'The read was cancelled.')));
      const waiter = { until, wake: settle(resolve) };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
    });
  }
}
