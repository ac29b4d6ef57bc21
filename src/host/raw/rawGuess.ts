import type { RawLayout } from '../../core/protocol/audio.ts';
import { encodingBytes, type RawEncoding, encodings, type RawShape } from './rawFacts.ts';

/** A layout that says everything. */
export interface FullLayout {
  sampleRate: number;
  raw: RawShape;
}

/** What speech corpora are made of. */
const usual: FullLayout = { sampleRate: 16000, raw: { encoding: 's16le', channels: 1, offset: 0 } };

const aliases: Readonly<Record<string, RawEncoding>> = {
  sb: 's8',
  ub: 'u8',
  s16: 's16le',
  sw: 's16le',
  int16: 's16le',
  i16: 's16le',
  sln: 's16le',
  slin: 's16le',
  s24: 's24le',
  int24: 's24le',
  s32: 's32le',
  int32: 's32le',
  f32: 'f32le',
  float32: 'f32le',
  f4: 'f32le',
  f64: 'f64le',
  float64: 'f64le',
  f8: 'f64le',
  al: 'alaw',
  ul: 'ulaw',
  mulaw: 'ulaw',
  mu: 'ulaw',
};

/**
 * The best first choice for a headerless file: what its name says (take_16k_stereo_s16le.raw), else what was chosen
 * last, else the usual; an unspoken encoding is changed if the size does not fit it.
 */
export function guessLayout(fileName: string, bytes: number, last: RawLayout | undefined): FullLayout {
  const words = fileName.toLowerCase().match(/\d+\.\d+k(hz)?|[a-z0-9]+/g) ?? [];
  const sampleRate = first(words, rateOf) ?? last?.sampleRate ?? usual.sampleRate;
  const channels = first(words, channelsOf) ?? last?.raw?.channels ?? usual.raw.channels;
  const named = first(words, encodingOf);
  const fits = (raw: RawShape): boolean => (bytes - raw.offset) % (encodingBytes(raw.encoding) * raw.channels) === 0;
  const likely: RawEncoding[] = named ? [named] : [last?.raw?.encoding ?? 's16le', 's16le', 's24le', 'u8'];
  const offsets = [last?.raw?.offset ?? 0, 0];
  const choices = likely.flatMap((encoding) => offsets.map((offset) => ({ encoding, channels, offset })));
  return { sampleRate, raw: choices.find(fits) ?? choices[0] ?? usual.raw };
}

function first<T>(words: readonly string[], read: (word: string) => T | undefined): T | undefined {
  for (const word of words) {
    const value = read(word);
    if (value !== undefined) return value;
  }
  return undefined;
}

const rates = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400, 192000];

/** '16000', '16000hz', '16k', '44.1khz', '44k1', 'sln16'. */
function rateOf(word: string): number | undefined {
  if (word === 'sln' || word === 'slin') return 8000;
  const parts = /^(?:sln|sr|r)?(\d+(?:\.\d+)?)(k(\d)?)?(hz)?$/.exec(word);
  if (!parts?.[1]) return undefined;
  const thousands = parts[2] !== undefined || /^sln/.test(word);
  const value = Number(parts[3] === undefined ? parts[1] : `${parts[1]}.${parts[3]}`) * (thousands ? 1000 : 1);
  const short: Readonly<Record<number, number>> = { 11000: 11025, 22000: 22050, 44000: 44100, 88000: 88200 };
  const rate = short[value] ?? value;
  return rates.includes(rate) || parts[4] !== undefined ? rate : undefined;
}

function channelsOf(word: string): number | undefined {
  if (word === 'mono') return 1;
  if (word === 'stereo') return 2;
  if (word === 'quad') return 4;
  const count = Number(/^(?:c|ch)?(\d{1,2})(?:c|ch|channels?)?$/.exec(word)?.[1]);
  return /c/.test(word) && count >= 1 ? count : undefined;
}

function encodingOf(word: string): RawEncoding | undefined {
  return encodings.find((encoding) => encoding === word) ?? aliases[word.replace(/^sln\d+$/, 'sln')];
}
