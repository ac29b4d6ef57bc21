import { parseVorbisHeaders } from '../demux/vorbisPackets.ts';
import { ascii, viewOf } from './byteSource.ts';
import { defaultLayout } from './channelLayout.ts';
import type { CodecConfig } from './format.ts';
import { parseOpusHead } from './opusHead.ts';

/** An audio stream, as its first packet says. */
export interface OggAudio {
  /** For the user. */
  codec: string;
  sampleRate: number;
  channels: number;
  layout: string[] | undefined;
  bits: number | null;
  /** Frames to leave out at the beginning. */
  preSkip: number;
  /** Packets of header before the audio; 0: until the first that is audio. */
  headers: number;
  /** Once all header packets are there; a sentence if they are wrong. */
  config(packets: readonly Uint8Array[]): CodecConfig | string;
}

/** A sentence: the audio is known, and cannot be read. undefined: no audio. */
export function identifyOgg(packet: Uint8Array): OggAudio | string | undefined {
  if (ascii(packet, 0, 7) === '\x01vorbis') return vorbis(packet);
  if (ascii(packet, 0, 8) === 'OpusHead') return opus(packet);
  if (ascii(packet, 0, 5) === '\x7fFLAC') return flac(packet);
  return undefined;
}

/** What else there may be. */
export function nameOgg(packet: Uint8Array): string {
  const names: readonly (readonly [number, string, string])[] = [
    [0, 'Speex', 'Speex audio'],
    [0, 'fLaC', 'FLAC in an early kind of Ogg'],
    [0, 'CELT', 'CELT audio'],
    [0, 'PCM     ', 'uncompressed audio in Ogg'],
    [1, 'theora', 'Theora video'],
    [1, 'video', 'a video'],
    [1, 'midi', 'MIDI notes'],
    [0, 'fishead', 'a description of streams'],
    [1, 'kate', 'subtitles'],
  ];
  return names.find(([at, magic]) => ascii(packet, at, magic.length) === magic)?.[2] ?? 'an unknown kind of Ogg stream';
}

function vorbis(packet: Uint8Array): OggAudio | string {
  if (packet.length < 30) return 'its Vorbis header is cut off';
  if (viewOf(packet).getUint32(7, true) !== 0) return 'its Vorbis header has an unknown version';
  const channels = packet[11]!;
  return {
    codec: 'Vorbis',
    sampleRate: viewOf(packet).getUint32(12, true),
    channels,
    layout: defaultLayout(channels),
    bits: null,
    preSkip: 0,
    headers: 3,
    config: (packets) => {
      const headers = packets.map((header) => header.slice());
      if (ascii(headers[2]!, 0, 7) !== '\x05vorbis' || !parseVorbisHeaders(headers)) {
        return 'its Vorbis header is damaged';
      }
      return { type: 'vorbis', headers };
    },
  };
}

function opus(packet: Uint8Array): OggAudio | string {
  const head = parseOpusHead(packet);
  if (typeof head === 'string') return head;
  return {
    codec: 'Opus',
    // It always decodes at this rate; that in its header is of what was encoded.
    sampleRate: 48000,
    channels: head.channels,
    layout: head.family < 2 ? defaultLayout(head.channels) : undefined,
    bits: null,
    preSkip: head.preSkip,
    headers: 2,
    config: ([first]) => ({ type: 'opus', head: first!.slice() }),
  };
}

const STREAMINFO = 17;

/** The mapping of RFC 9639 section 10.1. */
function flac(packet: Uint8Array): OggAudio | string {
  if (packet.length < STREAMINFO + 34 || ascii(packet, 9, 4) !== 'fLaC') return 'its FLAC header is cut off';
  const view = viewOf(packet);
  const word = view.getUint32(STREAMINFO + 10);
  const channels = ((word >>> 9) & 7) + 1;
  const bits = ((word >>> 4) & 31) + 1;
  const others = view.getUint16(7);
  return {
    codec: `FLAC ${bits}-bit`,
    sampleRate: word >>> 12,
    channels,
    layout: defaultLayout(channels),
    bits,
    preSkip: 0,
    headers: others === 0 ? 0 : others + 1,
    config: () => ({ type: 'flac', bits }),
  };
}
