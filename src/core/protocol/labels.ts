import * as v from 'valibot';

const seconds = v.pipe(v.number(), v.finite());
const hertz = v.optional(v.pipe(v.number(), v.finite()));

/** See core/labels/label.ts. */
export const label = v.object({
  startSeconds: seconds,
  endSeconds: seconds,
  text: v.string(),
  lowHertz: hertz,
  highHertz: hertz,
  speaker: v.optional(v.string()),
  raw: v.optional(v.string()),
  fields: v.optional(v.record(v.string(), v.string())),
});

export const labelTrack = v.object({
  name: v.string(),
  labels: v.array(label),
  tier: v.optional(v.picklist(['intervals', 'points'])),
  spanSeconds: v.optional(v.tuple([seconds, seconds])),
});

const placed = v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)), label });

/** See core/labels/edits.ts. */
export const trackEdit = v.object({ title: v.string(), removed: v.array(placed), inserted: v.array(placed) });

/** Of a document: the labels of one file beside the audio, or of none yet. */
export const labelsState = v.object({
  /** Counts the states, so that an edit of an older one is refused. */
  state: v.pipe(v.number(), v.integer()),
  /** The name of the file of labels; null while there is none: the first save makes it. */
  fileName: v.nullable(v.string()),
  /** As shown to the user: 'Audacity labels', 'Praat TextGrid' … */
  format: v.string(),
  dirty: v.boolean(),
  /** Labels can be changed here. */
  editable: v.boolean(),
  /** Always one at least. */
  tracks: v.array(labelTrack),
  /** What could not be read, one sentence each. */
  warnings: v.array(v.string()),
});
export type LabelsState = v.InferOutput<typeof labelsState>;
