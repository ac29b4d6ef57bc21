import type { CodecConfig } from '../formats/format.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';
import { lastAtOrBefore } from './frameWalk.ts';
import { type Block, matroskaBlocks, type MatroskaConfig } from './matroskaBlocks.ts';
import { packetsFrom } from './packetsFrom.ts';
import { packetTimer, type PacketTimer, simpleTimer } from './packetTimer.ts';

/** A stamp that is later than the packets before it explain by more than this is a gap, not bad rounding. */
const GAP_SECONDS = 0.1;
/** A longer gap is a stamp that lies, unless the length in the header allows for it. */
const MAX_GAP_SECONDS = 120;

/** A packet, and the cluster that it begins in. */
interface Placed extends Packet {
  cluster: number;
}

/**
 * One track of a Matroska file. Stamps are rounded to milliseconds, so frames are counted from packet to packet, by an
 * index; stamps only tell where something is missing.
 */
export function demuxMatroska(config: MatroskaConfig, codec: CodecConfig, input: DemuxInput): Demuxer {
  const timer = timerOf(config, codec);
  let index: SeekIndex | undefined;
  return {
    *packets(frame) {
      const entry = index ? lastAtOrBefore(index.frames, frame) : -1;
      const [offset, position] = entry < 0 ? [config.start, 0] : [index!.offsets[entry]!, index!.frames[entry]!];
      yield* packetsFrom(present(placed(config, timer, input, offset, position)), frame);
    },
    *buildIndex() {
      const frames: number[] = [];
      const offsets: number[] = [];
      let total = 0;
      let cluster = -1;
      let entered = true;
      for (const packet of placed(config, timer, input, config.start, 0)) {
        if (!packet) {
          yield;
          continue;
        }
        if (packet.cluster !== cluster) {
          cluster = packet.cluster;
          entered = false;
          // Of a cluster's first packet a decoder that starts there has nothing: the next is where it stands.
          if (timer.primes) continue;
        }
        if (!entered) {
          entered = true;
          frames.push(packet.position);
          offsets.push(cluster);
        }
        total = packet.position + packet.frames;
      }
      index = { frames: Float64Array.from(frames), offsets: Float64Array.from(offsets), totalFrames: total };
      return index;
    },
    useIndex(built) {
      index = built;
    },
  };
}

function timerOf(config: MatroskaConfig, codec: CodecConfig): PacketTimer {
  if (config.frameBytes > 0) return simpleTimer((packet) => Math.floor(packet.length / config.frameBytes));
  const timer = packetTimer(codec) ?? (config.packetFrames > 0 ? simpleTimer(() => config.packetFrames) : undefined);
  if (!timer) throw new Error(`no packets of ${codec.type} in Matroska`);
  return timer;
}

function* present(packets: Iterable<Placed | undefined>): Generator<Packet> {
  for (const packet of packets) if (packet) yield packet;
}

/** position: frame of the first packet of the cluster at `offset`, or of the second where the first only primes. */
function* placed(
  config: MatroskaConfig,
  timer: PacketTimer,
  input: DemuxInput,
  offset: number,
  position: number,
): Generator<Placed | undefined> {
  const framesPerTick = (config.scale * config.sampleRate) / 1e9;
  let at = position;
  let before: { time: number; position: number } | undefined;
  let unsettled = false;
  let empty = true;
  timer.restart();
  for (const block of matroskaBlocks(config, input, offset)) {
    if (!block) {
      yield undefined;
      continue;
    }
    if (before) {
      const stamped = before.position + Math.round((block.time - before.time) * framesPerTick);
      const possible = stamped <= Math.max(config.frames, at + MAX_GAP_SECONDS * config.sampleRate);
      if (!possible) input.warn('Some time stamps are impossible; they are not heeded.');
      const gap = possible ? stamped - at : 0;
      // After a packet that only primed, nobody knows how long it was.
      if (unsettled && gap > 0) at = stamped;
      unsettled = false;
      if (block.lost ? gap > 0 : gap > GAP_SECONDS * config.sampleRate) {
        if (!block.lost) input.warn('Time stamps leave gaps between packets; silence stands there.');
        at = stamped;
        unsettled = timer.primes;
      }
      if (block.lost || unsettled) timer.restart();
    }
    before = { time: block.time, position: at };
    const packets = packetsOf(block, timer, at, config);
    yield* packets;
    const last = packets.at(-1);
    if (last) at = last.position + last.frames;
    if (last) empty = false;
  }
  if (empty && offset === config.start) input.warn('No packet of the audio track was found in the file.');
}

function packetsOf(block: Block, timer: PacketTimer, start: number, config: MatroskaConfig): Placed[] {
  const packets: Placed[] = [];
  let at = start;
  for (const data of block.frames) {
    const frames = timer.frames(data);
    if (frames < 0) continue;
    packets.push({ data, position: at, frames, cluster: block.cluster });
    at += frames;
  }
  const last = packets.at(-1);
  if (last && block.discard > 0) {
    last.frames = Math.max(0, last.frames - Math.round((block.discard * config.sampleRate) / 1e9));
  }
  return packets;
}
