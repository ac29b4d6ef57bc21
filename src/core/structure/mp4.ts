import { viewOf } from '../formats/byteSource.ts';
import type { StructureNode } from '../protocol/details.ts';
import { setFields, FieldReader } from './fields.ts';
import { findChapters, newMp4Chapters } from './mp4Chapters.ts';
import type { Mp4File } from './mp4File.ts';
import { boxFields, sampleEntryHeader } from './mp4Fields.ts';
import { boxTitles, containers, fullContainers } from './mp4Names.ts';
import { addProblem, BODY, plural, type Walk } from './walk.ts';

const MAX_BOXES = 2000;
/** Boxes of fragments that are listed one by one. */
const LISTED = 16;
const fragmentBoxes = new Set(['moof', 'mdat', 'styp', 'sidx', 'prft', 'emsg']);
const LARGE_TABLE = 8 * 1024 * 1024;

const brands = new Set(['ftyp', 'moov', 'mdat', 'styp', 'moof', 'wide', 'pnot']);

export function isMp4(head: Uint8Array): boolean {
  return head.length >= 8 && brands.has(String.fromCharCode(...head.subarray(4, 8)));
}

/** MP4, M4A, QuickTime (ISO 14496-12): boxes in boxes. */
export async function readMp4(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const file: Mp4File = { walk, chapters: newMp4Chapters(), track: null };
  const nodes = await boxes(file, start, end, '');
  const moov = nodes.find((node) => node.name === 'moov');
  if (moov) walk.found.tagged.push({ offset: moov.offset, size: moov.size, mime: 'audio/mp4' });
  await findChapters(walk, file.chapters);
  return nodes;
}

/** Fragments that are only counted. */
interface Run {
  first: StructureNode;
  last: StructureNode;
  pieces: number;
}

async function boxes(file: Mp4File, start: number, end: number, parent: string): Promise<StructureNode[]> {
  const { walk } = file;
  const nodes: StructureNode[] = [];
  let run = null as Run | null;
  let listed = 0;
  for (let at = start; at + 8 <= end && nodes.length < MAX_BOXES && !walk.full;) {
    const head = await walk.copy(at, 16);
    if (head.length < 8) break;
    const view = viewOf(head);
    const said = view.getUint32(0);
    // A user data list may end with a zero.
    if (said === 0 && parent === 'udta') break;
    const wide = said === 1 && head.length === 16;
    const size = wide ? Number(view.getBigUint64(8)) : said === 0 ? end - at : said;
    const type = String.fromCharCode(...head.subarray(4, 8)).replace('\u00a9', '©');
    const header = wide ? 16 : 8;
    if (parent === '' && fragmentBoxes.has(type) && size >= header && (run || (listed > LISTED && type !== 'mdat'))) {
      const box = { name: type, offset: at, size: Math.min(size, end - at) };
      run = { first: run?.first ?? box, last: box, pieces: (run?.pieces ?? 0) + (type === 'moof' ? 1 : 0) };
      at += size;
      continue;
    }
    if (run) nodes.push(fragments(walk, run.pieces, run.first, run.last));
    run = null;
    if (parent === '' && (listed > 0 || type === 'moof')) listed++;
    const node = walk.node(type, title(type, parent), at, size, end);
    nodes.push(node);
    if (size < header) {
      addProblem(node, `Says it has ${plural(size, 'byte')}, fewer than its header.`);
      break;
    }
    await readBox(file, node, parent, at + header, at + node.size);
    at += size;
  }
  if (run) nodes.push(fragments(walk, run.pieces, run.first, run.last));
  return nodes;
}

function title(type: string, parent: string): string {
  if (parent === 'ilst') return boxTitles[type] ?? 'Tag';
  if (parent === 'tref') return type === 'chap' ? 'Chapters' : 'Reference to tracks';
  if (parent === 'stsd') return 'Sample description';
  return boxTitles[type] ?? '';
}

async function readBox(file: Mp4File, node: StructureNode, parent: string, start: number, end: number): Promise<void> {
  const { walk } = file;
  const type = node.name;
  if (type === 'trak') file.track = file.chapters.add();
  const table = ['stts', 'stsc', 'stsz', 'stco', 'co64', 'chpl'].includes(type) ? LARGE_TABLE : BODY;
  const read = boxFields(type, parent);
  if (read) {
    const fields = new FieldReader(await walk.copy(start, Math.min(end - start, table)), start);
    read(fields, file, end - start);
    setFields(node, fields);
  }
  let inner = start;
  if (parent === 'stsd') inner += await sampleEntryHeader(walk, node, start, end);
  else if (type === 'meta') inner += await metaHeader(walk, start);
  else if (fullContainers[type] !== undefined) inner += fullContainers[type];
  else if (!containers.has(type) && parent !== 'ilst') return;
  if (inner < end) node.children = await walk.inside(() => boxes(file, inner, end, type));
  if (type === 'trak') file.track = null;
}

/** QuickTime's meta has no version and flags before its boxes. */
async function metaHeader(walk: Walk, start: number): Promise<number> {
  const next = String.fromCharCode(...(await walk.read(start + 4, 4)));
  return next === 'hdlr' ? 0 : 4;
}

/** A long row of fragments, from the first that is not listed. */
function fragments(walk: Walk, pieces: number, first: StructureNode, last: StructureNode): StructureNode {
  const node = walk.node(
    'moof …',
    plural(pieces, 'more fragment'),
    first.offset,
    last.offset + last.size - first.offset,
  );
  node.fields = [
    { name: 'First', value: `${first.name} of ${plural(first.size, 'byte')}`, offset: first.offset },
    { name: 'Last', value: `${last.name} of ${plural(last.size, 'byte')}`, offset: last.offset },
  ];
  return node;
}
