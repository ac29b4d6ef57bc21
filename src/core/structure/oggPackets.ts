import { ascii } from '../formats/byteSource.ts';
import { looseText } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { FieldReader, hertz, setFields } from './fields.ts';
import { readComment, readFlacBody } from './flacBlocks.ts';
import { plural, type Walk } from './walk.ts';

/** What a stream is by its first packet, and how many header packets it has. */
export function headerPackets(first: Uint8Array): { codec: string; packets: number } {
  if (ascii(first, 1, 6) === 'vorbis') return { codec: 'Vorbis', packets: 3 };
  if (ascii(first, 0, 8) === 'OpusHead') return { codec: 'Opus', packets: 2 };
  if (ascii(first, 0, 8) === 'Speex   ') return { codec: 'Speex', packets: 2 };
  if (ascii(first, 1, 4) === 'FLAC' && first[0] === 0x7f) {
    const more = ((first[7] ?? 0) << 8) | (first[8] ?? 0);
    return { codec: 'FLAC', packets: 1 + (more || 1) };
  }
  if (ascii(first, 1, 6) === 'theora') return { codec: 'Theora', packets: 3 };
  if (ascii(first, 0, 8) === 'fishead\0') return { codec: 'Skeleton', packets: 1 };
  return { codec: 'Unknown', packets: 1 };
}

export function describePacket(
  walk: Walk,
  node: StructureNode,
  codec: string,
  index: number,
  bytes: Uint8Array,
  offset: number,
): void {
  const fields = new FieldReader(bytes, offset, codec !== 'FLAC');
  node.title = `${codec} ${index === 0 ? 'header' : index === 1 ? 'comments' : 'setup'}`;
  if (codec === 'Vorbis' && index === 0) vorbisHead(fields);
  else if (codec === 'Opus' && index === 0) opusHead(fields);
  else if (codec === 'Speex' && index === 0) speexHead(fields);
  else if (codec === 'FLAC') return flacPacket(walk, node, index, bytes, offset);
  else if (index === 1) {
    const skip = { Vorbis: 7, Opus: 8, Speex: 0, Theora: 7 }[codec];
    if (skip === undefined) return;
    fields.skip(skip);
    readComment(walk, node, fields);
  }
  setFields(node, fields);
}

function vorbisHead(fields: FieldReader): void {
  fields.skip(7);
  fields.u32('Version');
  fields.u8('Channels');
  fields.u32('Sample rate', hertz);
  const rate = (value: number): string => (value > 0 ? `${value.toLocaleString('en-US')} bit/s` : 'not given');
  fields.i32('Highest bit rate', rate);
  fields.i32('Nominal bit rate', rate);
  fields.i32('Lowest bit rate', rate);
  fields.u8('Block sizes', (sizes) => `${2 ** (sizes & 15)} and ${2 ** (sizes >> 4)}`);
}

/** OpusHead, RFC 7845 section 5.1. */
export function opusHead(fields: FieldReader): void {
  fields.skip(8);
  fields.u8('Version');
  const channels = fields.u8('Channels');
  fields.u16('Pre-skip', (value) => plural(value, 'frame'));
  fields.u32('Sample rate of the original', hertz);
  fields.i16('Output gain', (gain) => `${(gain / 256).toFixed(2).replace('-', '\u2212')} dB`);
  const family = fields.u8('Mapping family');
  if (family === 0 || fields.short) return;
  fields.u8('Streams');
  fields.u8('Coupled streams');
  if (family !== 3) fields.add('Mapping', [...fields.take(Math.min(channels, fields.left))].join(' '), channels);
}

function speexHead(fields: FieldReader): void {
  fields.skip(8);
  fields.text('Version', 20);
  fields.skip(8);
  fields.u32('Sample rate', hertz);
  fields.u32('Mode', (mode) => ['narrowband', 'wideband', 'ultra-wideband'][mode] ?? `mode ${mode}`);
  fields.skip(4);
  fields.u32('Channels');
  fields.i32('Bit rate', (rate) => (rate > 0 ? `${rate.toLocaleString('en-US')} bit/s` : 'not given'));
  fields.u32('Frame size');
  fields.u32('Variable bit rate', (value) => (value ? 'yes' : 'no'));
  fields.u32('Frames per packet');
}

/** The first packet carries STREAMINFO behind 13 bytes of its own, the others one metadata block each. */
function flacPacket(walk: Walk, node: StructureNode, index: number, bytes: Uint8Array, offset: number): void {
  const at = index === 0 ? 13 : 0;
  const type = (bytes[at] ?? 0) & 0x7f;
  node.title = `FLAC ${index === 0 ? 'header and STREAMINFO' : type === 4 ? 'comments' : `metadata block ${type}`}`;
  const body = bytes.subarray(at + 4);
  if (index === 0) node.fields = [{ name: 'Magic', value: looseText(bytes.subarray(1, 5)), offset: offset + 1 }];
  readFlacBody(walk, node, type, body, offset + at + 4, body.length);
}
