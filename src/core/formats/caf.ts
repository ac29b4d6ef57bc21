import type { PcmEncoding } from '../dsp/pcm.ts';
import { adpcmAudio } from './adpcmAudio.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { cafPackets } from './cafPackets.ts';
import { layoutOfChan } from './channelLayout.ts';
import type { Extent } from './extent.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

const MAX_CHUNKS = 10_000;
const FLAG_FLOAT = 1;
const FLAG_LITTLE = 2;

/** Apple's Core Audio Format. */
export const caf = defineFormat({
  id: 'caf',
  extensions: ['caf', 'caff'],
  sniff: (head) => ascii(head, 0, 4) === 'caff',
  open,
});

/** A chunk's body. */
export interface CafChunk {
  offset: number;
  size: number;
}

export interface CafDescription {
  kind: string;
  sampleRate: number;
  flags: number;
  packetBytes: number;
  packetFrames: number;
  channels: number;
  bits: number;
}

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const { chunks, extent } = await findChunks(source, start + 8);
  const description = await readDescription(source, chunks.get('desc'));
  if (!description) {
    if (!extent) throw noAudio(name, 'the CAF header is not complete');
    throw corrupt(name, "its CAF header has no complete 'desc' chunk");
  }
  const { kind, channels, sampleRate } = description;
  checkShape(name, channels, sampleRate);
  if (!extent) throw noAudio(name, "it has a CAF header but no 'data' chunk");
  const chan = chunks.get('chan');
  const chanBytes = chan && Uint8Array.from(await source.read(chan.offset, Math.min(chan.size, 12 + 64 * 20)));
  const layout = chanBytes && layoutOfChan(viewOf(chanBytes), channels);
  const facts = { container: 'CAF', channels, sampleRate, layout };
  switch (kind) {
    case 'lpcm': {
      const { encoding, bits } = linear(name, description);
      return pcmAudio(name, source, { ...facts, encoding, bits }, extent);
    }
    case 'alaw':
    case 'ulaw':
      return pcmAudio(name, source, { ...facts, encoding: kind }, extent);
    case 'ima4': {
      const frames = await framesTold(source, chunks.get('pakt'));
      return adpcmAudio(name, source, { ...facts, variant: 'ima-qt', blockBytes: 34 * channels, frames }, extent);
    }
    case 'alac':
    case 'aac ':
    case 'aach':
      return cafPackets(name, source, { ...facts, ...description, kind }, extent, chunks);
    default:
      throw unsupported(name, `${others[kind] ?? `audio of kind '${kind}'`} in a CAF file`);
  }
}

const others: Readonly<Record<string, string>> = {
  aacp: 'HE-AAC with parametric stereo',
  '.mp1': 'MPEG layer I',
  '.mp2': 'MPEG layer II',
  '.mp3': 'MP3',
  opus: 'Opus',
  flac: 'FLAC',
  MAC3: 'MACE 3:1',
  MAC6: 'MACE 6:1',
  'ac-3': 'Dolby Digital (AC-3)',
  samr: 'AMR speech',
  ilbc: 'iLBC speech',
  QDM2: 'QDesign Music 2',
};

function linear(name: string, { flags, packetBytes, channels, bits }: CafDescription) {
  const size = packetBytes / channels;
  if (!Number.isInteger(size) || size * 8 < bits || bits === 0) {
    throw corrupt(name, `${channels} channels of ${bits} bits do not fit its packets of ${packetBytes} bytes`);
  }
  const float = (flags & FLAG_FLOAT) !== 0;
  const kinds = float ? ({ 4: 'f32', 8: 'f64' } as const) : ({ 1: 's8', 2: 's16', 3: 's24', 4: 's32' } as const);
  const kind = kinds[size as keyof typeof kinds];
  if (!kind) throw unsupported(name, `${bits}-bit ${float ? 'float' : 'integer'} samples of ${size} bytes`);
  const encoding: PcmEncoding = kind === 's8' || flags & FLAG_LITTLE ? kind : `${kind}be`;
  return { encoding, bits };
}

async function readDescription(source: ByteSource, chunk: CafChunk | undefined): Promise<CafDescription | undefined> {
  if (!chunk || chunk.size < 32) return undefined;
  const bytes = await source.read(chunk.offset, 32);
  if (bytes.length < 32) return undefined;
  const view = viewOf(bytes);
  const [flags, packetBytes, packetFrames, channels, bits] = [12, 16, 20, 24, 28].map((at) => view.getUint32(at));
  return {
    sampleRate: view.getFloat64(0),
    kind: ascii(bytes, 8, 4),
    flags: flags!,
    packetBytes: packetBytes!,
    packetFrames: packetFrames!,
    channels: channels!,
    bits: bits!,
  };
}

/** Of the packet table's header: frames that are to be heard. */
async function framesTold(source: ByteSource, chunk: CafChunk | undefined): Promise<number | undefined> {
  if (!chunk || chunk.size < 24) return undefined;
  const bytes = await source.read(chunk.offset, 24);
  const frames = bytes.length === 24 ? Number(viewOf(bytes).getBigInt64(8)) : 0;
  return frames > 0 && Number.isSafeInteger(frames) ? frames : undefined;
}

async function findChunks(source: ByteSource, from: number) {
  const chunks = new Map<string, CafChunk>();
  let extent: Extent | undefined;
  for (let at = from, count = 0; count < MAX_CHUNKS; count++) {
    const header = await source.read(at, 12);
    if (header.length < 12) break;
    const id = ascii(header, 0, 4);
    const declared = Number(viewOf(header).getBigInt64(4));
    const offset = at + 12;
    const rest = source.size - offset;
    // −1: the data goes on to the end of the file. It starts with an edit count.
    const size = declared < 0 ? rest : Math.min(declared, rest);
    if (declared < 0 && id !== 'data') break;
    if (id === 'data') {
      extent ??= {
        offset: offset + 4,
        declaredBytes: declared < 0 ? null : Math.max(0, declared - 4),
        mayBeOpen: true,
      };
    } else if (!chunks.has(id)) chunks.set(id, { offset, size });
    at = offset + size;
  }
  return { chunks, extent };
}
