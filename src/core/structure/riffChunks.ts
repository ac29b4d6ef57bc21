import { ascii } from '../formats/byteSource.ts';
import { addTag } from '../metadata/findings.ts';
import { infoName } from '../metadata/infoNames.ts';
import { ixmlTags } from '../metadata/ixml.ts';
import { guid, looseText } from '../metadata/text.ts';
import { addLoop, setCue } from '../metadata/waveMarkers.ts';
import type { StructureNode } from '../protocol/details.ts';
import { readBext, readCart } from './broadcastChunks.ts';
import { bits, clip, FieldReader, hertz, real, setFields } from './fields.ts';
import { readId3v2 } from './id3v2.ts';
import type { ChunkBody, RiffFile } from './riffFile.ts';
import { BODY, plural } from './walk.ts';

type Read = (chunk: ChunkBody) => void | Promise<void>;
/** Cue lists, association lists and texts may be long. */
const LONG_BODY = 1024 * 1024;
const long = new Set(['cue ', 'smpl', 'iXML', 'axml', 'bext', 'labl', 'note', 'ltxt']);

const chunks: Readonly<Record<string, readonly [title: string, read?: Read]>> = {
  'fmt ': ['Format', readFormat],
  fact: ['Length in frames', ({ fields }) => void fields.u32('Frames')],
  ds64: ['64-bit sizes', readDs64],
  data: ['Audio data'],
  'cue ': ['Cue points', readCues],
  plst: ['Playlist of cue points', ({ fields }) => void fields.u32('Segments')],
  smpl: ['Sampler: pitch and loops', readSampler],
  inst: ['Instrument', readInstrument],
  LIST: ['List', readList],
  bext: ['Broadcast extension (EBU Tech 3285)', readBext],
  iXML: ['Production notes (iXML)', readIxml],
  axml: ['Metadata in XML (EBU Tech 3285-5)', readXml],
  bxml: ['Compressed metadata in XML'],
  sxml: ['Metadata in XML along the time axis'],
  chna: ['Channels to audio model (ITU-R BS.2088)', readChna],
  cart: ['Cart (AES46)', readCart],
  'id3 ': ['ID3v2 tag', readId3],
  'ID3 ': ['ID3v2 tag', readId3],
  PEAK: ['Peaks', readPeak],
  acid: ['Loop: tempo and beats (ACID)', readAcid],
  labl: ['Label of a cue point', (chunk) => readText(chunk, 'labels')],
  note: ['Note on a cue point', (chunk) => readText(chunk, 'notes')],
  ltxt: ['Span of a cue point', readSpan],
  DISP: ['Display title', readDisplay],
  JUNK: ['Filler'],
  junk: ['Filler'],
  'PAD ': ['Filler'],
  FLLR: ['Filler'],
  fake: ['Filler'],
  levl: ['Peak envelope (EBU Tech 3285-3)'],
  mext: ['MPEG audio extension'],
  qlty: ['Quality report (EBU Tech 3285-2)'],
  link: ['Links to other files'],
  wavl: ['Wave list'],
  slnt: ['Silence', ({ fields }) => void fields.u32('Frames')],
  afsp: ['Text of AFsp', (chunk) => readNote(chunk)],
  strc: ['ACID slices'],
  minf: ['Pro Tools media information'],
  elm1: ['Pro Tools elements'],
  regn: ['Pro Tools regions'],
  umid: ['Unique material identifier'],
  _PMX: ['Metadata in XML (XMP)', readXml],
  CSET: ['Character set'],
  avih: ['AVI header'],
  strh: ['Stream header'],
  strf: ['Stream format'],
  idx1: ['Index'],
};

export async function readChunk(file: RiffFile, node: StructureNode, offset: number, size: number): Promise<void> {
  const known = chunks[node.name];
  if (!known) return;
  node.title = known[0];
  const read = known[1];
  if (!read) return;
  const bytes = await file.walk.copy(offset, Math.min(size, long.has(node.name) ? LONG_BODY : BODY));
  const fields = new FieldReader(bytes, offset, file.little);
  await read({ file, node, offset, size, fields });
  setFields(node, fields);
}

const formatTags: Readonly<Record<number, string>> = {
  1: 'PCM',
  2: 'Microsoft ADPCM',
  3: 'IEEE float',
  6: 'A-law',
  7: 'µ-law',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x40: 'G.721 ADPCM',
  0x50: 'MPEG layer I or II',
  0x55: 'MPEG layer III',
  0x92: 'Dolby AC-3 over S/PDIF',
  0xff: 'AAC',
  0x161: 'Windows Media Audio',
  0x1610: 'HE-AAC',
  0x2000: 'Dolby AC-3',
  0x674f: 'Vorbis',
  0xf1ac: 'FLAC',
  0xfffe: 'Extensible',
};
const tagWords = (tag: number): string => `${formatTags[tag] ?? 'Unknown'} (0x${tag.toString(16).padStart(4, '0')})`;

const speakers = [
  'L',
  'R',
  'C',
  'LFE',
  'Lb',
  'Rb',
  'Lc',
  'Rc',
  'Cb',
  'Ls',
  'Rs',
  'Tc',
  'Tfl',
  'Tfc',
  'Tfr',
  'Tbl',
  'Tbc',
  'Tbr',
];

function readFormat({ fields }: ChunkBody): void {
  const tag = fields.u16('Format', tagWords);
  fields.u16('Channels');
  fields.u32('Sample rate', hertz);
  fields.u32('Bytes per second');
  fields.u16('Block size', (size) => plural(size, 'byte'));
  fields.u16('Bits per sample', bits);
  if (fields.left < 2) return;
  const extra = fields.u16('Extension', (size) => plural(size, 'byte'));
  if (tag === 0xfffe && extra >= 22) {
    fields.u16('Valid bits', bits);
    fields.u32('Speakers', (mask) => {
      const names = speakers.filter((_, bit) => (mask >>> bit) & 1).join(' ');
      return `0x${mask.toString(16)}${names ? ` (${names})` : ''}`;
    });
    const id = fields.take(16);
    const short = id.length === 16 && tagWords(id[0]! | (id[1]! << 8));
    fields.add('Subformat', `${guid(id)}${short ? `, ${short}` : ''}`, 16);
  } else if ((tag === 2 || tag === 0x11) && extra >= 2) fields.u16('Frames per block');
}

function readDs64({ file, fields }: ChunkBody): void {
  fields.u64('Size of the file');
  file.sizes.set('data', fields.u64('Size of the audio data'));
  fields.u64('Frames');
  const entries = fields.u32('Further sizes');
  for (let i = 0; i < Math.min(entries, 100) && fields.left >= 12; i++) {
    const id = ascii(fields.bytes, fields.at, 4);
    fields.skip(4);
    file.sizes.set(id, fields.u64(`Size of ${id}`));
  }
}

const LISTED = 200;

function readCues({ file, fields }: ChunkBody): void {
  const points = fields.u32('Points');
  for (let i = 0; i < points && fields.left >= 24; i++) {
    const id = fields.u32();
    const position = fields.u32();
    fields.skip(12);
    const sample = fields.u32();
    // Some writers fill in the position in playing order only.
    const frame = sample === 0 ? position : sample;
    if (i < LISTED) fields.add(`Point ${id}`, `frame ${frame.toLocaleString('en-US')}`, 24);
    setCue(file.markers, id, frame);
  }
  if (fields.left < 24 && points * 24 + 4 > fields.at) fields.short = true;
}

const loopKinds = ['forward', 'back and forth', 'backward'];

function readSampler({ file, fields }: ChunkBody): void {
  fields.u32('Manufacturer');
  fields.u32('Product');
  fields.u32('Sample period', (period) => `${period.toLocaleString('en-US')} ns`);
  fields.u32('MIDI note at original pitch');
  fields.u32('Pitch fraction', (value) => `${real((value / 2 ** 32) * 100)} cents`);
  fields.u32('SMPTE frames per second');
  fields.u32('SMPTE offset', (value) => `0x${value.toString(16).padStart(8, '0')}`);
  const loops = fields.u32('Loops');
  fields.u32('Sampler data', (size) => plural(size, 'byte'));
  for (let i = 0; i < loops && fields.left >= 24; i++) {
    const id = fields.u32();
    const kind = fields.u32();
    const [start, last] = [fields.u32(), fields.u32()];
    fields.skip(4);
    const plays = fields.u32();
    const words = `frames ${start.toLocaleString('en-US')} to ${last.toLocaleString('en-US')}`;
    const times = plays === 0 ? 'endless' : plural(plays, 'time');
    if (i < LISTED) fields.add(`Loop ${i + 1}`, `${words}, ${loopKinds[kind] ?? `kind ${kind}`}, ${times}`, 24);
    addLoop(file.markers, id, start, last);
  }
}

function readInstrument({ fields }: ChunkBody): void {
  fields.u8('MIDI note at original pitch');
  fields.i8('Fine tuning', (cents) => `${cents} cents`);
  fields.i8('Gain', (db) => `${db} dB`);
  for (const name of ['Lowest note', 'Highest note', 'Lowest velocity', 'Highest velocity']) fields.u8(name);
}

async function readList({ file, node, offset, size, fields }: ChunkBody): Promise<void> {
  const kind = fields.code('Kind');
  node.title = { INFO: 'Tags', adtl: 'Labels of cue points', wavl: 'Wave list' }[kind] ?? 'List';
  if (size <= 4) return;
  node.children = await file.chunks(offset + 4, offset + size);
  if (kind !== 'INFO') return;
  for (const child of node.children) {
    const value = looseText(await file.walk.read(child.offset + 8, Math.min(child.size - 8, BODY)));
    child.title = infoName(child.name);
    child.fields = [{ name: 'Text', value: clip(value), offset: child.offset + 8 }];
    addTag(file.walk.found, child.title, value);
  }
}

function readIxml({ file, fields }: ChunkBody): void {
  const text = looseText(fields.bytes);
  fields.add('Text', clip(text));
  for (const { name, value } of ixmlTags(text)) addTag(file.walk.found, name, value);
}

function readXml({ fields }: ChunkBody): void {
  fields.add('Text', clip(looseText(fields.bytes.subarray(0, 4096))));
}

function readChna({ fields }: ChunkBody): void {
  fields.u16('Tracks');
  const ids = fields.u16('Identifiers');
  for (let i = 0; i < Math.min(ids, LISTED) && fields.left >= 40; i++) {
    const track = fields.u16();
    const text = [fields.text('', 12), fields.text('', 14), fields.text('', 11)].filter(Boolean).join(' ');
    fields.skip(1);
    if (text) fields.add(`Track ${track}`, text, 40);
  }
}

async function readId3({ file, node, offset, size }: ChunkBody): Promise<void> {
  node.children = await readId3v2(file.walk, offset, offset + size);
}

function readPeak({ fields }: ChunkBody): void {
  fields.u32('Version');
  fields.u32('Written', (seconds) => new Date(seconds * 1000).toISOString());
  for (let channel = 1; fields.left >= 8 && channel <= 64; channel++) {
    const value = fields.f32();
    const frame = fields.u32();
    fields.add(`Channel ${channel}`, `${real(value)} at frame ${frame.toLocaleString('en-US')}`, 8);
  }
}

function readAcid({ file, fields }: ChunkBody): void {
  const flags = fields.u32('Flags', (value) => {
    const names = ['one-shot', 'root note set', 'stretch', 'disk-based', 'acidizer'];
    return names.filter((_, bit) => (value >>> bit) & 1).join(', ') || 'none';
  });
  fields.u16('Root note');
  fields.skip(6);
  fields.u32('Beats');
  const [denominator, numerator] = [fields.u16(), fields.u16()];
  fields.add('Meter', `${numerator}/${denominator}`, 4);
  const tempo = fields.f32('Tempo', (value) => `${real(value)} BPM`);
  if (!fields.short && !(flags & 1) && tempo > 0) addTag(file.walk.found, 'Tempo', `${real(tempo)} BPM`);
}

function readText({ file, fields }: ChunkBody, what: 'labels' | 'notes'): void {
  const id = fields.u32('Cue point');
  const text = fields.text('Text', fields.left);
  if (!fields.short) file.markers[what].set(id, text);
}

function readSpan({ file, fields }: ChunkBody): void {
  const id = fields.u32('Cue point');
  const frames = fields.u32('Length', (value) => plural(value, 'frame'));
  fields.code('Purpose');
  for (const name of ['Country', 'Language', 'Dialect', 'Code page']) fields.u16(name);
  const text = fields.left > 0 ? fields.text('Text', fields.left) : '';
  if (!fields.short) file.markers.spans.set(id, { frames, text });
}

function readDisplay({ file, fields }: ChunkBody): void {
  const kind = fields.u32('Clipboard format');
  if (kind === 1) addTag(file.walk.found, 'Display title', fields.text('Text', fields.left));
}

function readNote({ file, fields }: ChunkBody): void {
  addTag(file.walk.found, 'Note', fields.text('Text', fields.left));
}
