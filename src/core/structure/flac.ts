import { addTag } from '../metadata/findings.ts';
import type { StructureNode } from '../protocol/details.ts';
import { readFlacBlock } from './flacBlocks.ts';
import { addProblem, type Walk } from './walk.ts';

const MAX_BLOCKS = 1000;

export function isFlac(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, 4)) === 'fLaC';
}

const names: Readonly<Record<number, readonly [string, string]>> = {
  0: ['STREAMINFO', 'Format'],
  1: ['PADDING', 'Filler'],
  2: ['APPLICATION', 'Data of an application'],
  3: ['SEEKTABLE', 'Seek points'],
  4: ['VORBIS_COMMENT', 'Tags'],
  5: ['CUESHEET', 'Cue sheet of a CD'],
  6: ['PICTURE', 'Picture'],
};

/** Native FLAC (RFC 9639): metadata blocks, then frames. */
export async function readFlac(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const nodes = [walk.node('fLaC', 'Free Lossless Audio Codec', start, 4, end)];
  let at = start + 4;
  for (let last = false; !last && at + 4 <= end && nodes.length < MAX_BLOCKS && !walk.full;) {
    const head = await walk.copy(at, 4);
    if (head.length < 4) break;
    // The frames begin here although no block said it was the last.
    if (head[0] === 0xff) {
      addProblem(nodes.at(-1)!, 'It is the last block, but does not say so.');
      break;
    }
    last = (head[0]! & 0x80) !== 0;
    const type = head[0]! & 0x7f;
    const size = (head[1]! << 16) | (head[2]! << 8) | head[3]!;
    const [name, title] = names[type] ?? [`Block ${type}`, 'Reserved'];
    const node = walk.node(name, title, at, size + 4, end);
    nodes.push(node);
    await readFlacBlock(walk, node, type, at + 4, node.size - 4);
    at += 4 + size;
  }
  if (at < end) {
    const frames = walk.node('Frames', 'Audio data', at, end - at, end);
    const head = await walk.read(at, 2);
    if (head[0] === 0xff && (head[1]! & 0xfc) === 0xf8) {
      const variable = (head[1]! & 1) !== 0;
      frames.fields = [{ name: 'Block size', value: variable ? 'variable' : 'fixed', offset: at }];
    } else addProblem(frames, 'No frame starts here.');
    nodes.push(frames);
  }
  const info = nodes.find((node) => node.name === 'STREAMINFO')?.fields;
  const md5 = info?.find((field) => field.name === 'MD5 of the samples')?.value;
  if (md5) addTag(walk.found, 'MD5 of the samples', md5);
  return nodes;
}
