import { EarshotError } from '../protocol/errors.ts';
import { ascii } from './byteSource.ts';

/** Audio that is recognised but not read: [offset, magic word, what it is]. */
const otherAudio: readonly (readonly [number, string, string])[] = [
  [0, 'FORM', 'AIFF audio'],
  [0, 'caff', 'Core Audio (CAF)'],
  [0, '.snd', 'Sun/NeXT audio (AU)'],
  [0, 'riff', 'Sony Wave64'],
  [0, 'RIFX', 'big-endian WAV'],
  [0, '\x1aE\xdf\xa3', 'Matroska or WebM'],
  [0, '0&\xb2\x75', 'Windows Media (WMA)'],
  [0, '#!AMR', 'AMR speech'],
  [0, 'wvpk', 'WavPack audio'],
  [0, 'MAC ', "Monkey's Audio"],
  [0, 'TTA1', 'True Audio (TTA)'],
  [0, 'MPCK', 'Musepack audio'],
  [0, 'MThd', 'a MIDI score'],
  [0, 'NIST', 'NIST SPHERE audio'],
];

const others: readonly (readonly [number, string, string])[] = [
  [1, 'PNG', 'a PNG picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [8, 'WEBP', 'a WebP picture'],
  [8, 'AVI ', 'an AVI video'],
  [0, '%PDF', 'a PDF document'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '\x7fELF', 'a program'],
  [0, 'version https://git-lfs', 'a Git LFS pointer; fetch the real file with "git lfs pull"'],
];

/** The error for a file that no format recognises: says what it looks like instead. */
export function describeUnknown(head: Uint8Array, name: string): EarshotError {
  const matches = ([offset, magic]: readonly [number, string, string]): boolean =>
    ascii(head, offset, magic.length) === magic;
  const audio = otherAudio.find(matches);
  if (audio) return new EarshotError('unsupported', `${name} holds ${audio[2]}, which Earshot does not read.`);
  const what = others.find(matches)?.[2] ?? guess(head);
  const text = what
    ? `${name} is not an audio file: it looks like ${what}.`
    : `${name} is not an audio file that Earshot knows.`;
  return new EarshotError('unknown-format', text);
}

function guess(head: Uint8Array): string | undefined {
  const sample = head.subarray(0, 4096);
  if (sample.every((byte) => byte === 0)) return 'nothing but zeros';
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)) return 'text';
  const control = sample.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127).length;
  const high = sample.filter((byte) => byte >= 128).length;
  if (control > 0 || high > sample.length * 0.6) return undefined;
  return ascii(sample, 0, 200).trimStart().startsWith('<') ? 'HTML or XML text' : 'text';
}
