import type { PcmEncoding } from '../dsp/pcm.ts';
import type { AudioInfo } from '../protocol/audio.ts';
import type { ByteSource } from './byteSource.ts';

/** Linear PCM: any frame is found by arithmetic. */
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

export type AudioStream = PcmStream | CodedStream;

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
