import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A point (endFrame null) or a span of the timeline. Frames of the file as it is heard. */
export const marker = v.object({
  kind: v.picklist(['cue', 'region', 'loop', 'chapter']),
  frame: count,
  /** First frame after the span. */
  endFrame: v.nullable(count),
  label: v.string(),
});
export type Marker = v.InferOutput<typeof marker>;

/** A loop as the file has it: it may be empty, or reach beyond the end. */
const loop = v.object({ startFrame: count, endFrame: count, label: v.string() });

export interface StructureNode {
  /** As the format calls it: 'fmt ', 'moov', 'Ogg page', 'METADATA_BLOCK_PICTURE'. */
  name: string;
  /** What that is, in words. */
  title?: string | undefined;
  /** Of the whole element, header included, bytes. */
  offset: number;
  size: number;
  /** What was read from it, in file order; offset of the field where it has one. */
  fields?: { name: string; value: string; offset?: number | undefined }[] | undefined;
  children?: StructureNode[] | undefined;
  /** What is wrong with it. */
  problem?: string | undefined;
}

/** The chunks, boxes, pages or blocks that a file is made of. */
export const structureNode: v.GenericSchema<StructureNode> = v.object({
  name: v.string(),
  title: v.optional(v.string()),
  offset: count,
  size: count,
  fields: v.optional(v.array(v.object({ name: v.string(), value: v.string(), offset: v.optional(count) }))),
  children: v.optional(v.array(v.lazy(() => structureNode))),
  problem: v.optional(v.string()),
});

export const fileDetails = v.object({
  /** In the words of the file's own tags, in the order shown. Several values of one name stand one after the other. */
  tags: v.array(v.object({ name: v.string(), value: v.string() })),
  /** Cover art and other pictures; those over 4 MB are left out, with a warning. */
  pictures: v.array(v.object({ type: v.string(), mime: v.string(), data: v.instance(Uint8Array) })),
  markers: v.array(marker),
  /** Absent where there are none. */
  loops: v.optional(v.array(loop)),
  structure: v.array(structureNode),
  warnings: v.array(v.string()),
});
export type FileDetails = v.InferOutput<typeof fileDetails>;
