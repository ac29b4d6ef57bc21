import { viewOf } from '../formats/byteSource.ts';
import type { StructureNode } from '../protocol/details.ts';
import { finishWaveMarkers, newWaveMarkers } from '../metadata/waveMarkers.ts';
import { readChunk } from './riffChunks.ts';
import type { RiffFile } from './riffFile.ts';
import { addProblem, count, type Walk } from './walk.ts';

const UNKNOWN = 0xffffffff;
const MAX_CHUNKS = 2000;

const ids = new Set(['RIFF', 'RIFX', 'RF64', 'BW64']);

export function isRiff(head: Uint8Array): boolean {
  return head.length >= 12 && ids.has(String.fromCharCode(...head.subarray(0, 4)));
}

const titles: Readonly<Record<string, string>> = {
  RIFF: 'Resource Interchange File Format',
  RIFX: 'RIFF with big-endian numbers',
  RF64: 'RIFF with 64-bit sizes (EBU Tech 3306)',
  BW64: 'Broadcast Wave with 64-bit sizes (ITU-R BS.2088)',
};

/** RIFF, RIFX, RF64 and BW64: a tree of chunks. */
export async function readRiff(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  let at = start;
  const file: RiffFile = {
    walk,
    little: true,
    sizes: new Map(),
    markers: newWaveMarkers(),
    chunks: (from, to) => walk.inside(() => readChunks(file, from, to)),
  };
  // AVI files beyond 1 GB are several RIFFs in a row.
  for (let parts = 0; parts < 100 && at + 12 <= end && !walk.full; parts++) {
    const head = await walk.copy(at, 12);
    const id = String.fromCharCode(...head.subarray(0, 4));
    if (!isRiff(head)) break;
    file.little = id !== 'RIFX';
    const said = viewOf(head).getUint32(4, file.little);
    const open = said === 0 || said === UNKNOWN;
    const size = open ? end - at : said + 8;
    const node = walk.node(id, titles[id] ?? '', at, size, end);
    const form = String.fromCharCode(...head.subarray(8, 12));
    node.fields = [
      { name: 'Form', value: form, offset: at + 8 },
      { name: 'Size', value: open ? 'not filled in' : count(said), offset: at + 4 },
    ];
    // What the header leaves out is still there: recorders that crashed wrote the size last.
    const inside = parts === 0 && !(await isNext(walk, at + node.size)) ? end : at + node.size;
    node.children = await file.chunks(at + 12, Math.max(inside, at + 12));
    const last = node.children.at(-1);
    const real = last ? last.offset + last.size - at : 0;
    if (real > node.size) {
      if (!open) addProblem(node, `Says it has ${count(said + 8)} bytes, but chunks go on after that.`);
      node.size = real;
    }
    nodes.push(node);
    at = inside + (inside % 2);
  }
  finishWaveMarkers(file.markers, walk.found);
  return nodes;
}

async function isNext(walk: Walk, at: number): Promise<boolean> {
  return isRiff(await walk.read(at + (at % 2), 12));
}

async function readChunks(file: RiffFile, start: number, end: number): Promise<StructureNode[]> {
  const { walk } = file;
  const nodes: StructureNode[] = [];
  for (let at = start; at + 8 <= end && nodes.length < MAX_CHUNKS && !walk.full;) {
    const head = await walk.copy(at, 8);
    if (head.length < 8) break;
    const id = String.fromCharCode(...head.subarray(0, 4));
    const said = viewOf(head).getUint32(4, file.little);
    const rest = end - at - 8;
    if (!/^[\x20-\x7e]{4}$/.test(id)) {
      nodes.push(stray(walk, at, end));
      break;
    }
    const large = said === UNKNOWN ? file.sizes.get(id) : undefined;
    // Left open by a writer that is still at work, or never came back.
    const open = id === 'data' && large === undefined && (said === UNKNOWN || (said === 0 && rest > 0));
    const unfilled = open && (said !== 0 || !(await isChunk(file, at + 8, end)));
    const size = unfilled ? rest : (large ?? said);
    const node = walk.node(id, '', at, size + 8, end);
    if (unfilled) addProblem(node, 'Its size is not filled in: the recording was not ended, or goes on.');
    nodes.push(node);
    await readChunk(file, node, at + 8, Math.max(0, node.size - 8));
    at += 8 + size;
    if (size % 2 === 1) {
      if (!(await isChunk(file, at, end))) at++;
      else addProblem(node, 'Its padding byte is missing.');
    }
  }
  return nodes;
}

function stray(walk: Walk, at: number, end: number): StructureNode {
  const node = walk.node('?', 'Bytes that are no chunk', at, end - at, end);
  addProblem(node, 'No chunk starts here.');
  return node;
}

async function isChunk(file: RiffFile, at: number, end: number): Promise<boolean> {
  if (at === end) return true;
  const head = await file.walk.read(at, 8);
  if (head.length < 8) return false;
  const id = String.fromCharCode(...head.subarray(0, 4));
  return /^[A-Za-z0-9 _-]{4}$/.test(id) && viewOf(head).getUint32(4, file.little) <= end - at - 8;
}
