import { addTag } from '../metadata/findings.ts';
import { looseText } from '../metadata/text.ts';
import type { StructureNode } from '../protocol/details.ts';
import { clip } from './fields.ts';
import { addProblem, BODY, type Walk } from './walk.ts';

export function isSphere(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, 7)) === 'NIST_1A';
}

/** NIST SPHERE: a text header of fields with a type each, then the samples. */
export async function readSphere(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const first = looseText(await walk.read(start, 16));
  const said = parseInt(first.split('\n')[1] ?? '', 10);
  const size = said >= 16 ? said : 1024;
  const header = walk.node('NIST_1A', 'SPHERE header', start, size, end);
  if (!(said >= 16)) addProblem(header, 'Its size cannot be read.');
  const text = looseText(await walk.read(start, Math.min(header.size, BODY)));
  header.fields = [];
  let offset = start;
  for (const line of text.split('\n').slice(0, 500)) {
    const found = /^(\w+) -(?:i|r|s\d+) (.*)$/.exec(line.trimEnd());
    if (found) {
      header.fields.push({ name: found[1]!, value: clip(found[2]!), offset });
      addTag(walk.found, found[1]!, found[2]!);
    }
    if (line.startsWith('end_head')) break;
    offset += line.length + 1;
  }
  const from = start + header.size;
  return from < end ? [header, walk.node('data', 'Audio data', from, end - from, end)] : [header];
}
