import { collectGarbage } from '../collect.ts';

/** Codes by bin or by row. end: the file's frames where the tile knows of its end. */
export interface CodeTile {
  readonly codes: Uint16Array;
  readonly end: number | null;
}

export const CACHE_BYTES = 64 << 20;
/** What is larger is not kept: a quarter of the cache, and room for the one bin more that windows of 2^n have. */
export const MOST_BYTES = CACHE_BYTES / 4 + 4096;
/** Let go of between collections: the collector does not see the weight of buffers. */
const TIDY_BYTES = 16 << 20;

/** Tiles of all open files; those used longest ago go first. */
export class TileCache {
  readonly #tiles = new Map<string, CodeTile>();
  readonly #limit: number;
  #bytes = 0;
  #dropped = 0;

  constructor(limit = CACHE_BYTES) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** frames: of the file now; what was made when it ended elsewhere is dropped. */
  get(file: number, key: string, frames: number): CodeTile | undefined {
    const name = `${file} ${key}`;
    const tile = this.#tiles.get(name);
    if (!tile) return undefined;
    if (tile.end !== null && tile.end !== frames) return void this.#drop(name);
    this.#tiles.delete(name);
    this.#tiles.set(name, tile);
    return tile;
  }

  put(file: number, key: string, tile: CodeTile): void {
    if (tile.codes.byteLength > MOST_BYTES) return;
    const name = `${file} ${key}`;
    this.#drop(name);
    this.#tiles.set(name, tile);
    this.#bytes += tile.codes.byteLength;
    for (const old of this.#tiles.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#drop(old);
    }
  }

  forget(file: number): void {
    for (const name of [...this.#tiles.keys()]) if (name.startsWith(`${file} `)) this.#drop(name);
  }

  #drop(name: string): void {
    const bytes = this.#tiles.get(name)?.codes.byteLength ?? 0;
    if (!this.#tiles.delete(name)) return;
    this.#bytes -= bytes;
    this.#dropped += bytes;
    if (this.#dropped < TIDY_BYTES) return;
    this.#dropped = 0;
    setImmediate(collectGarbage);
  }
}
