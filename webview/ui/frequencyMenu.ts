import { showAllFrequencies, zoomFrequencies } from '../editor/frequencies.ts';
import type { Store } from '../store.ts';
import { type MenuItem, openMenu } from './popupMenu.ts';
import { placeChoices, showChoices } from './pictureWords.ts';
import { scaleChoices } from '../../src/core/picture/axes/spectrogramWords.ts';

const ZOOM = 1.5;

/** All that can be done to the frequency scale of the lanes, and to which pictures they show. */
export function openFrequencyMenu(store: Store, x: number, y: number): void {
  openMenu('Frequency scale', [...scaleItems(store), ...rangeItems(store), ...pictureItems(store)], x, y);
}

function scaleItems({ frequencies }: Store): MenuItem[] {
  return scaleChoices.map(({ value, words, about }) => ({
    words: `${words}: ${about}`,
    checked: frequencies.value.scale === value,
    run: () => frequencies.set({ ...frequencies.value, scale: value }),
  }));
}

function rangeItems(store: Store): MenuItem[] {
  const { noteNames } = store.extras.value;
  return [
    { words: 'Zoom in', run: () => zoomFrequencies(store, 1 / ZOOM) },
    { words: 'Zoom out', run: () => zoomFrequencies(store, ZOOM) },
    { words: 'All frequencies', run: () => showAllFrequencies(store) },
    {
      words: 'Note names',
      on: noteNames,
      run: () => store.extras.set({ ...store.extras.value, noteNames: !noteNames }),
    },
  ];
}

function pictureItems({ pictures }: Store): MenuItem[] {
  const { show, spectrogram } = pictures.value;
  const shown = showChoices.map(({ value, words }) => ({
    words,
    checked: show === value,
    run: () => pictures.set({ ...pictures.value, show: value }),
  }));
  if (show !== 'both') return shown;
  const above = placeChoices.find(({ value }) => value !== spectrogram);
  const swap = {
    words: 'Swap waveform and spectrogram',
    run: () => above && pictures.set({ ...pictures.value, spectrogram: above.value }),
  };
  return [...shown, swap];
}
