import type { PcmEncoding } from '../dsp/pcm.ts';
import type { AudioInfo, RawLayout } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';

/** Linear PCM: any frame is found by arithmetic. Plain data: it travels to a worker thread. */
export interface PcmStream {
  kind: 'pcm';
  encoding: PcmEncoding;
  channels: number;
  dataOffset: number;
  frames: number;
}

interface Coded {
  kind: 'coded';
  sampleRate: number;
  channels: number;
  /** What the decoder's output is kept as: integers where the codec has integers. */
  keepAs: 's16' | 's24' | 'f32';
}

/** What a decoder needs to know beyond the bytes. Plain data: it travels to a worker thread. */
export type CodedStream =
  | (Coded & { codec: 'flac'; bits: number; firstFrame: number; streamInfo: Uint8Array })
  | (Coded & { codec: 'mp3'; start: number })
  | (Coded & { codec: 'vorbis' | 'opus'; serial: number })
  | (Coded & { codec: 'adts'; start: number; config: Uint8Array })
  | (Coded & { codec: 'mp4-aac'; config: Uint8Array; skip: number; frames: number | null; sbr: boolean });

/** How the packets of a track are found in the file. Plain data: it travels to a worker thread. */
export type DemuxConfig =
  /** Packets of one size from offset to end; the last may be short. */
  | { type: 'blocks'; offset: number; end: number; packetBytes: number; packetFrames: number }
  /** MPEG audio frames, layers I to III. */
  | { type: 'mpeg'; start: number; end: number }
  | { type: 'adts'; start: number; end: number }
  | { type: 'flac'; start: number; end: number; streamInfo: Uint8Array }
  /** One link of an Ogg file: pages of `serial` from start to end, header pages included. */
  | { type: 'ogg'; serial: number; start: number; end: number }
  | { type: 'mp4'; trackId: number }
  | { type: 'matroska'; track: number }
  /** Packets of any size with known places, all of packetFrames but for the last. */
  | { type: 'table'; offsets: Float64Array; sizes: Uint32Array; packetFrames: number; frames: number }
  /** No bytes: an empty edit. */
  | { type: 'silence' };

/** How packets become frames. Plain data. */
export type CodecConfig =
  | { type: 'mpeg'; layer: 1 | 2 | 3 }
  | { type: 'flac'; bits: number }
  /** The three header packets. */
  | { type: 'vorbis'; headers: readonly Uint8Array[] }
  /** The OpusHead packet (RFC 7845 section 5.1). */
  | { type: 'opus'; head: Uint8Array }
  | { type: 'speex'; header: Uint8Array }
  | { type: 'aac'; config: Uint8Array; sbr: boolean }
  | { type: 'alac'; cookie: Uint8Array }
  | { type: 'adpcm'; variant: 'ima-wav' | 'ima-qt' | 'ms'; coefficients?: Int16Array }
  | { type: 'pcm'; encoding: PcmEncoding }
  | { type: 'silence' };

/** A stretch of what is heard: frames skip … skip+frames−1 of what a track decodes to. */
export interface Part {
  demux: DemuxConfig;
  codec: CodecConfig;
  /** Frames of the decoder's timeline before the first to be heard: priming, pre-skip, an edit. */
  skip: number;
  /** Frames to be heard; null: as many as there are. Only the last part may not know. */
  frames: number | null;
}

/** Packets that can be sought: any frame is reached by decoding a few packets before it. */
export interface PacketStream {
  kind: 'packets';
  sampleRate: number;
  channels: number;
  /** One after the other. Chained Ogg links and the edits of an MP4 file make more than one. */
  parts: readonly Part[];
}

export type AudioStream = PcmStream | PacketStream | CodedStream;

export interface OpenedAudio {
  info: AudioInfo;
  stream: AudioStream;
}

/** What is known of the file when its format opens it. */
export interface FileFacts {
  source: ByteSource;
  /** How the user knows the file, for messages. */
  name: string;
  /** First byte after any ID3v2 tags. */
  start: number;
  /** What the user said about a file that does not say it itself. */
  layout: RawLayout | undefined;
}

export interface Format {
  id: string;
  /** Without the dot. For the manifest and file dialogs only: a file is known by its content. */
  extensions: readonly string[];
  /** head: the first bytes of the file, after any ID3v2 tags. */
  sniff(head: Uint8Array): boolean;
  /** Reads headers only, in a few small reads. Throws EarshotError in the user's words. */
  open(file: FileFacts): Promise<OpenedAudio>;
}

export const defineFormat = (format: Format): Format => format;
