import { finishWaveMarkers, newWaveMarkers } from '../metadata/waveMarkers.ts';
import { guid } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { FieldReader } from './fields.ts';
import { readChunk } from './riffChunks.ts';
import type { RiffFile } from './riffFile.ts';
import { addProblem, count, type Walk } from './walk.ts';

/** 'riff' and the tail that its identifier has in Wave64. */
const RIFF = [0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0x00, 0x00];
const MARKER = 'ABF76256-392D-11D2-86C7-00C04F8EDB8A';
const HEADER = 24;
const MAX_CHUNKS = 1000;

export function isW64(head: Uint8Array): boolean {
  return head.length >= 40 && RIFF.every((byte, i) => head[i] === byte);
}

/** Sony Wave64: chunks named by GUIDs, sizes of 64 bits that count the header, aligned to 8. */
export async function readW64(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const head = new FieldReader(await walk.copy(start + 16, 24), start + 16, true);
  const size = head.u64('Size', count);
  head.add('Form', 'wave');
  const root = walk.node('riff', 'Sony Wave64', start, size > HEADER ? size : end - start, end);
  root.fields = head.list;
  const file: RiffFile = {
    walk,
    little: true,
    sizes: new Map(),
    markers: newWaveMarkers(),
    chunks: () => Promise.resolve([]),
  };
  root.children = [];
  for (let at = start + 40; at + HEADER <= end && root.children.length < MAX_CHUNKS && !walk.full;) {
    const fields = new FieldReader(await walk.copy(at, HEADER), at, true);
    const id = fields.take(16);
    const said = fields.u64();
    const name = guid(id);
    const letters = String.fromCharCode(...id.subarray(0, 4));
    const plain = /^[\x20-\x7e]{4}$/.test(letters);
    const node = walk.node(plain ? letters : name, name === MARKER ? 'Markers' : '', at, said, end);
    root.children.push(node);
    if (said < HEADER) {
      addProblem(node, 'Its size is smaller than its header.');
      break;
    }
    if (plain && letters !== 'list') await readChunk(file, node, at + HEADER, Math.max(0, node.size - HEADER));
    at += Math.ceil(said / 8) * 8;
  }
  finishWaveMarkers(file.markers, walk.found);
  return [root];
}
