import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { SeekIndex } from '../../src/core/demux/demuxer.ts';
import type { OpenedAudio } from '../../src/core/formats/format.ts';
import { openAudio } from '../../src/core/formats/registry.ts';
import type { RawLayout } from '../../src/core/protocol/audio.ts';
import { EarshotError } from '../../src/core/protocol/errors.ts';
import { readPcm } from '../../src/node/audioSource.ts';
import type { Codec } from '../../src/node/codecs/codec.ts';
import { openCodec } from '../../src/node/codecs/openCodec.ts';
import { openFile } from '../../src/node/fileSource.ts';
import { openDemuxer } from '../../src/node/packets/openDemuxer.ts';
import { PacketReader } from '../../src/node/packets/packetReader.ts';

/** A file opened in this process, without the audio server: for tests of formats, demuxers and decoders. */
export interface Decoder extends OpenedAudio {
  warnings: Set<string>;
  /** Planes of frames from … from+frames−1; shorter at the end. */
  read(from: number, frames: number): Promise<Float32Array[]>;
  all(): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export async function openForTest(
  path: string,
  options: { layout?: RawLayout; index?: boolean } = {},
): Promise<Decoder> {
  const file = await openFile(path, basename(path));
  const opened = await openAudio(file, basename(path), options.layout);
  const { stream } = opened;
  const fd = openSync(path, 'r');
  const warnings = new Set<string>();
  const input = {
    size: statSync(path).size,
    read(offset: number, length: number) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, input.size - offset)));
      let done = 0;
      for (let got = 1; got > 0 && done < bytes.length; done += got) {
        got = readSync(fd, bytes, done, bytes.length - done, offset + done);
      }
      return bytes.subarray(0, done);
    },
    warn: (sentence: string) => void warnings.add(sentence),
  };
  const indices = new Map<number, SeekIndex>();
  if (stream.kind === 'packets' && options.index !== false) {
    stream.parts.forEach((part, number) => {
      const building = openDemuxer(part, input).buildIndex?.();
      let step = building?.next();
      while (building && !step?.done) step = building.next();
      if (step?.done) indices.set(number, step.value);
    });
  }
  const reader = stream.kind === 'packets' ? new PacketReader(stream, input, indices) : undefined;
  let whole: Promise<Float32Array[]> | undefined;
  const read = async (from: number, frames: number): Promise<Float32Array[]> => {
    if (stream.kind === 'pcm') {
      const wanted = Math.min(frames, stream.frames - from);
      const { data, frames: got } = await readPcm(file, stream, from, wanted);
      return Array.from({ length: stream.channels }, (_, c) => data.subarray(c * got, (c + 1) * got));
    }
    if (stream.kind === 'coded') {
      whole ??= decodeWhole(await openCodec({ stream, ...input }), stream.channels);
      return (await whole).map((plane) => plane.slice(from, from + frames));
    }
    if (!reader) throw new Error(`${path} has no packets`);
    const parts: Float32Array[][] = Array.from({ length: stream.channels }, () => []);
    try {
      for await (const block of reader.blocks(from, from + frames)) {
        parts.forEach((list, c) => list.push(block.planes[c]!.slice(0, block.frames)));
      }
    } catch (error) {
      // As the audio server does: decoders know no file's name.
      throw error instanceof EarshotError ? error : new EarshotError('corrupt', `${path}: ${String(error)}`);
    }
    return parts.map(join);
  };
  return {
    ...opened,
    warnings,
    read,
    all: () => read(0, Number.MAX_SAFE_INTEGER),
    async close() {
      reader?.free();
      closeSync(fd);
      await file.close();
    },
  };
}

/** What cannot be sought: all of it, once. Blocks must be of as many channels as the header promised. */
export async function decodeWhole(codec: Codec, channels: number): Promise<Float32Array[]> {
  const parts: Float32Array[][] = Array.from({ length: channels }, () => []);
  for await (const { planes, frames } of codec.blocks) {
    if (frames === 0) continue;
    if (planes.length !== channels) throw new Error(`${planes.length} channels instead of ${channels}`);
    parts.forEach((list, c) => list.push(planes[c]!.slice(0, frames)));
  }
  return parts.map(join);
}

function join(parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Random ranges of a file, each compared with the same range of a linear decode. Returns those that differ. */
export async function randomReadFaults(decoder: Decoder, whole: Float32Array[], count: number): Promise<string[]> {
  const faults: string[] = [];
  const length = whole[0]?.length ?? 0;
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  for (let i = 0; i < count; i++) {
    const from = random(length);
    const frames = 1 + random(Math.min(length - from, 1 << random(14)));
    const planes = await decoder.read(from, frames);
    planes.forEach((plane, c) => {
      const expected = whole[c]!.subarray(from, from + frames);
      const same = plane.length === expected.length && plane.every((value, k) => Object.is(value, expected[k]));
      if (!same) faults.push(`channel ${c}, frames ${from} to ${from + frames - 1}`);
    });
  }
  return faults;
}
