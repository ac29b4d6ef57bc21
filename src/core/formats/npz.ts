import type { RawLayout } from '../protocol/audio.ts';
import { EarshotError } from '../protocol/errors.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { inflated } from './inflated.ts';
import { openArray } from './npy.ts';
import { noAudio, unsupported } from './validate.ts';
import { zipData, type ZipMember, zipMembers } from './zip.ts';

const STORED = 0;
const DEFLATED = 8;

/** Several NumPy arrays in a ZIP archive: the first that can be audio is opened. */
export const npz = defineFormat({
  id: 'npz',
  extensions: [],
  optionalExtensions: ['npz'],
  sniff(head) {
    if (ascii(head, 0, 4) !== 'PK\x03\x04' || head.length < 30) return false;
    return ascii(head, 30, viewOf(head).getUint16(26, true)).endsWith('.npy');
  },
  open,
});

async function open({ source, name, layout }: FileFacts): Promise<OpenedAudio> {
  const arrays = (await zipMembers(source, name)).filter((member) => member.name.endsWith('.npy'));
  let failure: EarshotError | undefined;
  for (const member of arrays.slice(0, 1000)) {
    const array = member.name.slice(0, -'.npy'.length);
    try {
      if (member.encrypted) throw unsupported(name, `the encrypted array '${array}'`);
      const opened = await openMember(source, name, array, member, layout);
      // A number on its own is no audio: the sample rate, say.
      if (opened.info.frames === 1 && arrays.length > 1) throw noAudio(name, `the array '${array}' is one number`);
      const others = arrays.filter((other) => other !== member).map((other) => other.name.slice(0, -4));
      if (others.length > 0) {
        const list = others.slice(0, 8).join(', ') + (others.length > 8 ? ' …' : '');
        opened.info.warnings.push(`The array '${array}' is shown; the archive also holds ${list}.`);
      }
      return opened;
    } catch (error) {
      if (!(error instanceof EarshotError) || error.code === 'needs-layout') throw error;
      failure ??= error;
    }
  }
  throw failure ?? noAudio(name, 'the archive holds no NumPy array');
}

async function openMember(
  source: ByteSource,
  name: string,
  array: string,
  member: ZipMember,
  layout: RawLayout | undefined,
): Promise<OpenedAudio> {
  const { method, packedBytes, crc } = member;
  if (method !== STORED && method !== DEFLATED) {
    throw unsupported(name, `the array '${array}' in compression method ${method}`);
  }
  const offset = await zipData(source, member);
  if (offset === undefined) throw noAudio(name, `the array '${array}' is not where its directory says`);
  if (method === STORED) {
    const opened = await openArray(source, name, offset, offset + packedBytes, layout);
    opened.info.container = 'NumPy (npz)';
    return opened;
  }
  const unpacked = inflated(source, offset, packedBytes, member.bytes);
  const { info, stream } = await openArray(unpacked, name, 0, unpacked.size, layout);
  if (stream.kind !== 'pcm') throw new EarshotError('internal', `${name} is not linear.`);
  const { channels, encoding, frames, planar = false, dataOffset: headerBytes } = stream;
  const { sampleRate } = info;
  info.container = 'NumPy (compressed npz)';
  info.fileBytes = source.size;
  info.bitrate = Math.round((packedBytes * 8 * sampleRate) / frames);
  info.bitrateMode = 'variable';
  const coded = { kind: 'coded', codec: 'npz', sampleRate, channels } as const;
  return { info, stream: { ...coded, offset, packedBytes, crc, headerBytes, encoding, planar, frames } };
}
