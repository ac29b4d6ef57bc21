import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { nextOggPage, oggPage } from './oggPage.ts';
import { checkShape, corrupt, unsupported } from './validate.ts';

interface Stream {
  codec: 'vorbis' | 'opus';
  serial: number;
  channels: number;
  sampleRate: number;
  /** Samples the decoder makes before the first one to be heard. */
  preSkip: number;
}

/** Vorbis and Opus in Ogg. */
export const ogg = defineFormat({
  id: 'ogg',
  extensions: ['ogg', 'oga', 'opus'],
  sniff: (head) => ascii(head, 0, 4) === 'OggS',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const stream = await findStream(source, name, start);
  const { codec, serial, channels, sampleRate, preSkip } = stream;
  checkShape(name, channels, sampleRate);
  const last = await lastGranule(source, serial);
  const frames = last === undefined ? null : Math.max(0, last.granule - preSkip);
  const warnings: string[] = [];
  if (last && !last.marked) warnings.push('The stream has no end mark: the end of the file may be missing.');
  return {
    info: {
      container: 'Ogg',
      codec: codec === 'vorbis' ? 'Vorbis' : 'Opus',
      sampleRate,
      channels,
      bitsPerSample: null,
      frames,
      framesExact: last?.marked ?? false,
      fileBytes: source.size,
      warnings,
    },
    stream: { kind: 'coded', codec, sampleRate, channels, keepAs: 'f32', serial },
  };
}

/** All streams of a file start with a page each, before any other page. */
async function findStream(source: ByteSource, name: string, start: number): Promise<Stream> {
  let other: string | undefined;
  for (let at = start, count = 0; count < 64; count++) {
    const bytes = await source.read(at, 1024);
    const page = oggPage(bytes, 0);
    if (!page?.first || (bytes.length < 1024 && bytes.length < page.size)) break;
    const packet = bytes.subarray(page.bodyOffset);
    const found = identify(packet, page.serial);
    if (found) return found;
    other ??= describe(packet);
    at += page.size;
  }
  if (other) throw unsupported(name, other);
  throw corrupt(name, 'its first Ogg page is damaged or cut off');
}

function identify(packet: Uint8Array, serial: number): Stream | undefined {
  const view = viewOf(packet);
  if (packet.length >= 30 && ascii(packet, 0, 7) === '\x01vorbis') {
    return { codec: 'vorbis', serial, channels: packet[11]!, sampleRate: view.getUint32(12, true), preSkip: 0 };
  }
  if (packet.length >= 19 && ascii(packet, 0, 8) === 'OpusHead') {
    // Opus always decodes at 48 kHz; the rate in its header is the encoder's input (RFC 7845 section 5.1).
    return { codec: 'opus', serial, channels: packet[9]!, sampleRate: 48000, preSkip: view.getUint16(10, true) };
  }
  return undefined;
}

function describe(packet: Uint8Array): string {
  if (ascii(packet, 1, 4) === 'FLAC') return 'FLAC inside Ogg';
  if (ascii(packet, 0, 5) === 'Speex') return 'Speex audio';
  if (ascii(packet, 1, 6) === 'theora') return 'Theora video';
  return 'an unknown kind of Ogg stream';
}

/** The position at the end of the stream: of the last page that has one. */
async function lastGranule(source: ByteSource, serial: number) {
  // A page has at most 65307 bytes.
  for (const window of [64 * 1024, 1024 * 1024]) {
    const bytes = await source.read(Math.max(0, source.size - window), window);
    let found: { granule: number; marked: boolean } | undefined;
    let at = nextOggPage(bytes, 0);
    for (; at >= 0; at = nextOggPage(bytes, at + 4)) {
      const page = oggPage(bytes, at);
      if (page?.serial === serial && page.granule >= 0) found = { granule: page.granule, marked: page.last };
    }
    if (found) return found;
  }
  return undefined;
}
