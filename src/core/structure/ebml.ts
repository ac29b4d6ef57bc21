import { viewOf } from '../formats/byteSource.ts';
import { addMarker, addTag } from '../metadata/findings.ts';
import { hex, utf8 } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { type EbmlId, ebmlIds } from './ebmlIds.ts';
import { clip, real } from './fields.ts';
import { addProblem, count, plural, type Walk } from './walk.ts';

const CLUSTER = 0x1f43b675;
const SEGMENT = 0x18538067;
const CUES = 0x1c53bb6b;
const CHAPTER = 0xb6;
const MAX_ELEMENTS = 1000;
const MAX_CLUSTERS = 6000;
/** Elements of the segment's own level: one of them ends a cluster that does not know its size. */
const masters = new Set([...ebmlIds.values()].filter(({ kind }) => kind === 'master').map(({ name }) => name));
const titles: Readonly<Record<string, string>> = {
  EBML: 'Header',
  Segment: 'All of the content',
  SeekHead: 'Places of the main elements',
  Info: 'About the file',
  TrackEntry: 'Track',
  ChapterAtom: 'Chapter',
  Cues: 'Index',
  Void: 'Filler',
  EditionEntry: 'Edition',
  SimpleTag: 'Value',
};
const topLevel = new Set([CLUSTER, 0x114d9b74, 0x1549a966, 0x1654ae6b, CUES, 0x1941a469, 0x1043a770, 0x1254c367]);

export function isEbml(head: Uint8Array): boolean {
  return head.length >= 4 && viewOf(head).getUint32(0) === 0x1a45dfa3;
}

interface Element {
  id: number;
  offset: number;
  body: number;
  /** Of the body; null: not known. */
  size: number | null;
}

/** Matroska and WebM (RFC 8794, RFC 9559): elements in elements; clusters are summed up. */
export async function readEbml(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const nodes = await elements(walk, start, end, 0);
  walk.found.tagged.push({ offset: start, size: end - start, mime: 'video/webm' });
  const texts = new Map<string, string>();
  for (const node of nodes) collect(node, texts);
  for (const name of ['Title', 'WritingApp', 'MuxingApp']) {
    const words = { Title: 'Title', WritingApp: 'Written by', MuxingApp: 'Muxed by' }[name]!;
    addTag(walk.found, words, texts.get(name) ?? '');
  }
  return nodes;
}

/** Values of Info, by name. */
function collect(node: StructureNode, texts: Map<string, string>): void {
  if (node.name === 'Info') for (const { name, value } of node.fields ?? []) texts.set(name, value);
  else if (node.name === 'Segment') for (const child of node.children ?? []) collect(child, texts);
}

async function readElement(walk: Walk, at: number): Promise<Element | null> {
  const head = await walk.read(at, 12);
  const first = head[0] ?? 0;
  const idLength = Math.clz32(first) - 23;
  if (first === 0 || idLength > 4 || head.length <= idLength) return null;
  let id = 0;
  for (let i = 0; i < idLength; i++) id = id * 256 + head[i]!;
  const marker = head[idLength]!;
  const length = Math.clz32(marker) - 23;
  if (marker === 0 || head.length < idLength + length) return null;
  let size = marker & (0xff >> length);
  let unknown = size === 0xff >> length;
  for (let i = 1; i < length; i++) {
    size = size * 256 + head[idLength + i]!;
    unknown &&= head[idLength + i] === 0xff;
  }
  return { id, offset: at, body: at + idLength + length, size: unknown ? null : size };
}

async function elements(walk: Walk, start: number, end: number, parent: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  for (let at = start; at < end && nodes.length < MAX_ELEMENTS && !walk.full;) {
    const element = await readElement(walk, at);
    if (!element) {
      const node = walk.node('?', 'Bytes that are no element', at, end - at, end);
      addProblem(node, 'No element starts here.');
      nodes.push(node);
      break;
    }
    if (element.id === CLUSTER && parent === SEGMENT) {
      const { node, next } = await clusters(walk, element, end);
      nodes.push(node);
      at = next;
      continue;
    }
    const known = ebmlIds.get(element.id);
    const size = element.size ?? end - element.body;
    const name = known?.name ?? `0x${element.id.toString(16)}`;
    const title = element.size === null ? 'Size not given' : (titles[name] ?? '');
    const node = walk.node(name, title, at, element.body - at + size, end);
    nodes.push(node);
    const bodyEnd = Math.min(element.body + size, end);
    if (known && element.id !== CUES) await readBody(walk, node, known, element, bodyEnd);
    at = element.body + size;
  }
  return nodes;
}

/** Values of elements without children become fields of what holds them. */
async function readBody(walk: Walk, node: StructureNode, known: EbmlId, element: Element, end: number): Promise<void> {
  if (known.kind !== 'master') {
    const bytes = await walk.copy(element.body, Math.min(end - element.body, 4096));
    const value = words(known, bytes, end - element.body);
    if (value) node.fields = [{ name: 'Value', value, offset: element.body }];
    return;
  }
  const inner = await walk.inside(() => elements(walk, element.body, end, element.id));
  const isLeaf = (child: StructureNode): boolean =>
    !masters.has(child.name) && !child.problem && child.fields?.length === 1;
  const leaves = element.id === SEGMENT ? [] : inner.filter(isLeaf);
  const others = inner.filter((child) => !leaves.includes(child));
  if (leaves.length > 0) {
    node.fields = leaves.map((leaf) => ({ name: leaf.name, value: leaf.fields![0]!.value, offset: leaf.offset }));
  }
  if (others.length > 0) node.children = others;
  if (element.id === CHAPTER) findChapter(walk, node);
}

function words(known: EbmlId, bytes: Uint8Array, size: number): string {
  const view = viewOf(bytes);
  switch (known.kind) {
    case 'uint':
      // Identifiers fill all eight bytes: no number holds them exactly.
      return bytes.length > 7 ? hex(bytes) : count(bytes.reduce((sum, byte) => sum * 256 + byte, 0));
    case 'int':
      return bytes.length > 8 ? hex(bytes) : count(Number(BigInt.asIntN(bytes.length * 8, toBig(bytes))));
    case 'float':
      if (bytes.length === 4) return real(view.getFloat32(0));
      return bytes.length === 8 ? real(view.getFloat64(0)) : '';
    case 'date':
      return bytes.length === 8 ? dateWords(view.getBigInt64(0)) : '';
    case 'string':
    case 'utf8':
      return clip(utf8(bytes).replace(/\0+$/, ''));
    case 'binary':
      return size === 0 ? '' : `${plural(size, 'byte')}: ${hex(bytes)}`;
    case 'master':
      return '';
  }
}

const toBig = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** Nanoseconds since 2001. */
function dateWords(nanoseconds: bigint): string {
  const ms = Number(nanoseconds / 1_000_000n) + 978_307_200_000;
  return Math.abs(ms) < 8e15 ? new Date(ms).toISOString() : '';
}

function findChapter(walk: Walk, node: StructureNode): void {
  const value = (name: string): string => node.fields?.find((field) => field.name === name)?.value ?? '';
  const seconds = (name: string): number => (value(name) ? Number(value(name).replaceAll(',', '')) / 1e9 : -1);
  const at = seconds('ChapterTimeStart');
  if (!(at >= 0) || value('ChapterFlagHidden') === '1') return;
  const end = seconds('ChapterTimeEnd');
  const display = node.children?.find((child) => child.name === 'ChapterDisplay');
  const label = display?.fields?.find((field) => field.name === 'ChapString')?.value ?? 'Chapter';
  addMarker(walk.found, { kind: 'chapter', unit: 'seconds', at, end: end > at ? end : null, label });
}

/** The clusters that follow one another. */
async function clusters(walk: Walk, first: Element, end: number): Promise<{ node: StructureNode; next: number }> {
  let last = first;
  let pieces = 0;
  let at = first.offset;
  let open = false;
  while (at < end && pieces < MAX_CLUSTERS && !walk.full) {
    const element = await readElement(walk, at);
    if (element?.id !== CLUSTER) break;
    last = element;
    pieces++;
    open ||= element.size === null;
    at = element.size === null ? await clusterEnd(walk, element.body, end) : element.body + element.size;
  }
  const more = pieces >= MAX_CLUSTERS;
  const next = more ? end : at;
  const node = walk.node('Clusters', plural(pieces, 'cluster'), first.offset, next - first.offset, end);
  if (more) node.title = `More than ${plural(pieces, 'cluster')}`;
  node.fields = [
    { name: 'First', value: await timestamp(walk, first), offset: first.offset },
    { name: 'Last', value: await timestamp(walk, last), offset: last.offset },
  ];
  if (open) node.fields.push({ name: 'Sizes', value: 'not given: recorded live' });
  return { node, next };
}

async function timestamp(walk: Walk, cluster: Element): Promise<string> {
  const element = await readElement(walk, cluster.body);
  if (element?.id !== 0xe7 || element.size === null || element.size > 8) return 'no timestamp';
  const bytes = await walk.read(element.body, element.size);
  return `timestamp ${count(bytes.reduce((sum, byte) => sum * 256 + byte, 0))}`;
}

/** Where a cluster of unknown size ends: at the next element of its own level. */
async function clusterEnd(walk: Walk, start: number, end: number): Promise<number> {
  let at = start;
  while (at < end && !walk.full) {
    const element = await readElement(walk, at);
    if (!element || element.size === null || topLevel.has(element.id)) return element ? at : end;
    at = element.body + element.size;
  }
  return Math.min(at, end);
}
