import * as v from 'valibot';

/** What sounds, or is about to, for whoever shows it beside a file. */
export const playingRow = v.object({
  uri: v.string(),
  state: v.picklist(['loading', 'playing', 'paused', 'stopped', 'failed']),
  /** Seconds of the file, and its length (null while nobody knows). */
  seconds: v.number(),
  duration: v.nullable(v.number()),
  /** Of state 'failed'. */
  failure: v.nullable(v.string()),
});
export type PlayingRow = v.InferOutput<typeof playingRow>;
