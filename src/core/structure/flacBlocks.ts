import { addMarker } from '../metadata/findings.ts';
import { pictureType } from '../metadata/pictureTypes.ts';
import { printable } from '../metadata/text.ts';
import { commentName, findInComment, parsePicture, parseVorbisComment } from '../metadata/vorbisComment.ts';
import type { StructureNode } from '../protocol/details.ts';
import { bits, clip, FieldReader, hertz, setFields } from './fields.ts';
import { addProblem, BODY, count, plural, type Walk } from './walk.ts';

/** Comments may hold pictures in base64, picture blocks hold them as they are. */
const LARGE = 6 * 1024 * 1024;
const LISTED = 200;

/** The body of one metadata block, in native FLAC or in a packet of Ogg FLAC. */
export async function readFlacBlock(
  walk: Walk,
  node: StructureNode,
  type: number,
  offset: number,
  size: number,
): Promise<void> {
  const limit = type === 4 || type === 6 ? LARGE : BODY;
  readFlacBody(walk, node, type, await walk.copy(offset, Math.min(size, limit)), offset, size);
}

export function readFlacBody(
  walk: Walk,
  node: StructureNode,
  type: number,
  bytes: Uint8Array,
  offset: number,
  size: number,
): void {
  const fields = new FieldReader(bytes, offset);
  if (type === 0) readStreamInfo(fields);
  else if (type === 2) fields.code('Application');
  else if (type === 3) readSeekTable(fields, size);
  else if (type === 4) readComment(walk, node, fields);
  else if (type === 5) readCueSheet(walk, fields);
  else if (type === 6) readPicture(walk, node, fields, size);
  setFields(node, fields);
}

function readStreamInfo(fields: FieldReader): void {
  fields.u16('Smallest block', (value) => plural(value, 'frame'));
  fields.u16('Largest block', (value) => plural(value, 'frame'));
  fields.u24('Smallest frame', (value) => (value === 0 ? 'unknown' : plural(value, 'byte')));
  fields.u24('Largest frame', (value) => (value === 0 ? 'unknown' : plural(value, 'byte')));
  const high = fields.u32();
  const low = fields.u32();
  if (!fields.short) {
    fields.add('Sample rate', hertz(high >>> 12), 8);
    fields.add('Channels', String(((high >>> 9) & 7) + 1), 6);
    fields.add('Bits per sample', bits(((high >>> 4) & 31) + 1), 6);
    const frames = (high & 15) * 2 ** 32 + low;
    fields.add('Frames', frames === 0 ? 'unknown' : count(frames), 5);
  }
  const md5 = fields.take(16);
  if (md5.length === 16 && md5.some((byte) => byte !== 0)) {
    const digits = Array.from(md5, (byte) => byte.toString(16).padStart(2, '0')).join('');
    fields.add('MD5 of the samples', digits, 16);
  }
}

function readSeekTable(fields: FieldReader, size: number): void {
  const points = Math.floor(size / 18);
  fields.add('Points', count(points));
  let shown = 0;
  for (let i = 0; i < points && shown < 3 && fields.left >= 18; i++, shown++) {
    const frame = fields.u64();
    const at = fields.u64();
    fields.skip(2);
    if (frame >= 2 ** 63) return fields.add(`Point ${i + 1}`, 'placeholder', 18);
    fields.add(`Point ${i + 1}`, `frame ${count(frame)} at byte ${count(at)} of the frames`, 18);
  }
}

/** Fields of a comment packet, of any codec; what it holds is noted as found. */
export function readComment(walk: Walk, node: StructureNode, fields: FieldReader): void {
  const from = fields.at;
  const comment = parseVorbisComment(fields.bytes.subarray(from));
  fields.add('Vendor', clip(comment.vendor));
  for (const { name, value, at } of comment.comments.slice(0, LISTED)) {
    fields.at = from + at;
    const picture = /^(METADATA_BLOCK_PICTURE|COVERART)$/i.test(name);
    fields.add(commentName(name), picture ? `picture, ${plural(value.length, 'character')}` : clip(value));
  }
  fields.at = fields.bytes.length;
  if (comment.comments.length > LISTED) fields.add('More', plural(comment.comments.length - LISTED, 'comment'));
  if (comment.short) addProblem(node, 'Its comments do not fit into it.');
  findInComment(comment, walk.found);
}

const LEAD_OUT = new Set([170, 255]);

function readCueSheet(walk: Walk, fields: FieldReader): void {
  fields.text('Catalogue number', 128);
  fields.u64('Lead-in', (value) => plural(value, 'frame'));
  fields.skip(259);
  const tracks = fields.u8('Tracks');
  for (let i = 0; i < tracks && fields.left >= 36; i++) {
    const offset = fields.u64();
    const number = fields.u8();
    const isrc = printable(fields.text('', 12));
    fields.skip(14);
    let start = offset;
    for (let indices = fields.u8(); indices > 0 && fields.left >= 12; indices--) {
      const at = fields.u64();
      if (fields.u8() === 1) start = offset + at;
      fields.skip(3);
    }
    const lead = LEAD_OUT.has(number);
    fields.add(lead ? 'Lead-out' : `Track ${number}`, `frame ${count(start)}${isrc ? `, ISRC ${isrc}` : ''}`);
    if (lead) continue;
    addMarker(walk.found, { kind: 'chapter', unit: 'frames', at: start, end: null, label: `Track ${number}` });
  }
}

function readPicture(walk: Walk, node: StructureNode, fields: FieldReader, size: number): void {
  fields.u32('Type', (type) => pictureType(type));
  fields.text('MIME type', Math.min(fields.u32(), fields.left));
  const words = fields.u32();
  if (words > 0) fields.text('Description', Math.min(words, fields.left));
  fields.u32('Width', (value) => `${value} px`);
  fields.u32('Height', (value) => `${value} px`);
  fields.u32('Colour depth', bits);
  fields.u32('Colours');
  fields.u32('Data', (value) => plural(value, 'byte'));
  if (fields.bytes.length < size) walk.found.warnings.add('A picture of more than 4 MB is not shown.');
  else if (!parsePicture(fields.bytes, walk.found)) addProblem(node, 'The picture does not fit into it.');
}
