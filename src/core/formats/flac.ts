import { ascii, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { checkShape, corrupt, noAudio, unsupported } from './validate.ts';

// The WASM libFLAC gives only NaN for odd depths, and 32 bits do not fit its float output.
const EXACT_BITS = [8, 16, 24];

/** Native FLAC (RFC 9639). */
export const flac = defineFormat({
  id: 'flac',
  extensions: ['flac'],
  sniff: (head) => ascii(head, 0, 4) === 'fLaC',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  let at = start + 4;
  let streamInfo: Uint8Array | undefined;
  for (;;) {
    const header = await source.read(at, 4);
    if (header.length < 4) throw corrupt(name, 'the FLAC header is cut off');
    const type = header[0]! & 0x7f;
    const last = (header[0]! & 0x80) !== 0;
    const size = (header[1]! << 16) | (header[2]! << 8) | header[3]!;
    at += 4;
    if (at + size > source.size) throw corrupt(name, 'a block of its FLAC header reaches beyond the end of the file');
    if (type === 0 && !streamInfo) streamInfo = (await source.read(at, 34)).slice();
    if (type === 0x7f) throw corrupt(name, 'its FLAC header has a block of an invalid type');
    at += size;
    if (last) break;
  }
  if (!streamInfo || streamInfo.length < 34) throw corrupt(name, 'its FLAC header has no STREAMINFO block');
  if (at >= source.size) throw noAudio(name, 'it has a FLAC header but no frames after it');

  // RFC 9639 section 8.2: 20 bits of rate, 3 of channels, 5 of depth, 36 of total samples.
  const view = viewOf(streamInfo);
  const word = view.getUint32(10);
  const sampleRate = word >>> 12;
  const channels = ((word >>> 9) & 7) + 1;
  const bits = ((word >>> 4) & 31) + 1;
  const total = (word & 15) * 2 ** 32 + view.getUint32(14);
  checkShape(name, channels, sampleRate);
  if (!EXACT_BITS.includes(bits)) throw unsupported(name, `FLAC with ${bits} bits per sample`);
  // The shortest frame has 10 bytes and at most 65535 samples.
  const possible = Math.ceil((source.size - at) / 10) * 65535;
  const frames = total > 0 && total <= possible ? total : null;

  return {
    info: {
      container: 'FLAC',
      codec: `FLAC ${bits}-bit`,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: frames !== null,
      fileBytes: source.size,
      warnings: total > possible ? [`The header claims ${total} frames, more than the file can hold.`] : [],
    },
    stream: {
      kind: 'coded',
      codec: 'flac',
      sampleRate,
      channels,
      keepAs: bits <= 16 ? 's16' : 's24',
      bits,
      firstFrame: at,
      streamInfo,
    },
  };
}
