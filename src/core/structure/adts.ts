import type { StructureNode } from '../protocol/details.ts';
import { hertz } from './fields.ts';
import { plural, type Walk } from './walk.ts';

const rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const profiles = ['Main', 'Low complexity', 'Scalable sample rate', 'Long-term prediction'];

interface AdtsHeader {
  bytes: number;
  rate: number;
}

function adtsHeader(bytes: Uint8Array, at: number): AdtsHeader | undefined {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return undefined;
  const rate = rates[(bytes[at + 2]! >> 2) & 15];
  const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  return rate !== undefined && size >= 7 ? { bytes: size, rate } : undefined;
}

/** Three frames in a row. */
export function isAdts(head: Uint8Array): boolean {
  let at = 0;
  for (let frames = 0; frames < 3; frames++) {
    const header = adtsHeader(head, at);
    if (!header) return frames > 0 && at === head.length;
    at += header.bytes;
  }
  return true;
}

/** AAC in ADTS (ISO 13818-7): the header of the first frame; the frames are summed up. */
export async function readAdts(walk: Walk, start: number, end: number): Promise<StructureNode[]> {
  const bytes = await walk.copy(start, Math.min(64 * 1024, end - start));
  const header = adtsHeader(bytes, 0);
  if (!header) return [walk.node('?', 'Audio data', start, end - start, end)];
  const first = walk.node('ADTS', 'First frame', start, header.bytes, end);
  const channels = ((bytes[2]! & 1) << 2) | (bytes[3]! >> 6);
  const fullness = ((bytes[5]! & 31) << 6) | (bytes[6]! >> 2);
  const field = (name: string, value: string, byte: number) => ({ name, value, offset: start + byte });
  first.fields = [
    field('Version', bytes[1]! & 8 ? 'MPEG-2' : 'MPEG-4', 1),
    field('Profile', profiles[bytes[2]! >> 6]!, 2),
    field('Sample rate', hertz(header.rate), 2),
    field('Channel configuration', channels === 0 ? '0 (in the frame)' : String(channels), 2),
    field('Checksum', bytes[1]! & 1 ? 'no' : 'yes', 1),
    field('Size of the frame', plural(header.bytes, 'byte'), 3),
    field('Buffer', fullness === 0x7ff ? 'variable bit rate' : String(fullness), 5),
    field('Blocks', String((bytes[6]! & 3) + 1), 6),
  ];
  const [frames, walked] = meanFrame(bytes);
  const about = walked === end - start ? '' : 'about ';
  const whole = about ? Math.round(((end - start) / Math.max(walked, 1)) * frames) : frames;
  return [first, walk.node('Frames', `${about}${plural(whole, 'frame')}`, start, end - start, end)];
}

/** Frames at the start of the file, and the bytes they take. */
function meanFrame(bytes: Uint8Array): [frames: number, bytes: number] {
  let [frames, at] = [0, 0];
  for (let header = adtsHeader(bytes, 0); header && at + header.bytes <= bytes.length; header = adtsHeader(bytes, at)) {
    frames++;
    at += header.bytes;
  }
  return [frames, at];
}
