import { bytesPerSample, deinterleave } from '../core/dsp/pcm.ts';
import type { PcmStream } from '../core/formats/format.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { ByteSource } from '../core/formats/byteSource.ts';

/**
 * Any range of an open file's samples. read() gives planes (data[channel * frames + i]) and fewer frames than asked
 * only at the end of the audio. Ranges may be asked for in any order and at once.
 */
export interface AudioSource {
  read(
    startFrame: number,
    frames: number,
    signal?: AbortSignalLike,
  ): Promise<{ frames: number; data: Float32Array<ArrayBuffer> }>;
  close(): Promise<void>;
}

/** Linear PCM by byte arithmetic: as fast anywhere as at the start. */
export class PcmSource implements AudioSource {
  readonly #file: ByteSource & { close(): Promise<void> };
  readonly #stream: PcmStream;

  constructor(file: ByteSource & { close(): Promise<void> }, stream: PcmStream) {
    this.#file = file;
    this.#stream = stream;
  }

  read(startFrame: number, frames: number): Promise<{ frames: number; data: Float32Array<ArrayBuffer> }> {
    return readPcm(this.#file, this.#stream, startFrame, Math.min(frames, this.#stream.frames - startFrame));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export async function readPcm(
  file: Pick<ByteSource, 'read'>,
  stream: Pick<PcmStream, 'encoding' | 'channels' | 'dataOffset'>,
  startFrame: number,
  wanted: number,
): Promise<{ frames: number; data: Float32Array<ArrayBuffer> }> {
  const { encoding, channels, dataOffset } = stream;
  if (wanted <= 0) return { frames: 0, data: new Float32Array(0) };
  const frameBytes = bytesPerSample[encoding] * channels;
  const bytes = await file.read(dataOffset + startFrame * frameBytes, wanted * frameBytes);
  // Short only if the file shrank since it was opened.
  const frames = Math.floor(bytes.length / frameBytes);
  const data = new Float32Array(frames * channels);
  deinterleave(bytes, encoding, channels, frames, data, frames);
  return { frames, data };
}
