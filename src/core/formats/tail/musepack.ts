import { EarshotError } from '../../protocol/errors.ts';
import { ascii, type ByteSource, viewOf } from '../byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { checkShape, corrupt, unsupported } from '../validate.ts';

/** libmpcdec keeps all that it was fed. */
export const MAX_MUSEPACK_BYTES = 128 << 20;
const RATES = [44100, 48000, 37800, 32000];
const FRAME = 1152;
/** A frame of digital silence takes some bits all the same. */
const MAX_FRAMES_PER_BYTE = 2;
/** Of the synthesis filter; the decoder leaves it out. */
const DELAY = 481;

/** Musepack, stream versions 7 and 8. */
export const musepack = defineFormat({
  id: 'musepack',
  extensions: ['mpc', 'mp+'],
  /** Mostly project plans. */
  optionalExtensions: ['mpp'],
  sniff: (head) => ascii(head, 0, 4) === 'MPCK' || ascii(head, 0, 3) === 'MP+',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  if (source.size > MAX_MUSEPACK_BYTES) {
    throw new EarshotError('too-large', `${name} is larger than the 128 MB that Earshot reads of a Musepack file.`);
  }
  const eighth = ascii(await source.read(start, 4), 0, 4) === 'MPCK';
  const { sampleRate, channels, frames } = await (eighth ? readEighth : readSeventh)(source, name, start);
  checkShape(name, channels, sampleRate);
  if (frames / FRAME > (source.size - start) * MAX_FRAMES_PER_BYTE) {
    throw corrupt(name, `its header promises ${frames} frames, which ${source.size} bytes cannot hold`);
  }
  return {
    info: {
      container: 'Musepack',
      codec: eighth ? 'Musepack SV8' : 'Musepack SV7',
      sampleRate,
      channels,
      bitsPerSample: null,
      frames: frames > 0 ? frames : null,
      framesExact: frames > 0,
      fileBytes: source.size,
      layout: channels === 1 ? ['Mono'] : ['L', 'R'],
      delayFrames: DELAY,
      ...(frames > 0 && { bitrate: Math.round(((source.size - start) * 8 * sampleRate) / frames) }),
      bitrateMode: 'variable',
      warnings: [],
    },
    stream: { kind: 'coded', codec: 'musepack', sampleRate, channels, start },
  };
}

/** A file header of 28 bytes; the last frame says how much of it counts. */
async function readSeventh(source: ByteSource, name: string, start: number) {
  const head = Uint8Array.from(await source.read(start, 28));
  if (head.length < 28) throw corrupt(name, 'its Musepack header is not complete');
  if ((head[3]! & 15) !== 7) throw unsupported(name, `Musepack of stream version ${head[3]! & 15}`);
  const view = viewOf(head);
  const sampleRate = RATES[(view.getUint32(8, true) >>> 16) & 3]!;
  const gapless = view.getUint32(20, true);
  const last = gapless >>> 31 ? (gapless >>> 20) & 0x7ff : FRAME;
  return { sampleRate, channels: 2, frames: (view.getUint32(4, true) - 1) * FRAME + (last || FRAME) };
}

/** Packets of a two-letter key and a size; 'SH' is the stream header. */
async function readEighth(source: ByteSource, name: string, start: number) {
  for (let at = start + 4, packets = 0; packets < 16; packets++) {
    const bytes = Uint8Array.from(await source.read(at, 64));
    const size = varint(bytes, 2);
    if (!size || size.value < 2 + size.bytes) break;
    if (ascii(bytes, 0, 2) === 'SH') {
      const body = 2 + size.bytes + 5; // checksum, version
      const total = varint(bytes, body);
      const silence = total && varint(bytes, body + total.bytes);
      if (!total || !silence) break;
      const flags = body + total.bytes + silence.bytes;
      if (flags + 2 > bytes.length) break;
      const sampleRate = RATES[bytes[flags]! >> 5];
      if (sampleRate === undefined) throw corrupt(name, 'its Musepack header has no known sample rate');
      const frames = Math.max(0, total.value - silence.value);
      return { sampleRate, channels: (bytes[flags + 1]! >> 4) + 1, frames };
    }
    at += size.value;
  }
  throw corrupt(name, 'its Musepack stream header is not there');
}

/** Seven bits a byte, the highest first. */
function varint(bytes: Uint8Array, at: number): { value: number; bytes: number } | undefined {
  let value = 0;
  for (let i = 0; i < 8 && at + i < bytes.length; i++) {
    value = value * 128 + (bytes[at + i]! & 127);
    if (bytes[at + i]! < 128) return { value, bytes: i + 1 };
  }
  return undefined;
}
