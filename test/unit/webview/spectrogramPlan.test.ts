import { describe, expect, it } from 'vitest';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { levelOf, stepOf } from '../../../src/core/spectrogram/columns.ts';
import { NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { type PictureKind, PlaneStore, type SpectrumTile } from '../../../src/core/picture/spectrogram/planes.ts';
import { COARSE, EXACT, NOTHING, SpectrogramPlan } from '../../../src/core/picture/spectrogram/spectrogramPlan.ts';

const ROWS = 12;
const TOTAL = 3_000_017;
const track = { tracks: 'channels', channel: 0 } as const;
const kindOf = (change: Partial<PictureKind['axis']> = {}, size = 2048): PictureKind => ({
  analysis: { ...plainAnalysis, size },
  axis: { scale: 'linear', low: 0, high: 24000, rows: ROWS, ...change },
});
const kind = kindOf();

/** A code for each column and row of a level, without any order. */
const codeOf = (level: number, column: number, row: number): number =>
  1 + ((Math.imul(column * 7919 + row * 104729 + level * 1299709 + 12345, 2654435761) >>> 16) % 60000);

function put(store: PlaneStore, level: number, index: number, of = kind, change: Partial<SpectrumTile> = {}): void {
  const columns = Math.ceil(TOTAL / stepOf(of.analysis, level));
  const count = change.count ?? Math.max(0, Math.min(256, columns - index * 256));
  const data = new Uint16Array(of.axis.rows * count);
  for (let row = 0; row < of.axis.rows; row++) {
    for (let i = 0; i < count; i++) data[row * count + i] = codeOf(level, index * 256 + i, row);
  }
  const known = { scannedFrames: TOTAL, scanDone: true, totalFrames: TOTAL };
  store.put(track, of, level, index, { data, draft: false, odd: data.includes(NO_LEVEL), ...known, ...change, count });
}

function fillLevel(store: PlaneStore, level: number, of = kind): void {
  const tiles = Math.ceil(TOTAL / stepOf(of.analysis, level) / 256);
  for (let index = 0; index < tiles; index++) put(store, level, index, of);
}

const sceneOf = (framesPerColumn: number, first: number, width = 300, height = ROWS) => ({
  ...{ track, kind, width, height, framesPerColumn, totalFrames: TOTAL },
  level: levelOf(kind.analysis, framesPerColumn),
  startFrame: first * framesPerColumn,
});

describe('SpectrogramPlan', () => {
  it.each([512, 700, 1023.999, 513.7, 300, 37.3])(
    'shows the largest of the columns that a pixel holds: %f frames a pixel',
    (framesPerColumn) => {
      const store = new PlaneStore();
      const level = levelOf(kind.analysis, framesPerColumn);
      fillLevel(store, level);
      const plan = new SpectrogramPlan();
      const step = stepOf(kind.analysis, level);
      const all = TOTAL / framesPerColumn;
      for (const first of [0, 1, Math.floor(all / 3), Math.ceil(all) - 300]) {
        plan.update(store, sceneOf(framesPerColumn, first));
        expect(plan.missing).toBe(0);
        expect(plan.covered).toBe(true);
        for (let x = 0; x < plan.inside; x += 1) {
          const from = Math.floor(((first + x) * framesPerColumn) / step + 1e-6);
          const end =
            first + x + 1 >= all
              ? Math.ceil(TOTAL / step)
              : Math.floor(((first + x + 1) * framesPerColumn) / step + 1e-6);
          const y = x % ROWS;
          let most = 0;
          for (let i = from; i < Math.max(end, from + 1); i++) most = Math.max(most, codeOf(level, i, ROWS - 1 - y));
          expect(plan.code(x, y)).toBe(most);
        }
      }
    },
  );

  it('gives every column of the file to one pixel, whatever the pan', () => {
    const store = new PlaneStore();
    fillLevel(store, 0);
    const [a, b] = [new SpectrogramPlan(), new SpectrogramPlan()];
    a.update(store, sceneOf(733.1, 1000));
    b.update(store, sceneOf(733.1, 1037));
    for (let x = 37; x < 300; x++) {
      for (let y = 0; y < ROWS; y++) expect(a.code(x, y)).toBe(b.code(x - 37, y));
      expect(a.sources[x]).toBe(b.sources[x - 37]);
    }
  });

  it('shows something from other levels, other frequencies and other analyses, in that order', () => {
    const scene = sceneOf(512, 3000);
    const cases = [
      { put: (store: PlaneStore) => fillLevel(store, 3), from: 3 },
      { put: (store: PlaneStore) => fillLevel(store, -2), from: -2 },
      { put: (store: PlaneStore) => fillLevel(store, 0, kindOf({ rows: 7 })), from: 0 },
      { put: (store: PlaneStore) => fillLevel(store, 0, kindOf({ low: 100, high: 30000 })), from: 0 },
      { put: (store: PlaneStore) => fillLevel(store, 0, kindOf({ scale: 'mel' })), from: 0 },
      { put: (store: PlaneStore) => fillLevel(store, 0, kindOf({}, 4096)), from: 0 },
    ];
    for (const { put: fill } of cases) {
      const store = new PlaneStore();
      fill(store);
      const plan = new SpectrogramPlan();
      plan.update(store, scene);
      expect(plan.covered).toBe(true);
      expect(plan.missing).toBe(300);
      expect([...plan.quality.subarray(0, 300)].every((each) => each === COARSE)).toBe(true);
    }
    const store = new PlaneStore();
    for (const { put: fill } of [...cases].reverse()) fill(store);
    const plan = new SpectrogramPlan();
    plan.update(store, scene);
    // Finer columns make the same picture: windows of level −2 are looked at four by four.
    expect(plan.code(5, 4)).toBe(Math.max(...[0, 1, 2, 3].map((i) => codeOf(-2, 4 * 3005 + i, ROWS - 5))));
    fillLevel(store, 0);
    plan.update(store, scene);
    expect(plan.missing).toBe(0);
    expect(plan.code(5, 4)).toBe(codeOf(0, 3005, ROWS - 5));
  });

  it('maps the rows of other frequencies, and shows none where they have none', () => {
    const store = new PlaneStore();
    fillLevel(store, 0, kindOf({ low: 0, high: 12000, rows: 24 }));
    const plan = new SpectrogramPlan();
    plan.update(store, sceneOf(512, 0));
    for (let y = 0; y < 6; y++) expect(plan.code(9, y)).toBeNull();
    // Pixel rows of 2 kHz, rows of 500 Hz: what lies in the middle of the pixel.
    for (let y = 6; y < ROWS; y++) expect(plan.code(9, y)).toBe(codeOf(0, 9, 4 * (ROWS - 1 - y) + 2));
  });

  it('knows what is missing: tiles, their ends, drafts, and what lies beyond the file', () => {
    const store = new PlaneStore();
    put(store, 0, 0, kind, { count: 100 });
    put(store, 0, 1, kind, { draft: true });
    const plan = new SpectrogramPlan();
    plan.update(store, sceneOf(512, 0, 600));
    const span = (from: number, end: number): Set<number> => new Set(plan.quality.subarray(from, end));
    expect([span(0, 100), span(100, 256), span(256, 512), span(512, 600)]).toEqual(
      [EXACT, NOTHING, COARSE, NOTHING].map((each) => new Set([each])),
    );
    expect(plan.missing).toBe(500);
    expect(plan.covered).toBe(false);
    plan.update(store, sceneOf(512, Math.ceil(TOTAL / 512) - 10, 600));
    expect(plan.inside).toBe(10);
    plan.update(store, { ...sceneOf(512, 0, 600), totalFrames: 0 });
    expect([plan.inside, plan.missing, plan.covered]).toEqual([0, 0, true]);
  });

  it('says that a pixel over the seam of two tiles is another one once the second has come', () => {
    const store = new PlaneStore();
    put(store, 0, 0);
    const plan = new SpectrogramPlan();
    // Pixel 131 holds columns 255 and 256.
    plan.update(store, sceneOf(1000, 0, 200));
    expect(plan.quality[131]).toBe(COARSE);
    const before = plan.sources[131];
    put(store, 0, 1);
    plan.update(store, sceneOf(1000, 0, 200));
    expect(plan.quality[131]).toBe(EXACT);
    expect(plan.sources[131]).not.toBe(before);
    expect(plan.code(131, 0)).toBe(Math.max(codeOf(0, 255, ROWS - 1), codeOf(0, 256, ROWS - 1)));
    expect(plan.sources[130]).not.toBe(plan.sources[131]);
  });
});
