import type { AudioInfo } from '../protocol/audio.ts';
import type { FileDetails } from '../protocol/details.ts';
import type { Report } from '../report/report.ts';

/** A loop that the file itself has marked, and how it would sound. Frames of the file. */
export interface Loop {
  readonly startFrame: number;
  /** First frame after the loop. */
  readonly endFrame: number;
  readonly label: string;
  /** Largest step of a channel from the last sample of the loop to its first, full scale being 1; null: not read. */
  readonly seam: number | null;
}

/**
 * All that rules know of a file: what was measured of it, and what it says of itself. Nothing in it depends on a
 * configuration, so that another configuration needs no file to be read again. It can be kept as JSON.
 */
export interface LintFacts {
  readonly report: Report;
  readonly tags: FileDetails['tags'];
  readonly loops: readonly Loop[];
  /** Bits a second of the audio data, or of the whole file where the format does not say; null: not known. */
  readonly bitRate: number | null;
  /** Absent where the format does not say. */
  readonly bitRateMode?: NonNullable<AudioInfo['bitrateMode']>;
}
