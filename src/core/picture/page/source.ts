import type { ScanProgress } from '../../protocol/audio.ts';
import type { SpectrogramRequest, SpectrogramResult } from '../../protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../util/abort.ts';
import type { Emitter } from '../../util/emitter.ts';
import type { Disposable } from '../../util/scope.ts';
import type { LaneTiles } from '../lane/laneSource.ts';

/** Where the columns of a picture come from. */
export interface TileSource {
  /** null, or others than before: the file is gone or has changed. */
  readonly tiles: () => LaneTiles | null;
  /** Tiles have arrived. */
  readonly changed: Emitter<void>;
  /** Runs once after the time, ms. */
  readonly later: (run: () => void, ms: number) => Disposable;
}

/** Where all of a picture comes from. */
export interface PictureSource extends TileSource {
  /** How far the file has been read. */
  readonly scan: () => ScanProgress | null;
  readonly spectrogram: (request: SpectrogramRequest, signal: AbortSignalLike) => Promise<SpectrogramResult>;
  /** ms */
  readonly now: () => number;
}
