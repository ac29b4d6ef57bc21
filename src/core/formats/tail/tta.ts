import { crc32 } from '../../util/crc32.ts';
import { ascii, viewOf } from '../byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { checkShape, corrupt, noAudio, unsupported } from '../validate.ts';

const HEAD_BYTES = 22;
const ENCRYPTED = 2;

/** True Audio (TTA1): frames of about 1.04 s with a table of their sizes. */
export const tta = defineFormat({
  id: 'tta',
  extensions: ['tta'],
  sniff: (head) => ascii(head, 0, 4) === 'TTA1',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, HEAD_BYTES));
  if (head.length < HEAD_BYTES) throw noAudio(name, 'its TTA header is not complete');
  const view = viewOf(head);
  const channels = view.getUint16(6, true);
  const bits = view.getUint16(8, true);
  const sampleRate = view.getUint32(10, true);
  const frames = view.getUint32(14, true);
  const warnings: string[] = [];
  if (crc32(head.subarray(0, 18)) !== view.getUint32(18, true)) {
    warnings.push('The checksum of the TTA header is wrong: what it says may be wrong too.');
  }
  if (view.getUint16(4, true) === ENCRYPTED) throw unsupported(name, 'TTA with a password');
  if (view.getUint16(4, true) !== 1) throw unsupported(name, `TTA of the kind ${view.getUint16(4, true)}`);
  checkShape(name, channels, sampleRate);
  if (bits < 8 || bits > 24) throw unsupported(name, `TTA with ${bits} bits`);
  if (frames === 0) throw noAudio(name, 'its TTA header says that it holds no frames');

  const packetFrames = Math.floor((sampleRate * 256) / 245);
  const count = Math.ceil(frames / packetFrames);
  const tableAt = start + HEAD_BYTES;
  const dataAt = tableAt + count * 4 + 4;
  if (packetFrames === 0 || dataAt > source.size) throw corrupt(name, 'its TTA seek table is not complete');
  const table = Uint8Array.from(await source.read(tableAt, count * 4 + 4));
  if (crc32(table.subarray(0, count * 4)) !== viewOf(table).getUint32(count * 4, true)) {
    warnings.push('The checksum of the TTA seek table is wrong: parts of the audio may not be found.');
  }
  const offsets = new Float64Array(count);
  const sizes = new Uint32Array(count);
  let at = dataAt;
  for (let i = 0; i < count; i++) {
    offsets[i] = at;
    // A frame cannot be longer than the file; the decoder notices by its checksum.
    sizes[i] = Math.min(viewOf(table).getUint32(i * 4, true), source.size);
    at += sizes[i]!;
  }
  if (at > source.size) warnings.push('The file ends before the audio that its header promises: it is truncated.');
  return {
    info: {
      container: 'TTA',
      codec: `True Audio ${bits}-bit`,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: true,
      fileBytes: source.size,
      bitrate: ((at - dataAt) * 8 * sampleRate) / frames,
      bitrateMode: 'variable',
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'table', offsets, sizes, packetFrames, frames },
          codec: { type: 'tta', bits },
          skip: 0,
          frames,
        },
      ],
    },
  };
}
