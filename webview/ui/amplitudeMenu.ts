import {
  decibelRanges,
  setAmplitudeZoom,
  showDecibels,
  showLinear,
  toggleNormalised,
  zoomAmplitude,
} from '../editor/amplitude.ts';
import { AMPLITUDE_STEP, shareHeights, toggleSolo } from '../editor/laneCommands.ts';
import { laneSets, type LaneSetName, type Store } from '../store.ts';
import { type MenuItem, openMenu } from './popupMenu.ts';

const setWords: Readonly<Record<LaneSetName, string>> = {
  channels: 'Lanes: channels',
  midSide: 'Lanes: mid and side',
  sumDifference: 'Lanes: sum and difference',
  all: 'Lanes: channels, mid and side',
};

/** All that can be done to the level scale of the lanes, and to which lanes there are. */
export function openAmplitudeMenu(store: Store, key: string, x: number, y: number): void {
  openMenu('Level scale', [...scaleItems(store), ...lookItems(store), ...laneItems(store, key)], x, y);
}

function scaleItems(store: Store): MenuItem[] {
  const { kind, rangeDb } = store.amplitude.value;
  return [
    { words: 'Linear', checked: kind === 'linear', run: () => showLinear(store) },
    ...decibelRanges.map((range) => ({
      words: `Decibels, ${range} dB down to the middle`,
      checked: kind === 'db' && rangeDb === range,
      run: () => showDecibels(store, range),
    })),
    { words: 'Zoom in', run: () => zoomAmplitude(store, AMPLITUDE_STEP) },
    { words: 'Zoom out', run: () => zoomAmplitude(store, 1 / AMPLITUDE_STEP) },
    { words: 'Reset zoom', run: () => setAmplitudeZoom(store, 1) },
  ];
}

function lookItems(store: Store): MenuItem[] {
  const { normalised, curved } = store;
  return [
    { words: 'Normalised to the loudest peak', on: normalised.value, run: () => toggleNormalised(store) },
    { words: 'Curve between samples', on: curved.value, run: () => curved.set(!curved.value) },
  ];
}

function laneItems(store: Store, key: string): MenuItem[] {
  const { set, solo } = store.lanes.value;
  const stereo = store.file.value?.info.channels === 2;
  const sets = laneSets.map((name) => ({
    words: setWords[name],
    checked: set === name,
    run: () => store.lanes.set({ ...store.lanes.value, set: name, solo: null }),
  }));
  return [
    ...(stereo ? sets : []),
    { words: solo === null ? 'Show only this lane' : 'Show all lanes', run: () => toggleSolo(store, key) },
    { words: 'All lanes equally high', run: () => shareHeights(store) },
  ];
}
