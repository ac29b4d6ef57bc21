import type { AdpcmVariant, CodecConfig } from '../formats/format.ts';
import { blockFrames, framesOfBlocks } from './adpcmBlocks.ts';
import { ImaChannel, LAST_STEP, qtDeltas, startQtBlock, wavDeltas } from './adpcmIma.ts';
import { decodeMsBlock } from './adpcmMs.ts';
import type { DecoderContext, PacketDecoder } from './packetDecoder.ts';

type AdpcmConfig = Extract<CodecConfig, { type: 'adpcm' }>;

/** ADPCM of any kind; a packet is a run of blocks. */
export function decodeAdpcm(config: AdpcmConfig, { channels, warn }: DecoderContext): PacketDecoder {
  const { variant, blockBytes } = config;
  const qt = Array.from({ length: channels }, () => new ImaChannel(qtDeltas));
  const decodeBlock = blockDecoder(config, channels, qt);
  const frames = blockFrames(variant, channels, blockBytes);
  let planes = Array.from({ length: channels }, () => new Float32Array(0));

  return {
    preroll: 0,
    exact: true,
    batch: 1,
    reset() {
      for (const channel of qt) channel.sample = channel.step = 0;
    },
    decode(packets) {
      let total = 0;
      for (const { data } of packets) total += framesOfBlocks(variant, channels, blockBytes, data.length);
      if (planes[0]!.length < total) planes = Array.from({ length: channels }, () => new Float32Array(total));
      let at = 0;
      for (const { data, state } of packets) {
        if (state) takeState(qt, state);
        for (let from = 0; from < data.length; from += blockBytes) {
          const here = Math.min(frames, blockFrames(variant, channels, data.length - from));
          if (here > 0 && !decodeBlock(data, from, here, planes, at)) {
            for (const plane of planes) plane.fill(0, at, at + here);
            warn('Blocks of the audio are damaged; they are silent here.');
          }
          at += here;
        }
      }
      return {
        planes: planes.map((plane) => plane.subarray(0, total)),
        frames: total,
        position: packets[0]?.position ?? 0,
      };
    },
    free: () => undefined,
  };
}

function takeState(channels: readonly ImaChannel[], state: Int16Array): void {
  channels.forEach((channel, c) => {
    channel.sample = state[c * 2] ?? 0;
    channel.step = state[c * 2 + 1] ?? 0;
  });
}

type BlockDecoder = (
  bytes: Uint8Array,
  from: number,
  frames: number,
  planes: readonly Float32Array[],
  at: number,
) => boolean;

function blockDecoder(config: AdpcmConfig, channels: number, qt: readonly ImaChannel[]): BlockDecoder {
  const decoders: Record<AdpcmVariant, BlockDecoder> = {
    ms: (bytes, from, frames, planes, at) => decodeMsBlock(bytes, from, frames, planes, at, config.coefficients),
    'ima-wav': decodeImaBlock,
    'ima-qt'(bytes, from, _frames, planes, at) {
      let good = true;
      for (let c = 0; c < channels; c++) {
        const start = from + c * 34;
        if (startQtBlock(qt[c]!, bytes, start)) qt[c]!.decode(bytes, start + 2, 1, 32, 0, planes[c]!, at);
        else good = false;
      }
      return good;
    },
  };
  return decoders[config.variant];
}

const ima = new ImaChannel(wavDeltas);

/** The header's sample, then eight samples of each channel in turns. */
function decodeImaBlock(
  bytes: Uint8Array,
  from: number,
  frames: number,
  planes: readonly Float32Array[],
  at: number,
): boolean {
  const channels = planes.length;
  for (let c = 0; c < channels; c++) {
    const header = from + c * 4;
    ima.sample = ((bytes[header]! | (bytes[header + 1]! << 8)) << 16) >> 16;
    ima.step = bytes[header + 2]! | (bytes[header + 3]! << 8);
    if (ima.step > LAST_STEP) return false;
    planes[c]![at] = ima.sample / 32768;
    ima.decode(bytes, from + (channels + c) * 4, (frames - 1) >> 3, 4, channels * 4, planes[c]!, at + 1);
  }
  return true;
}
