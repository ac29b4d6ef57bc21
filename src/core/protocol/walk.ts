import * as v from 'valibot';
import { rowFacts } from './audioRow.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Which files of which folders are listed. */
export const walkRequest = v.object({
  roots: v.array(
    v.object({
      path: v.string(),
      /** As in files.exclude: of files and folders, relative to the root. */
      exclude: v.array(v.string()),
    }),
  ),
  /** Without the dot, in small letters. */
  extensions: v.array(v.string()),
});
export type WalkRequest = v.InferOutput<typeof walkRequest>;

export const walkedFile = v.object({
  root: count,
  /** Below the root, with '/' between. */
  path: v.string(),
  bytes: count,
  /** Unix time in ms. */
  modified: v.number(),
});
export type WalkedFile = v.InferOutput<typeof walkedFile>;

export const walkResult = v.object({
  files: count,
  /** Folders that could not be read: one sentence each. */
  problems: v.array(v.string()),
});
export type WalkResult = v.InferOutput<typeof walkResult>;

/** Facts of a file out of its header, or why there are none. */
export const headerResult = v.object({
  facts: v.nullable(rowFacts),
  failure: v.nullable(v.string()),
  bytes: v.nullable(count),
  modified: v.nullable(v.number()),
});
export type HeaderResult = v.InferOutput<typeof headerResult>;
