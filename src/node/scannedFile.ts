import type { Pyramid } from '../core/dsp/pyramid.ts';
import type { AudioInfo, ScanProgress } from '../core/protocol/audio.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { AudioSource } from './audioSource.ts';
import type { OpenedFile } from './openFile.ts';
import type { ScanStore } from './scanStore.ts';
import type { FilePictures } from './spectrogram/filePictures.ts';

/** What those who read from an open file see of it. All of it may be another after a wait: a file can grow. */
export interface ScannedFile {
  readonly info: AudioInfo;
  readonly opened: OpenedFile;
  readonly progress: ScanProgress;
  readonly source: AudioSource;
  readonly pyramid: Pyramid;
  /** undefined where the cache cannot be written. */
  readonly store: ScanStore | undefined;
  /** Frames that can be read without waiting for the scan. */
  readonly availableFrames: number;
  readonly closed: boolean;
  /** Seen, in another tab, or held back. */
  readonly attention: Attention;
  /** Of what the disk keeps of it. */
  readonly key: string;
  /** A number of its own among all files that have been open. */
  readonly id: number;
  readonly pictures: Pick<FilePictures, 'run'>;
  /** Resolves when frames before `frame` can be read: where a format cannot be sought, when the scan is there. */
  reached(frame: number, signal: AbortSignalLike): Promise<void>;
}

export type Attention = 'seen' | 'unseen' | 'paused';
