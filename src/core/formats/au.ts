import type { PcmEncoding } from '../dsp/pcm.ts';
import { ascii, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { corrupt, noAudio, unsupported } from './validate.ts';

const HEADER_BYTES = 24;
const BIG = '.snd';
// Little-endian, as DEC wrote it: ".snd" or ".sd\0" as a reversed word.
const magics = [BIG, 'dns.', '\0ds.'];
const UNKNOWN = 0xffffffff;

const encodings: Readonly<Record<number, PcmEncoding>> = {
  1: 'ulaw',
  2: 's8',
  3: 's16be',
  4: 's24be',
  5: 's32be',
  6: 'f32be',
  7: 'f64be',
  27: 'alaw',
};
const others: Readonly<Record<number, string>> = {
  23: 'G.721 ADPCM',
  24: 'G.722 ADPCM',
  25: 'G.723 ADPCM of 3 bits',
  26: 'G.723 ADPCM of 5 bits',
};

/** Sun and NeXT audio, and DEC's little-endian turn of it. */
export const au = defineFormat({
  id: 'au',
  extensions: ['au', 'snd'],
  sniff: (head) => magics.includes(ascii(head, 0, 4)),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const bytes = await source.read(start, HEADER_BYTES);
  if (bytes.length < HEADER_BYTES) throw noAudio(name, 'the AU header is not complete');
  const little = ascii(bytes, 0, 4) !== BIG;
  const view = viewOf(bytes);
  const [offset, size, code, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) => view.getUint32(at, little));
  const big = encodings[code!];
  if (!big) throw unsupported(name, `${others[code!] ?? `AU encoding ${code}`} in an AU file`);
  if (offset! < HEADER_BYTES) throw corrupt(name, `its AU header says that the audio starts at byte ${offset}`);
  const encoding = little ? (big.replace('be', '') as PcmEncoding) : big;
  return pcmAudio(
    name,
    source,
    { container: 'AU', encoding, channels: channels!, sampleRate: sampleRate!, order: little ? 'little' : 'big' },
    { offset: start + offset!, declaredBytes: size === UNKNOWN ? null : size!, mayBeOpen: true },
  );
}
