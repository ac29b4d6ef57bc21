import { viewOf } from '../formats/byteSource.ts';
import { addMarker, addTag } from '../metadata/findings.ts';
import { looseText } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { bits, clip, FieldReader, hertz, setFields } from './fields.ts';
import { readId3v2 } from './id3v2.ts';
import { addProblem, BODY, count, type Walk } from './walk.ts';

const MAX_CHUNKS = 1000;

export function isAiff(head: Uint8Array): boolean {
  return head.length >= 12 && String.fromCharCode(...head.subarray(0, 4)) === 'FORM';
}

interface Loop {
  name: string;
  mode: number;
  begin: number;
  end: number;
}

interface AiffFile {
  walk: Walk;
  marks: Map<number, { frame: number; name: string }>;
  loops: Loop[];
}

const titles: Readonly<Record<string, string>> = {
  ANNO: 'Annotation',
  AUTH: 'Author',
  COMM: 'Format',
  COMT: 'Comments',
  FVER: 'Version of AIFF-C',
  'ID3 ': 'ID3v2 tag',
  INST: 'Instrument: pitch and loops',
  MARK: 'Markers',
  MIDI: 'MIDI data',
  NAME: 'Name',
  SSND: 'Audio data',
  '(c) ': 'Copyright',
  APPL: 'Data of an application',
  CHAN: 'Channel layout',
  AESD: 'Channel status of AES3',
  SAXL: 'Sound accelerator',
};

/** AIFF and AIFF-C (Audio Interchange File Format 1.3): chunks with big-endian numbers. */
export async function readAiff(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const head = await walk.copy(start, 12);
  const said = viewOf(head).getUint32(4);
  const form = String.fromCharCode(...head.subarray(8, 12));
  const root = walk.node('FORM', 'Audio Interchange File Format', start, said === 0 ? end - start : said + 8, end);
  root.fields = [
    { name: 'Form', value: form, offset: start + 8 },
    { name: 'Size', value: count(said), offset: start + 4 },
  ];
  const file: AiffFile = { walk, marks: new Map(), loops: [] };
  const children: StructureNode[] = [];
  for (let at = start + 12; at + 8 <= end && children.length < MAX_CHUNKS && !walk.full;) {
    const chunk = await walk.copy(at, 8);
    if (chunk.length < 8) break;
    const id = String.fromCharCode(...chunk.subarray(0, 4));
    if (!/^[\x20-\x7e]{4}$/.test(id)) {
      const stray = walk.node('?', 'Bytes that are no chunk', at, end - at, end);
      addProblem(stray, 'No chunk starts here.');
      children.push(stray);
      break;
    }
    const size = viewOf(chunk).getUint32(4);
    const node = walk.node(id, titles[id] ?? '', at, size + 8, end);
    children.push(node);
    await readChunk(file, node, at + 8, Math.max(0, node.size - 8));
    at += 8 + size + (size % 2);
  }
  root.children = children;
  finish(file);
  return [root];
}

async function readChunk(file: AiffFile, node: StructureNode, offset: number, size: number): Promise<void> {
  const { walk } = file;
  const id = node.name;
  if (id === 'ID3 ') return void (node.children = await readId3v2(walk, offset, offset + size));
  if (!(id in titles) || size === 0) return;
  const fields = new FieldReader(await walk.copy(offset, Math.min(size, id === 'MARK' ? 1 << 20 : BODY)), offset);
  if (id === 'COMM') readCommon(fields);
  else if (id === 'SSND') {
    fields.u32('Offset');
    fields.u32('Block size');
  } else if (id === 'FVER') fields.u32('Version', (value) => (value === 0xa2805140 ? '1' : `0x${value.toString(16)}`));
  else if (id === 'MARK') readMarks(file, fields);
  else if (id === 'INST') readInstrument(file, fields);
  else if (id === 'COMT') readComments(file, fields);
  else if (id === 'APPL') fields.code('Application');
  else if (['NAME', 'AUTH', 'ANNO', '(c) '].includes(id)) {
    const text = looseText(fields.bytes);
    fields.add('Text', clip(text));
    addTag(walk.found, { NAME: 'Title', AUTH: 'Author', ANNO: 'Annotation', '(c) ': 'Copyright' }[id] ?? id, text);
  }
  setFields(node, fields);
}

function readCommon(fields: FieldReader): void {
  fields.u16('Channels');
  fields.u32('Frames');
  fields.u16('Bits per sample', bits);
  const exponent = fields.u16() & 0x7fff;
  const mantissa = fields.u64();
  if (!fields.short) fields.add('Sample rate', hertz(mantissa * 2 ** (exponent - 16383 - 63)), 10);
  if (fields.left < 4) return;
  fields.code('Compression');
  if (fields.left > 0) pascal(fields, 'Compression in words');
}

/** A length, then as many bytes, padded to an even number together. */
function pascal(fields: FieldReader, name: string): string {
  const length = fields.u8();
  const text = fields.text(name, Math.min(length, fields.left));
  if (length % 2 === 0) fields.skip(1);
  return text;
}

function readMarks(file: AiffFile, fields: FieldReader): void {
  const marks = fields.u16('Markers');
  for (let i = 0; i < marks && fields.left >= 7; i++) {
    const id = fields.i16();
    const frame = fields.u32();
    const name = pascal(fields, '');
    if (i < 200) fields.add(`Marker ${id}`, `frame ${count(frame)}${name ? `, ${clip(name)}` : ''}`);
    file.marks.set(id, { frame, name });
  }
}

const modes = ['off', 'forward', 'back and forth'];

function readInstrument(file: AiffFile, fields: FieldReader): void {
  fields.i8('MIDI note at original pitch');
  fields.i8('Fine tuning', (cents) => `${cents} cents`);
  for (const name of ['Lowest note', 'Highest note', 'Lowest velocity', 'Highest velocity']) fields.i8(name);
  fields.i16('Gain', (db) => `${db} dB`);
  for (const name of ['Sustain loop', 'Release loop']) {
    const mode = fields.i16(name, (value) => modes[value] ?? `mode ${value}`);
    const begin = fields.i16(`${name}: first marker`);
    const end = fields.i16(`${name}: last marker`);
    if (!fields.short) file.loops.push({ name, mode, begin, end });
  }
}

function readComments({ walk }: AiffFile, fields: FieldReader): void {
  const comments = fields.u16('Comments');
  for (let i = 0; i < Math.min(comments, 200) && fields.left >= 8; i++) {
    fields.skip(6);
    const length = fields.u16();
    addTag(walk.found, 'Comment', fields.text(`Comment ${i + 1}`, Math.min(length, fields.left)));
    fields.skip(length % 2);
  }
}

/** Loops run from marker to marker; those markers need no flag of their own. */
function finish({ walk, marks, loops }: AiffFile): void {
  const ends = new Set<number>();
  for (const { name, mode, begin, end } of loops) {
    const [from, to] = [marks.get(begin), marks.get(end)];
    if (mode === 0 || !from || !to) continue;
    ends.add(begin).add(end);
    const last = Math.max(from.frame, to.frame);
    addMarker(walk.found, { kind: 'loop', unit: 'frames', at: from.frame, end: last, label: from.name || name });
  }
  for (const [id, { frame, name }] of marks) {
    if (ends.has(id)) continue;
    addMarker(walk.found, { kind: 'cue', unit: 'frames', at: frame, end: null, label: name || `Marker ${id}` });
  }
}
