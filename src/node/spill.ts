import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PcmEncoding } from '../core/dsp/pcm.ts';
import { bytesPerSample } from '../core/dsp/pcm.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { type AudioSource, readPcm } from './audioSource.ts';

const PREFIX = 'earshot-pcm-';
export const SPILL_LIMIT_BYTES = 16 * 2 ** 30;
/** Left free on the disk that temporary files live on. */
const KEEP_FREE_BYTES = 2 ** 30;

/** The temporary folder of this process for decoded PCM. Its files have no name once open, where the system allows. */
export class SpillFolder {
  #folder: Promise<string> | undefined;
  #path: string | undefined;
  #next = 1;

  /** Removes what crashed processes left behind. */
  async removeStale(): Promise<void> {
    for (const entry of await readdir(tmpdir()).catch(() => [])) {
      const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(entry)?.[1]);
      if (pid && pid !== process.pid && !isAlive(pid)) {
        await rm(join(tmpdir(), entry), { recursive: true, force: true }).catch(() => undefined);
      }
    }
  }

  async create(): Promise<FileHandle> {
    this.#folder ??= mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
    this.#path = await this.#folder;
    const path = join(this.#path, `${this.#next++}.pcm`);
    const handle = await open(path, 'wx+', 0o600);
    // Windows keeps the name until the folder goes.
    if (process.platform !== 'win32') await rm(path, { force: true });
    return handle;
  }

  /** How much one file may take: the fixed limit, or what the disk has to spare. */
  async limit(wanted: number): Promise<number> {
    const stat = await statfs(tmpdir()).catch(() => undefined);
    return stat ? Math.max(0, Math.min(wanted, stat.bavail * stat.bsize - KEEP_FREE_BYTES)) : wanted;
  }

  removeNow(): void {
    if (this.#path) rmSync(this.#path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface SpillShape {
  encoding: PcmEncoding;
  channels: number;
}

/** Decoded PCM that a scanning thread is writing, in order. Reads wait until the scan has come far enough. */
export class SpillSource implements AudioSource {
  readonly #file: FileHandle;
  readonly #shape: SpillShape;
  #written = 0;
  #ended = false;
  #waiting = new Set<{ until: number; wake: () => void }>();

  constructor(file: FileHandle, shape: SpillShape) {
    this.#file = file;
    this.#shape = shape;
  }

  get fd(): number {
    return this.#file.fd;
  }

  get frameBytes(): number {
    return bytesPerSample[this.#shape.encoding] * this.#shape.channels;
  }

  /** Frames before `written` are in the file; ended: no more will come. */
  advance(written: number, ended: boolean): void {
    this.#written = written;
    this.#ended = ended;
    for (const waiter of [...this.#waiting]) if (ended || written >= waiter.until) waiter.wake();
  }

  async read(
    startFrame: number,
    frames: number,
    signal?: AbortSignalLike,
  ): Promise<{ frames: number; data: Float32Array<ArrayBuffer> }> {
    await this.#reached(startFrame + frames, signal);
    const there = Math.min(frames, this.#written - startFrame);
    return readPcm(
      { read: (offset, length) => this.#readBytes(offset, length) },
      { ...this.#shape, dataOffset: 0 },
      startFrame,
      there,
    );
  }

  async close(): Promise<void> {
    this.advance(0, true);
    await this.#file.close();
  }

  async #readBytes(offset: number, length: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#file.read(new Uint8Array(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  #reached(until: number, signal?: AbortSignalLike): Promise<void> {
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
