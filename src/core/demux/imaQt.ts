import { ImaChannel, qtDeltas, startQtBlock } from '../codecs/adpcmIma.ts';
import { type BlocksConfig, demuxBlocks } from './blocks.ts';
import type { Demuxer, DemuxInput, SeekIndex } from './demuxer.ts';

/**
 * QuickTime's IMA ADPCM: blocks say only the upper bits of the sample they start from, so that an exact decoder must
 * know the blocks before. The index holds what it knows at every packet: the sample and the step of each channel.
 */
export function demuxImaQt(config: BlocksConfig, channels: number, input: DemuxInput): Demuxer {
  const { packetFrames } = config;
  const blocks = demuxBlocks(config, input);
  let states: Int16Array | undefined;
  return {
    *packets(frame) {
      const known = states ? states.length / (channels * 2) : 1;
      const first = Math.max(0, Math.min(Math.floor(frame / packetFrames), known - 1));
      for (const packet of blocks.packets(first * packetFrames)) {
        const state = packet.position === first * packetFrames && states;
        yield state ? { ...packet, state: state.subarray(first * channels * 2, (first + 1) * channels * 2) } : packet;
      }
    },
    *buildIndex() {
      const states: number[] = [];
      const frames: number[] = [];
      const all = Array.from({ length: channels }, () => new ImaChannel(qtDeltas));
      const scratch = new Float32Array(64);
      let totalFrames = 0;
      for (const { data, position } of blocks.packets(0)) {
        frames.push(position);
        for (const channel of all) states.push(channel.sample, channel.step);
        for (let at = 0; at + 34 * channels <= data.length; at += 34 * channels) {
          all.forEach((channel, c) => {
            const start = at + c * 34;
            if (startQtBlock(channel, data, start)) channel.decode(data, start + 2, 1, 32, 0, scratch, 0);
          });
        }
        totalFrames = position + Math.floor(data.length / (34 * channels)) * 64;
        yield;
      }
      const offsets = Float64Array.from(frames, (_, packet) => config.offset + packet * config.packetBytes);
      return { frames: Float64Array.from(frames), offsets, totalFrames, states: Int16Array.from(states) };
    },
    useIndex(index: SeekIndex) {
      states = index.states;
    },
  };
}
