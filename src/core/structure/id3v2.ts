import { addMarker } from '../metadata/findings.ts';
import { looseText, utf16, utf8 } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { clip, setFields, FieldReader } from './fields.ts';
import { id3Frames } from './id3Frames.ts';
import { addProblem, plural, type Walk } from './walk.ts';

const MAX_FRAMES = 500;
const TEXT = 4096;

const syncsafe = (b: Uint8Array, at: number): number =>
  (b[at]! << 21) | (b[at + 1]! << 14) | (b[at + 2]! << 7) | b[at + 3]!;

export function isId3v2(head: Uint8Array, at = 0): boolean {
  return head[at] === 0x49 && head[at + 1] === 0x44 && head[at + 2] === 0x33 && head.length >= at + 10;
}

/** Bytes of a tag, header and footer included. */
export function id3v2Size(head: Uint8Array): number {
  return 10 + syncsafe(head, 6) + (head[5]! & 0x10 ? 10 : 0);
}

/** The ID3v2 tags that stand one after the other from `start` (id3.org, versions 2.2 to 2.4). */
export async function readId3v2(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  for (let at = start; at + 10 <= end && nodes.length < 8 && !walk.full;) {
    const head = await walk.copy(at, 10);
    if (!isId3v2(head)) break;
    const size = id3v2Size(head);
    const [major, minor, flags] = [head[3]!, head[4]!, head[5]!];
    const node = walk.node('ID3v2', `ID3 tag, version 2.${major}.${minor}`, at, size, end);
    const names = ['unsynchronised', major === 2 ? 'compressed' : 'extended header', 'experimental', 'footer'];
    const set = names.filter((_, bit) => (flags << bit) & 0x80);
    node.fields = [{ name: 'Flags', value: set.join(', ') || 'none', offset: at + 5 }];
    walk.found.tagged.push({ offset: at, size: node.size, mime: 'audio/mpeg' });
    if (major < 2 || major > 4) addProblem(node, `Version 2.${major} is unknown.`);
    else if (flags & 0x80 && major < 4) node.fields.push({ name: 'Frames', value: 'not listed: unsynchronised' });
    else await readFrames(walk, node, at + 10, at + Math.min(node.size, 10 + syncsafe(head, 6)), major, flags);
    nodes.push(node);
    at += Math.max(size, 10);
  }
  return nodes;
}

async function readFrames(
  walk: Walk,
  tag: StructureNode,
  start: number,
  end: number,
  major: number,
  flags: number,
): Promise<void> {
  let at = start;
  if (major > 2 && flags & 0x40) {
    const size = await walk.copy(at, 4);
    if (size.length < 4) return;
    // 2.3 leaves the size itself out, 2.4 counts it.
    at += major === 3 ? 4 + new DataView(size.buffer).getUint32(0) : Math.max(syncsafe(size, 0), 4);
  }
  tag.children = await frames(walk, at, end, major);
  const last = tag.children.at(-1);
  const rest = end - (last ? last.offset + last.size : at);
  if (rest > 0) (tag.fields ??= []).push({ name: 'Padding', value: plural(rest, 'byte') });
}

async function frames(walk: Walk, start: number, end: number, major: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  const header = major === 2 ? 6 : 10;
  for (let at = start; at + header <= end && nodes.length < MAX_FRAMES && !walk.full;) {
    const head = await walk.copy(at, header);
    if (head.length < header || head[0] === 0) break;
    const id = String.fromCharCode(...head.subarray(0, major === 2 ? 3 : 4));
    if (!/^[A-Z0-9 ]{3,4}$/.test(id)) {
      const node = walk.node('?', 'Bytes that are no frame', at, end - at, end);
      addProblem(node, 'No frame starts here.');
      nodes.push(node);
      break;
    }
    const size = major === 2 ? (head[3]! << 16) | (head[4]! << 8) | head[5]! : frameSize(head, major);
    const node = walk.node(id, id3Frames[id] ?? '', at, header + size, end);
    const packed = major > 2 && (head[9]! & (major === 3 ? 0xc0 : 0x0c)) !== 0;
    const extra = major === 4 && !packed && head[9]! & 1 ? 4 : 0;
    if (packed) node.fields = [{ name: 'Content', value: 'compressed or encrypted' }];
    else await readFrame(walk, node, at + header + extra, at + node.size, major);
    nodes.push(node);
    at += header + size;
  }
  return nodes;
}

/** Some writers of 2.4 give plain sizes; only those have a bit that a syncsafe one cannot have. */
function frameSize(head: Uint8Array, major: number): number {
  const plain = new DataView(head.buffer, head.byteOffset).getUint32(4);
  return major === 3 || (plain & 0x80808080) !== 0 ? plain : syncsafe(head, 4);
}

async function readFrame(walk: Walk, node: StructureNode, start: number, end: number, major: number): Promise<void> {
  const id = node.name;
  if (id === 'CHAP') return readChapter(walk, node, start, end, major);
  const bytes = await walk.copy(start, Math.min(end - start, TEXT));
  if (bytes.length === 0) return;
  const value = frameText(id, bytes);
  if (value) node.fields = [{ name: 'Text', value: clip(value), offset: start }];
}

/** Of text, comment and link frames; '' of others. */
export function frameText(id: string, bytes: Uint8Array): string {
  const texts = (from: number): string[] => decode(bytes[0]!, bytes.subarray(from)).split('\0').filter(Boolean);
  if (id.startsWith('T')) return texts(1).join(' · ');
  if (id === 'COMM' || id === 'COM' || id === 'USLT' || id === 'ULT') return texts(4).join(' · ');
  if (id === 'WXXX' || id === 'WXX') return texts(1).join(' · ');
  if (id.startsWith('W')) return looseText(bytes);
  if (id === 'APIC') return looseText(bytes.subarray(1));
  if (id === 'UFID' || id === 'PRIV') return looseText(bytes);
  return '';
}

function decode(encoding: number, bytes: Uint8Array): string {
  if (encoding === 1) {
    // Each text of a list has its own byte order mark.
    return utf16(bytes).replace(/\ufeff/g, '');
  }
  if (encoding === 2) return utf16(bytes, true);
  return encoding === 3 ? utf8(bytes) : looseParts(bytes);
}

const looseParts = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length && parts.length < 100;) {
    const next = bytes.indexOf(0, at);
    const end = next < 0 ? bytes.length : next;
    parts.push(looseText(bytes.subarray(at, end)));
    at = end + 1;
  }
  return parts.join('\0');
};

/** CHAP of the ID3v2 chapter frame addendum: times in ms, then frames of its own. */
async function readChapter(walk: Walk, node: StructureNode, start: number, end: number, major: number): Promise<void> {
  const bytes = await walk.copy(start, Math.min(end - start, TEXT));
  const zero = bytes.indexOf(0);
  if (zero < 0) return addProblem(node, 'Its name does not end.');
  const fields = new FieldReader(bytes, start);
  const name = fields.text('Element', zero + 1);
  const ms = (value: number): string => `${(value / 1000).toFixed(3)} s`;
  const from = fields.u32('Start', ms);
  const to = fields.u32('End', ms);
  fields.skip(8);
  setFields(node, fields);
  if (fields.short) return;
  node.children = await walk.inside(() => frames(walk, start + fields.at, end, major));
  const title = node.children.find((child) => child.name === 'TIT2')?.fields?.[0]?.value;
  const marker = { kind: 'chapter', unit: 'seconds', at: from / 1000, end: to > from ? to / 1000 : null } as const;
  addMarker(walk.found, { ...marker, label: title || name });
}
