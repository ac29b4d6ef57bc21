import { plainPictures } from '../../src/core/protocol/spectrogram.ts';
import type { Store } from '../store.ts';
import { el, setAttribute } from '../ui/dom.ts';
import type { Lane } from '../ui/lane.ts';
import type { OnDrag } from './laneGestures.ts';

/** Part of a lane that the spectrogram has at least, and at most. */
const LEAST = 0.1;
const MOST = 0.9;
const STEP = 0.02;

/** Between waveform and spectrogram: dragged, or moved by keys, for all lanes alike. It ends with its lane. */
export function wirePictureBorder(lane: Lane, store: Store, onDrag: OnDrag): void {
  const border = el('div', {
    class: 'picture-border',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': `Share of the spectrogram in ${lane.title.words}`,
    'aria-valuemin': String(100 * LEAST),
    'aria-valuemax': String(100 * MOST),
    title: 'Drag: share of the spectrogram, in all lanes. Double click: as it was',
  });
  const set = (share: number): void => {
    // Rounded: a share that cannot be told from another is not remembered anew.
    const within = Math.round(Math.min(Math.max(share, LEAST), MOST) * 1e4) / 1e4;
    store.pictures.set({ ...store.pictures.value, share: within });
    say();
  };
  /** As shown: a low lane gives the smaller of its pictures more than its share. */
  const shown = (): number => lane.spectrogram.canvas.clientHeight / Math.max(1, lane.element.clientHeight);
  const say = (): void => setAttribute(border, 'aria-valuenow', String(Math.round(100 * store.pictures.value.share)));
  /** Of the pointer's way down, what the spectrogram gains. */
  const gain = (): number => (store.pictures.value.spectrogram === 'above' ? 1 : -1);
  const reset = (): void => set(plainPictures.share);
  onDrag(border, () => {
    const before = shown();
    return (down) => set(before + (gain() * down) / Math.max(1, lane.element.clientHeight));
  });
  border.addEventListener('dblclick', (event) => {
    event.stopPropagation();
    reset();
  });
  border.addEventListener('focus', say);
  border.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { share } = store.pictures.value;
    if (event.key === 'ArrowDown') set(share + gain() * STEP);
    else if (event.key === 'ArrowUp') set(share - gain() * STEP);
    else if (event.key === 'Enter') reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  say();
  lane.element.append(el('div', { class: 'spectrum-part' }, border));
}
