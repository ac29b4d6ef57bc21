import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import {
  type Analysis,
  type ColourView,
  frequencyScales,
  lanePictures,
  MAX_WINDOW,
  MIN_WINDOW,
  overlaps,
  paddings,
  paletteNames,
  plainColours,
  type SpectrogramExtras,
  spectrogramMethods,
  windowKinds,
} from '../../src/core/protocol/spectrogram.ts';
import type { Store } from '../store.ts';
import type { ActionParts } from './actions.ts';
import { moveFrequencies, zoomFrequencies } from './frequencies.ts';
import { nextPreset } from './spectrogramPresets.ts';
import { hearBox } from './box.ts';

type Own = Extract<
  EditorCommand,
  | 'picturesNext'
  | 'methodNext'
  | 'windowNext'
  | 'windowPrevious'
  | 'windowLonger'
  | 'windowShorter'
  | 'overlapMore'
  | 'overlapLess'
  | 'paddingNext'
  | 'combineNext'
  | 'frequencyScaleNext'
  | 'frequencyIn'
  | 'frequencyOut'
  | 'frequencyUp'
  | 'frequencyDown'
  | 'frequencyReset'
  | 'paletteNext'
  | 'palettePrevious'
  | 'floorUp'
  | 'floorDown'
  | 'ceilingUp'
  | 'ceilingDown'
  | 'gammaUp'
  | 'gammaDown'
  | 'coloursReset'
  | 'presetNext'
  | 'toggleNoteNames'
  | 'toggleHarmonics'
  | 'toggleAveraged'
  | 'togglePitch'
  | 'hearBox'
>;

/** dB */
const LEVEL_STEP = 5;
const GAMMA_STEP = 1.1;
const FREQUENCY_ZOOM = 1.5;
/** Part of the scale in view. */
const FREQUENCY_STEP = 0.1;

export function spectrogramCommands(parts: ActionParts): Record<Own, () => void> {
  const { store } = parts;
  const analyse = (change: Partial<Analysis>): void => store.analysis.set({ ...store.analysis.value, ...change });
  const size = (factor: number): void =>
    analyse({ size: Math.min(Math.max(store.analysis.value.size * factor, MIN_WINDOW), MAX_WINDOW) });
  const extra = (name: keyof SpectrogramExtras) => (): void =>
    store.extras.set({ ...store.extras.value, [name]: !store.extras.value[name] });
  const { show } = lanePictures.entries;
  return {
    picturesNext: () =>
      store.pictures.set({ ...store.pictures.value, show: after(show.options, store.pictures.value.show) }),
    methodNext: () => analyse({ method: after(spectrogramMethods, store.analysis.value.method) }),
    windowNext: () => analyse({ window: after(windowKinds, store.analysis.value.window) }),
    windowPrevious: () => analyse({ window: after(windowKinds, store.analysis.value.window, -1) }),
    windowLonger: () => size(2),
    windowShorter: () => size(0.5),
    overlapMore: () => analyse({ overlap: beside(overlaps, store.analysis.value.overlap, 1) }),
    overlapLess: () => analyse({ overlap: beside(overlaps, store.analysis.value.overlap, -1) }),
    paddingNext: () => analyse({ padding: after(paddings, store.analysis.value.padding) }),
    combineNext: () => analyse({ combine: store.analysis.value.combine === 'max' ? 'mean' : 'max' }),
    frequencyScaleNext: () => {
      const { frequencies } = store;
      frequencies.set({ ...frequencies.value, scale: after(frequencyScales, frequencies.value.scale) });
    },
    frequencyIn: () => zoomFrequencies(store, 1 / FREQUENCY_ZOOM),
    frequencyOut: () => zoomFrequencies(store, FREQUENCY_ZOOM),
    frequencyUp: () => moveFrequencies(store, FREQUENCY_STEP),
    frequencyDown: () => moveFrequencies(store, -FREQUENCY_STEP),
    frequencyReset: () => store.frequencies.set({ ...store.frequencies.value, low: null, high: null }),
    paletteNext: () => colour(store, { palette: after(paletteNames, store.colours.value.palette) }),
    palettePrevious: () => colour(store, { palette: after(paletteNames, store.colours.value.palette, -1) }),
    floorUp: () => colour(store, { floor: store.colours.value.floor + LEVEL_STEP }),
    floorDown: () => colour(store, { floor: store.colours.value.floor - LEVEL_STEP }),
    ceilingUp: () => colour(store, { ceiling: store.colours.value.ceiling + LEVEL_STEP }),
    ceilingDown: () => colour(store, { ceiling: store.colours.value.ceiling - LEVEL_STEP }),
    gammaUp: () => colour(store, { gamma: store.colours.value.gamma * GAMMA_STEP }),
    gammaDown: () => colour(store, { gamma: store.colours.value.gamma / GAMMA_STEP }),
    coloursReset: () => colour(store, { ...plainColours, palette: store.colours.value.palette }),
    presetNext: () => nextPreset(store),
    toggleNoteNames: extra('noteNames'),
    toggleHarmonics: extra('harmonics'),
    toggleAveraged: extra('averaged'),
    togglePitch: extra('pitch'),
    hearBox: () => hearBox(parts),
  };
}

/** Around the end it begins again. */
function after<T>(all: readonly T[], now: T, step = 1): T {
  return all[(all.indexOf(now) + step + all.length) % all.length] ?? now;
}

function beside<T>(all: readonly T[], now: T, step: number): T {
  return all[all.indexOf(now) + step] ?? now;
}

/** dB: so far the ends of the range stay from one another. */
export const LEAST_RANGE = 5;

/** What the range cannot be is not taken: floor and ceiling stay apart and within what levels there are. */
export function colour(store: Store, change: Partial<ColourView>): void {
  const next = { ...store.colours.value, ...change };
  const fits = next.floor >= -200 && next.ceiling <= 60 && next.ceiling - next.floor >= LEAST_RANGE;
  const range = fits ? {} : { floor: store.colours.value.floor, ceiling: store.colours.value.ceiling };
  store.colours.set({ ...next, ...range, gamma: Math.min(Math.max(next.gamma, 0.25), 4) });
}
