import { EarshotError } from '../protocol/errors.ts';
import { ascii } from './byteSource.ts';
import { needsLayout, raw } from './raw.ts';

/** Audio that is recognised but not read: [offset, magic word, what it is]. */
const otherAudio: readonly (readonly [number, string, string])[] = [
  [0, '0&\xb2\x75', 'Windows Media (WMA)'],
  [0, '#!AMR', 'AMR speech'],
  [0, 'wvpk', 'WavPack audio'],
  [0, 'MAC ', "Monkey's Audio"],
  [0, 'TTA1', 'True Audio (TTA)'],
  [0, 'MPCK', 'Musepack audio'],
  [8, '8SVX', 'Amiga 8SVX audio'],
  [0, 'ajkg', 'Shorten audio'],
  [0, 'Creative Voice File', 'Creative Voice (VOC)'],
  [0, 'MThd', 'a MIDI score'],
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
];

const LFS = 'version https://git-lfs.github.com/spec/';

/** The few lines that stand in a checkout for a file that Git LFS has not fetched. */
function lfsPointer(head: Uint8Array, name: string): EarshotError {
  const size = Number(/^size (\d+)\s*$/m.exec(ascii(head, 0, 1024))?.[1] ?? NaN);
  const what = Number.isFinite(size) ? `the real file of ${bytesInWords(size)}` : 'the real file';
  return new EarshotError(
    'lfs-pointer',
    `${name} is a Git LFS pointer: ${what} has not been fetched. Run "git lfs pull" to get it.`,
  );
}

function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toPrecision(3)} ${['kB', 'MB', 'GB', 'TB'][power - 1]}`;
}

/** The error for a file that no format recognises: says what it looks like instead. */
export function describeUnknown(head: Uint8Array, name: string): EarshotError {
  const matches = ([offset, magic]: readonly [number, string, string]): boolean =>
    ascii(head, offset, magic.length) === magic;
  if (ascii(head, 0, LFS.length) === LFS) return lfsPointer(head, name);
  const audio = otherAudio.find(matches);
  if (audio) return new EarshotError('unsupported', `${name} holds ${audio[2]}, which Earshot does not read.`);
  const what = others.find(matches)?.[2] ?? guess(head);
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (!what && raw.optionalExtensions?.includes(extension)) return needsLayout(name, 'has no header');
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
