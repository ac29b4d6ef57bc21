import { blockFrames, framesOfBlocks, leastBlock } from '../codecs/adpcmBlocks.ts';
import type { AudioInfo } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';
import { type Extent, measure } from './extent.ts';
import type { AdpcmVariant, OpenedAudio } from './format.ts';
import { checkShape, corrupt } from './validate.ts';

export interface AdpcmFacts {
  container: string;
  variant: AdpcmVariant;
  channels: number;
  sampleRate: number;
  blockBytes: number;
  layout?: readonly string[] | undefined;
  coefficients?: Int16Array;
  /** Frames to be heard, if the file says so: the last block is mostly not full. */
  frames?: number | undefined;
  warnings?: readonly string[];
}

const names = { 'ima-wav': 'IMA ADPCM', 'ima-qt': 'IMA ADPCM (QuickTime)', ms: 'Microsoft ADPCM' } as const;
// A packet is as many blocks as this holds: few enough that one frame is had quickly.
const PACKET_BYTES = 8192;

export function adpcmAudio(name: string, source: ByteSource, facts: AdpcmFacts, extent: Extent): OpenedAudio {
  const { variant, channels, sampleRate, blockBytes, coefficients } = facts;
  checkShape(name, channels, sampleRate);
  if (blockBytes < leastBlock(variant, channels)) {
    throw corrupt(name, `${channels} channels of ${names[variant]} do not fit a block of ${blockBytes} bytes`);
  }
  const decoded = measure(name, source, extent, (bytes) => framesOfBlocks(variant, channels, blockBytes, bytes));
  const warnings = [...decoded.warnings, ...(facts.warnings ?? [])];
  const told = facts.frames !== undefined && facts.frames > 0 ? facts.frames : decoded.frames;
  const frames = Math.min(told, decoded.frames);
  if (told > decoded.frames && decoded.warnings.length === 0) {
    warnings.push(`The header promises ${told} frames, but there are ${decoded.frames}.`);
  }
  const perBlock = blockFrames(variant, channels, blockBytes);
  const blocks = Math.max(1, Math.floor(PACKET_BYTES / blockBytes));
  const info: AudioInfo = {
    container: facts.container,
    codec: names[variant],
    sampleRate,
    channels,
    bitsPerSample: 4,
    frames,
    framesExact: true,
    fileBytes: source.size,
    bitrate: Math.round((sampleRate * blockBytes * 8) / perBlock),
    bitrateMode: 'constant',
    warnings,
  };
  if (facts.layout) info.layout = [...facts.layout];
  if (decoded.growing) info.growing = true;
  if (frames < decoded.frames) info.paddingFrames = decoded.frames - frames;
  const part = {
    demux: {
      type: 'blocks' as const,
      offset: extent.offset,
      end: extent.offset + decoded.bytes,
      packetBytes: blocks * blockBytes,
      packetFrames: blocks * perBlock,
    },
    codec: { type: 'adpcm' as const, variant, blockBytes, ...(coefficients ? { coefficients } : {}) },
    skip: 0,
    frames,
  };
  return { info, stream: { kind: 'packets', sampleRate, channels, parts: [part] } };
}
