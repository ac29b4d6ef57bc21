import { alacLayouts, parseAlacCookie } from '../codecs/alacCookie.ts';
import { bytesPerSample } from '../dsp/pcm.ts';
import { type AacConfig, aacLayouts, parseAacConfig, withoutSbr } from './aacConfig.ts';
import { viewOf } from './byteSource.ts';
import type { CodecConfig } from './format.ts';
import { esdsOf, flacStreamInfo, opusHead, originalFormat, type SampleEntry } from './mp4Entry.ts';
import { mp4Pcm } from './mp4Pcm.ts';
import { pcmName } from './pcmAudio.ts';
import { corrupt, unsupported } from './validate.ts';

/** How the samples of a track become frames. */
export interface TrackCodec {
  codec: CodecConfig;
  name: string;
  sampleRate: number;
  channels: number;
  bits: number | null;
  layout?: readonly string[] | undefined;
  /** Frames of a sample; 0: as long as the table says. */
  packetFrames: number;
  /** Bytes of a frame of PCM, otherwise 0. */
  frameBytes: number;
  /** Frames by which the decoder is late beyond what edit lists count. */
  delay: number;
  /** Frames to leave out at the start where no edit list says so. */
  preSkip: number;
}

/** SBR's filter banks are late by 962 frames (measured on Apple's encoder). */
const SBR_DELAY = 962;

const otherCodecs: Readonly<Record<string, string>> = {
  enca: 'encrypted audio',
  drms: 'audio protected by FairPlay',
  drmi: 'audio protected by FairPlay',
  samr: 'AMR speech in MP4',
  sawb: 'AMR-WB speech in MP4',
  QDM2: 'QDesign Music',
  QDMC: 'QDesign Music',
  MAC3: 'MACE 3:1 audio',
  MAC6: 'MACE 6:1 audio',
  'dts+': 'DTS in MP4',
  dtsc: 'DTS in MP4',
  dtsh: 'DTS-HD in MP4',
  dtsl: 'DTS-HD in MP4',
  'ac-4': 'Dolby AC-4',
  mlpa: 'Dolby TrueHD',
  mhm1: 'MPEG-H audio',
};

const otherObjects: Readonly<Record<number, string>> = {
  0xa5: 'AC-3 in MP4',
  0xa6: 'E-AC-3 in MP4',
  0xa9: 'DTS in MP4',
  0xdd: 'Vorbis in MP4',
  0xe1: 'QCELP speech in MP4',
};

/** Throws where the codec is not read, or its configuration is damaged. */
export function trackCodec(entry: SampleEntry, name: string): TrackCodec {
  const { sampleRate, channels } = entry;
  const plain = { sampleRate, channels, bits: null, packetFrames: 0, frameBytes: 0, delay: 0, preSkip: 0 };
  const pcm = mp4Pcm(entry);
  if (pcm) {
    const { encoding, bits } = pcm;
    const frameBytes = bytesPerSample[encoding] * channels;
    return { ...plain, codec: { type: 'pcm', encoding }, name: pcmName(encoding, bits), bits, frameBytes };
  }
  switch (entry.type) {
    case 'mp4a':
      return mp4a(entry, name, plain);
    case '.mp3':
    case 'ms\0\x55':
      return { ...plain, ...mpeg(sampleRate) };
    case 'alac': {
      const cookie = entry.configs.get('alac')?.slice(4);
      const alac = cookie && parseAlacCookie(cookie);
      if (!cookie || !alac) throw corrupt(name, 'its Apple Lossless configuration is missing or damaged');
      const layout = alac.channels > 2 ? alacLayouts[alac.channels - 1] : undefined;
      const facts = { bits: alac.bits, sampleRate: alac.sampleRate || sampleRate, channels: alac.channels, layout };
      return { ...plain, ...facts, codec: { type: 'alac', cookie }, name: 'ALAC', packetFrames: alac.frameLength };
    }
    case 'Opus': {
      const head = opusHead(entry.configs.get('dOps') ?? new Uint8Array(0));
      if (!head) throw corrupt(name, 'its Opus configuration is missing or damaged');
      const facts = { sampleRate: 48000, channels: head[9]!, preSkip: viewOf(head).getUint16(10, true) };
      return { ...plain, ...facts, codec: { type: 'opus', head }, name: 'Opus' };
    }
    case 'fLaC': {
      const info = flacStreamInfo(entry.configs.get('dfLa') ?? new Uint8Array(0));
      if (!info) throw corrupt(name, 'its FLAC configuration is missing or damaged');
      const bits = (((info[12]! & 1) << 4) | (info[13]! >> 4)) + 1;
      const facts = { bits, sampleRate: viewOf(info).getUint32(10) >>> 12, channels: ((info[12]! >> 1) & 7) + 1 };
      return { ...plain, ...facts, codec: { type: 'flac', bits }, name: 'FLAC' };
    }
    case 'ac-3':
    case 'ec-3':
      return { ...plain, codec: { type: 'ac3' }, name: entry.type === 'ac-3' ? 'AC-3' : 'E-AC-3', packetFrames: 1536 };
    default:
      throw unsupported(name, otherCodecs[entry.type] ?? `audio of type '${printable(entry.type)}' in MP4`);
  }
}

/** Layer III until a frame tells more: MPEG-1, or the lower rates with half as many samples. */
export function mpeg(sampleRate: number) {
  const codec = { type: 'mpeg', layer: 3 } as const;
  return { codec, name: 'MPEG layer III', packetFrames: sampleRate < 32000 ? 576 : 1152 };
}

function mp4a(entry: SampleEntry, name: string, plain: Omit<TrackCodec, 'codec' | 'name'>): TrackCodec {
  const esds = esdsOf(entry);
  if (originalFormat(entry) === '.mp3' && !esds) return { ...plain, ...mpeg(entry.sampleRate) };
  if (!esds) throw corrupt(name, 'its AAC configuration is missing');
  const { objectType, config } = esds;
  if (objectType === 0x69 || objectType === 0x6b) return { ...plain, ...mpeg(entry.sampleRate) };
  const other = otherObjects[objectType];
  if (other) throw unsupported(name, other);
  const aac = parseAacConfig(config);
  if (!aac) throw corrupt(name, 'its AAC configuration is damaged');
  if (aac.objectType !== 2) throw unsupported(name, `AAC of object type ${aac.objectType}`);
  if (aac.shortFrames) throw unsupported(name, 'AAC with frames of 960 samples');
  return { ...plain, ...aacFacts(aac, config, entry) };
}

function aacFacts(aac: AacConfig, config: Uint8Array, entry: SampleEntry) {
  // SBR that only the sample entry tells of (its rate is twice the core's) is left for the decoder to find.
  const sbr = aac.sbr ?? entry.sampleRate === aac.coreRate * 2;
  const silent = aac.sbr === undefined && !sbr && aac.channels > 0;
  const stereo = aac.ps && aac.channels === 1;
  const channels = stereo ? 2 : aac.channels || entry.channels;
  return {
    codec: { type: 'aac', config: silent ? withoutSbr(config) : config, sbr } as const,
    name: sbr ? (aac.ps ? 'HE-AAC v2' : 'HE-AAC') : 'AAC-LC',
    sampleRate: aac.coreRate * (sbr ? 2 : 1),
    channels,
    layout: aac.channels > 2 ? aacLayouts[aac.channels] : undefined,
    packetFrames: sbr ? 2048 : 1024,
    delay: sbr ? SBR_DELAY : 0,
  };
}

const printable = (type: string): string => type.replaceAll(/[^ -~]/g, '?');
