import { PcmCache, type PlanarView } from './pcmCache.ts';
import { type BlockPlan, piecesOf } from './program.ts';
import type { PcmSource } from './types.ts';

/** What blocks of one file are made of: reads it, knows where the file ends, and puts it in playing order. Main thread. */
export class BlockReads {
  /** What has been read lately. */
  readonly cache: PcmCache;
  #source: PcmSource;
  /** Length as found by reading beyond it, while the source said that it was #saidLength; what it says may be a guess. */
  #foundLength = Infinity;
  #saidLength: number | null = null;
  #scratch = new Float32Array(0);

  /** onDelivery: told how long each answer took, ms. */
  constructor(source: PcmSource, onDelivery: (ms: number) => void) {
    this.#source = source;
    this.cache = new PcmCache(source);
    this.cache.onDelivery = onDelivery;
  }

  /** Length that can be relied on, else Infinity: forwards reading shows the end, backwards somebody has to say it. */
  length(step: 1 | -1): number {
    const said = this.#source.frames();
    if (said !== this.#saidLength) this.#foundLength = Infinity;
    return Math.min(step > 0 ? Infinity : (said ?? Infinity), this.#foundLength);
  }

  /** Best knowledge of the length; null for none. */
  end(): number | null {
    const found = this.length(1);
    return found < Infinity ? found : this.#source.frames();
  }

  /** Sees to it that what the block is made of is here; false when the file turned out to be shorter, or it is not wanted. */
  async read(plan: BlockPlan, wanted: () => boolean): Promise<boolean> {
    for (const { startFrame, endFrame } of plan.needs) {
      const end = startFrame + (await this.cache.read(startFrame, endFrame, wanted));
      if (!wanted()) return false;
      if (end >= endFrame) continue;
      this.#foundLength = end;
      this.#saidLength = this.#source.frames();
      return false;
    }
    // One range may have pushed the other out; then it is read again.
    return this.has(plan);
  }

  has({ needs }: BlockPlan): boolean {
    return needs.every(({ startFrame, endFrame }) => {
      return this.cache.covered(startFrame, endFrame - startFrame) === endFrame - startFrame;
    });
  }

  /** It is here, or has been asked for. */
  coming({ needs }: BlockPlan): boolean {
    return needs.every(({ startFrame, endFrame }) => this.cache.coming(startFrame, endFrame));
  }

  /** The block's samples, which are here, in playing order; good until the next call. */
  samples(plan: BlockPlan): PlanarView {
    const { startFrame, frames, step, needs } = plan;
    const [need] = needs;
    const inOnePiece = step > 0 && need?.startFrame === startFrame && need.endFrame === startFrame + frames;
    return (inOnePiece && this.cache.view(startFrame, frames)) || this.#assemble(plan);
  }

  #assemble(plan: BlockPlan): PlanarView {
    const length = plan.frames * this.#source.channels;
    if (this.#scratch.length < length) this.#scratch = new Float32Array(length);
    let done = 0;
    for (const { lowest, frames } of piecesOf(plan)) {
      this.cache.copy(lowest, frames, plan.step, this.#scratch, done, plan.frames);
      done += frames;
    }
    return { data: this.#scratch, stride: plan.frames };
  }
}
