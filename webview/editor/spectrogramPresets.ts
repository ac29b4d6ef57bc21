import {
  type Analysis,
  type ColourView,
  type FrequencyView,
  MAX_WINDOW,
  MIN_WINDOW,
  plainAnalysis,
  plainColours,
  plainFrequencies,
  type SpectrogramPreset,
  spectrogramPresets,
} from '../../src/core/protocol/spectrogram.ts';
import type { Store } from '../store.ts';

interface Preset {
  readonly name: string;
  /** What it is good for, for a tooltip. */
  readonly about: string;
  readonly analysis: Analysis;
  /** Of its window where its length in time counts; the nearest power of two at the file's rate. */
  readonly seconds?: number;
  readonly frequencies: FrequencyView;
  readonly colours: Pick<ColourView, 'floor' | 'ceiling' | 'gamma'>;
}

const range = (floor: number, ceiling: number): Preset['colours'] => ({ floor, ceiling, gamma: 1 });

/** What tasks ask for. The palette is the user's. */
export const presets: Readonly<Record<SpectrogramPreset, Preset>> = {
  standard: {
    name: 'Standard',
    about: 'A first look at anything: 2,048 frames, all audible levels',
    analysis: plainAnalysis,
    frequencies: plainFrequencies,
    colours: range(plainColours.floor, plainColours.ceiling),
  },
  // A Gaussian of this length has Praat's effective 5 ms, 260 Hz wide at −3 dB.
  speech: {
    name: 'Speech',
    about: 'Glottal pulses, formants and fricatives up to 8 kHz: wide bands, as Praat shows them',
    analysis: { ...plainAnalysis, window: 'gaussian', overlap: 0.875, padding: 4 },
    seconds: 0.0107,
    frequencies: { scale: 'linear', low: 0, high: 8000 },
    colours: range(-100, -20),
  },
  music: {
    name: 'Music',
    about: 'Notes and onsets at once: longer windows for lower notes, an octave always as high',
    analysis: { ...plainAnalysis, method: 'multiResolution', padding: 2 },
    seconds: 0.0853,
    frequencies: { scale: 'log', low: null, high: null },
    colours: range(-110, -10),
  },
  // 16-bit dither lies at about −131 dBFS a bin here.
  mastering: {
    name: 'Mastering',
    about: 'Noise floors, hum, whistles and the cut-off of lossy codecs: faint beside loud, down to \u2212140 dBFS',
    analysis: { ...plainAnalysis, window: 'blackmanHarris' },
    seconds: 0.1707,
    frequencies: { scale: 'linear', low: null, high: null },
    colours: range(-140, 0),
  },
  ultrasonic: {
    name: 'Ultrasonic',
    about: 'Calls of bats and insects, pulses of machines: windows of 3 ms, linear up to half the sample rate',
    analysis: { ...plainAnalysis },
    seconds: 0.0027,
    frequencies: { scale: 'linear', low: null, high: null },
    colours: range(-110, -10),
  },
};

export function applyPreset(store: Store, preset: SpectrogramPreset): void {
  const { frequencies, colours } = presets[preset];
  store.analysis.set(analysisOf(store, preset));
  store.frequencies.set(frequencies);
  store.colours.set({ ...store.colours.value, ...colours });
}

/** The one that is shown now; null where something has been changed since. */
export function presetOf(store: Store): SpectrogramPreset | null {
  const is = (preset: SpectrogramPreset): boolean =>
    holds(store.analysis.value, analysisOf(store, preset)) &&
    holds(store.frequencies.value, presets[preset].frequencies) &&
    holds(store.colours.value, presets[preset].colours);
  return spectrogramPresets.find(is) ?? null;
}

export function nextPreset(store: Store): void {
  const now = presetOf(store);
  const at = now === null ? -1 : spectrogramPresets.indexOf(now);
  applyPreset(store, spectrogramPresets[(at + 1) % spectrogramPresets.length]!);
}

function analysisOf(store: Store, preset: SpectrogramPreset): Analysis {
  const { analysis, seconds } = presets[preset];
  if (seconds === undefined) return analysis;
  const rate = store.file.value?.info.sampleRate ?? 48_000;
  const size = 2 ** Math.round(Math.log2(seconds * rate));
  return { ...analysis, size: Math.min(Math.max(size, MIN_WINDOW), MAX_WINDOW) };
}

function holds<T extends object>(all: T, part: Partial<T>): boolean {
  return (Object.keys(part) as (keyof T)[]).every((name) => all[name] === part[name]);
}
