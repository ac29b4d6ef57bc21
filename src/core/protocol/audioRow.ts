import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the header says. */
export const rowFacts = v.object({
  /** As in AudioInfo: 'WAV', 'PCM 24-bit'. */
  container: v.string(),
  codec: v.string(),
  sampleRate: v.number(),
  channels: count,
  bitsPerSample: v.nullable(count),
  /** null while only decoding would tell. */
  seconds: v.nullable(v.number()),
});
export type RowFacts = v.InferOutput<typeof rowFacts>;

/** What was measured of all samples. null of a figure: there is none (silence, under 400 ms). */
export const rowFigures = v.object({
  integratedLufs: v.nullable(v.number()),
  truePeakDbtp: v.nullable(v.number()),
  samplePeakDbfs: v.nullable(v.number()),
  findings: count,
  worst: v.nullable(v.picklist(['error', 'warning', 'info'])),
  /** Violations of the lint configuration that governs the file; 0 where there is none. */
  violations: count,
});
export type RowFigures = v.InferOutput<typeof rowFigures>;

/** Columns of a row's picture. */
export const WAVE_COLUMNS = 64;

/** One audio file of the list. */
export const audioRow = v.object({
  /** Identity: the URI as VS Code writes it. */
  uri: v.string(),
  name: v.string(),
  /** Path below its root with '/' between; '' in the root itself. */
  folder: v.string(),
  /** Index among the roots of the list. */
  root: count,
  bytes: v.nullable(count),
  /** Unix time in ms. */
  modified: v.nullable(v.number()),
  facts: v.nullable(rowFacts),
  figures: v.nullable(rowFigures),
  /** Minimum and maximum of each of WAVE_COLUMNS columns, in 1/127 of full scale; absent until measured. */
  wave: v.nullable(v.instance(Int8Array)),
  /** Why there are no facts or figures: one sentence. */
  failure: v.nullable(v.string()),
  mark: v.nullable(v.picklist(['keep', 'reject', 'review'])),
  note: v.string(),
});
export type AudioRow = v.InferOutput<typeof audioRow>;
export type RowMark = NonNullable<AudioRow['mark']>;
