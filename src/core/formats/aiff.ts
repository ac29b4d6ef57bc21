import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import { adpcmAudio } from './adpcmAudio.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { layoutOfChan } from './channelLayout.ts';
import type { Extent } from './extent.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { pcmAudio } from './pcmAudio.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

const MAX_CHUNKS = 10_000;
const integers: readonly (PcmEncoding | undefined)[] = [undefined, 's8', 's16be', 's24be', 's32be'];
const reversed: readonly (PcmEncoding | undefined)[] = [undefined, 's8', 's16', 's24', 's32'];

/** Kinds of AIFF-C whose sample size is in their name. */
const encodings: Readonly<Record<string, PcmEncoding>> = {
  'raw ': 'u8',
  in24: 's24be',
  in32: 's32be',
  '42ni': 's24',
  '23ni': 's32',
  fl32: 'f32be',
  FL32: 'f32be',
  fl64: 'f64be',
  FL64: 'f64be',
  alaw: 'alaw',
  ALAW: 'alaw',
  ulaw: 'ulaw',
  ULAW: 'ulaw',
};
const others: Readonly<Record<string, string>> = {
  'GSM ': 'GSM 6.10 speech',
  agsm: 'GSM 6.10 speech',
  MAC3: 'MACE 3:1',
  MAC6: 'MACE 6:1',
  DWVW: 'delta with variable word width (DWVW)',
  QDMC: 'QDesign Music',
  QDM2: 'QDesign Music 2',
  Qclp: 'Qualcomm PureVoice',
  G722: 'G.722 ADPCM',
  G726: 'G.726 ADPCM',
  rt24: 'RT24 speech',
};

/** Apple's Audio Interchange File Format, plain and with a kind of coding (AIFF-C). */
export const aiff = defineFormat({
  id: 'aiff',
  extensions: ['aiff', 'aif', 'aifc'],
  sniff: (head) => ascii(head, 0, 4) === 'FORM' && ['AIFF', 'AIFC'].includes(ascii(head, 8, 4)),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const container = ascii(await source.read(start + 8, 4), 0, 4) === 'AIFC' ? 'AIFF-C' : 'AIFF';
  const { common, sound, layout } = await findChunks(source, start + 12);
  if (!common || common.byteLength < 18) {
    if (!sound) throw noAudio(name, 'the AIFF header is not complete');
    throw corrupt(name, "its AIFF header has no complete 'COMM' chunk");
  }
  const channels = common.getUint16(0);
  const frames = common.getUint32(2);
  const bits = common.getUint16(6);
  const sampleRate = extended(common, 8);
  const kind = container === 'AIFF-C' && common.byteLength >= 22 ? text(common, 18) : 'NONE';
  checkShape(name, channels, sampleRate);
  if (!sound) throw noAudio(name, "it has an AIFF header but no 'SSND' chunk");
  const facts = { container, channels, sampleRate, layout: layout && layoutOfChan(layout, channels) };
  if (kind === 'ima4') {
    // Frames are blocks here, though some writers count samples.
    const extent = withLength(sound, frames * 34 * channels);
    return adpcmAudio(name, source, { ...facts, variant: 'ima-qt', blockBytes: 34 * channels }, extent);
  }
  const size = Math.ceil(bits / 8);
  const integer = kind === 'sowt' ? reversed[size] : ['NONE', 'twos'].includes(kind) ? integers[size] : undefined;
  const encoding = integer ?? encodings[kind];
  if (!encoding) {
    const known = ['NONE', 'twos', 'sowt'].includes(kind) ? `${bits}-bit integers` : others[kind];
    throw unsupported(name, `${known ?? `AIFF-C audio of kind '${kind}'`} in an AIFF file`);
  }
  // Integers sit at the top of as many bytes as they need.
  const used = integer ? { bits } : {};
  const extent = withLength(sound, frames * channels * bytesPerSample[encoding]);
  return pcmAudio(name, source, { ...facts, ...used, encoding, order: 'big' }, extent);
}

/** The shorter of the two lengths counts, unless it was never written. */
function withLength(sound: Extent, framesBytes: number): Extent {
  const { declaredBytes } = sound;
  if (framesBytes === 0) return sound;
  if (declaredBytes === null) return sound;
  return { ...sound, declaredBytes: Math.min(framesBytes, declaredBytes) };
}

async function findChunks(source: ByteSource, from: number) {
  let common: DataView | undefined;
  let layout: DataView | undefined;
  let sound: Extent | undefined;
  for (let at = from, count = 0; count < MAX_CHUNKS && !(common && sound && layout); count++) {
    const header = await source.read(at, 16);
    if (header.length < 8) break;
    const id = ascii(header, 0, 4);
    let size = viewOf(header).getUint32(4);
    const rest = source.size - at - 8;
    const body = async (limit: number): Promise<DataView> =>
      viewOf(Uint8Array.from(await source.read(at + 8, Math.min(size, limit))));
    if (id === 'COMM') common ??= await body(512);
    else if (id === 'CHAN') layout ??= await body(12 + 64 * 20);
    else if (id === 'SSND' && !sound && header.length === 16) {
      // 8 bytes of offset and block size, then what the offset skips, then the samples.
      const skip = 8 + viewOf(header).getUint32(8);
      const unwritten = size <= 8 ? rest > 8 : size === 0xffffffff;
      sound = { offset: at + 8 + skip, declaredBytes: unwritten ? null : Math.max(0, size - skip) };
      if (unwritten) size = rest;
    }
    at += 8 + size + (size % 2);
  }
  return { common, sound, layout };
}

const text = (view: DataView, at: number): string => ascii(new Uint8Array(view.buffer, view.byteOffset), at, 4);

/** An 80-bit IEEE 754 extended number; the fraction has an integer bit of its own. */
function extended(view: DataView, at: number): number {
  const head = view.getUint16(at);
  const exponent = (head & 0x7fff) - 16383;
  const fraction = view.getUint32(at + 2) * 4294967296 + view.getUint32(at + 6);
  const value = fraction * 2 ** (exponent - 63);
  return head & 0x8000 ? -value : value;
}
