import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import { ascii } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { corrupt, noAudio, unsupported } from './validate.ts';

const MAX_HEADER = 1024 * 1024;

/** NIST SPHERE: a header of text lines "name -type value", of a length that its second line gives. */
export const sphere = defineFormat({
  id: 'sphere',
  extensions: ['sph', 'nist'],
  sniff: (head) => ascii(head, 0, 7) === 'NIST_1A',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const size = Number.parseInt(ascii(await source.read(start + 8, 8), 0, 8), 10);
  if (!(size >= 16 && size <= MAX_HEADER)) throw corrupt(name, 'its SPHERE header does not give its length');
  const bytes = await source.read(start, size);
  if (bytes.length < size) throw noAudio(name, 'the SPHERE header is not complete');
  const fields = parseFields(ascii(Uint8Array.from(bytes), 0, Math.min(size, 65536)));

  const number = (key: string): number | undefined => {
    const value = Number(fields.get(key) ?? NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const sampleRate = number('sample_rate');
  if (sampleRate === undefined) throw corrupt(name, 'its SPHERE header gives no sample rate');
  const channels = number('channel_count') ?? 1;
  const encoding = encodingOf(name, fields, number('sample_n_bytes'));
  const bits = number('sample_sig_bits');
  const count = number('sample_count');
  const facts = {
    container: 'NIST SPHERE',
    encoding,
    channels,
    sampleRate,
    ...(encoding !== 'ulaw' && encoding !== 'alaw' && bits && bits > 0 && bits <= bytesPerSample[encoding] * 8
      ? { bits }
      : {}),
  };
  const declaredBytes = count !== undefined && count > 0 ? count * channels * bytesPerSample[encoding] : null;
  return pcmAudio(name, source, facts, { offset: start + size, declaredBytes });
}

function parseFields(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of header.split('\n').slice(2)) {
    if (line.startsWith('end_head')) break;
    const [, key, type, value] = /^(\S+)\s+-([irs])\d*\s(.*)$/.exec(line) ?? [];
    if (key && type && value !== undefined) fields.set(key, value.trim());
  }
  return fields;
}

function encodingOf(name: string, fields: ReadonlyMap<string, string>, size: number | undefined): PcmEncoding {
  const [coding = 'pcm', ...embedded] = (fields.get('sample_coding') ?? 'pcm').split(',');
  if (embedded.length > 0) {
    const what = embedded.join(', ').replace(/^embedded-/, '');
    throw unsupported(name, `SPHERE audio compressed with ${what}`);
  }
  if (/^(ulaw|mu-law)$/.test(coding)) return 'ulaw';
  if (/^a-?law$/.test(coding)) return 'alaw';
  if (coding !== 'pcm') throw unsupported(name, `SPHERE audio coded as '${coding}'`);
  const order = fields.get('sample_byte_format') ?? '01';
  // '1' alone: single bytes. Otherwise the digits are the places of the bytes, the least significant being 0.
  const big = order.length > 1 && order[0] !== '0';
  switch (size ?? 2) {
    case 1:
      return 's8';
    case 2:
      return big ? 's16be' : 's16';
    case 3:
      return big ? 's24be' : 's24';
    case 4:
      return big ? 's32be' : 's32';
    default:
      throw unsupported(name, `SPHERE samples of ${size} bytes`);
  }
}
