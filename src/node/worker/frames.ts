import { bytesPerSample } from '../../core/dsp/pcm.ts';
import { framesIn, type PcmPlaces, pcmRanges, unpackPcm } from '../../core/formats/pcmRange.ts';
import { type OpenFile, readInto } from './openFiles.ts';

const CHUNK_FRAMES = 1 << 14;

/** Consecutive frames; all of it lives until the next is asked for. */
export interface Frames {
  planes: readonly Float32Array[];
  frames: number;
  /** Of linear PCM: whole samples as they stand in the file. */
  bytes?: Uint8Array | undefined;
}

/** Linear PCM from … to−1; ends early only where the file does. */
export function* pcmFrames(fd: number, places: PcmPlaces, from: number, to: number): Generator<Frames, void> {
  const { channels, encoding, planar } = places;
  const chunk = Math.max(256, Math.floor(CHUNK_FRAMES / channels));
  const data = new Float32Array(chunk * channels);
  const planes = Array.from({ length: channels }, (_, c) => data.subarray(c * chunk, (c + 1) * chunk));
  // Each part starts where samples of 8 bytes may stand.
  const buffer = new Uint8Array(Math.ceil((chunk * bytesPerSample[encoding]) / 8) * 8 * channels);
  const end = Math.min(to, places.frames ?? to);
  for (let done = from; done < end;) {
    const wanted = Math.min(chunk, end - done);
    let at = 0;
    const parts = pcmRanges(places, done, wanted).map(({ offset, length }) => {
      const part = buffer.subarray(at, at + length);
      at += Math.ceil(length / 8) * 8;
      return part.subarray(0, readInto(fd, part, length, offset));
    });
    const frames = framesIn(places, parts);
    unpackPcm(places, parts, frames, data, chunk);
    const bytes = planar ? undefined : parts[0]!.subarray(0, frames * channels * bytesPerSample[encoding]);
    if (frames > 0) yield { planes, frames, bytes };
    done += frames;
    if (frames < wanted) return;
  }
}

/** Frames from … to−1 of a file that can be read anywhere, or of what it was decoded to. */
export async function* framesOf(
  file: OpenFile,
  spill: number | null,
  from: number,
  to: number,
): AsyncGenerator<Frames, void> {
  const { stream, weights } = file.facts;
  if (spill !== null) {
    yield* pcmFrames(spill, { encoding: 'f32', channels: weights.length, dataOffset: 0 }, from, to);
  } else if (stream.kind === 'pcm') yield* pcmFrames(file.fd, stream, from, to);
  else yield* file.reader.blocks(from, to);
}
