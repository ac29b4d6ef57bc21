import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { ActionParts } from './actions.ts';
import { peakPlace, places as placesOf, stepFrom } from './findingPlaces.ts';

type MeasureCommand = Extract<
  EditorCommand,
  'nextFinding' | 'previousFinding' | 'goToPeak' | 'toggleLoudness' | 'copyReport' | 'exportReport'
>;

/** While it plays, the finding that was reached is the current one for so long, seconds. */
const REACH_SECONDS = 1;

export function measureCommands({ store, places, reports }: ActionParts): Record<MeasureCommand, () => void> {
  const nothing = (text: string): void => store.problem.set({ severity: 'info', text });
  const step = (direction: 1 | -1) => (): void => {
    const { measures, place, position, file } = store;
    const reach = (file.value?.info.sampleRate ?? 0) * REACH_SECONDS;
    const from = { place: place.value, frame: position.value, reach };
    const found = stepFrom(placesOf(measures.value), from, direction);
    if (found) return places.goTo(found.place, `${found.number} of ${found.of}`);
    const soFar = measures.value?.final === true ? '' : ' so far';
    if (file.value) nothing(`There is no finding with a place in this file${soFar}.`);
  };
  return {
    nextFinding: step(1),
    previousFinding: step(-1),
    goToPeak: () => {
      const place = peakPlace(store.selectionMeasures.value ?? store.measures.value);
      if (place) places.goTo(place);
      else if (store.file.value) nothing('There is no true peak: nothing but silence was measured.');
    },
    toggleLoudness: () => store.loudness.set(!store.loudness.value),
    copyReport: () => void reports.make('clipboard'),
    exportReport: () => void reports.make('file'),
  };
}
