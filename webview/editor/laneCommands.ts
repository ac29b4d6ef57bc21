import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import { laneSets, type Store } from '../store.ts';
import { type LaneSet, MIN_LANE_HEIGHT } from '../ui/lanes.ts';
import { setAmplitudeZoom, toggleDecibels, toggleNormalised, zoomAmplitude } from './amplitude.ts';

type Own = Extract<
  EditorCommand,
  | 'amplitudeIn'
  | 'amplitudeOut'
  | 'amplitudeReset'
  | 'toggleNormalised'
  | 'toggleDecibels'
  | 'toggleCurve'
  | 'lanesNext'
  | 'soloLane'
  | 'lanesHigher'
  | 'lanesLower'
>;

interface Parts {
  readonly store: Store;
  readonly lanes: LaneSet;
}

export const AMPLITUDE_STEP = Math.SQRT2;
const HEIGHT_STEP = 1.25;

export function laneCommands({ store, lanes }: Parts): Record<Own, () => void> {
  return {
    amplitudeIn: () => zoomAmplitude(store, AMPLITUDE_STEP),
    amplitudeOut: () => zoomAmplitude(store, 1 / AMPLITUDE_STEP),
    amplitudeReset: () => setAmplitudeZoom(store, 1),
    toggleNormalised: () => toggleNormalised(store),
    toggleDecibels: () => toggleDecibels(store),
    toggleCurve: () => store.curved.set(!store.curved.value),
    lanesNext: () => nextSet(store),
    soloLane: () => toggleSolo(store, lanes.current()),
    lanesHigher: () => scaleLanes(store, lanes, HEIGHT_STEP),
    lanesLower: () => scaleLanes(store, lanes, 1 / HEIGHT_STEP),
  };
}

/** Only this lane, or all again. */
export function toggleSolo(store: Store, key: string | null): void {
  const { solo } = store.lanes.value;
  store.lanes.set({ ...store.lanes.value, solo: solo === null ? key : null });
}

function nextSet(store: Store): void {
  if (store.file.value?.info.channels !== 2) return;
  const at = laneSets.indexOf(store.lanes.value.set);
  store.lanes.set({ ...store.lanes.value, set: laneSets[(at + 1) % laneSets.length]!, solo: null });
}

export function setLaneHeight(store: Store, key: string, height: number): void {
  const heights = { ...store.lanes.value.heights, [key]: Math.max(MIN_LANE_HEIGHT, Math.round(height)) };
  store.lanes.set({ ...store.lanes.value, heights });
}

/** It shares the room with the others again. */
export function resetLaneHeight(store: Store, key: string): void {
  const { [key]: _own, ...heights } = store.lanes.value.heights;
  store.lanes.set({ ...store.lanes.value, heights });
}

/** No lane has a height of its own any more. */
export function shareHeights(store: Store): void {
  store.lanes.set({ ...store.lanes.value, heights: {} });
}

function scaleLanes(store: Store, lanes: LaneSet, factor: number): void {
  // The height of a lane that stands alone is that of the window.
  if (store.lanes.value.solo !== null) return;
  const heights = { ...store.lanes.value.heights };
  for (const [key, height] of Object.entries(lanes.heights())) {
    heights[key] = Math.max(MIN_LANE_HEIGHT, Math.round(height * factor));
  }
  store.lanes.set({ ...store.lanes.value, heights });
}
