import { ascii } from '../formats/byteSource.ts';
import type { StructureNode } from '../protocol/details.ts';
import type { Walk } from './walk.ts';

/** Files that are known by their first bytes but not taken apart. mime: what the tag library reads. */
const known: readonly (readonly [magic: string, title: string, mime?: string])[] = [
  ['wvpk', 'WavPack', 'audio/wavpack'],
  ['0&\xb2u', 'ASF (Windows Media)', 'audio/x-ms-wma'],
  ['MPCK', 'Musepack', 'audio/musepack'],
  ['MP+', 'Musepack', 'audio/musepack'],
  ['MAC ', "Monkey's Audio", 'audio/ape'],
  ['DSD ', 'DSD stream file', 'audio/dsf'],
  ['FRM8', 'DSD interchange file', 'audio/dff'],
  ['TTA1', 'True Audio'],
  ['#!AMR', 'AMR'],
  ['\x93NUMPY', 'NumPy array'],
  ['PK\x03\x04', 'ZIP archive'],
  ['qoaf', 'Quite OK Audio'],
  ['\x0bw', 'AC-3'],
  ['\x7f\xfe\x80\x01', 'DTS'],
];

/** One node for the whole of it. */
export async function readOther(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const head = ascii(await walk.read(start, 8), 0, 8);
  const found = known.find(([magic]) => head.startsWith(magic));
  if (found?.[2]) walk.found.tagged.push({ offset: start, size: end - start, mime: found[2] });
  const title = found?.[1] ?? 'Not a container that is taken apart';
  return [
    walk.node(found ? found[0].replace(/[^\x20-\x7e]/g, '').trim() || 'File' : 'File', title, start, end - start, end),
  ];
}
