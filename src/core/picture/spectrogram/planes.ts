import { type Analysis, type FrequencyRows, type SpectrogramRequest } from '../../protocol/spectrogram.ts';
import { stepOf } from '../../spectrogram/columns.ts';

/** What a picture is a picture of: equal ones have equal codes. Compared by value, kept by reference. */
export interface PictureKind {
  readonly analysis: Analysis;
  readonly axis: FrequencyRows;
}

export interface Track {
  readonly tracks: SpectrogramRequest['tracks'];
  readonly channel: number;
}

/** 256 columns of one track, fewer at the end of the file or of what can be decoded. */
export interface SpectrumTile {
  /** No other tile ever has it. */
  readonly id: number;
  readonly count: number;
  /** Codes by row from the lowest: data[row · count + column]. */
  readonly data: Uint16Array;
  readonly draft: boolean;
  /** Some code is NO_LEVEL. */
  readonly odd: boolean;
  /** How far the file was known when it was asked for. */
  readonly scannedFrames: number;
  readonly scanDone: boolean;
  readonly totalFrames: number;
}

/** Tiles of one track at one level, by index. */
export interface Plane {
  readonly kind: PictureKind;
  readonly level: number;
  /** Frames of a column. */
  readonly step: number;
  readonly tiles: Map<number, SpectrumTile>;
}

interface Place {
  readonly plane: Plane;
  readonly index: number;
  readonly planes: Map<string, Plane>;
  readonly planeKey: string;
  readonly key: string;
}

/**
 * Tiles of a file, bounded in bytes: what was put or shown longest ago goes first. Planes of other analyses and other
 * frequencies stay while there is room, to be shown until the right ones come.
 */
export class PlaneStore {
  bytes = 0;
  /** A tile has gone: what others have made of it can go too. */
  onGone: (tile: SpectrumTile) => void = () => undefined;
  #nextId = 1;
  /** By track, then by level and kind, the latest last. */
  #tracks = new Map<string, Map<string, Plane>>();
  #places = new Map<SpectrumTile, Place>();
  #words = new WeakMap<PictureKind, string>();

  plane(track: Track, kind: PictureKind, level: number): Plane | undefined {
    return this.#tracks.get(trackKey(track))?.get(this.#planeKey(kind, level));
  }

  /** Of one track, the latest last. */
  planes(track: Track): Iterable<Plane> {
    return this.#tracks.get(trackKey(track))?.values() ?? [];
  }

  put(track: Track, kind: PictureKind, level: number, index: number, tile: Omit<SpectrumTile, 'id'>): void {
    const planes = this.#tracks.get(trackKey(track)) ?? new Map<string, Plane>();
    this.#tracks.set(trackKey(track), planes);
    const planeKey = this.#planeKey(kind, level);
    const plane: Plane = planes.get(planeKey) ?? { kind, level, step: stepOf(kind.analysis, level), tiles: new Map() };
    planes.delete(planeKey);
    planes.set(planeKey, plane);
    const old = plane.tiles.get(index);
    if (old) this.#forget(old);
    const added = { ...tile, id: this.#nextId++ };
    plane.tiles.set(index, added);
    this.#places.set(added, { plane, index, planes, planeKey, key: this.key(track, kind, level, index) });
    this.bytes += added.data.byteLength;
  }

  /** It is shown: others go before it. */
  touch(tile: SpectrumTile): void {
    const place = this.#places.get(tile);
    if (!place) return;
    this.#places.delete(tile);
    this.#places.set(tile, place);
  }

  /** Down to `limit` bytes, but nothing whose key is wanted. */
  evict(limit: number, wanted: ReadonlySet<string>): void {
    for (const [tile, { plane, index, planes, planeKey, key }] of this.#places) {
      if (this.bytes <= limit) return;
      if (wanted.has(key)) continue;
      this.#forget(tile);
      plane.tiles.delete(index);
      if (plane.tiles.size === 0) planes.delete(planeKey);
    }
  }

  clear(): void {
    for (const tile of [...this.#places.keys()]) this.#forget(tile);
    this.#tracks.clear();
  }

  key(track: Track, kind: PictureKind, level: number, index: number): string {
    return `${index} ${trackKey(track)} ${this.#planeKey(kind, level)}`;
  }

  kindKey(kind: PictureKind): string {
    let words = this.#words.get(kind);
    if (words === undefined) {
      const { method, window, size, overlap, padding, combine } = kind.analysis;
      const { scale, low, high, rows } = kind.axis;
      words = [method, window, size, overlap, padding, combine, scale, low, high, rows].join(' ');
      this.#words.set(kind, words);
    }
    return words;
  }

  #planeKey(kind: PictureKind, level: number): string {
    return `${level} ${this.kindKey(kind)}`;
  }

  #forget(tile: SpectrumTile): void {
    if (!this.#places.delete(tile)) return;
    this.bytes -= tile.data.byteLength;
    this.onGone(tile);
  }
}

const trackKey = ({ tracks, channel }: Track): string => `${tracks} ${channel}`;
