import type { BlockHeader, BlockProducer } from '../../src/core/engine/blockQueue.ts';
import { queueShape } from '../../src/core/engine/blockQueue.ts';
import { fadeFrames } from '../../src/core/engine/playbackKernel.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import type { PcmSource } from './types.ts';

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 2000;
/** Reads that may be under way when the position is dragged about; the next start waits for one of them. */
const READS_AT_ONCE = 4;

/**
 * Reads one file ahead of the audio thread until the queue is full: main thread, one read at a time but for the
 * first two, no timer of its own but the one between two tries while the server is away. start() abandons what was under way before.
 */
export class Feeder implements Disposable {
  /** Why reading stopped short of the end of the file; what was read before is still played. */
  failure: ErrorInfo | null = null;
  #source: PcmSource;
  #producer: BlockProducer | null = null;
  #maxBlockFrames: number;
  /** The run under way; an older one that wakes up finds itself replaced and ends. */
  #run = 0;
  #active = true;
  #reading = 0;
  #wake: () => void = () => undefined;

  constructor(source: PcmSource) {
    this.#source = source;
    this.#maxBlockFrames = queueShape(source.channels, source.sampleRate).maxBlockFrames;
  }

  /** Blocks go here; the first read need not wait for it. */
  attach(producer: BlockProducer): void {
    this.#producer = producer;
    this.#wake();
  }

  /** Feeds from one fade ahead of the frame, so that the start can swell in. */
  start(epoch: number, frame: number): void {
    this.#active = true;
    this.failure = null;
    this.#wake();
    void this.#feed(++this.#run, epoch, frame);
  }

  stop(): void {
    this.#run++;
    this.#wake();
  }

  /** While nothing plays, a lost server is not asked again. */
  setActive(active: boolean): void {
    this.#active = active;
    this.#wake();
  }

  /** There may be room in the queue. */
  pump(): void {
    this.#wake();
  }

  dispose(): void {
    this.stop();
  }

  async #feed(run: number, epoch: number, frame: number): Promise<void> {
    let at = Math.max(0, frame - fadeFrames(this.#source.sampleRate));
    // A whole block first: devices with a long buffer take as much as that in one burst. The next is asked for at the same time.
    let size = this.#maxBlockFrames;
    while (run === this.#run && this.#reading >= READS_AT_ONCE) await this.#sleep();
    if (run !== this.#run) return;
    let current = this.#read(at, size);
    let second = at + size < (this.#source.frames() ?? 0) ? this.#read(at + size, this.#maxBlockFrames) : null;
    // If nobody comes for it, its failure is nobody's business.
    second?.catch(() => undefined);
    for (let failures = 0; run === this.#run;) {
      let header: BlockHeader;
      let data = new Float32Array(0) as Float32Array;
      try {
        const block = await current;
        if (run !== this.#run) return;
        header = { epoch, startFrame: at, frames: block.frames, last: block.frames < size };
        data = block.data;
        failures = 0;
      } catch (error) {
        if (run !== this.#run) return;
        const info = toErrorInfo(error);
        if (info.code === 'server-lost') {
          await this.#backOff(run, Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** failures++));
          if (run !== this.#run) return;
          second = null;
          current = this.#read(at, size);
          continue;
        }
        this.failure = info;
        header = { epoch, startFrame: at, frames: 0, last: true };
      }
      while (run === this.#run && !this.#producer?.write(header, data, header.frames)) await this.#sleep();
      at += header.frames;
      size = this.#maxBlockFrames;
      if (header.last || run !== this.#run) return;
      current = second ?? this.#read(at, size);
      second = null;
    }
  }

  async #read(at: number, size: number): Promise<{ frames: number; data: Float32Array }> {
    this.#reading++;
    try {
      const block = await this.#source.read(at, size);
      checkBlock(block, size, this.#source.channels);
      return block;
    } finally {
      this.#reading--;
      this.#wake();
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async #backOff(run: number, delayMs: number): Promise<void> {
    const end = performance.now() + delayMs;
    while (run === this.#run && (!this.#active || performance.now() < end)) {
      const timer = this.#active ? setTimeout(() => this.#wake(), end - performance.now() + 1) : undefined;
      await this.#sleep();
      clearTimeout(timer);
    }
  }
}

function checkBlock(block: { frames: number; data: Float32Array }, asked: number, channels: number): void {
  if (block.frames <= asked && block.data.length >= block.frames * channels) return;
  throw new EarshotError('protocol', `The audio server sent ${block.frames} frames where ${asked} were asked for.`);
}
