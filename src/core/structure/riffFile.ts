import type { WaveMarkers } from '../metadata/waveMarkers.ts';
import type { StructureNode } from '../protocol/details.ts';
import type { FieldReader } from './fields.ts';
import type { Walk } from './walk.ts';

/** What the chunks of one RIFF or Wave64 file share. */
export interface RiffFile {
  walk: Walk;
  little: boolean;
  /** 64-bit sizes of chunks, from ds64. */
  sizes: Map<string, number>;
  markers: WaveMarkers;
  /** The chunks inside a chunk. */
  chunks(start: number, end: number): Promise<StructureNode[]>;
}

/** One chunk while its fields are read. offset and size are of the body. */
export interface ChunkBody {
  file: RiffFile;
  node: StructureNode;
  offset: number;
  size: number;
  fields: FieldReader;
}
