import type { PcmStream } from '../core/formats/format.ts';
import { framesIn, type PcmPlaces, pcmRanges, unpackPcm } from '../core/formats/pcmRange.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { ByteSource } from '../core/formats/byteSource.ts';

export interface Samples {
  frames: number;
  data: Float32Array<ArrayBuffer>;
}

/**
 * Any range of an open file's samples. read() gives planes (data[channel * frames + i]) and fewer frames than asked
 * only at the end of the audio. Ranges may be asked for in any order and at once.
 */
export interface AudioSource {
  read(startFrame: number, frames: number, signal?: AbortSignalLike): Promise<Samples>;
  close(): Promise<void>;
}

/** Linear PCM by byte arithmetic: as fast anywhere as at the start. */
export class PcmSource implements AudioSource {
  readonly #file: ByteSource & { close(): Promise<void> };
  #stream: PcmStream;

  constructor(file: ByteSource & { close(): Promise<void> }, stream: PcmStream) {
    this.#file = file;
    this.#stream = stream;
  }

  read(startFrame: number, frames: number): Promise<Samples> {
    return readPcm(this.#file, this.#stream, startFrame, Math.min(frames, this.#stream.frames - startFrame));
  }

  /** The same audio, longer. */
  grow(stream: PcmStream): void {
    this.#stream = stream;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export async function readPcm(
  file: Pick<ByteSource, 'read'>,
  stream: PcmPlaces,
  startFrame: number,
  wanted: number,
): Promise<Samples> {
  if (wanted <= 0) return { frames: 0, data: new Float32Array(0) };
  const ranges = pcmRanges(stream, startFrame, wanted);
  const parts = await Promise.all(ranges.map(({ offset, length }) => file.read(offset, length)));
  // Short only if the file shrank since it was opened.
  const frames = framesIn(stream, parts);
  const data = new Float32Array(frames * stream.channels);
  unpackPcm(stream, parts, frames, data, frames);
  return { frames, data };
}
