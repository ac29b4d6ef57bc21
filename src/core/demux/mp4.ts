import type { CodecConfig } from '../formats/format.ts';
import { heardTrack, readMovie } from '../formats/mp4Movie.ts';
import { runStepsNow } from '../formats/steps.ts';
import { corrupt } from '../formats/validate.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';
import { FragmentWalk } from './mp4Fragments.ts';
import { MAX_PACKET_FRAMES, type Mp4Config, packetsOf, type Run } from './mp4Runs.ts';
import { lastNotAbove, readTables, type SampleTables } from './mp4Tables.ts';
import { opusPacketFrames } from './opusPackets.ts';

/** Frames in a packet of PCM. */
const PCM_FRAMES = 4096;
/** Samples that are looked at together. */
const RUN_SAMPLES = 256;

interface OpenTrack {
  trackId: number;
  tables: TrackTable;
  fragments: FragmentWalk | undefined;
}

/** The parts of a file, one for each edit, share the tables. */
const openTracks = new WeakMap<DemuxInput, OpenTrack>();

/** The samples of one track, by the tables in moov and the fragments behind it. */
export function demuxMp4(config: Mp4Config, codec: CodecConfig, input: DemuxInput): Demuxer {
  let index: SeekIndex | undefined;

  const open = (): OpenTrack => {
    const known = openTracks.get(input);
    if (known?.trackId === config.trackId) return known;
    const movie = runStepsNow(input.read, readMovie(config.start, input.size));
    const track = movie?.audioTracks.find(({ id }) => id === config.trackId) ?? (movie && heardTrack(movie));
    if (!movie || !track) throw corrupt('The file', 'its audio track has gone since it was opened');
    const tables = runStepsNow(input.read, readTables(track.stbl, input.size, 'The file'));
    const table = new TrackTable(tables, config, track.scale);
    const fragments = config.fragmented
      ? new FragmentWalk(config, track.scale, movie.moov, table.totalFrames, input)
      : undefined;
    const opened = { trackId: config.trackId, tables: table, fragments };
    openTracks.set(input, opened);
    return opened;
  };

  const demuxer: Demuxer = {
    *packets(frame): Generator<Packet> {
      const { tables, fragments } = open();
      if (frame < tables.totalFrames) yield* timed(packetsOf(tables.runs(frame), frame, input), codec);
      if (fragments) yield* timed(packetsOf(fragments.runs(frame, index), frame, input), codec);
    },
  };
  if (!config.fragmented) return demuxer;
  return {
    ...demuxer,
    *buildIndex() {
      return yield* open().fragments!.buildIndex();
    },
    useIndex: (built) => void (index = built),
  };
}

/** Opus packets tell their length; the table shortens the last to where the audio ends. */
function* timed(packets: Iterable<Packet>, codec: CodecConfig): Generator<Packet> {
  for (const packet of packets) {
    yield codec.type === 'opus' ? { ...packet, frames: opusPacketFrames(packet.data) || packet.frames } : packet;
  }
}

/** Samples of the tables by the frame that they start at. */
class TrackTable {
  readonly totalFrames: number;
  readonly #tables: SampleTables;
  readonly #config: Mp4Config;
  readonly #clock: SampleClock;
  /** Frame that each chunk starts at. */
  readonly #chunkStart: Float64Array;

  constructor(tables: SampleTables, config: Mp4Config, scale: number) {
    this.#tables = tables;
    this.#config = config;
    this.#clock = sampleClock(tables, config, scale);
    this.#chunkStart = Float64Array.from(tables.chunkFirst, (sample) => this.#clock.startOf(sample));
    this.totalFrames = this.#chunkStart.at(-1)!;
  }

  *runs(frame: number): Generator<Run> {
    const { chunkFirst, chunkOffsets, size, sizes } = this.#tables;
    const chunks = chunkOffsets.length;
    for (let chunk = lastNotAbove(this.#chunkStart, frame, chunks); chunk < chunks; chunk++) {
      let offset = chunkOffsets[chunk]!;
      if (this.#config.frameBytes > 0 && size > 0) {
        const position = this.#chunkStart[chunk]!;
        yield* this.#pcmRuns(offset, position, this.#chunkStart[chunk + 1]! - position, frame);
        continue;
      }
      const first = chunkFirst[chunk]!;
      let end = offset + this.#chunkBytes(chunk);
      // Chunks without anything between them are read as one.
      while (chunkOffsets[chunk + 1] === end && chunkFirst[chunk + 1]! - first < RUN_SAMPLES) {
        end += this.#chunkBytes(++chunk);
      }
      const last = chunkFirst[chunk + 1]!;
      for (let from = first; from < last; from += RUN_SAMPLES) {
        const count = Math.min(RUN_SAMPLES, last - from);
        const frames = Uint32Array.from({ length: count }, (_, i) => this.#clock.framesOf(from + i));
        const bytes = size > 0 ? new Uint32Array(count).fill(size) : sizes.subarray(from, from + count);
        yield { offset, position: this.#clock.startOf(from), sizes: bytes, frames, from: 0, to: count };
        for (const each of bytes) offset += each;
      }
    }
  }

  #chunkBytes(chunk: number): number {
    const { chunkFirst, size, sizes } = this.#tables;
    const [from, to] = [chunkFirst[chunk]!, chunkFirst[chunk + 1]!];
    if (size > 0) return (to - from) * size;
    let bytes = 0;
    for (let i = from; i < to; i++) bytes += sizes[i]!;
    return bytes;
  }

  /** A chunk of PCM in packets of a few thousand frames. */
  *#pcmRuns(offset: number, position: number, total: number, frame: number): Generator<Run> {
    const { frameBytes } = this.#config;
    const first = Math.max(0, Math.floor((frame - position) / PCM_FRAMES)) * PCM_FRAMES;
    for (let at = first; at < total; at += PCM_FRAMES * 64) {
      const packets = Math.ceil(Math.min(total - at, PCM_FRAMES * 64) / PCM_FRAMES);
      const frames = Uint32Array.from({ length: packets }, (_, i) => Math.min(PCM_FRAMES, total - at - i * PCM_FRAMES));
      const sizes = frames.map((count) => count * frameBytes);
      yield { offset: offset + at * frameBytes, position: position + at, sizes, frames, from: 0, to: packets };
    }
  }
}

/** Which frames a sample decodes to. */
interface SampleClock {
  startOf(sample: number): number;
  framesOf(sample: number): number;
}

function sampleClock(tables: SampleTables, config: Mp4Config, scale: number): SampleClock {
  const { packetFrames, frameBytes, sampleRate } = config;
  const steady = (frames: number): SampleClock => ({ startOf: (sample) => sample * frames, framesOf: () => frames });
  if (packetFrames > 0) return steady(packetFrames);
  if (frameBytes > 0) {
    const inBytes = (bytes: number): number => Math.floor(bytes / frameBytes);
    // QuickTime writes 1 where it means a frame.
    if (tables.size > 0) return steady(Math.max(1, inBytes(tables.size)));
    const starts = new Float64Array(tables.samples + 1);
    for (let i = 0; i < tables.samples; i++) starts[i + 1] = starts[i]! + inBytes(tables.sizes[i]!);
    return { startOf: (sample) => starts[sample]!, framesOf: (sample) => inBytes(tables.sizes[sample]!) };
  }
  const { counts, deltas } = tables;
  const firsts = new Float64Array(counts.length);
  const ticks = new Float64Array(counts.length);
  for (let i = 1; i < counts.length; i++) {
    firsts[i] = firsts[i - 1]! + counts[i - 1]!;
    ticks[i] = ticks[i - 1]! + counts[i - 1]! * deltas[i - 1]!;
  }
  const startOf = (sample: number): number => {
    const run = lastNotAbove(firsts, sample);
    const tick = (ticks[run] ?? 0) + (sample - (firsts[run] ?? 0)) * (deltas[run] ?? 0);
    return scale > 0 ? Math.round((tick * sampleRate) / scale) : 0;
  };
  return { startOf, framesOf: (sample) => Math.min(MAX_PACKET_FRAMES, startOf(sample + 1) - startOf(sample)) };
}
