import type { ByteSource } from './byteSource.ts';
import { noAudio } from './validate.ts';

/** Where the samples start, and how much of them there should be. */
export interface Extent {
  offset: number;
  /** As the header says; null: it does not. */
  declaredBytes: number | null;
  /** The format allows that: no warning then. */
  mayBeOpen?: boolean;
  /** Bytes after the audio that belong to nothing: it has been going on since the header was written. */
  strayBytes?: number;
  /** So many bytes less than the length may be filling. */
  filling?: number;
}

/** What of it is really in the file. */
export interface Measured {
  bytes: number;
  frames: number;
  growing: boolean;
  warnings: string[];
}

/** framesIn: whole frames in so many bytes. */
export function measure(
  name: string,
  source: ByteSource,
  { offset, declaredBytes, mayBeOpen, strayBytes = 0 }: Extent,
  framesIn: (bytes: number) => number,
): Measured {
  const warnings: string[] = [];
  const there = Math.max(0, source.size - offset);
  const bytes = Math.min(there, declaredBytes ?? Infinity);
  const frames = framesIn(bytes);
  if (frames === 0) throw noAudio(name, 'there are no samples after its header');
  if (declaredBytes === null) {
    if (!mayBeOpen) {
      warnings.push(
        'The header does not give the length of the audio; everything up to the end of the file is read as audio.',
      );
    }
  } else if (declaredBytes > there) {
    warnings.push(
      `The header promises ${framesIn(declaredBytes)} frames, but the file ends after ${frames}: it is truncated or still being written.`,
    );
  } else if (strayBytes > 0) {
    warnings.push(
      `${strayBytes} bytes follow the audio that its header knows nothing of: the file is still being written, or has something else at its end.`,
    );
  }
  return { bytes, frames, growing: declaredBytes === null || strayBytes > 0, warnings };
}
