import {
  blocksPerTile,
  framesPerBlock,
  PCM_LEVEL,
  type Tile,
  type TileLookup,
} from '../../../src/core/picture/lane/columns.ts';

/** Tiles of a signal, computed the plain way. has() can withhold any of them. */
export function tilesOfSignal(
  channels: readonly Float32Array[],
  has: (level: number, index: number) => boolean = () => true,
): TileLookup {
  const made = new Map<string, Tile>();
  return {
    tile: (level, index) => {
      if (!has(level, index)) return undefined;
      const key = `${level}/${index}`;
      const tile = made.get(key) ?? makeTile(channels, level, index);
      made.set(key, tile);
      return tile;
    },
  };
}

function makeTile(channels: readonly Float32Array[], level: number, index: number): Tile {
  const block = framesPerBlock(level);
  const start = index * blocksPerTile(level);
  const frames = channels[0]!.length;
  const count = Math.max(0, Math.min(blocksPerTile(level), Math.ceil(frames / block) - start));
  if (level === PCM_LEVEL) {
    const data = new Float32Array(channels.length * count);
    channels.forEach((samples, c) => data.set(samples.subarray(start, start + count), c * count));
    return { count, data };
  }
  const data = new Float32Array(channels.length * 3 * count);
  channels.forEach((samples, c) => {
    for (let i = 0; i < count; i++) {
      const part = samples.subarray((start + i) * block, (start + i + 1) * block);
      data[(c * 3 + 0) * count + i] = part.reduce((a, b) => Math.min(a, b), Infinity);
      data[(c * 3 + 1) * count + i] = part.reduce((a, b) => Math.max(a, b), -Infinity);
      data[(c * 3 + 2) * count + i] = part.reduce((a, b) => a + b * b, 0) / part.length;
    }
  });
  return { count, data };
}
