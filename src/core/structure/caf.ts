import { addMarker, addTag } from '../metadata/findings.ts';
import { looseText, utf8 } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { bits, FieldReader, hertz, setFields } from './fields.ts';
import { addProblem, BODY, count, plural, type Walk } from './walk.ts';

const MAX_CHUNKS = 1000;
const UNKNOWN = 2 ** 63;

export function isCaf(head: Uint8Array): boolean {
  return head.length >= 8 && String.fromCharCode(...head.subarray(0, 4)) === 'caff';
}

interface Point {
  type: string;
  frame: number;
  id: number;
  region: number | null;
}

interface CafFile {
  walk: Walk;
  points: Point[];
  strings: Map<number, string>;
}

const titles: Readonly<Record<string, string>> = {
  desc: 'Format',
  data: 'Audio data',
  pakt: 'Packet table',
  chan: 'Channel layout',
  kuki: 'Magic cookie of the codec',
  info: 'Tags',
  mark: 'Markers',
  regn: 'Regions',
  strg: 'Strings',
  inst: 'Instrument',
  uuid: 'Data of an application',
  free: 'Filler',
  edct: 'Count of edits',
  ovvw: 'Overview',
  peak: 'Peaks',
  midi: 'MIDI data',
  umid: 'Unique material identifier',
};

/** Apple's Core Audio Format 1.0: chunks with 64-bit sizes and big-endian numbers. */
export async function readCaf(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const head = new FieldReader(await walk.copy(start, 8), start);
  head.skip(4);
  head.u16('Version');
  head.u16('Flags');
  const header = walk.node('caff', 'Core Audio Format', start, 8, end);
  header.fields = head.list;
  const nodes = [header];
  const file: CafFile = { walk, points: [], strings: new Map() };
  for (let at = start + 8; at + 12 <= end && nodes.length < MAX_CHUNKS && !walk.full;) {
    const fields = new FieldReader(await walk.copy(at, 12), at);
    const id = fields.code();
    const size = fields.u64();
    if (fields.short) break;
    // −1: the writer had not come to the end.
    const open = size >= UNKNOWN;
    const node = walk.node(id, titles[id] ?? '', at, open ? end - at : size + 12, end);
    if (open) addProblem(node, 'Its size is not filled in: the recording was not ended, or goes on.');
    nodes.push(node);
    await readChunk(file, node, at + 12, Math.max(0, node.size - 12));
    at += 12 + (open ? end - at : size);
  }
  finish(file);
  return nodes;
}

async function readChunk(file: CafFile, node: StructureNode, offset: number, size: number): Promise<void> {
  const id = node.name;
  if (!(id in titles) || size === 0) return;
  const fields = new FieldReader(await file.walk.copy(offset, Math.min(size, BODY)), offset);
  const read: Readonly<Record<string, () => void>> = {
    desc: () => readDescription(fields),
    data: () => void fields.u32('Edits'),
    pakt: () => {
      fields.i64('Packets');
      fields.i64('Frames');
      fields.i32('Priming frames');
      fields.i32('Remainder frames');
    },
    chan: () => {
      fields.u32('Layout', (tag) => `0x${tag.toString(16)} (${plural(tag & 0xffff, 'channel')})`);
      fields.u32('Bitmap', (mask) => `0x${mask.toString(16)}`);
      fields.u32('Descriptions');
    },
    info: () => readInfo(file.walk, fields),
    strg: () => readStrings(file, fields),
    mark: () => {
      fields.u32('Time code type');
      readPoints(file, fields, fields.u32('Markers'), null);
    },
    regn: () => readRegions(file, fields),
    uuid: () => void fields.raw('Identifier', 16),
    kuki: () => void fields.raw('Bytes', Math.min(size, 64)),
  };
  read[id]?.();
  setFields(node, fields);
}

function readDescription(fields: FieldReader): void {
  fields.f64('Sample rate', hertz);
  const format = fields.code('Format');
  fields.u32('Flags', (flags) => {
    if (format !== 'lpcm') return `0x${flags.toString(16)}`;
    return `${flags & 1 ? 'float' : 'integer'}, ${flags & 2 ? 'little' : 'big'}-endian`;
  });
  fields.u32('Bytes per packet');
  fields.u32('Frames per packet');
  fields.u32('Channels');
  fields.u32('Bits per sample', bits);
}

function readInfo(walk: Walk, fields: FieldReader): void {
  const entries = fields.u32('Entries');
  const parts: string[] = [];
  const wanted = Math.min(entries, 500) * 2;
  for (let at = fields.at; at < fields.bytes.length && parts.length < wanted;) {
    const next = fields.bytes.indexOf(0, at);
    const end = next < 0 ? fields.bytes.length : next;
    parts.push(utf8(fields.bytes.subarray(at, end)));
    at = end + 1;
  }
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [name, value] = [parts[i]!, parts[i + 1]!];
    fields.add(name, value);
    addTag(walk.found, name.charAt(0).toUpperCase() + name.slice(1), value);
  }
}

function readStrings(file: CafFile, fields: FieldReader): void {
  const strings = Math.min(fields.u32('Strings'), 5000);
  const texts = fields.at + strings * 12;
  for (let i = 0; i < strings && fields.left >= 12; i++) {
    const id = fields.u32();
    const at = texts + fields.i64();
    if (at >= 0 && at < fields.bytes.length) file.strings.set(id, looseText(fields.bytes.subarray(at)));
  }
}

function readPoints(file: CafFile, fields: FieldReader, points: number, region: number | null): void {
  for (let i = 0; i < points && fields.left >= 28 && file.points.length < 10_000; i++) {
    const type = fields.code();
    const frame = fields.f64();
    const id = fields.u32();
    fields.skip(12);
    if (i < 200) fields.add(`Marker ${id}`, `frame ${count(frame)}, ${type}`, 28);
    if (frame >= 0) file.points.push({ type, frame: Math.round(frame), id, region });
  }
}

function readRegions(file: CafFile, fields: FieldReader): void {
  fields.u32('Time code type');
  const regions = fields.u32('Regions');
  for (let i = 0; i < Math.min(regions, 1000) && fields.left >= 12; i++) {
    const id = fields.u32(`Region ${i + 1}`);
    fields.u32('Flags', (flags) => (flags & 1 ? 'loop' : 'no loop'));
    readPoints(file, fields, fields.u32(), id);
  }
}

/** The two ends of spans, by type. */
const spans: Readonly<Record<string, readonly [end: string, kind: 'loop' | 'region', words: string]>> = {
  rbeg: ['rend', 'region', 'Region'],
  slbg: ['slen', 'loop', 'Sustain loop'],
  rlbg: ['rlen', 'loop', 'Release loop'],
};

function finish({ walk, points, strings }: CafFile): void {
  const used = new Set<Point>();
  for (const from of points) {
    const span = spans[from.type];
    if (!span) continue;
    const [type, kind, words] = span;
    const to = points.find((each) => each.type === type && each.region === from.region && !used.has(each));
    if (!to || to.frame < from.frame) continue;
    used.add(from).add(to);
    const label = strings.get(from.id) || strings.get(from.region ?? -1) || words;
    addMarker(walk.found, { kind, unit: 'frames', at: from.frame, end: to.frame, label });
  }
  for (const point of points) {
    if (used.has(point)) continue;
    const label = strings.get(point.id) || `Marker ${point.id}`;
    addMarker(walk.found, { kind: 'cue', unit: 'frames', at: point.frame, end: null, label });
  }
}
