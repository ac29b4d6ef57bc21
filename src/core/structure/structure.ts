import type { ByteSource } from '../formats/byteSource.ts';
import type { Findings } from '../metadata/findings.ts';
import type { StructureNode } from '../protocol/details.ts';
import { isAdts, readAdts } from './adts.ts';
import { isAiff, readAiff } from './aiff.ts';
import { isAu, readAu } from './au.ts';
import { isCaf, readCaf } from './caf.ts';
import { isEbml, readEbml } from './ebml.ts';
import { isFlac, readFlac } from './flac.ts';
import { readId3v2 } from './id3v2.ts';
import { isMp4, readMp4 } from './mp4.ts';
import { isMpeg, readMpeg } from './mpeg.ts';
import { isOgg, readOgg } from './ogg.ts';
import { readOther } from './other.ts';
import { isRiff, readRiff } from './riff.ts';
import { isSphere, readSphere } from './sphere.ts';
import { readTailTags } from './tailTags.ts';
import { isW64, readW64 } from './w64.ts';
import { addProblem, Walk } from './walk.ts';

interface Family {
  sniff(head: Uint8Array): boolean;
  /** From start to end; where tags stand behind it, end is before them. */
  read(walk: Walk, start: number, end: number): Promise<StructureNode[]>;
}

/** Asked in this order; the last takes anything. Those that must be searched for come late. */
const families: readonly Family[] = [
  { sniff: isRiff, read: readRiff },
  { sniff: isW64, read: readW64 },
  { sniff: isAiff, read: readAiff },
  { sniff: isCaf, read: readCaf },
  { sniff: isFlac, read: readFlac },
  { sniff: isOgg, read: readOgg },
  { sniff: isMp4, read: readMp4 },
  { sniff: isEbml, read: readEbml },
  { sniff: isAu, read: readAu },
  { sniff: isSphere, read: readSphere },
  { sniff: isAdts, read: readAdts },
  { sniff: isMpeg, read: readMpeg },
  { sniff: () => true, read: readOther },
];

const HEAD = 64 * 1024;

/** What the file is made of, and what was found on the way. Never fails on bad bytes: what is wrong is said in a node. */
export async function readStructure(source: ByteSource): Promise<{ structure: StructureNode[]; found: Findings }> {
  const walk = new Walk(source);
  if (walk.size === 0) return { structure: [], found: walk.found };
  const before = await readId3v2(walk, 0, walk.size);
  const last = before.at(-1);
  const start = last ? last.offset + last.size : 0;
  const tail = await readTailTags(walk, start);
  const body: StructureNode[] = [];
  if (tail.end > start) {
    const head = await walk.copy(start, Math.min(HEAD, tail.end - start));
    const family = families.find((each) => each.sniff(head))!;
    body.push(...(await family.read(walk, start, tail.end)));
  }
  const structure = [...before, ...body, ...tail.nodes];
  if (walk.full) {
    const end = structure.at(-1);
    if (end) addProblem(end, 'The file has more parts than are listed here.');
  }
  return { structure, found: walk.found };
}
