import { parseEsds } from '../formats/mp4Boxes.ts';
import { viewOf } from '../formats/byteSource.ts';
import { hex, utf8 } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { bits, clip, FieldReader, hertz, real, setFields } from './fields.ts';
import { readFlacBody } from './flacBlocks.ts';
import type { Mp4File } from './mp4File.ts';
import { count, plural, type Walk } from './walk.ts';

type Read = (fields: FieldReader, file: Mp4File, size: number) => void;

/** Seconds since 1904. */
const date = (seconds: number): string => {
  const unix = seconds - 2_082_844_800;
  return seconds === 0 || unix > 8e12 || unix < 0 ? String(seconds) : new Date(unix * 1000).toISOString();
};
const rateWords = (rate: number): string => `${count(rate)} bit/s`;
const letters = (value: number): string => {
  const code = [10, 5, 0].map((shift) => String.fromCharCode(((value >> shift) & 31) + 0x60)).join('');
  return value === 0 || value === 0x7fff ? 'not given' : code;
};

/** Version and flags; named only where they say something. */
function full(fields: FieldReader): number {
  const version = fields.u8();
  const flags = fields.u24();
  if (version > 0) fields.add('Version', String(version), 4);
  if (flags > 0) fields.add('Flags', `0x${flags.toString(16).padStart(6, '0')}`, 3);
  return version;
}

function times(fields: FieldReader, version: number): void {
  const time = (name: string): number => (version === 1 ? fields.u64(name, date) : fields.u32(name, date));
  time('Created');
  time('Changed');
}

/** Length in units; all ones where it is not known. */
function length(fields: FieldReader, version: number, scale: number): number {
  const words = (value: number): string => {
    if (value >= (version === 1 ? 2 ** 64 : 2 ** 32) - 1) return 'unknown';
    return scale > 0 ? `${count(value)} (${real(Number((value / scale).toFixed(3)))} s)` : count(value);
  };
  return version === 1 ? fields.u64('Length', words) : fields.u32('Length', words);
}

const readers: Readonly<Record<string, Read>> = {
  ftyp: readBrands,
  styp: readBrands,
  mvhd: (fields, file) => {
    const version = full(fields);
    times(fields, version);
    file.chapters.movieScale = fields.u32('Units per second');
    length(fields, version, file.chapters.movieScale);
  },
  tkhd: (fields, file) => {
    const version = full(fields);
    times(fields, version);
    const id = fields.u32('Track');
    if (file.track) file.track.id = id;
    fields.skip(4);
    length(fields, version, file.chapters.movieScale);
  },
  mdhd: (fields, file) => {
    const version = full(fields);
    times(fields, version);
    const scale = fields.u32('Units per second');
    if (file.track) file.track.scale = scale;
    length(fields, version, scale);
    fields.u16('Language', letters);
  },
  hdlr: (fields) => {
    full(fields);
    fields.skip(4);
    fields.code('Kind');
    fields.skip(12);
    if (fields.left > 0) fields.text('Name', fields.left);
  },
  elst: readEdits,
  smhd: (fields) => {
    full(fields);
    fields.i16('Balance', (value) => real(value / 256));
  },
  stts: (fields, file) => {
    full(fields);
    const entries = fields.u32('Entries');
    for (let i = 0; i < entries && fields.left >= 8; i++) {
      const [samples, delta] = [fields.u32(), fields.u32()];
      if (i < 20) fields.add(`Entry ${i + 1}`, `${plural(samples, 'sample')} of ${plural(delta, 'unit')}`, 8);
      if (i < 5000) file.track?.times.push({ samples, delta });
    }
  },
  stsc: (fields, file) => {
    full(fields);
    const entries = fields.u32('Entries');
    for (let i = 0; i < entries && fields.left >= 12; i++) {
      const [first, samples] = [fields.u32(), fields.u32()];
      fields.skip(4);
      if (i < 20) fields.add(`From chunk ${first}`, `${plural(samples, 'sample')} each`, 12);
      if (i < 5000) file.track?.chunks.push({ first, samples });
    }
  },
  stsz: (fields, file) => {
    full(fields);
    const one = fields.u32('Size of all', (value) => (value === 0 ? 'differs' : plural(value, 'byte')));
    const samples = fields.u32('Samples');
    for (let i = 0; i < Math.min(samples, 5000) && file.track; i++) {
      if (one === 0 && fields.left < 4) break;
      file.track.sizes.push(one || fields.u32());
    }
  },
  stco: (fields, file) => offsets(fields, file, 4),
  co64: (fields, file) => offsets(fields, file, 8),
  stss: (fields) => {
    full(fields);
    fields.u32('Samples');
  },
  ctts: (fields) => {
    full(fields);
    fields.u32('Entries');
  },
  mfhd: (fields) => {
    full(fields);
    fields.u32('Number');
  },
  mehd: (fields) => void length(fields, full(fields), 0),
  trex: (fields) => {
    full(fields);
    for (const name of ['Track', 'Description', 'Units per sample', 'Bytes per sample']) fields.u32(name);
  },
  tfhd: readFragmentHeader,
  tfdt: (fields) => {
    if (full(fields) === 1) fields.u64('Start');
    else fields.u32('Start');
  },
  trun: (fields) => {
    full(fields);
    fields.u32('Samples');
  },
  sidx: (fields) => {
    const version = full(fields);
    fields.u32('Track');
    fields.u32('Units per second');
    if (version === 0) fields.skip(8);
    else fields.skip(16);
    fields.skip(2);
    fields.u16('Entries');
  },
  esds: readDecoder,
  dOps: (fields) => {
    fields.u8('Version');
    fields.u8('Channels');
    fields.u16('Pre-skip', (value) => plural(value, 'frame'));
    fields.u32('Sample rate of the original', hertz);
    fields.i16('Output gain', (gain) => `${(gain / 256).toFixed(2).replace('-', '\u2212')} dB`);
    fields.u8('Mapping family');
  },
  btrt: (fields) => {
    fields.u32('Buffer', (value) => plural(value, 'byte'));
    fields.u32('Highest bit rate', rateWords);
    fields.u32('Average bit rate', rateWords);
  },
  frma: (fields) => void fields.code('Format'),
  chpl: readNeroChapters,
  chap: (fields, file) => {
    while (fields.left >= 4) {
      const id = fields.u32('Track');
      if (file.track && file.chapters.references.length < 16) file.chapters.references.push(id);
    }
  },
  uuid: (fields) => void fields.raw('Identifier', 16),
};

export function boxFields(type: string, parent: string): Read | undefined {
  if (type === 'alac' && parent !== 'stsd') return readAlac;
  if (type === 'dfLa') return undefined;
  if (type === 'data' && parent !== '') return readValue;
  if ((type === 'mean' || type === 'name') && parent === '----') return readName;
  if (type === 'chap' && parent !== 'tref') return undefined;
  return parent === 'ilst' || parent === 'stsd' ? undefined : readers[type];
}

function readBrands(fields: FieldReader): void {
  fields.code('Brand');
  fields.u32('Version', (version) => `0x${version.toString(16)}`);
  const compatible: string[] = [];
  const from = fields.at;
  while (fields.left >= 4 && compatible.length < 50) compatible.push(fields.code());
  if (compatible.length > 0) fields.add('Compatible with', compatible.join(' '), fields.at - from);
}

function readEdits(fields: FieldReader, file: Mp4File): void {
  const version = full(fields);
  const edits = fields.u32('Edits');
  const size = version === 1 ? 20 : 12;
  for (let i = 0; i < edits && fields.left >= size; i++) {
    const units = version === 1 ? fields.u64() : fields.u32();
    const media = version === 1 ? fields.i64() : fields.i32();
    fields.skip(4);
    const words = media === -1 ? 'empty' : `from ${count(media)} of the media`;
    if (i < 50) fields.add(`Edit ${i + 1}`, `${plural(units, 'unit')}, ${words}`, size);
    if (file.track && media >= 0) file.track.skip ??= media;
    else if (file.track && media === -1 && file.track.skip === null) file.track.pause += units;
  }
}

function offsets(fields: FieldReader, file: Mp4File, bytes: 4 | 8): void {
  full(fields);
  const chunks = fields.u32('Chunks');
  for (let i = 0; i < Math.min(chunks, 5000) && fields.left >= bytes; i++) {
    const at = bytes === 4 ? fields.u32() : fields.u64();
    if (i < 1) fields.add('First', `offset ${count(at)}`, bytes);
    file.track?.offsets.push(at);
  }
}

function readFragmentHeader(fields: FieldReader): void {
  fields.u8('Version');
  const flags = fields.u24('Flags', (value) => `0x${value.toString(16).padStart(6, '0')}`);
  fields.u32('Track');
  if (flags & 1) fields.u64('Base offset');
  if (flags & 2) fields.u32('Description');
  if (flags & 8) fields.u32('Units per sample');
  if (flags & 16) fields.u32('Bytes per sample');
}

function readDecoder(fields: FieldReader): void {
  full(fields);
  const found = parseEsds(viewOf(fields.bytes));
  if (!found) return;
  const kinds: Readonly<Record<number, string>> = {
    0x40: 'MPEG-4 audio',
    0x67: 'AAC LC',
    0x69: 'MPEG-2 audio',
    0x6b: 'MPEG-1 audio',
  };
  fields.add('Object type', `${kinds[found.objectType] ?? 'Other'} (0x${found.objectType.toString(16)})`);
  if (found.config.length > 0) fields.add('AudioSpecificConfig', hex(found.config, 64));
}

function readAlac(fields: FieldReader): void {
  fields.skip(4);
  fields.u32('Frames per packet');
  fields.skip(1);
  fields.u8('Bits per sample', bits);
  fields.skip(3);
  fields.u8('Channels');
  fields.skip(2);
  fields.u32('Largest packet', (value) => plural(value, 'byte'));
  fields.u32('Average bit rate', rateWords);
  fields.u32('Sample rate', hertz);
}

function readNeroChapters(fields: FieldReader, file: Mp4File): void {
  const version = full(fields);
  if (version === 1) fields.skip(4);
  const entries = fields.u8('Chapters');
  for (let i = 0; i < entries && fields.left >= 9; i++) {
    const at = fields.u64() / 1e7;
    const label = fields.text('', fields.u8());
    if (fields.short) return;
    fields.add(`${at.toFixed(3)} s`, clip(label));
    file.chapters.nero.push({ at, label });
  }
}

/** The value of a tag: a kind of value, a place, then the value. */
function readValue(fields: FieldReader, _file: Mp4File, size: number): void {
  const kind = fields.u32() & 0xffffff;
  fields.skip(4);
  const body = fields.bytes.subarray(8);
  if (kind === 1) fields.add('Text', clip(utf8(body)));
  else if (kind === 13 || kind === 14)
    fields.add('Picture', `${kind === 13 ? 'JPEG' : 'PNG'}, ${plural(size - 8, 'byte')}`);
  else if (kind === 21 && body.length <= 4) {
    const value = body.reduce((sum, byte) => sum * 256 + byte, 0);
    fields.add('Number', count(value));
  } else if (body.length > 0) fields.add('Bytes', hex(body));
}

function readName(fields: FieldReader): void {
  fields.skip(4);
  fields.text('Text', fields.left);
}

/** Fields of an entry of stsd; returns where the boxes in it begin. Those of other media than sound are not read. */
export async function sampleEntryHeader(walk: Walk, node: StructureNode, start: number, end: number): Promise<number> {
  const fields = new FieldReader(await walk.copy(start, 64), start);
  fields.skip(8);
  const version = fields.u16();
  fields.skip(6);
  // Only sound has a whole rate in 16.16 here; a text or video entry has other fields.
  const channels = fields.u16();
  const sampleBits = fields.u16();
  fields.skip(4);
  const rate = fields.u32() / 65536;
  const sound = version <= 2 && channels >= 1 && channels <= 255 && sampleBits <= 64 && end - start >= 28;
  if (!sound || !(rate >= 0) || ['text', 'tx3g', 'avc1', 'hvc1', 'mp4v', 'jpeg', 'png '].includes(node.name)) {
    return end - start;
  }
  fields.short = false;
  fields.add('Channels', String(channels), 12);
  fields.add('Bits per sample', bits(sampleBits), 10);
  fields.add('Sample rate', hertz(rate), 4);
  setFields(node, fields);
  if (node.name === 'fLaC') await flacConfiguration(walk, node, start + 28, end);
  return 28 + (version === 1 ? 16 : version === 2 ? 36 : 0);
}

async function flacConfiguration(walk: Walk, node: StructureNode, start: number, end: number): Promise<void> {
  const bytes = await walk.copy(start, Math.min(end - start, 64));
  if (String.fromCharCode(...bytes.subarray(4, 8)) === 'dfLa')
    readFlacBody(walk, node, 0, bytes.subarray(16, 50), start + 16, 34);
}
