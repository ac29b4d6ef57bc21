import { alacLayouts, parseAlacCookie } from '../codecs/alacCookie.ts';
import { parseVorbisHeaders } from '../demux/vorbisPackets.ts';
import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import { aacLayouts, aacRates, parseAacConfig, withoutSbr } from './aacConfig.ts';
import { ascii, viewOf } from './byteSource.ts';
import { defaultLayout } from './channelLayout.ts';
import type { CodecConfig } from './format.ts';
import type { MatroskaTrack } from './matroskaTracks.ts';
import { parseOpusHead } from './opusHead.ts';
import { corrupt, unsupported } from './validate.ts';

/** How the frames of a track become audio. */
export interface TrackCodec {
  config: CodecConfig;
  /** For the user. */
  name: string;
  sampleRate: number;
  channels: number;
  layout?: readonly string[] | undefined;
  bits: number | null;
  /** Frames of a packet, where all have the same number; else 0. */
  packetFrames: number;
  /** Bytes of a frame of PCM, otherwise 0. */
  frameBytes: number;
}

const otherCodecs: readonly (readonly [string, string])[] = [
  ['A_TRUEHD', 'Dolby TrueHD'],
  ['A_MLP', 'Meridian Lossless'],
  ['A_WAVPACK4', 'WavPack in Matroska'],
  ['A_TTA1', 'True Audio in Matroska'],
  ['A_MS/ACM', 'an audio codec of Windows in Matroska'],
  ['A_QUICKTIME', 'an audio codec of QuickTime in Matroska'],
  ['A_REAL', 'RealAudio'],
  ['A_ATRAC', 'ATRAC audio'],
];

/** Throws where the codec is not read, or its configuration is damaged. */
export function matroskaCodec(track: MatroskaTrack, name: string): TrackCodec {
  const { codec } = track;
  const damaged = (what: string): Error => corrupt(name, `its ${what} configuration is missing or damaged`);
  const plain = {
    sampleRate: track.sampleRate,
    channels: track.channels,
    bits: null,
    packetFrames: 0,
    frameBytes: 0,
    layout: track.channels <= 2 ? defaultLayout(track.channels) : undefined,
  };
  if (codec === 'A_OPUS') return opus(track, plain, name);
  if (codec === 'A_VORBIS') return vorbis(track, plain, name);
  if (codec === 'A_FLAC') return flac(track, plain, name);
  if (codec === 'A_ALAC') {
    const alac = parseAlacCookie(track.codecPrivate);
    if (!alac) throw damaged('Apple Lossless');
    return {
      ...plain,
      config: { type: 'alac', cookie: track.codecPrivate },
      name: 'ALAC',
      sampleRate: alac.sampleRate || track.sampleRate,
      channels: alac.channels,
      layout: alac.channels > 2 ? alacLayouts[alac.channels - 1] : defaultLayout(alac.channels),
      bits: alac.bits,
      packetFrames: alac.frameLength,
    };
  }
  if (codec.startsWith('A_AC3')) return { ...plain, config: { type: 'ac3' }, name: 'AC-3' };
  if (codec.startsWith('A_EAC3')) return { ...plain, config: { type: 'ac3' }, name: 'E-AC-3' };
  if (codec.startsWith('A_DTS')) return { ...plain, config: { type: 'dts' }, name: 'DTS' };
  const layer = /^A_MPEG\/L([123])$/.exec(codec)?.[1];
  if (layer) {
    const names = ['MP1', 'MP2', 'MP3'];
    return { ...plain, config: { type: 'mpeg', layer: Number(layer) as 1 | 2 | 3 }, name: names[Number(layer) - 1]! };
  }
  if (codec === 'A_AAC' || codec.startsWith('A_AAC/')) return aac(track, plain, name);
  const pcm = pcmEncoding(track);
  if (pcm) {
    const float = codec === 'A_PCM/FLOAT/IEEE';
    return {
      ...plain,
      config: { type: 'pcm', encoding: pcm },
      name: `PCM ${track.bits}-bit${float ? ' float' : ''}`,
      bits: track.bits,
      layout: defaultLayout(track.channels),
      frameBytes: bytesPerSample[pcm] * track.channels,
    };
  }
  const other = otherCodecs.find(([prefix]) => codec.startsWith(prefix))?.[1];
  throw unsupported(name, other ?? `audio of type '${codec.replaceAll(/[^ -~]/g, '?')}' in Matroska`);
}

type Plain = Omit<TrackCodec, 'config' | 'name'>;

function opus(track: MatroskaTrack, plain: Plain, name: string): TrackCodec {
  const head = parseOpusHead(track.codecPrivate);
  if (typeof head === 'string') throw corrupt(name, head);
  const layout = head.family < 2 ? defaultLayout(head.channels) : undefined;
  const config = { type: 'opus', head: track.codecPrivate } as const;
  return { ...plain, config, name: 'Opus', sampleRate: 48000, channels: head.channels, layout };
}

/** The three headers, with their lengths as in Xiph's lacing. */
function vorbis(track: MatroskaTrack, plain: Plain, name: string): TrackCodec {
  const bytes = track.codecPrivate;
  const sizes: number[] = [];
  let at = 1;
  for (let header = 0; header < 2; header++) {
    let size = 0;
    while (bytes[at] === 255) {
      size += 255;
      at++;
    }
    sizes.push(size + (bytes[at++] ?? 0));
  }
  const second = at + sizes[0]!;
  const third = second + sizes[1]!;
  const headers = [bytes.slice(at, second), bytes.slice(second, third), bytes.slice(third)];
  if (bytes[0] !== 2 || third > bytes.length || ascii(headers[0]!, 1, 6) !== 'vorbis' || !parseVorbisHeaders(headers)) {
    throw corrupt(name, 'its Vorbis configuration is missing or damaged');
  }
  const channels = headers[0]![11]!;
  return {
    ...plain,
    config: { type: 'vorbis', headers },
    name: 'Vorbis',
    sampleRate: viewOf(headers[0]!).getUint32(12, true),
    channels,
    layout: defaultLayout(channels),
  };
}

/** What a FLAC file begins with; old files have the STREAMINFO block alone. */
function flac(track: MatroskaTrack, plain: Plain, name: string): TrackCodec {
  const bytes = track.codecPrivate;
  const start = ascii(bytes, 0, 4) === 'fLaC' ? 8 : 0;
  if (bytes.length < start + 34) throw corrupt(name, 'its FLAC configuration is missing or damaged');
  const word = viewOf(bytes).getUint32(start + 10);
  const bits = ((word >>> 4) & 31) + 1;
  const channels = ((word >>> 9) & 7) + 1;
  const config = { type: 'flac', bits } as const;
  const facts = { sampleRate: word >>> 12, channels, layout: defaultLayout(channels), bits };
  return { ...plain, ...facts, config, name: `FLAC ${bits}-bit` };
}

/** With an AudioSpecificConfig, or, in old files, with what the codec's ID says. */
function aac(track: MatroskaTrack, plain: Plain, name: string): TrackCodec {
  let config = track.codecPrivate;
  let sbr = track.codec.endsWith('/SBR');
  if (config.length < 2) {
    const rate = aacRates.indexOf(track.sampleRate);
    if (rate < 0) throw corrupt(name, 'its AAC configuration is missing');
    config = Uint8Array.of((2 << 3) | (rate >> 1), ((rate & 1) << 7) | (Math.min(track.channels, 7) << 3));
  }
  const parsed = parseAacConfig(config);
  if (!parsed) throw corrupt(name, 'its AAC configuration is missing or damaged');
  if (parsed.objectType !== 2) throw unsupported(name, `AAC of object type ${parsed.objectType}`);
  if (parsed.shortFrames) throw unsupported(name, 'AAC with frames of 960 samples');
  sbr = parsed.sbr ?? (sbr || track.outputRate === parsed.coreRate * 2);
  const channels = parsed.ps && parsed.channels === 1 ? 2 : parsed.channels || track.channels;
  const silent = parsed.sbr === undefined && !sbr && parsed.channels > 0;
  return {
    ...plain,
    config: { type: 'aac', config: silent ? withoutSbr(config) : config, sbr },
    name: sbr ? (parsed.ps ? 'HE-AAC v2' : 'HE-AAC') : 'AAC-LC',
    sampleRate: parsed.coreRate * (sbr ? 2 : 1),
    channels,
    layout: channels > 2 ? aacLayouts[channels] : defaultLayout(channels),
    packetFrames: sbr ? 2048 : 1024,
  };
}

function pcmEncoding({ codec, bits }: MatroskaTrack): PcmEncoding | undefined {
  if (codec === 'A_PCM/FLOAT/IEEE') return ({ 32: 'f32', 64: 'f64' } as const)[bits];
  const order = { 'A_PCM/INT/LIT': '', 'A_PCM/INT/BIG': 'be' }[codec];
  if (order === undefined) return undefined;
  if (bits === 8) return 'u8';
  return [16, 24, 32].includes(bits) ? (`s${bits}${order}` as PcmEncoding) : undefined;
}
