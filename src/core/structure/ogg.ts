import { oggPage } from '../formats/oggPage.ts';
import type { StructureNode } from '../protocol/details.ts';
import { describePacket, headerPackets } from './oggPackets.ts';
import { addProblem, count, plural, type Walk } from './walk.ts';

const PAGE_HEAD = 27 + 255;
const MAX_PAGES = 6000;
/** Pages at the start of a link that are listed one by one. */
const LISTED = 40;
const MAX_PACKET = 6 * 1024 * 1024;
const TAIL = 128 * 1024;

export function isOgg(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, 4)) === 'OggS';
}

interface Page {
  offset: number;
  size: number;
  first: boolean;
  last: boolean;
  serial: number;
  granule: number;
  sequence: number;
  /** Lengths of the pieces of packets in it; the last goes on in the next page where `open`. */
  pieces: number[];
  continued: boolean;
  open: boolean;
  body: number;
}

/** One logical stream while its header packets are gathered. */
interface Stream {
  wanted: number;
  packets: number;
  parts: { bytes: Uint8Array; offset: number; page: StructureNode }[];
  held: number;
  codec: string;
}

/** Pages of the run being summed up. */
interface Run {
  from: Page;
  to: Page;
  pages: number;
}

/** Ogg (RFC 3533): header pages one by one with their packets, the others summed up. */
export async function readOgg(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  const streams = new Map<number, Stream>();
  let run: Run | null = null;
  let listed = 0;
  let at = start;
  const flush = (): void => {
    if (run) nodes.push(summary(walk, run, end));
    run = null;
  };
  for (let pages = 0; at < end && nodes.length < 2000 && !walk.full; pages++) {
    const page = await readPage(walk, at);
    if (!page) break;
    if (pages >= MAX_PAGES) {
      const tail = await lastPage(walk, end);
      run = run && tail ? { from: run.from, to: tail, pages: run.pages } : run;
      at = tail ? tail.offset + tail.size : end;
      if (run && tail) nodes.push(jump(walk, run, end));
      run = null;
      break;
    }
    if (page.first) {
      if (run) listed = 0;
      flush();
      streams.set(page.serial, { wanted: 1, packets: 0, parts: [], held: 0, codec: '' });
    }
    const stream = streams.get(page.serial);
    const header = stream !== undefined && stream.packets < stream.wanted;
    if (header && listed < LISTED) {
      flush();
      listed++;
      const node = describe(walk, page, end);
      nodes.push(node);
      await gather(walk, stream, page, node);
    } else if (run) run = { from: run.from, to: page, pages: run.pages + 1 };
    else run = { from: page, to: page, pages: 1 };
    at += page.size;
  }
  flush();
  if (at < end && !walk.full) {
    const node = walk.node('?', 'Bytes that are no page', at, end - at, end);
    addProblem(node, 'No Ogg page starts here, or it is cut off.');
    nodes.push(node);
  }
  return nodes;
}

async function readPage(walk: Walk, at: number): Promise<Page | null> {
  const bytes = await walk.read(at, PAGE_HEAD);
  const page = oggPage(bytes, 0);
  if (!page || page.size <= 0 || at + page.size > walk.size) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const segments = bytes[26]!;
  const pieces: number[] = [];
  let piece = 0;
  for (let i = 0; i < segments; i++) {
    const lace = bytes[27 + i]!;
    piece += lace;
    if (lace < 255) {
      pieces.push(piece);
      piece = 0;
    }
  }
  const open = segments > 0 && bytes[26 + segments] === 255;
  if (open) pieces.push(piece);
  return {
    offset: at,
    size: page.size,
    first: page.first,
    last: page.last,
    serial: page.serial,
    granule: page.granule,
    sequence: view.getUint32(18, true),
    pieces,
    continued: (bytes[5]! & 1) !== 0,
    open,
    body: at + page.bodyOffset,
  };
}

function describe(walk: Walk, page: Page, end: number): StructureNode {
  const node = walk.node('Ogg page', '', page.offset, page.size, end);
  const flags = [page.continued && 'continued', page.first && 'first of stream', page.last && 'last of stream'];
  node.fields = [
    { name: 'Stream', value: `0x${page.serial.toString(16).padStart(8, '0')}`, offset: page.offset + 14 },
    { name: 'Number', value: count(page.sequence), offset: page.offset + 18 },
    { name: 'Granule position', value: granule(page), offset: page.offset + 6 },
    { name: 'Flags', value: flags.filter(Boolean).join(', ') || 'none', offset: page.offset + 5 },
  ];
  return node;
}

const granule = (page: Page): string => (page.granule === -1 ? 'none' : count(page.granule));

/** Adds the page's pieces to the packets of its stream's header; whole packets are described where they began. */
async function gather(walk: Walk, stream: Stream, page: Page, node: StructureNode): Promise<void> {
  let at = page.body;
  for (const [index, length] of page.pieces.entries()) {
    if (stream.packets >= stream.wanted) break;
    const bytes = stream.held + length <= MAX_PACKET ? await walk.copy(at, length) : new Uint8Array(0);
    stream.parts.push({ bytes, offset: at, page: node });
    stream.held += length;
    at += length;
    if (index === page.pieces.length - 1 && page.open) break;
    finishPacket(walk, stream);
  }
}

function finishPacket(walk: Walk, stream: Stream): void {
  const { parts } = stream;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  let filled = 0;
  for (const part of parts) {
    bytes.set(part.bytes, filled);
    filled += part.bytes.length;
  }
  const first = parts[0]!;
  const packet = walk.node('Packet', '', first.offset, first.bytes.length);
  if (parts.length > 1) {
    packet.fields = [{ name: 'Spans', value: `${plural(parts.length, 'page')}, ${plural(stream.held, 'byte')}` }];
  }
  (first.page.children ??= []).push(packet);
  if (stream.packets === 0) {
    const { codec, packets } = headerPackets(bytes);
    stream.codec = codec;
    stream.wanted = packets;
  }
  if (bytes.length === stream.held) describePacket(walk, packet, stream.codec, stream.packets, bytes, first.offset);
  else addProblem(packet, 'Too large to be read.');
  stream.packets++;
  stream.parts = [];
  stream.held = 0;
}

/** A run of pages: how many, and the first and the last of them. */
function summary(walk: Walk, { from, to, pages }: Run, end: number): StructureNode {
  const size = to.offset + to.size - from.offset;
  const node = walk.node('Ogg pages', `${plural(pages, 'page')} of audio data`, from.offset, size, end);
  node.fields = [
    { name: 'First', value: `number ${count(from.sequence)}, granule position ${granule(from)}`, offset: from.offset },
    { name: 'Last', value: `number ${count(to.sequence)}, granule position ${granule(to)}`, offset: to.offset },
  ];
  return node;
}

/** The file has more pages than are walked: numbers of the first and the last tell how many, within one stream. */
function jump(walk: Walk, run: Run, end: number): StructureNode {
  const same = run.from.serial === run.to.serial && run.to.sequence >= run.from.sequence;
  const node = summary(walk, { ...run, pages: run.to.sequence - run.from.sequence + 1 }, end);
  if (!same) node.title = 'Many pages of several streams';
  return node;
}

async function lastPage(walk: Walk, end: number): Promise<Page | null> {
  const from = Math.max(0, end - TAIL);
  const bytes = await walk.copy(from, end - from);
  for (let i = bytes.length - 27; i >= 0; i--) {
    if (bytes[i] !== 0x4f || !oggPage(bytes, i)) continue;
    const page = await readPage(walk, from + i);
    if (page) return page;
  }
  return null;
}
