import { addTag } from '../metadata/findings.ts';
import type { StructureNode } from '../protocol/details.ts';
import { FieldReader, hertz, setFields } from './fields.ts';
import { BODY, count, type Walk } from './walk.ts';

export function isAu(head: Uint8Array): boolean {
  const magic = String.fromCharCode(...head.subarray(0, 4));
  return head.length >= 24 && (magic === '.snd' || magic === 'dns.');
}

const encodings: Readonly<Record<number, string>> = {
  1: 'µ-law',
  2: 'PCM 8-bit',
  3: 'PCM 16-bit',
  4: 'PCM 24-bit',
  5: 'PCM 32-bit',
  6: 'float 32-bit',
  7: 'float 64-bit',
  23: 'ADPCM G.721',
  27: 'A-law',
};

/** Sun's and NeXT's format: one header with a text, then the samples. */
export async function readAu(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const magic = await walk.copy(start, 24);
  const little = magic[0] === 0x64;
  const fields = new FieldReader(magic, start, little);
  fields.skip(4);
  const data = fields.u32('Offset of the audio data');
  fields.u32('Size of the audio data', (size) => (size === 0xffffffff ? 'not filled in' : count(size)));
  fields.u32('Encoding', (code) => `${encodings[code] ?? 'Unknown'} (${code})`);
  fields.u32('Sample rate', hertz);
  fields.u32('Channels');
  const header = walk.node(little ? 'dns.' : '.snd', 'Header', start, Math.max(data, 24), end);
  setFields(header, fields);
  if (data > 24) {
    const text = new FieldReader(await walk.copy(start + 24, Math.min(data - 24, BODY)), start + 24);
    addTag(walk.found, 'Annotation', text.text('Annotation', text.left));
    header.fields?.push(...text.list);
  }
  const from = start + header.size;
  return from < end ? [header, walk.node('data', 'Audio data', from, end - from, end)] : [header];
}
