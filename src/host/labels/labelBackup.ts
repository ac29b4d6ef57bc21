import * as v from 'valibot';
import type { Dialect, LabelTrack } from '../../core/labels/label.ts';
import { formatById, labelFormats } from '../../core/labels/registry.ts';
import { labelTrack } from '../../core/protocol/labels.ts';
import type { Loaded } from './labelFile.ts';

/** What VS Code keeps of labels that are not saved when a window closes. */
const backup = v.object({
  version: v.literal(1),
  place: v.nullable(v.string()),
  format: v.picklist(labelFormats.map(({ id }) => id)),
  dialect: v.record(v.string(), v.unknown()),
  revision: v.nullable(v.string()),
  leftOut: v.number(),
  warnings: v.array(v.string()),
  tracks: v.pipe(v.array(labelTrack), v.minLength(1)),
});

export function packBackup({ file, tracks }: Loaded): Uint8Array {
  const packed = { version: 1, ...file, format: file.format.id, tracks };
  return new TextEncoder().encode(JSON.stringify(packed));
}

/** Throws where it is spoilt. */
export function unpackBackup(bytes: Uint8Array): Loaded {
  const { format, dialect, tracks, place, revision, leftOut, warnings } = v.parse(
    backup,
    JSON.parse(new TextDecoder().decode(bytes)),
  );
  const file = { place, format: formatById(format), dialect: dialect as Dialect, revision, leftOut, warnings };
  return { file, tracks: tracks as readonly LabelTrack[] };
}
