import type { AsfLayout } from '../demux/asfPackets.ts';
import type { PcmEncoding } from '../dsp/pcm.ts';
import type { AudioInfo, RawLayout } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';

/** Linear PCM, where any frame is found by arithmetic. Plain data: it travels to a worker thread. */
export interface PcmStream {
  kind: 'pcm';
  encoding: PcmEncoding;
  channels: number;
  dataOffset: number;
  frames: number;
  /** All frames of a channel stand together, one channel after the other. */
  planar?: boolean;
}

interface Coded {
  kind: 'coded';
  sampleRate: number;
  channels: number;
}

/** What a decoder needs to know beyond the bytes. Plain data: it travels to a worker thread. */
export type CodedStream =
  /** tag, blockBytes, bitrate, bits, extra: of the WAVEFORMATEX structure. */
  | (Coded & {
      codec: 'wma';
      tag: number;
      blockBytes: number;
      bitrate: number;
      bits: number;
      extra: Uint8Array;
      layout: AsfLayout;
    })
  | (Coded & { codec: 'musepack'; start: number })
  | (Coded & { codec: 'module'; start: number })
  /** A deflated array. headerBytes: before its samples, unpacked. crc: of all that it unpacks to. */
  | (Coded & {
      codec: 'npz';
      offset: number;
      packedBytes: number;
      crc: number;
      headerBytes: number;
      encoding: PcmEncoding;
      planar: boolean;
      frames: number;
    });

/** How the packets of a track are found in the file. Plain data: it travels to a worker thread. */
export type DemuxConfig =
  /** Packets of one size from offset to end; the last may be short. */
  | { type: 'blocks'; offset: number; end: number; packetBytes: number; packetFrames: number }
  /** MPEG audio frames, layers I to III. */
  | { type: 'mpeg'; start: number; end: number }
  | { type: 'adts'; start: number; end: number }
  | { type: 'flac'; start: number; end: number; streamInfo: Uint8Array }
  /**
   * One link of an Ogg file: pages of `serial` from start, where the audio begins, to end. base: granule position of
   * frame 0. lastPage: offset of the page that ends the link. counted: granule positions are only roughly right.
   */
  | { type: 'ogg'; serial: number; start: number; end: number; base: number; lastPage: number; counted: boolean }
  /** packetFrames: of a sample, 0: as the table says; frameBytes: of a frame of PCM, else 0. */
  | {
      type: 'mp4';
      trackId: number;
      start: number;
      sampleRate: number;
      packetFrames: number;
      frameBytes: number;
      fragmented: boolean;
    }
  /**
   * One track of clusters from start to end. scale: ns a tick. stripped: bytes that every frame begins with and that are
   * not in the file. packetFrames: of a packet, 0: its own bytes tell; frameBytes: of a frame of PCM, else 0. frames: as
   * the header says, roughly; 0: it does not.
   */
  | {
      type: 'matroska';
      track: number;
      start: number;
      end: number;
      scale: number;
      sampleRate: number;
      stripped: Uint8Array;
      packetFrames: number;
      frameBytes: number;
      frames: number;
    }
  /** Packets of any size with known places, all of packetFrames but for the last. */
  | { type: 'table'; offsets: Float64Array; sizes: Uint32Array; packetFrames: number; frames: number }
  /** Groups of WavPack blocks. */
  | { type: 'wavpack'; start: number; end: number }
  /** AC-3 and E-AC-3 frames. */
  | { type: 'ac3'; start: number; end: number }
  | { type: 'dts'; start: number; end: number }
  | { type: 'amr'; wide: boolean; start: number; end: number }
  /** No bytes: an empty edit. */
  | { type: 'silence' };

export type AdpcmVariant = 'ima-wav' | 'ima-qt' | 'ms';

/** How packets become frames. Plain data. */
export type CodecConfig =
  /** preroll: packets, where the decoder cannot tell how many it needs. */
  | { type: 'mpeg'; layer: 1 | 2 | 3; preroll?: number }
  /** md5: of all samples, as STREAMINFO states it. */
  | { type: 'flac'; bits: number; md5?: Uint8Array }
  /** The three header packets. */
  | { type: 'vorbis'; headers: readonly Uint8Array[] }
  /** The OpusHead packet (RFC 7845 section 5.1). */
  | { type: 'opus'; head: Uint8Array }
  | { type: 'aac'; config: Uint8Array; sbr: boolean }
  | { type: 'alac'; cookie: Uint8Array }
  /** blockBytes: of a block of all channels; a packet is one or more of them. coefficients: pairs of Microsoft's. */
  | { type: 'adpcm'; variant: AdpcmVariant; blockBytes: number; coefficients?: Int16Array }
  | { type: 'pcm'; encoding: PcmEncoding }
  | { type: 'wavpack' }
  | { type: 'tta'; bits: number }
  | { type: 'qoa' }
  /** AC-3 and E-AC-3. */
  | { type: 'ac3' }
  | { type: 'dts' }
  | { type: 'amr'; wide: boolean }
  /** ratio: bits of a channel to a frame. blockBytes: of one channel, that stand together. frames: of the whole. */
  | { type: 'dsd'; ratio: number; blockBytes: number; lsbFirst: boolean; frames: number }
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

/** Packets that can be sought, so that any frame is reached by decoding a few packets before it. */
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
  /** Also offered in file dialogs, but the editor does not claim them: mostly they are something else. */
  optionalExtensions?: readonly string[];
  /** head: the first bytes of the file, after any ID3v2 tags. */
  sniff(head: Uint8Array): boolean;
  /** Reads headers only, in a few small reads. Throws EarshotError in the user's words. */
  open(file: FileFacts): Promise<OpenedAudio>;
}

export const defineFormat = (format: Format): Format => format;
