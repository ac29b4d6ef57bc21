import type { AudioInfo } from '../../protocol/audio.ts';
import { PCM_LEVEL, readSamples, type Tile, type TileLookup } from './columns.ts';
import type { TileSpan } from './peakCache.ts';

/** What peaks are kept of: the channels themselves, or mid (L+R)/2 and side (L−R)/2. */
export type Tracks = 'channels' | 'midSide';

/** The tiles of a file that lanes are drawn from. */
export interface LaneTiles {
  readonly channels: number;
  lookup(tracks: Tracks): TileLookup;
  /** Replaces what this viewer wants of all the tracks it shows. */
  want(viewer: string, tracks: ReadonlySet<Tracks>, spans: readonly TileSpan[]): void;
}

interface Derivation {
  readonly track: number;
  /** Sum and difference are mid and side, twice as high. */
  readonly scale: number;
  name(a: string, b: string): string;
  formula(a: string, b: string): string;
  readonly words: string;
}

const derivations: Readonly<Record<string, Derivation>> = {
  mid: { track: 0, scale: 1, name: () => 'M', formula: (a, b) => `(${a}+${b})/2`, words: 'Mid' },
  side: { track: 1, scale: 1, name: () => 'S', formula: (a, b) => `(${a}\u2212${b})/2`, words: 'Side' },
  sum: { track: 0, scale: 2, name: (a, b) => `${a}+${b}`, formula: () => '', words: 'Sum' },
  difference: { track: 1, scale: 2, name: (a, b) => `${a}\u2212${b}`, formula: () => '', words: 'Difference' },
};

const CHANNEL = /^channel (\d+)$/;

export const channelKey = (channel: number): string => `channel ${channel}`;

/** null for a lane that is made of two channels. */
export function channelOf(key: string): number | null {
  const match = CHANNEL.exec(key);
  return match ? Number(match[1]) : null;
}

/** Which track of which set a lane shows, and how much higher. */
export function trackOf(key: string): { tracks: Tracks; track: number; scale: number } {
  const channel = channelOf(key);
  if (channel !== null) return { tracks: 'channels', track: channel, scale: 1 };
  const { track, scale } = derivations[key] ?? { track: 0, scale: 1 };
  return { tracks: 'midSide', track, scale };
}

export function tracksOf(key: string): Tracks {
  return channelOf(key) === null ? 'midSide' : 'channels';
}

/** Keys of the lanes of a set, from top to bottom. Only files of two channels have others than their channels. */
export function laneKeys(set: 'channels' | 'midSide' | 'sumDifference' | 'all', channels: number): string[] {
  const own = Array.from({ length: channels }, (_, channel) => channelKey(channel));
  if (channels !== 2 || set === 'channels') return own;
  if (set === 'sumDifference') return ['sum', 'difference'];
  return set === 'midSide' ? ['mid', 'side'] : [...own, 'mid', 'side'];
}

export interface LaneTitle {
  /** In the rail: L, LFE, M, L+R. */
  readonly name: string;
  /** Beside it, where the name does not say it: (L+R)/2. */
  readonly formula: string;
  /** For a screen reader and a tooltip. */
  readonly words: string;
}

/** names: of the channels, in file order. */
export function laneTitle(key: string, names: readonly string[]): LaneTitle {
  const channel = channelOf(key);
  if (channel !== null) {
    const name = names[channel] ?? String(channel + 1);
    return { name, formula: '', words: `Channel ${name}` };
  }
  const derivation = derivations[key];
  const [a, b] = [names[0] ?? '1', names[1] ?? '2'];
  if (!derivation) return { name: key, formula: '', words: key };
  const [name, formula] = [derivation.name(a, b), derivation.formula(a, b)];
  return { name, formula, words: `${derivation.words} ${formula || name}` };
}

/** The file's own names where it has one for each channel, else the usual ones. */
export function namesOfChannels(info: AudioInfo, usual: (channels: number) => string[]): readonly string[] {
  return info.layout?.length === info.channels ? info.layout : usual(info.channels);
}

/** Where the columns and samples of a lane come from. */
export interface LaneSource {
  readonly lookup: TileLookup;
  readonly track: number;
  readonly tracks: number;
  readonly scale: number;
  /** Samples of the file itself: only these can be clipped. */
  readonly stored: boolean;
}

export function laneSource(key: string, tiles: LaneTiles): LaneSource {
  const channel = channelOf(key);
  const lookup = tiles.lookup(tracksOf(key));
  if (channel !== null) return { lookup, track: channel, tracks: tiles.channels, scale: 1, stored: true };
  const { track, scale } = derivations[key] ?? { track: 0, scale: 1 };
  return { lookup, track, tracks: 2, scale, stored: false };
}

/** Samples of a lane from startFrame on, as many as are there without a gap; returns how many. */
export function readLane(source: LaneSource, startFrame: number, endFrame: number, out: Float32Array): number {
  const count = readSamples(source.lookup, source.track, startFrame, endFrame, out);
  if (source.scale !== 1) for (let i = 0; i < count; i++) out[i] = out[i]! * source.scale;
  return count;
}

/** Peaks of mid and side as they come from the server; their samples made from those of the channels, once for each tile. */
export class MidSideLookup implements TileLookup {
  #channels: TileLookup;
  #peaks: TileLookup;
  #made = new WeakMap<Float32Array, Tile>();

  constructor(channels: TileLookup, peaks: TileLookup) {
    this.#channels = channels;
    this.#peaks = peaks;
  }

  tile(level: number, index: number): Tile | undefined {
    if (level !== PCM_LEVEL) return this.#peaks.tile(level, index);
    const source = this.#channels.tile(level, index);
    if (!source) return undefined;
    const made = this.#made.get(source.data) ?? midSideOf(source);
    this.#made.set(source.data, made);
    return made;
  }
}

function midSideOf({ count, data }: Tile): Tile {
  const made = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [left, right] = [data[i]!, data[count + i]!];
    made[i] = (left + right) * 0.5;
    made[count + i] = (left - right) * 0.5;
  }
  return { count, data: made };
}
