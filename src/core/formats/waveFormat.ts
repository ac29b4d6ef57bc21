import { blockFrames } from '../codecs/adpcmBlocks.ts';
import type { PcmEncoding } from '../dsp/pcm.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { layoutOfMask } from './channelLayout.ts';
import { checkShape, corrupt, unsupported } from './validate.ts';

const tags = { pcm: 1, ms: 2, float: 3, alaw: 6, ulaw: 7, ima: 0x11, gsm: 0x31, mpeg: 0x50, mp3: 0x55 } as const;
const TAG_EXTENSIBLE = 0xfffe;
const otherTags: Readonly<Record<number, string>> = {
  0x10: 'OKI ADPCM',
  0x16: 'G.723 ADPCM',
  0x17: 'Dialogic ADPCM',
  0x20: 'Yamaha ADPCM',
  0x22: 'TrueSpeech',
  0x40: 'G.721 ADPCM',
  0x42: 'MS G.723',
  0x45: 'G.726 ADPCM',
  0x64: 'G.726 ADPCM',
  0x69: 'Xbox ADPCM',
  0x83: 'G.729 speech',
  0x92: 'Dolby Digital (S/PDIF)',
  0xff: 'AAC',
  0x160: 'Windows Media Audio',
  0x161: 'Windows Media Audio',
  0x162: 'Windows Media Audio Professional',
  0x163: 'Windows Media Audio Lossless',
  0x270: 'ATRAC3',
  0x1610: 'AAC',
  0x2000: 'Dolby Digital (AC-3)',
  0x2001: 'DTS',
  0x566f: 'Vorbis',
  0x674f: 'Vorbis',
  0x6750: 'Vorbis',
  0x6771: 'Vorbis',
  0xa106: 'AAC',
  0xa109: 'Speex',
  0xf1ac: 'FLAC',
};

/** What a WAVEFORMATEX says ('fmt ' of WAV and Wave64). */
export type WaveFormat = {
  channels: number;
  sampleRate: number;
  layout: string[] | undefined;
  bytesPerSecond: number;
} & (
  | { kind: 'pcm'; encoding: PcmEncoding; bits: number }
  | { kind: 'adpcm'; variant: 'ima-wav' | 'ms'; blockBytes: number; coefficients?: Int16Array; warnings: string[] }
  | { kind: 'gsm'; blockBytes: number }
  | { kind: 'mpeg'; layer: 1 | 2 | 3 }
);

export async function readWaveFormat(
  name: string,
  source: ByteSource,
  chunk: { offset: number; size: number },
  little: boolean,
): Promise<WaveFormat> {
  const bytes = await source.read(chunk.offset, Math.min(chunk.size, 1024));
  if (bytes.length < 16) throw corrupt(name, `its 'fmt ' chunk has ${bytes.length} bytes where 16 are needed`);
  const view = viewOf(bytes);
  const word = (at: number): number => (at + 2 <= view.byteLength ? view.getUint16(at, little) : 0);
  const channels = word(2);
  const sampleRate = view.getUint32(4, little);
  const blockBytes = word(12);
  let tag = word(0);
  let bits = word(14);
  let layout: string[] | undefined;
  if (tag === TAG_EXTENSIBLE) {
    if (bytes.length < 40) throw corrupt(name, "its extensible 'fmt ' chunk is too short");
    tag = word(24); // first word of the sub-format GUID
    bits = word(18) || bits;
    layout = layoutOfMask(view.getUint32(20, little), channels);
    if (ascii(bytes, 28, 4) === '\x21\x07\xd3\x11' && channels === 4) layout = ['W', 'X', 'Y', 'Z'];
  }
  const common = { channels, sampleRate, layout, bytesPerSecond: view.getUint32(8, little) };
  switch (tag) {
    case tags.pcm:
    case tags.float:
    case tags.alaw:
    case tags.ulaw: {
      checkShape(name, channels, sampleRate);
      // Samples sit at the top of their container, which may be wider than they are (20 in 24, 24 in 32).
      const container = blockBytes / channels;
      const law = tag === tags.alaw ? 'alaw' : tag === tags.ulaw ? 'ulaw' : undefined;
      if (law && (bits === 0 || container !== 1)) bits = 8;
      if (!Number.isInteger(container) || container * 8 < bits || bits === 0) {
        throw corrupt(name, `${channels} channels of ${bits} bits do not fit its block size of ${blockBytes} bytes`);
      }
      const encoding = pick(tag, container, little);
      if (encoding) return { ...common, kind: 'pcm', encoding, bits };
      const kind = law ? 'A-law or µ-law' : tag === tags.float ? 'float' : 'integer';
      throw unsupported(name, `${bits}-bit ${kind} samples of ${container} bytes`);
    }
    case tags.ima:
    case tags.ms: {
      checkShape(name, channels, sampleRate);
      const variant = tag === tags.ima ? 'ima-wav' : 'ms';
      if (bits !== 4) throw unsupported(name, `${tag === tags.ima ? 'IMA' : 'Microsoft'} ADPCM of ${bits} bits`);
      if (variant === 'ms' && channels > 2) throw unsupported(name, `Microsoft ADPCM of ${channels} channels`);
      const warnings = blockWarnings(blockFrames(variant, channels, blockBytes), word(18));
      const format = { ...common, kind: 'adpcm', variant, blockBytes, warnings } as const;
      const coefficients = variant === 'ms' ? readCoefficients(view, little) : undefined;
      return coefficients ? { ...format, coefficients } : format;
    }
    case tags.gsm:
      checkShape(name, channels, sampleRate);
      if (channels !== 1) throw unsupported(name, `GSM 6.10 of ${channels} channels`);
      return { ...common, kind: 'gsm', blockBytes };
    case tags.mpeg:
    case tags.mp3:
      checkShape(name, channels, sampleRate);
      // MPEG1WAVEFORMAT gives the layer as a bit: 1, 2 or 4.
      return { ...common, kind: 'mpeg', layer: tag === tags.mp3 ? 3 : word(18) === 1 ? 1 : word(18) === 4 ? 3 : 2 };
    default:
      throw unsupported(name, `${otherTags[tag] ?? `audio of WAV format 0x${tag.toString(16)}`} in a WAV file`);
  }
}

function pick(tag: number, bytes: number, little: boolean): PcmEncoding | undefined {
  if (tag === tags.alaw || tag === tags.ulaw) return bytes === 1 ? (tag === tags.alaw ? 'alaw' : 'ulaw') : undefined;
  const kinds =
    tag === tags.float ? ({ 4: 'f32', 8: 'f64' } as const) : ({ 2: 's16', 3: 's24', 4: 's32', 8: 's64' } as const);
  if (tag === tags.pcm && bytes === 1) return 'u8';
  const kind = kinds[bytes as keyof typeof kinds];
  return kind && (little ? kind : `${kind}be`);
}

/** What the block size holds counts: a header that says more has cost others minutes. */
function blockWarnings(holds: number, told: number): string[] {
  if (told === 0 || told === holds || holds === 0) return [];
  return [`The header says ${told} frames a block, but its blocks hold ${holds}: these are read.`];
}

function readCoefficients(view: DataView, little: boolean): Int16Array | undefined {
  if (view.byteLength < 22) return undefined;
  const pairs = Math.min(view.getUint16(20, little), Math.floor((view.byteLength - 22) / 4), 256);
  if (pairs < 7) return undefined;
  return Int16Array.from({ length: pairs * 2 }, (_, i) => view.getInt16(22 + i * 2, little));
}
