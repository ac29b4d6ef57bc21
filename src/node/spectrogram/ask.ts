import { type SpectrogramRequest, TILE_COLUMNS } from '../../core/protocol/spectrogram.ts';
import { stepOf, transformOf } from '../../core/spectrogram/columns.ts';
import { rowsOfBins } from '../../core/spectrogram/rowCodes.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { ScannedFile } from '../scannedFile.ts';
import type { Extent } from './extent.ts';
import type { Part } from './parts.ts';
import type { CodeTile } from './tileCache.ts';
import type { TileAsk } from './tiles.ts';

/** Frames that are read or decoded, and operations of transforms, as quickly as a first look is had. */
const CHEAP_FRAMES = 1 << 20;
const CHEAP_DECODED = 1 << 18;
const CHEAP_WORK = 2 ** 27;
/** One request and what the file has for it. */
export interface Ask extends SpectrogramRequest {
  readonly file: ScannedFile;
  readonly extent: Extent;
  readonly parts: readonly Part[];
  readonly signal: AbortSignalLike;
  readonly priority: number;
}

/** A tile of a part. */
export interface Cut {
  readonly part: Part;
  readonly tile: number;
}

export const tileAsk = ({ file, tracks, extent }: Ask, { part, tile }: Cut): TileAsk => {
  return { file, tracks, extent, tile, analysis: part.analysis, level: part.level };
};

/** Rows of the picture out of the tiles of its parts, for each cut those of the channels. */
export function assemble(ask: Ask, cuts: readonly Cut[], tiles: readonly (readonly CodeTile[])[]): Uint16Array {
  const { channels, axis, start, count } = ask;
  const data = new Uint16Array(channels.length * axis.rows * count);
  for (const [i, { part, tile }] of cuts.entries()) {
    const { map, firstRow } = part;
    const from = Math.max(start, tile * TILE_COLUMNS);
    const end = Math.min(start + count, (tile + 1) * TILE_COLUMNS);
    for (const [c, { codes }] of tiles[i]!.entries()) {
      const to = (c * axis.rows + firstRow) * count;
      if (end - from === TILE_COLUMNS && count === TILE_COLUMNS) {
        rowsOfBins(map, codes, TILE_COLUMNS, data, to);
        continue;
      }
      const rows = new Uint16Array(map.rows * TILE_COLUMNS);
      rowsOfBins(map, codes, TILE_COLUMNS, rows);
      const at = from - tile * TILE_COLUMNS;
      for (let row = 0; row < map.rows; row++) {
        const line = rows.subarray(row * TILE_COLUMNS + at, row * TILE_COLUMNS + at + end - from);
        data.set(line, to + row * count + from - start);
      }
    }
  }
  return data;
}

/** What is made as quickly as a first look at it. */
export function isCheap({ file, analysis, parts, channels, level, count }: Ask): boolean {
  const step = stepOf(analysis, level);
  const most = file.opened.stream.kind === 'packets' ? CHEAP_DECODED : CHEAP_FRAMES;
  if (analysis.method === 'reassigned' || count * step > most) return false;
  let work = 0;
  for (const part of parts) {
    const length = transformOf(part.analysis);
    const windows = Math.max(count, (count * step) / (part.analysis.size * (1 - part.analysis.overlap)));
    work += windows * length * Math.log2(length) * channels.length;
  }
  return work <= CHEAP_WORK;
}

export function rowsKey({ analysis, axis, tracks, channels, level, start, count }: Ask): string {
  return `rows ${JSON.stringify([analysis, axis, tracks, channels, level, start, count])}`;
}
