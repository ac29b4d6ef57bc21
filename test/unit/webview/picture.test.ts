import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/core/util/emitter.ts';
import { plainChoice } from '../../../webview/export/choice.ts';
import { gather, type GatherControl } from '../../../src/core/picture/page/gather.ts';
import type { TileSource } from '../../../src/core/picture/page/source.ts';
import { fitText, frameOf } from '../../../src/core/picture/page/picture.ts';
import { pixelsOf, scaleFor, sizeOf } from '../../../src/core/picture/page/size.ts';
import type { LaneScene } from '../../../src/core/picture/lane/lanePicture.ts';
import { plainAmplitude } from '../../../src/core/picture/lane/amplitude.ts';
import {
  blocksPerTile,
  Columns,
  framesPerBlock,
  PCM_LEVEL,
  type Tile,
} from '../../../src/core/picture/lane/columns.ts';
import type { LaneTiles } from '../../../src/core/picture/lane/laneSource.ts';
import type { TileSpan } from '../../../src/core/picture/lane/peakCache.ts';
import type { Theme } from '../../../src/core/picture/theme.ts';

const TOTAL = 3_000_000;
const CHANNELS = 16;
const value = (frame: number): number => Math.sin(frame / 5000) * 0.8;

/** Answers what is wanted, one tile at a time and later, and forgets what nobody wants any more. */
class SlowTiles implements LaneTiles {
  readonly channels = CHANNELS;
  readonly changed = new Emitter<void>();
  readonly tiles = new Map<string, Tile>();
  most = 0;
  answers = true;

  lookup() {
    return { tile: (level: number, index: number) => this.tiles.get(`${level}/${index}`) };
  }

  want(_viewer: string, _tracks: ReadonlySet<string>, spans: readonly TileSpan[]): void {
    const keys = new Set<string>();
    for (const { level, first, end } of spans) {
      for (let index = first; index < end; index++) {
        const key = `${level}/${index}`;
        keys.add(key);
        if (this.answers && !this.tiles.has(key)) setTimeout(() => this.#answer(key, level, index), 0);
      }
    }
    for (const key of this.tiles.keys()) if (!keys.has(key)) this.tiles.delete(key);
    this.most = Math.max(this.most, keys.size);
  }

  #answer(key: string, level: number, index: number): void {
    const [block, blocks] = [framesPerBlock(level), blocksPerTile(level)];
    const count = Math.min(blocks, Math.ceil(TOTAL / block) - index * blocks);
    const rows = level === PCM_LEVEL ? 1 : 3;
    // Only the first channel is asked for.
    const data = new Float32Array(CHANNELS * rows * count);
    for (let i = 0; i < count; i++) {
      const at = value((index * blocks + i) * block);
      for (let row = 0; row < rows; row++) data[row * count + i] = row === 2 ? at * at : at;
    }
    this.tiles.set(key, { count, data });
    this.changed.emit();
  }
}

const sceneFor = (startFrame: number, framesPerPixel: number): LaneScene => ({
  ...{ view: { startFrame, framesPerPixel }, dpr: 1, totalFrames: TOTAL, theme: {} as Theme },
  ...{ amplitude: plainAmplitude, curved: true, bitsPerSample: 24, undecodedFrom: null, verticals: [] },
});
const control = (more: Partial<GatherControl> = {}): GatherControl => ({
  viewer: 'picture',
  signal: new AbortController().signal,
  takeWhatIsThere: () => false,
  progress: () => undefined,
  ...more,
});

const sourceOf = (tiles: SlowTiles): TileSource => ({
  tiles: () => tiles,
  changed: tiles.changed,
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return { dispose: () => clearTimeout(timer) };
  },
});

describe('gather', () => {
  it('has every column of a picture far wider than what is held at a time', async () => {
    const tiles = new SlowTiles();
    const scene = sceneFor(0, 31);
    const width = 10_000;
    const parts: number[] = [];
    const { columns, missing } = await gather(
      sourceOf(tiles),
      ['channel 0'],
      scene,
      width,
      control({ progress: (part) => parts.push(part) }),
    );
    expect(missing).toBe(0);
    // Of 38: half a megabyte each.
    expect(tiles.most).toBeLessThan(20);
    expect(parts.at(-1)).toBe(1);
    expect(parts.length).toBeGreaterThan(1);
    const all = new SlowTiles();
    all.want('all', new Set(), [{ level: PCM_LEVEL, first: 0, end: Math.ceil(TOTAL / blocksPerTile(PCM_LEVEL)) }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const once = new Columns();
    const range = { startFrame: 0, framesPerColumn: 31, count: width, totalFrames: TOTAL };
    once.fill(all.lookup(), 0, CHANNELS, range);
    const gathered = columns.get('channel 0')!;
    for (const name of ['min', 'max', 'rms', 'quality', 'odd'] as const) expect(gathered[name]).toEqual(once[name]);
    expect(gathered.quality.every((quality) => quality > 0)).toBe(true);
  });

  it('waits until told to take what is there, and then says how much is not', async () => {
    const tiles = new SlowTiles();
    tiles.answers = false;
    let asked = 0;
    const { missing } = await gather(
      sourceOf(tiles),
      ['channel 0'],
      sceneFor(0, 3000),
      1000,
      control({ takeWhatIsThere: () => ++asked > 2 }),
    );
    expect(asked).toBe(3);
    expect(missing).toBe(1000);
  });

  it('ends when it is cancelled, and when the file is another one', async () => {
    const tiles = new SlowTiles();
    tiles.answers = false;
    const abort = new AbortController();
    const parts = sourceOf(tiles);
    const cancelled = gather(parts, ['channel 0'], sceneFor(0, 3000), 500, control({ signal: abort.signal }));
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    let now: LaneTiles | null = tiles;
    const changed = gather({ ...parts, tiles: () => now }, ['channel 0'], sceneFor(0, 3000), 500, control());
    now = new SlowTiles();
    await expect(changed).rejects.toMatchObject({ code: 'changed' });
  });

  it('does not wait for what a failed scan has left out', async () => {
    const tiles = new SlowTiles();
    const scene = { ...sceneFor(0, 3000), undecodedFrom: 1_500_000 };
    const parts = sourceOf(tiles);
    const { columns, missing } = await gather(parts, ['channel 0'], scene, 1000, control());
    expect(missing).toBe(0);
    const { quality } = columns.get('channel 0')!;
    expect([quality[499]! > 0, quality[501]]).toEqual([true, 0]);
  });
});

describe('size of a picture', () => {
  it('is that of the view, of a screen, or custom, within limits', () => {
    const view = { width: 1234.4, height: 50 };
    expect(sizeOf({ ...plainChoice, size: 'view' }, view)).toEqual({ width: 1234, height: 100 });
    expect(sizeOf({ ...plainChoice, size: 'hd' }, view)).toEqual({ width: 1920, height: 1080 });
    expect(sizeOf({ ...plainChoice, size: 'custom', width: 20_000, height: 300 }, view)).toEqual({
      width: 20_000,
      height: 300,
    });
  });

  it('keeps its scale as long as a canvas can hold it', () => {
    expect(scaleFor({ width: 1920, height: 1080 }, 4)).toBe(4);
    for (const size of [
      { width: 20_000, height: 300 },
      { width: 20_000, height: 20_000 },
      { width: 9000, height: 9000 },
      { width: 100, height: 20_000 },
    ]) {
      const scale = scaleFor(size, 4);
      const { width, height } = pixelsOf(size, scale);
      expect(scale).toBeLessThan(4);
      expect(width * height).toBeLessThanOrEqual(2 ** 28);
      expect(Math.max(width, height)).toBeLessThanOrEqual(65_535);
      // One more would be too much.
      expect(
        scale < 1 ||
          (scale + 1) * Math.max(size.width, size.height) > 65_535 ||
          (scale + 1) ** 2 * size.width * size.height > 2 ** 28,
      ).toBe(true);
    }
  });

  it('leaves plots room in the smallest picture, and all of it without title and axes', () => {
    for (const dpr of [1, 4]) {
      const pixels = { width: 100 * dpr, height: 100 * dpr };
      const frame = frameOf(pixels, dpr, true, true);
      expect(frame.width).toBeGreaterThan(30 * dpr);
      expect(frame.bottom - frame.top).toBeGreaterThan(50 * dpr);
      expect(frameOf(pixels, dpr, false, false)).toEqual({ left: 0, top: 0, width: 100 * dpr, bottom: 100 * dpr });
    }
  });

  it('cuts a long name in the middle', () => {
    const measure = (text: string): number => [...text].length;
    expect(fitText('short.wav', 20, measure)).toBe('short.wav');
    expect(fitText('a-very-long-name-of-a-file.wav', 13, measure)).toBe('a-very…le.wav');
    expect(fitText('name', 0, measure)).toBe('');
  });
});
