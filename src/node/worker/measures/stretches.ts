import { Excerpt } from '../../../core/analysis/excerpt.ts';
import type { MeasureOptions } from '../../../core/analysis/channelMeasures.ts';
import { Measures } from '../../../core/analysis/measures.ts';
import type { ExcerptPlace, Stretch } from '../../measures/measureApi.ts';

/** Frames of a stretch end where a multiple of this does: what is measured is the same however threads share a file. */
export const STRETCH_FRAMES = 1 << 20;

/**
 * Of this thread, the one used last, never read: where a collection finds no object of a class left, the engine throws away
 * the code it has compiled for it, and the next run begins slowly.
 */
const alive: { measures?: Measures; excerpt?: Excerpt } = {};

/** Measures consecutive frames, one stretch after the other. */
export class Stretches {
  readonly #channels: number;
  readonly #options: MeasureOptions;
  readonly #place: ExcerptPlace;
  readonly #done: (stretch: Stretch) => void;
  #at: number;
  #current: { measures: Measures; excerpts: Excerpt[] } | undefined;

  /** at: the first frame that will come. */
  constructor(
    at: number,
    channels: number,
    options: MeasureOptions,
    place: ExcerptPlace,
    done: (stretch: Stretch) => void,
  ) {
    this.#at = at;
    this.#channels = channels;
    this.#options = options;
    this.#place = place;
    this.#done = done;
  }

  add(planes: readonly Float32Array[], from: number, frames: number): void {
    for (let done = 0; done < frames;) {
      const now = Math.min(frames - done, STRETCH_FRAMES - (this.#at % STRETCH_FRAMES));
      const { measures, excerpts } = (this.#current ??= this.#begin());
      measures.add(planes, from + done, now);
      for (const [c, excerpt] of excerpts.entries()) excerpt.add(planes[c]!, from + done, now);
      done += now;
      this.#at += now;
      if (this.#at % STRETCH_FRAMES === 0) this.finish();
    }
  }

  /** Hands over what has begun. */
  finish(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    alive.measures = current.measures;
    alive.excerpt ??= new Excerpt(0, 0, 0);
    this.#done({ measures: current.measures.state, excerpts: current.excerpts.map(({ state }) => state) });
  }

  #begin(): { measures: Measures; excerpts: Excerpt[] } {
    const { at, length } = this.#place;
    return {
      measures: new Measures(this.#channels, this.#options, this.#at),
      excerpts: Array.from({ length: this.#channels }, () => new Excerpt(at, length, this.#at)),
    };
  }
}
