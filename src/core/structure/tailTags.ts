import { looseText, utf8 } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { clip, FieldReader, setFields } from './fields.ts';
import { addProblem, BODY, plural, type Walk } from './walk.ts';

export interface Tail {
  nodes: StructureNode[];
  /** Where what stands before the tags ends. */
  end: number;
}

/** Tags behind the audio, in the order they are laid from the end: ID3v1, Lyrics3, APE. */
export async function readTailTags(walk: Walk, start: number): Promise<Tail> {
  const nodes: StructureNode[] = [];
  let end = walk.size;
  const id3 = await walk.copy(end - 128, 128);
  if (end - 128 >= start && id3.length === 128 && looseText(id3.subarray(0, 3)) === 'TAG') {
    end -= 128;
    nodes.unshift(readId3v1(walk, id3, end));
  }
  const lyrics = looseText(await walk.read(end - 15, 15));
  if (/^\d{6}LYRICS200$/.test(lyrics)) {
    const size = parseInt(lyrics, 10) + 15;
    if (end - size >= start) {
      end -= size;
      nodes.unshift(walk.node('LYRICSBEGIN', 'Lyrics3', end, size));
    }
  }
  const ape = await readApe(walk, start, end);
  if (ape) {
    end = ape.offset;
    nodes.unshift(ape);
  }
  return { nodes, end };
}

function readId3v1(walk: Walk, bytes: Uint8Array, offset: number): StructureNode {
  const node = walk.node('TAG', 'ID3 tag, version 1', offset, 128);
  const fields = new FieldReader(bytes, offset);
  fields.skip(3);
  for (const name of ['Title', 'Artist', 'Album']) fields.text(name, 30);
  fields.text('Year', 4);
  const track = bytes[125] === 0 && bytes[126] !== 0 ? bytes[126]! : 0;
  fields.text('Comment', track ? 28 : 30);
  if (track) {
    fields.skip(1);
    fields.u8('Track');
  }
  fields.u8('Genre');
  setFields(node, fields);
  walk.found.tagged.push({ offset, size: 128, mime: 'audio/mpeg' });
  return node;
}

/** APE tag, version 1 or 2: the footer tells where it begins. */
async function readApe(walk: Walk, start: number, end: number): Promise<StructureNode | null> {
  const footer = await walk.copy(end - 32, 32);
  if (end - 32 < start || footer.length < 32 || looseText(footer.subarray(0, 8)) !== 'APETAGEX') return null;
  const view = new DataView(footer.buffer, footer.byteOffset);
  const [version, body, items, flags] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const size = body + (flags & 0x80000000 ? 32 : 0);
  const from = Math.max(start, end - size);
  const node = walk.node('APETAGEX', `APE tag, version ${version / 1000}`, from, end - from);
  node.fields = [{ name: 'Items', value: plural(items, 'item'), offset: end - 16 }];
  if (from !== end - size) addProblem(node, 'Says it is larger than what stands before it.');
  else if (body < 32) addProblem(node, 'Says it is smaller than its footer.');
  else node.children = await apeItems(walk, end - body, end - 32, items);
  walk.found.tagged.push({ offset: from, size: end - from, mime: 'audio/ape' });
  return node;
}

async function apeItems(walk: Walk, start: number, end: number, items: number): Promise<StructureNode[]> {
  const nodes: StructureNode[] = [];
  let at = start;
  while (at + 9 < end && nodes.length < Math.min(items, 500) && !walk.full) {
    const bytes = await walk.copy(at, Math.min(BODY, end - at));
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(0, true);
    const zero = bytes.indexOf(0, 8);
    if (zero < 0) break;
    const node = walk.node(looseText(bytes.subarray(8, zero)), '', at, zero + 1 + length, end);
    const binary = (view.getUint32(4, true) & 6) === 2;
    const value = bytes.subarray(zero + 1, zero + 1 + length);
    const words = binary ? plural(length, 'byte') : clip(utf8(value).replaceAll('\0', ' · '));
    node.fields = [{ name: 'Value', value: words, offset: at + zero + 1 }];
    nodes.push(node);
    at += zero + 1 + length;
  }
  return nodes;
}
