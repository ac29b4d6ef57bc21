import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const hertz = v.pipe(finite, v.minValue(0));
const powerOfTwo = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least),
    v.maxValue(most),
    v.check((value) => Number.isInteger(Math.log2(value))),
  );

export const windowKinds = [
  'hann',
  'hamming',
  'blackmanHarris',
  'kaiser',
  'gaussian',
  'flatTop',
  'rectangular',
] as const;
export type WindowKind = (typeof windowKinds)[number];
export const MIN_WINDOW = 128;
export const MAX_WINDOW = 65536;
export const overlaps = [0, 0.5, 0.75, 0.875, 0.9375] as const;
export const paddings = [1, 2, 4, 8] as const;
export const spectrogramMethods = ['stft', 'reassigned', 'multiResolution'] as const;
export type SpectrogramMethod = (typeof spectrogramMethods)[number];

/** How a spectrum is made of samples: all that its values depend on. */
export const analysis = v.object({
  method: v.picklist(spectrogramMethods),
  window: v.picklist(windowKinds),
  /** Frames of a window, a power of two. */
  size: powerOfTwo(MIN_WINDOW, MAX_WINDOW),
  /** Part of a window that the next one covers too; the hop is size · (1 − overlap). */
  overlap: v.picklist(overlaps),
  /** The transform is so many times as long as the window. */
  padding: v.picklist(paddings),
  /** What a column wider than a hop shows of its windows: the largest power, or the mean. */
  combine: v.picklist(['max', 'mean']),
});
export type Analysis = v.InferOutput<typeof analysis>;

export const frequencyScales = ['linear', 'log', 'mel', 'bark', 'erb'] as const;
export type FrequencyScaleKind = (typeof frequencyScales)[number];

/** Rows of a picture: row r covers positions (r … r+1)/rows of the scale between low and high; row 0 is the lowest. */
export const frequencyRows = v.object({
  scale: v.picklist(frequencyScales),
  low: hertz,
  high: hertz,
  rows: v.pipe(count, v.minValue(1), v.maxValue(4096)),
});
export type FrequencyRows = v.InferOutput<typeof frequencyRows>;

const tracks = v.picklist(['channels', 'midSide']);
const whose = {
  /** The file's channels, or mid (L+R)/2 and side (L−R)/2 of a file of two. */
  tracks,
  /** Which of them. */
  channels: v.pipe(v.array(count), v.minLength(1), v.maxLength(16)),
};

export const TILE_COLUMNS = 256;
export const MIN_SPECTROGRAM_LEVEL = -12;
export const MAX_SPECTROGRAM_LEVEL = 40;

/** Columns of a level are hop · 2^level frames wide: see src/core/spectrogram/columns.ts. */
export const spectrogramRequest = v.object({
  analysis,
  axis: frequencyRows,
  ...whose,
  level: v.pipe(v.number(), v.integer(), v.minValue(MIN_SPECTROGRAM_LEVEL), v.maxValue(MAX_SPECTROGRAM_LEVEL)),
  /** Index of the first column. */
  start: count,
  count: v.pipe(count, v.minValue(1), v.maxValue(TILE_COLUMNS)),
  /** A first look: of each column only some of its windows, as many as come quickly. */
  draft: v.boolean(),
});
export type SpectrogramRequest = v.InferOutput<typeof spectrogramRequest>;

/**
 * data[(channel · rows + row) · count + column], codes of levels (src/core/spectrogram/levelCode.ts), channels as asked.
 * Fewer columns than asked where the file ends, or could not be decoded further yet. draft: not all windows were looked at.
 */
export const spectrogramResult = v.object({
  start: count,
  count,
  rows: count,
  draft: v.boolean(),
  data: v.instance(Uint16Array),
});
export type SpectrogramResult = v.InferOutput<typeof spectrogramResult>;

/** Mean power spectrum of frames startFrame … endFrame−1; of one window around the middle where fewer frames than one are asked. */
export const spectrumRequest = v.object({ analysis, ...whose, startFrame: count, endFrame: count });
export type SpectrumRequest = v.InferOutput<typeof spectrumRequest>;

/** dBFS of bins 0 … transform/2 of each channel, one after the other; −Infinity for none. */
export const spectrumResult = v.object({
  bins: v.instance(Float32Array),
  /** Hz from bin to bin. */
  binHz: v.number(),
  /** Equivalent noise bandwidth of the window, in bins of binHz. */
  noiseBins: v.number(),
  /** Windows averaged, and how many there are in the range: long ranges are sampled evenly. */
  windows: count,
  allWindows: count,
});
export type SpectrumResult = v.InferOutput<typeof spectrumResult>;

/** Fundamental frequency on a grid of 10 ms: entry i is for frame i · round(rate / 100). */
export const pitchRequest = v.object({ ...whose, start: count, count: v.pipe(count, v.minValue(1), v.maxValue(4096)) });
export type PitchRequest = v.InferOutput<typeof pitchRequest>;

/** Of the first channel asked for. Hz, 0 where no pitch is heard; probability of being voiced, 0 … 1. */
export const pitchResult = v.object({ hertz: v.instance(Float32Array), voiced: v.instance(Float32Array) });
export type PitchResult = v.InferOutput<typeof pitchResult>;

/** A region as numbers: dBFS of every bin from low to high Hz in every window (hop by hop) of the range. */
export const matrixRequest = v.object({
  analysis,
  tracks,
  channel: count,
  startFrame: count,
  endFrame: count,
  low: hertz,
  high: hertz,
});
export type MatrixRequest = v.InferOutput<typeof matrixRequest>;

const scale = v.picklist(frequencyScales);
const decibels = v.pipe(finite, v.minValue(-200), v.maxValue(60));

export const paletteNames = ['theme', 'earshot', 'magma', 'viridis', 'cividis', 'grey', 'greyOnWhite'] as const;
export type PaletteName = (typeof paletteNames)[number];

/** What the lanes show: the waveform, the spectrogram, both one above the other, or the waveform over the spectrogram. */
export const lanePictures = v.object({
  show: v.picklist(['waveform', 'both', 'over', 'spectrogram']),
  /** Where the spectrogram stands when there are both. */
  spectrogram: v.picklist(['below', 'above']),
  /** Part of a lane's height that the spectrogram has then. */
  share: v.pipe(finite, v.minValue(0.1), v.maxValue(0.9)),
});
export type LanePictures = v.InferOutput<typeof lanePictures>;
export const plainPictures: LanePictures = { show: 'both', spectrogram: 'below', share: 128 / 216 };

/** low and high: Hz; null for as far as the file goes (log scales begin at 20 Hz then). */
export const frequencyView = v.object({ scale, low: v.nullable(hertz), high: v.nullable(hertz) });
export type FrequencyView = v.InferOutput<typeof frequencyView>;
export const plainFrequencies: FrequencyView = { scale: 'log', low: null, high: null };

/** Levels from floor to ceiling (dBFS) take the palette's colours from end to end, bent by gamma (1: evenly). */
export const colourView = v.object({
  palette: v.picklist(paletteNames),
  floor: decibels,
  ceiling: decibels,
  gamma: v.pipe(finite, v.minValue(0.25), v.maxValue(4)),
});
export type ColourView = v.InferOutput<typeof colourView>;
export const plainColours: ColourView = { palette: 'theme', floor: -120, ceiling: 0, gamma: 1 };

export const spectrogramExtras = v.object({
  noteNames: v.boolean(),
  /** Lines at multiples of the pointer's frequency. */
  harmonics: v.boolean(),
  /** The averaged spectrum of the selection at the lane's side. */
  averaged: v.boolean(),
  pitch: v.boolean(),
});
export type SpectrogramExtras = v.InferOutput<typeof spectrogramExtras>;
export const plainExtras: SpectrogramExtras = { noteNames: false, harmonics: false, averaged: false, pitch: false };

export const plainAnalysis: Analysis = {
  method: 'stft',
  window: 'hann',
  size: 2048,
  overlap: 0.75,
  padding: 1,
  combine: 'max',
};

export const spectrogramPresets = ['standard', 'speech', 'music', 'mastering', 'ultrasonic'] as const;
export type SpectrogramPreset = (typeof spectrogramPresets)[number];

/** What the workspace's settings say (earshot.spectrogram.*); absent where they say nothing. */
export const spectrogramDefaults = v.partial(
  v.object({
    show: v.optional(lanePictures.entries.show),
    method: v.optional(analysis.entries.method),
    window: v.optional(analysis.entries.window),
    size: v.optional(analysis.entries.size),
    overlap: v.optional(analysis.entries.overlap),
    padding: v.optional(analysis.entries.padding),
    combine: v.optional(analysis.entries.combine),
    scale: v.optional(scale),
    palette: v.optional(v.picklist(paletteNames)),
    floor: v.optional(decibels),
    ceiling: v.optional(decibels),
  }),
);
export type SpectrogramDefaults = v.InferOutput<typeof spectrogramDefaults>;
