import { viewOf } from '../formats/byteSource.ts';
import { addMarker, addPicture, addTag, type Findings, tooLarge, MAX_PICTURE } from './findings.ts';
import { pictureType } from './pictureTypes.ts';
import { utf8 } from './text.ts';

export interface VorbisComment {
  vendor: string;
  comments: { name: string; value: string; at: number }[];
  /** Where the bytes end before the comments do. */
  short: boolean;
}

const MAX_COMMENTS = 5000;

/** Comments of Vorbis, Opus, Speex and FLAC (Vorbis I section 5): little-endian lengths, UTF-8. */
export function parseVorbisComment(bytes: Uint8Array): VorbisComment {
  const view = viewOf(bytes);
  const result: VorbisComment = { vendor: '', comments: [], short: true };
  if (bytes.length < 8) return result;
  const vendor = view.getUint32(0, true);
  if (vendor > bytes.length - 8) return result;
  result.vendor = utf8(bytes.subarray(4, 4 + vendor));
  const said = view.getUint32(4 + vendor, true);
  let at = 8 + vendor;
  for (let i = 0; i < Math.min(said, MAX_COMMENTS); i++) {
    if (at + 4 > bytes.length) return result;
    const length = view.getUint32(at, true);
    if (length > bytes.length - at - 4) return result;
    const text = utf8(bytes.subarray(at + 4, at + 4 + length));
    const equals = text.indexOf('=');
    if (equals > 0) result.comments.push({ name: text.slice(0, equals), value: text.slice(equals + 1), at });
    at += 4 + length;
  }
  result.short = false;
  return result;
}

const words: Readonly<Record<string, string>> = {
  ALBUMARTIST: 'Album artist',
  BPM: 'Tempo, BPM',
  DISCNUMBER: 'Disc',
  DISCTOTAL: 'Discs',
  ENCODEDBY: 'Encoded by',
  ENCODED_BY: 'Encoded by',
  ISRC: 'ISRC',
  R128_ALBUM_GAIN: 'R128 album gain',
  R128_TRACK_GAIN: 'R128 track gain',
  REPLAYGAIN_ALBUM_GAIN: 'ReplayGain album gain',
  REPLAYGAIN_ALBUM_PEAK: 'ReplayGain album peak',
  REPLAYGAIN_REFERENCE_LOUDNESS: 'ReplayGain reference loudness',
  REPLAYGAIN_TRACK_GAIN: 'ReplayGain track gain',
  REPLAYGAIN_TRACK_PEAK: 'ReplayGain track peak',
  TRACKNUMBER: 'Track',
  TRACKTOTAL: 'Tracks',
};
const usual = new Set(
  [
    'TITLE',
    'ARTIST',
    'ALBUM',
    'DATE',
    'GENRE',
    'COMMENT',
    'DESCRIPTION',
    'COPYRIGHT',
    'LICENSE',
    'ORGANIZATION',
  ].concat([
    'PERFORMER',
    'COMPOSER',
    'CONTACT',
    'LOCATION',
    'VERSION',
    'ENCODER',
    'LYRICS',
    'LANGUAGE',
    'PUBLISHER',
    'URL',
  ]),
);

/** Shown as written, but for the usual names. */
export function commentName(name: string): string {
  const upper = name.toUpperCase();
  if (words[upper]) return words[upper];
  return usual.has(upper) ? upper.charAt(0) + upper.slice(1).toLowerCase() : name;
}

/** Tags, pictures in comments, and chapters (CHAPTER001=00:01:02.500, CHAPTER001NAME=…). */
export function findInComment({ vendor, comments }: VorbisComment, found: Findings): void {
  const chapters = new Map<string, { at: number; name: string }>();
  for (const { name, value } of comments) {
    const upper = name.toUpperCase();
    const chapter = /^CHAPTER(\d{2,4})(NAME|URL)?$/.exec(upper);
    if (chapter) {
      const entry = chapters.get(chapter[1]!) ?? { at: -1, name: '' };
      chapters.set(chapter[1]!, entry);
      if (chapter[2] === 'NAME') entry.name = value;
      else if (!chapter[2]) entry.at = clockSeconds(value);
    } else if (upper === 'METADATA_BLOCK_PICTURE') findPicture(value, found);
    else if (upper === 'COVERART') findCover(value, found);
    else if (upper !== 'COVERARTMIME') addTag(found, commentName(name), r128(upper, value));
  }
  addTag(found, 'Vendor', vendor);
  for (const [number, { at, name }] of chapters) {
    if (!(at >= 0)) continue;
    const label = name || `Chapter ${Number(number)}`;
    addMarker(found, { kind: 'chapter', unit: 'seconds', at, end: null, label });
  }
}

/** 00:01:02.500 */
function clockSeconds(text: string): number {
  const parts = /^(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text.trim());
  return parts ? Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]) : -1;
}

/** R 128 gains are Q7.8 numbers towards −23 LUFS (RFC 7845 section 5.2.1). */
function r128(name: string, value: string): string {
  if (!/^R128_(TRACK|ALBUM)_GAIN$/.test(name) || !/^[+-]?\d+$/.test(value.trim())) return value;
  const db = (Number(value) / 256).toFixed(2).replace('-', '\u2212');
  return `${value.trim()} (${db} dB)`;
}

function findPicture(value: string, found: Findings): void {
  if (value.length > (MAX_PICTURE + 65_536) * (4 / 3)) return tooLarge(found, value.length * 0.75);
  parsePicture(fromBase64(value), found);
}

function findCover(value: string, found: Findings): void {
  if (value.length > MAX_PICTURE * (4 / 3)) return tooLarge(found, value.length * 0.75);
  const data = fromBase64(value);
  addPicture(found, 'Cover', data[0] === 0x89 ? 'image/png' : 'image/jpeg', data);
}

/** METADATA_BLOCK_PICTURE of FLAC (RFC 9639 section 8.8). False where it is cut off. */
export function parsePicture(bytes: Uint8Array, found: Findings): boolean {
  const view = viewOf(bytes);
  const has = (at: number, length: number): boolean => length <= bytes.length - at;
  if (bytes.length < 32) return false;
  const type = view.getUint32(0);
  const mimeLength = view.getUint32(4);
  if (!has(8, mimeLength + 4)) return false;
  const mime = utf8(bytes.subarray(8, 8 + mimeLength));
  let at = 8 + mimeLength;
  const words = view.getUint32(at);
  at += 4 + words;
  if (!has(at, 20)) return false;
  const length = view.getUint32(at + 16);
  if (!has(at + 20, length)) return false;
  if (mime !== '-->') addPicture(found, pictureType(type), mime, bytes.subarray(at + 20, at + 20 + length));
  return true;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;

/** Stops at what is no base64. */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [at, bits, held] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === 32) continue;
    const value = code < 128 ? values[code]! : -1;
    if (value < 0) break;
    held = ((held << 6) | value) & 0xfffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
    }
  }
  return bytes.subarray(0, at);
}
