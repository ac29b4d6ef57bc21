import { frequencyAtPart, type FrequencyAxis, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Store } from '../store.ts';

/** A lane's spectrogram on the page, CSS pixels, with what it shows from its lower edge to its upper. */
export interface SpectrumPlace {
  readonly lane: string;
  readonly top: number;
  readonly height: number;
  readonly axis: FrequencyAxis;
}

/** A pointer that is held by the area counts where it is. */
export function laneUnder(area: HTMLElement, event: PointerEvent): HTMLElement | null {
  const held = event.target === area && area.hasPointerCapture(event.pointerId);
  const target = held ? document.elementFromPoint(event.clientX, event.clientY) : event.target;
  return target instanceof Element ? target.closest<HTMLElement>('.lane') : null;
}

/** clientY: null for wherever the lane has its spectrogram; else null where that is not under it. */
export function spectrumUnder(store: Store, lane: Element, clientY: number | null): SpectrumPlace | null {
  if (store.pictures.value.show === 'waveform') return null;
  const canvas = lane.querySelector<HTMLElement>('canvas.spectrogram');
  const key = canvas?.dataset['spectrogram'];
  if (!canvas || key === undefined) return null;
  const { top, height } = canvas.getBoundingClientRect();
  if (height === 0 || (clientY !== null && (clientY < top || clientY >= top + height))) return null;
  return { lane: key, top, height, axis: store.frequencyAxis() };
}

/** Hz at a height of the page; beyond the edges of the picture that of the edge. */
export function frequencyIn({ axis, top, height }: SpectrumPlace, clientY: number): number {
  return frequencyAtPart(axis, Math.min(Math.max(1 - (clientY - top) / height, 0), 1));
}

/** Height on the page, CSS pixels. */
export function yIn({ axis, top, height }: SpectrumPlace, hertz: number): number {
  return top + (1 - partOfFrequency(axis, hertz)) * height;
}
