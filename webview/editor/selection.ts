import type { Disposable } from '../../src/core/util/scope.ts';
import type { FrameRange } from '../engine/types.ts';
import type { Box, Store } from '../store.ts';

/** Both edges inside the file and in order; null where nothing lies between them. */
export function rangeBetween(a: number, b: number, totalFrames: number): FrameRange | null {
  const inside = (frame: number): number => Math.min(Math.max(Math.round(frame), 0), totalFrames);
  const [startFrame, endFrame] = [inside(Math.min(a, b)), inside(Math.max(a, b))];
  return endFrame > startFrame ? { startFrame, endFrame } : null;
}

/** The span between the markers around a frame; the ends of the file count as markers. */
export function spanAround(frame: number, markers: readonly number[], totalFrames: number): FrameRange | null {
  let [startFrame, endFrame] = [0, totalFrames];
  for (const marker of markers) {
    if (marker <= frame && marker > startFrame) startFrame = marker;
    if (marker > frame && marker < endFrame) endFrame = marker;
  }
  return rangeBetween(startFrame, endFrame, totalFrames);
}

/** The one selection of the page: whole frames, inside the file. */
export class Selection {
  #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** box: what frequencies of it; null for all. Not said: those it has, if it is the same range, else all. */
  between(a: number, b: number, box?: Box | null): void {
    this.#set(rangeBetween(a, b, this.#store.totalFrames.value), box);
  }

  /** The edge nearer to the frame goes there; without a selection it reaches from the playhead. */
  extendTo(frame: number): void {
    this.between(this.farEdge(frame), frame, this.#store.box.value);
  }

  /** What stays where it is while the selection is extended to a frame. */
  farEdge(frame: number): number {
    const range = this.#store.selection.value;
    if (!range) return this.#store.position.value;
    return frame - range.startFrame < range.endFrame - frame ? range.endFrame : range.startFrame;
  }

  all(): void {
    this.between(0, this.#store.totalFrames.value);
  }

  none(): void {
    this.#set(null);
  }

  /** Between the markers around it; all where the file has none. */
  around(frame: number): void {
    const markers = this.#store.details.value?.details?.markers ?? [];
    const frames = markers.flatMap((marker) => [marker.frame, ...(marker.endFrame === null ? [] : [marker.endFrame])]);
    this.#set(spanAround(frame, frames, this.#store.totalFrames.value));
  }

  /** From here to where it ended, else to the end of the file. */
  startHere(): void {
    const { position, selection, totalFrames } = this.#store;
    const end = selection.value?.endFrame ?? totalFrames.value;
    this.between(position.value, end > position.value ? end : totalFrames.value, this.#store.box.value);
  }

  endHere(): void {
    const { position, selection } = this.#store;
    const start = selection.value?.startFrame ?? 0;
    this.between(start < position.value ? start : 0, position.value, this.#store.box.value);
  }

  /** A file that has become shorter cuts it; one whose length is only being found does not. */
  keepInside(): Disposable {
    const cut = (): void => {
      const { selection, totalFrames, scan } = this.#store;
      const range = selection.value;
      if (!range || totalFrames.value === 0 || scan.value?.progress.state === 'scanning') return;
      if (range.endFrame > totalFrames.value) this.between(range.startFrame, totalFrames.value, this.#store.box.value);
    };
    const watched = [this.#store.totalFrames, this.#store.scan].map((signal) => signal.on(cut));
    return { dispose: () => watched.forEach((each) => each.dispose()) };
  }

  #set(range: FrameRange | null, box?: Box | null): void {
    const before = this.#store.selection.value;
    const same = before?.startFrame === range?.startFrame && before?.endFrame === range?.endFrame;
    if (!same) this.#store.selection.set(range);
    if (!same || box !== undefined) this.#store.box.set((range && box) ?? null);
  }
}
