import { TILE_COLUMNS } from '../../src/core/protocol/spectrogram.ts';
import { levelOf, stepOf } from '../../src/core/spectrogram/columns.ts';
import { type FrequencyAxis, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import { ColourReader } from '../render/gl/colours.ts';
import { trackOf } from '../../src/core/picture/lane/laneSource.ts';
import type { Watched } from '../render/signal.ts';
import { ColourTable } from '../../src/core/picture/spectrogram/colourTable.ts';
import { GlSpectrograms } from '../render/spectrogram/glSpectrograms.ts';
import { type PaletteKind, paletteKind } from '../../src/core/picture/spectrogram/palettes.ts';
import type { PictureKind, SpectrumTile } from '../../src/core/picture/spectrogram/planes.ts';
import { SpectrogramGrid } from '../../src/core/picture/spectrogram/spectrogramGrid.ts';
import { NOTHING } from '../../src/core/picture/spectrogram/spectrogramPlan.ts';
import type { SpectrogramTiles, TileWish } from '../../src/core/picture/spectrogram/spectrogramTiles.ts';
import { frameAt, type View, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { frequencyLines } from '../../src/core/picture/axes/frequencyTicks.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { LaneSpectrogram, type SpectrogramReading } from './laneSpectrogram.ts';

interface Parts {
  store: Store;
  lanes: LaneSet;
  axis: TimeAxis;
  stage: GlStage;
  tiles: () => SpectrogramTiles | null;
  /** Where there are no waveforms to say it. */
  onDrawn?: (drawn: { shown: boolean; complete: boolean }) => void;
}

/** Frames of a column: so many take long enough to look through that a rough picture comes first. */
const SLOW_STEP = 2 ** 15;
/** The whole file in so many columns stays at hand for a jump to anywhere. */
const OVERVIEW_COLUMNS = 512;

/** Opacity of a theme's grid from which on it is one of high contrast. */
const STRONG_FROM = 0.1;

/** The spectrogram of each lane in sight, with the grid over it. */
export class SpectrogramLayer implements Layer {
  readonly name = 'spectrogram';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #states = new Map<Lane, LaneSpectrogram>();
  #tables = new Map<number, ColourTable>();
  #grid = new SpectrogramGrid();
  #reader = new ColourReader();
  #gl: GlSpectrograms;
  #tiles: SpectrogramTiles | null = null;
  #lines = { key: '', hertz: [] as readonly number[] };
  #forget = (tile: SpectrumTile): void => this.#gl.forget(tile);
  /** A lane has had its new height for a while. */
  #settled = new Emitter<void>();
  /** Equal kinds are one object. */
  #kinds = new Map<string, PictureKind>();
  #look = { key: '', kind: 'dark' as PaletteKind, bare: 0, strong: false };

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#gl = new GlSpectrograms(parts.stage);
    const { view, screen, totalFrames, theme, spectra, laneSizes, undecodedFrom, file } = parts.store;
    const { analysis, frequencies, colours, pictures, timeFormat, extras } = parts.store;
    const all = [view, screen, totalFrames, theme, spectra, laneSizes, undecodedFrom, file, analysis, frequencies];
    this.dirtiedBy = [...all, colours, pictures, timeFormat, extras, parts.lanes.scrolled, this.#settled];
  }

  /** null where a lane shows none. */
  read(key: string): SpectrogramReading | null {
    for (const [lane, state] of this.#states) if (lane.key === key) return state.read();
    return null;
  }

  draw(): void {
    const { store, lanes } = this.#parts;
    const tiles = this.#parts.tiles();
    // Another revision's tiles have ids of their own.
    if (tiles !== this.#tiles) this.#release([], this.#tiles);
    this.#tiles = tiles;
    const on = store.pictures.value.show !== 'waveform';
    const seen = on && tiles ? lanes.inSight().filter((lane) => lane.spectrogram.sized) : [];
    this.#release(seen, tiles);
    if (!tiles) return;
    tiles.store.onGone = this.#forget;
    this.#readTheme();
    for (const lane of seen) this.#plan(lane, tiles);
    tiles.want(this.name, this.#wishes(seen));
    for (const lane of seen) this.#paint(lane);
    if (seen.length === 0 || store.pictures.value.show !== 'spectrogram') return;
    const plans = seen.map((lane) => this.#states.get(lane)!.plan);
    const shown = plans.some(({ quality, inside }) => quality.subarray(0, inside).some((each) => each !== NOTHING));
    this.#parts.onDrawn?.({ shown, complete: plans.every(({ missing }) => missing === 0) });
  }

  #plan(lane: Lane, tiles: SpectrogramTiles): void {
    const { store } = this.#parts;
    const state = this.#states.get(lane) ?? new LaneSpectrogram(() => this.#settled.emit());
    this.#states.set(lane, state);
    const { width, height } = lane.spectrogram;
    const { dpr } = store.screen.value;
    const view = store.viewport();
    const { tracks, track, scale } = trackOf(lane.key);
    const kind = this.#kind(state.rows(height));
    const framesPerColumn = view.framesPerPixel / dpr;
    state.update(tiles.store, {
      ...{ kind, width, height, framesPerColumn, startFrame: view.startFrame },
      track: { tracks, channel: track },
      level: levelOf(kind.analysis, framesPerColumn),
      totalFrames: store.totalFrames.value,
    });
    state.louder = 20 * Math.log10(scale);
    tiles.shown.set(lane.key, state);
  }

  #wishes(seen: readonly Lane[]): TileWish[] {
    const { store } = this.#parts;
    const view = store.viewport();
    const { width } = store.screen.value;
    const total = store.totalFrames.value;
    const [start, end] = [view.startFrame, frameAt(view, width)];
    const [now, whole, beside]: [TileWish[], TileWish[], TileWish[]] = [[], [], []];
    for (const group of groups(seen, this.#states)) {
      const { kind, level } = group;
      const span = (from: number, to: number, at = level): Pick<TileWish, 'level' | 'first' | 'end'> => {
        const frames = TILE_COLUMNS * stepOf(kind.analysis, at);
        const clip = (frame: number): number => Math.min(Math.max(frame, 0), total) / frames;
        return { level: at, first: Math.floor(clip(from)), end: Math.ceil(clip(to)) };
      };
      const slow = stepOf(kind.analysis, level) >= SLOW_STEP && group.dark;
      now.push({ ...group, ...span(start, end), draft: slow ? 'first' : 'none' });
      const wide = levelOf(kind.analysis, total / OVERVIEW_COLUMNS) + 1;
      if (wide > level) whole.push({ ...group, ...span(0, total, wide), draft: 'enough', ahead: true });
      beside.push({ ...group, ...span(end, 2 * end - start), draft: 'none', ahead: true });
      beside.push({ ...group, ...span(2 * start - end, start), draft: 'none', ahead: true });
    }
    return [...now, ...whole, ...beside].filter(({ first, end: last }) => last > first);
  }

  #paint(lane: Lane): void {
    const { store, axis, stage } = this.#parts;
    const state = this.#states.get(lane)!;
    const { dpr } = store.screen.value;
    const surface = lane.spectrogram;
    const { width, height } = surface;
    const { kind, bare, strong } = this.#look;
    const table = this.#table(state.louder);
    const view = store.viewport();
    const frequencies = store.frequencyAxis();
    const yOf = (hertz: number): number => Math.round(height * (1 - partOfFrequency(frequencies, hertz)));
    const { dark, version } = table;
    const verticals = axis.ticks().major.map((tick) => Math.round(tick.x * dpr));
    const { noteNames } = store.extras.value;
    const horizontals = this.#frequencyLines(frequencies, height / dpr, noteNames).map(yOf);
    const undecoded = undecodedIn(view, store, dpr);
    const { hatch } = store.theme.value;
    const stamp = `${view.startFrame} ${verticals.join()} ${horizontals.join()} ${undecoded?.join()} ${hatch} ${strong} ${kind} ${version}`;
    const gl = stage.programs !== null && surface.picture !== surface.renderer ? this.#gl : null;
    state.paint(surface, { table, bare, gl, stamp }, () =>
      this.#grid.paint(surface.renderer, {
        width,
        height,
        dpr,
        kind,
        strong,
        dark,
        verticals,
        horizontals,
        undecoded,
        hatch,
      }),
    );
  }

  /** Hz; the lanes have the same ones as a rule. */
  #frequencyLines(axis: FrequencyAxis, height: number, noteNames: boolean): readonly number[] {
    const key = `${axis.scale} ${axis.low} ${axis.high} ${height} ${noteNames}`;
    if (key !== this.#lines.key) this.#lines = { key, hertz: frequencyLines(axis, height, noteNames) };
    return this.#lines.hertz;
  }

  #table(louder: number): ColourTable {
    const table = this.#tables.get(louder) ?? new ColourTable();
    this.#tables.set(louder, table);
    table.set(this.#parts.store.colours.value, this.#look.kind, louder);
    return table;
  }

  #kind(rows: number): PictureKind {
    const { store } = this.#parts;
    const analysis = store.analysis.value;
    const { scale, low, high } = store.frequencyAxis();
    const key = `${JSON.stringify(analysis)} ${scale} ${low} ${high} ${rows}`;
    let kind = this.#kinds.get(key);
    if (!kind) {
      // A few: lanes of a picture differ by a row at most.
      if (this.#kinds.size > 16) this.#kinds.clear();
      kind = { analysis, axis: { scale, low, high, rows } };
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  #readTheme(): void {
    const theme = this.#parts.store.theme.value;
    const key = `${theme.lane} ${theme.grid}`;
    if (key === this.#look.key) return;
    const [red, green, blue] = this.#reader.rgba(theme.lane);
    const byte = (part: number): number => Math.round(255 * part);
    const bare = ((255 << 24) | (byte(blue!) << 16) | (byte(green!) << 8) | byte(red!)) >>> 0;
    // Of high contrast the other lines tell.
    const strong = this.#reader.rgba(theme.grid)[3]! > STRONG_FROM;
    this.#look = { key, kind: paletteKind(theme, this.#reader), bare, strong };
  }

  /** Lanes that show none give their pixels back. */
  #release(seen: readonly Lane[], tiles: SpectrogramTiles | null): void {
    for (const [lane, state] of this.#states) {
      if (seen.includes(lane)) continue;
      state.dispose();
      if (lane.built) lane.spectrogram.release();
      this.#states.delete(lane);
      tiles?.shown.delete(lane.key);
    }
  }
}

/** Tracks that want the same of the server. */
function groups(
  lanes: readonly Lane[],
  states: ReadonlyMap<Lane, LaneSpectrogram>,
): (Pick<TileWish, 'kind' | 'tracks' | 'channels' | 'level'> & { dark: boolean })[] {
  const made: { kind: PictureKind; tracks: TileWish['tracks']; channels: number[]; level: number; dark: boolean }[] =
    [];
  for (const lane of lanes) {
    const scene = states.get(lane)?.scene;
    if (!scene) continue;
    const { kind, level, track } = scene;
    const dark = !states.get(lane)!.plan.covered;
    let group = made.find((each) => each.kind === kind && each.tracks === track.tracks);
    if (!group) made.push((group = { kind, tracks: track.tracks, channels: [], level, dark: false }));
    if (!group.channels.includes(track.channel)) group.channels.push(track.channel);
    group.dark ||= dark;
  }
  return made;
}

function undecodedIn(view: View, store: Store, dpr: number): [number, number] | null {
  const from = store.undecodedFrom.value;
  return from === null ? null : [xOf(view, from) * dpr, xOf(view, store.totalFrames.value) * dpr];
}
