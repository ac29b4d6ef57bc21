import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { ActionParts } from './actions.ts';
import { neighbour, peakPlace } from './findingPlaces.ts';

type MeasureCommand = Extract<
  EditorCommand,
  'nextFinding' | 'previousFinding' | 'goToPeak' | 'toggleLoudness' | 'copyReport' | 'exportReport'
>;

export function measureCommands({ store, places, reports }: ActionParts): Record<MeasureCommand, () => void> {
  const step = (direction: 1 | -1) => (): void => {
    const place = neighbour(store.measures.value, store.position.value, direction);
    if (place) places.goTo(place);
  };
  return {
    nextFinding: step(1),
    previousFinding: step(-1),
    goToPeak: () => {
      const place = peakPlace(store.selectionMeasures.value ?? store.measures.value);
      if (place) places.goTo(place);
    },
    toggleLoudness: () => store.loudness.set(!store.loudness.value),
    copyReport: () => void reports.make('clipboard'),
    exportReport: () => void reports.make('file'),
  };
}
