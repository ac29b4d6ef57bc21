import { blockFrames } from '../src/core/protocol/audio.ts';
import { Columns, levelFor, type Tile, TILE_BLOCKS } from '../src/core/picture/lane/columns.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const WIDTH = 1920;
const CHANNELS = 2;

/** The page's work for one frame of panning: columns of both channels, 1920 wide, from tiles that are there. */
export default async function columns({ quick }: BenchContext): Promise<Metrics> {
  const framesPerColumn = 1000;
  const level = levelFor(framesPerColumn);
  const tile: Tile = {
    count: TILE_BLOCKS,
    data: Float32Array.from({ length: CHANNELS * 3 * TILE_BLOCKS }, (_, i) => Math.sin(i)),
  };
  const lookup = { tile: (at: number) => (at === level ? tile : undefined) };
  const total = WIDTH * framesPerColumn * 4;
  const lanes = [new Columns(), new Columns()];
  const fill = (startFrame: number): void => {
    lanes.forEach((lane, channel) => {
      lane.fill(lookup, channel, CHANNELS, { startFrame, framesPerColumn, count: WIDTH, totalFrames: total });
    });
  };
  const rows = Float32Array.from({ length: (WIDTH * framesPerColumn) / blockFrames(level) }, (_, i) => Math.sin(i));
  let at = 0;
  const result = await compare(
    quick ? 50 : 500,
    () => fill((at += 777) % total),
    // The least there is to do: look at every block once for each of six rows.
    () => {
      let sum = 0;
      for (let row = 0; row < CHANNELS * 3; row++) for (let i = 0; i < rows.length; i++) sum += rows[i]!;
      return sum;
    },
  );
  return {
    frameMs: { value: median(result.a), unit: 'ms', note: spread(result.a) },
    toReading: { value: result.ratio, unit: '×', note: spread(result.ratios) },
  };
}
