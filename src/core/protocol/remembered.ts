import * as v from 'valibot';
import {
  analysis,
  colourView,
  frequencyView,
  lanePictures,
  spectrogramDefaults,
  spectrogramExtras,
} from './spectrogram.ts';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const between = (low: number, high: number) => v.pipe(finite, v.minValue(low), v.maxValue(high));
/** dB: silence, and what the engine allows. */
const gain = between(-60, 24);
const range = v.pipe(
  v.object({ startFrame: positive, endFrame: positive }),
  v.check(({ startFrame, endFrame }) => endFrame > startFrame),
);
/** A part that is missing or spoilt counts as not there, and takes nothing else with it. */
const part = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined);

const strip = v.object({
  gainDb: gain,
  pan: between(-1, 1),
  mute: v.boolean(),
  solo: v.boolean(),
});
const eqBand = v.object({
  kind: v.picklist(['peak', 'lowShelf', 'highShelf', 'notch', 'lowPass', 'highPass']),
  on: v.boolean(),
  frequency: positive,
  gainDb: finite,
  q: positive,
});

/** How the file was played; the names are the store's. */
const sound = v.object({
  selection: v.nullable(range),
  loop: v.boolean(),
  speed: between(0.25, 4),
  speedMode: v.picklist(['pitch', 'varispeed']),
  reverse: v.boolean(),
  returnOnStop: v.boolean(),
  mix: v.object({
    monitor: v.picklist(['normal', 'mono', 'mid', 'side', 'difference']),
    strips: v.array(v.nullable(strip)),
  }),
  eq: v.object({
    on: v.boolean(),
    bands: v.pipe(v.array(eqBand), v.maxLength(10)),
    matchLoudness: v.boolean(),
  }),
  band: v.nullable(v.object({ low: positive, high: positive })),
});
export type RememberedSound = v.InferOutput<typeof sound>;

const timeFormat = v.object({
  unit: v.picklist(['clock', 'seconds', 'samples', 'smpte', 'beats']),
  smpte: v.pipe(between(0, 100), v.integer()),
  tempo: between(1, 1000),
  beatsPerBar: v.pipe(between(1, 64), v.integer()),
});
const amplitude = v.object({
  kind: v.picklist(['linear', 'db']),
  zoom: between(1e-4, 10_000),
  rangeDb: between(6, 240),
});
const lanes = v.object({
  set: v.picklist(['channels', 'midSide', 'sumDifference', 'all']),
  solo: v.nullable(v.pipe(v.string(), v.maxLength(40))),
  heights: v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(40)), between(8, 100_000)),
    v.check((heights) => Object.keys(heights).length <= 1024),
  ),
});
const follow = v.picklist(['page', 'centre', 'off']);

/** How the file was looked at; the names are the store's. */
const look = v.object({
  timeFormat: part(timeFormat),
  amplitude: part(amplitude),
  curved: part(v.boolean()),
  normalised: part(v.boolean()),
  lanes: part(lanes),
  cursors: part(v.object({ a: v.nullable(positive), b: v.nullable(positive) })),
  follow: part(follow),
  snap: part(v.boolean()),
  loudness: part(v.boolean()),
  loudnessScale: part(v.picklist(['ebu18', 'ebu9', 'wide'])),
  pictures: part(lanePictures),
  analysis: part(analysis),
  frequencies: part(frequencyView),
  colours: part(colourView),
  extras: part(spectrogramExtras),
});
export type RememberedLook = v.InferOutput<typeof look>;

/** What is remembered of a file: by the page over a reload, by the host over its closing. view is null for the whole file. */
export const remembered = v.object({
  /** 1 had no look. */
  version: v.picklist([1, 2]),
  revision: v.pipe(v.string(), v.maxLength(400)),
  view: part(v.nullable(v.object({ startFrame: finite, framesPerPixel: v.pipe(finite, v.minValue(1e-6)) }))),
  positionFrame: part(positive),
  gainDb: part(gain),
  sound: part(sound),
  drawer: part(
    v.object({
      open: v.boolean(),
      tab: v.picklist(['info', 'statistics', 'loudness', 'findings', 'header', 'eq', 'performance', 'labels']),
      height: between(40, 10_000),
    }),
  ),
  look: part(look),
});
export type Remembered = v.InferOutput<typeof remembered>;

/** What is the user's way rather than the file's: files that have not been open begin with what was used last. */
export const taste = v.object({
  timeFormat: part(timeFormat),
  follow: part(follow),
  snap: part(v.boolean()),
  curved: part(v.boolean()),
  scale: part(v.object({ kind: amplitude.entries.kind, rangeDb: amplitude.entries.rangeDb })),
  loudnessTarget: part(v.picklist(['r128', 'podcast', 'streaming'])),
});
export type Taste = v.InferOutput<typeof taste>;

/** What a page starts with, as JSON in its HTML. defaults: of the workspace's settings; they come after taste, before state. */
export const recalled = v.object({
  state: part(v.nullable(remembered)),
  taste: part(v.nullable(taste)),
  defaults: part(spectrogramDefaults),
});
export type Recalled = v.InferOutput<typeof recalled>;
