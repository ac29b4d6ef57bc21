import { viewOf } from '../formats/byteSource.ts';
import type { Packet } from '../demux/demuxer.ts';
import type { Decoded, DecoderContext, PacketDecoder } from './packetDecoder.ts';

export const QOA_SLICE_FRAMES = 20;
export const QOA_FRAME_FRAMES = 5120;
/** Of a frame: its head, four weights and four past samples a channel, and up to 256 slices of 8 bytes a channel. */
export const qoaFrameBytes = (channels: number, frames: number): number =>
  8 + channels * (16 + 8 * Math.ceil(frames / QOA_SLICE_FRAMES));

const scaleFactors = Array.from({ length: 16 }, (_, s) => Math.round((s + 1) ** 2.75));
const away = (x: number): number => (x < 0 ? -Math.round(-x) : Math.round(x));
/** By scale factor and residual code (QOA specification 1.0). */
const dequantized = Int32Array.from(
  scaleFactors.flatMap((scale) => [0.75, -0.75, 2.5, -2.5, 4.5, -4.5, 7, -7].map((step) => away(scale * step))),
);

/** The Quite OK Audio format: every frame holds all that its decoder needs. */
export function decodeQoa({ channels, sampleRate, warn }: DecoderContext): PacketDecoder {
  return {
    preroll: 0,
    exact: true,
    batch: 1,
    reset: () => undefined,
    decode(packets): Decoded {
      const [{ data, frames, position }] = packets as [Packet];
      const planes = Array.from({ length: channels }, () => new Float32Array(frames));
      const rate = (data[1]! << 16) | (data[2]! << 8) | data[3]!;
      if (data[0] !== channels || rate !== sampleRate || data.length < qoaFrameBytes(channels, frames)) {
        warn('Some QOA frames are damaged; silence stands in their place.');
      } else decodeFrame(data, planes, frames);
      return { planes, frames, position };
    },
    free: () => undefined,
  };
}

function decodeFrame(data: Uint8Array, planes: Float32Array[], frames: number): void {
  const view = viewOf(data);
  const channels = planes.length;
  const states = planes.map((_, c) => {
    const word = (i: number): number => view.getInt16(8 + c * 16 + i * 2);
    return {
      history: Int32Array.from({ length: 4 }, (_unused, i) => word(i)),
      weights: Int32Array.from({ length: 4 }, (_unused, i) => word(4 + i)),
    };
  });
  let at = 8 + channels * 16;
  for (let start = 0; start < frames; start += QOA_SLICE_FRAMES) {
    const end = Math.min(frames, start + QOA_SLICE_FRAMES);
    for (let c = 0; c < channels; c++, at += 8) {
      const { history, weights } = states[c]!;
      const plane = planes[c]!;
      const high = view.getUint32(at);
      const low = view.getUint32(at + 4);
      const scale = (high >>> 28) * 8;
      for (let i = start, bit = 57; i < end; i++, bit -= 3) {
        // Three bits of the 64; one code lies across both words.
        const code = bit >= 32 ? high >>> (bit - 32) : bit > 29 ? (high << (32 - bit)) | (low >>> bit) : low >>> bit;
        const residual = dequantized[scale + (code & 7)]!;
        let predicted = 0;
        for (let k = 0; k < 4; k++) predicted = (predicted + Math.imul(weights[k]!, history[k]!)) | 0;
        const sample = Math.max(-32768, Math.min(32767, (predicted >> 13) + residual));
        const delta = residual >> 4;
        for (let k = 0; k < 4; k++) weights[k]! += history[k]! < 0 ? -delta : delta;
        history.copyWithin(0, 1);
        history[3] = sample;
        plane[i] = sample / 32768;
      }
    }
  }
}
