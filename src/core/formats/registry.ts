import { EarshotError } from '../protocol/errors.ts';
import type { RawLayout } from '../protocol/audio.ts';
import { aac } from './aac.ts';
import { aiff } from './aiff.ts';
import { au } from './au.ts';
import { type ByteSource, viewOf, windowed } from './byteSource.ts';
import { caf } from './caf.ts';
import { flac } from './flac.ts';
import type { Format, OpenedAudio } from './format.ts';
import { matroska } from './matroska.ts';
import { mp3 } from './mp3.ts';
import { mp4 } from './mp4.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';
import { ogg } from './ogg.ts';
import { openRaw, raw } from './raw.ts';
import { sphere } from './sphere.ts';
import { tail } from './tail/tail.ts';
import { describeUnknown } from './unknown.ts';
import { w64 } from './w64.ts';
import { wav } from './wav.ts';

/** Asked in this order: those with a magic word first, those that must be searched for last. */
export const formats: readonly Format[] = [
  wav,
  w64,
  aiff,
  caf,
  au,
  sphere,
  npy,
  npz,
  flac,
  ogg,
  matroska,
  mp4,
  ...tail,
  aac,
  mp3,
  raw,
];

const HEAD = 64 * 1024;

/** Finds out what a file is by its content alone, and reads its header. */
export async function openAudio(file: ByteSource, name: string, layout?: RawLayout): Promise<OpenedAudio> {
  if (file.size === 0) throw new EarshotError('empty-file', `${name} is empty (0 bytes).`);
  const source = windowed(file);
  if (layout?.raw) return openRaw(source, name, layout);
  const start = await skipId3(source);
  const head = Uint8Array.from(await source.read(start, HEAD));
  const format = formats.find((candidate) => candidate.sniff(head));
  if (!format) throw describeUnknown(head, name);
  return format.open({ source, name, start, layout });
}

/** ID3v2 tags stand before MP3 and, against all rules, before FLAC and AAC. */
async function skipId3(source: ByteSource): Promise<number> {
  let at = 0;
  for (let tags = 0; tags < 8; tags++) {
    const head = await source.read(at, 10);
    if (head.length < 10 || viewOf(head).getUint32(0) >>> 8 !== 0x494433 /* ID3 */) break;
    const size = (head[6]! << 21) | (head[7]! << 14) | (head[8]! << 7) | head[9]!;
    const next = at + 10 + size + (head[5]! & 0x10 ? 10 : 0);
    if (next >= source.size) break;
    at = next;
  }
  return at;
}
