import { QOA_FRAME_FRAMES, qoaFrameBytes } from '../../codecs/qoa.ts';
import { ascii, viewOf } from '../byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { checkShape, noAudio } from '../validate.ts';

const FIRST = 8;

/** The Quite OK Audio format: frames of one size. */
export const qoa = defineFormat({
  id: 'qoa',
  extensions: ['qoa'],
  sniff: (head) => ascii(head, 0, 4) === 'qoaf',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, 16));
  if (head.length < 16) throw noAudio(name, 'its QOA header is not complete');
  const view = viewOf(head);
  const channels = head[8]!;
  const sampleRate = view.getUint32(8) & 0xffffff;
  checkShape(name, channels, sampleRate);
  const bytes = qoaFrameBytes(channels, QOA_FRAME_FRAMES);
  const there = framesIn(source.size - start - FIRST, channels, bytes);
  if (there === 0) throw noAudio(name, 'it has a QOA header but no samples after it');
  // 0: the length was not known when the header was written.
  const promised = view.getUint32(4);
  const frames = promised === 0 ? there : Math.min(promised, there);
  const warnings: string[] = [];
  if (promised === 0) warnings.push('The header does not give the length of the audio.');
  if (promised > there) {
    warnings.push(`The header promises ${promised} frames, but the file ends after ${there}: it is truncated.`);
  }
  const count = Math.ceil(frames / QOA_FRAME_FRAMES);
  const offsets = Float64Array.from({ length: count }, (_, i) => start + FIRST + i * bytes);
  const sizes = new Uint32Array(count).fill(bytes);
  sizes[count - 1] = qoaFrameBytes(channels, frames - (count - 1) * QOA_FRAME_FRAMES);
  return {
    info: {
      container: 'QOA',
      codec: 'QOA',
      sampleRate,
      channels,
      bitsPerSample: 16,
      frames,
      framesExact: true,
      fileBytes: source.size,
      bitrate: (bytes * 8 * sampleRate) / QOA_FRAME_FRAMES,
      bitrateMode: 'constant',
      ...(promised === 0 && { growing: true }),
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'table', offsets, sizes, packetFrames: QOA_FRAME_FRAMES, frames },
          codec: { type: 'qoa' },
          skip: 0,
          frames,
        },
      ],
    },
  };
}

/** Whole slices only; a last frame may have fewer of them. */
function framesIn(bytes: number, channels: number, frameBytes: number): number {
  const whole = Math.floor(bytes / frameBytes);
  const slices = Math.floor((bytes - whole * frameBytes - 8 - channels * 16) / (8 * channels));
  return whole * QOA_FRAME_FRAMES + Math.max(0, slices) * 20;
}
