import type { FlacHeader } from '../codecs/flacHeader.ts';
import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defaultLayout } from './channelLayout.ts';
import { findFlacFrame, flacEnd, startsWithFlacFrames } from './flacEnds.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { checkShape, corrupt, noAudio } from './validate.ts';

/** Native FLAC (RFC 9639), or the bare frames of one. */
export const flac = defineFormat({
  id: 'flac',
  extensions: ['flac'],
  sniff: (head) => ascii(head, 0, 4) === 'fLaC' || startsWithFlacFrames(head),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const metadata = await readMetadata(source, start);
  const { end: at, warnings } = metadata;
  if (at >= source.size) throw noAudio(name, 'it has a FLAC header but no frames after it');
  const first = await findFlacFrame(source, at);
  if (!first) throw noAudio(name, 'no FLAC frame was found in it');
  const stated = metadata.streamInfo && parseStreamInfo(metadata.streamInfo);
  // What stands in every frame is written more often than the header, and checked.
  const sure = first.offset === at || !stated ? first.header : undefined;
  const sampleRate = sure?.sampleRate || stated?.sampleRate;
  const bits = sure?.bits || stated?.bits;
  const channels = sure?.channels ?? stated?.channels;
  if (!sampleRate || !bits || !channels) throw corrupt(name, 'its FLAC header has no STREAMINFO block');
  if (!stated) warnings.push('The STREAMINFO block is missing; its facts are taken from the first frame.');
  else if (sampleRate !== stated.sampleRate || bits !== stated.bits || channels !== stated.channels)
    warnings.push('The header contradicts the frames about rate, channels or bits; the frames are believed.');
  checkShape(name, channels, sampleRate);

  // The shortest frame has 10 bytes and at most 65535 samples.
  const possible = Math.ceil((source.size - at) / 10) * 65535;
  const total = stated?.total ?? 0;
  if (total > possible) warnings.push(`The header claims ${total} frames, more than the file can hold.`);
  const more = total > 0 && (await flacEnd(source, at, first.header)) > total;
  if (more) warnings.push(`The header claims ${total} frames, fewer than the file holds.`);
  const frames = total > 0 && total <= possible && !more ? total : null;
  const streamInfo = metadata.streamInfo ?? makeStreamInfo(first.header, bits);
  const md5 = streamInfo.slice(18, 34);
  // RFC 9639 section 9.1.3 has WAVE's order.
  const layout = defaultLayout(channels);
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
      ...(layout && { layout }),
      ...(frames !== null && { bitrate: ((source.size - at) * 8 * sampleRate) / frames }),
      bitrateMode: 'variable',
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'flac', start: at, end: source.size, streamInfo },
          codec: { type: 'flac', bits, ...(md5.some((byte) => byte !== 0) && { md5 }) },
          skip: 0,
          frames,
        },
      ],
    },
  };
}

interface Metadata {
  streamInfo: Uint8Array | undefined;
  /** Where the frames begin, if all is well. */
  end: number;
  warnings: string[];
}

async function readMetadata(source: ByteSource, start: number): Promise<Metadata> {
  if (ascii(await source.read(start, 4), 0, 4) !== 'fLaC') return { streamInfo: undefined, end: start, warnings: [] };
  let streamInfo: Uint8Array | undefined;
  let search = start + 4;
  for (let at = search; ;) {
    const header = await source.read(at, 4);
    const type = header[0]! & 0x7f;
    const size = (header[1]! << 16) | (header[2]! << 8) | header[3]!;
    if (header.length < 4 || type === 0x7f || at + 4 + size > source.size) {
      // The size of any block may be what is wrong: frames may begin anywhere.
      return { streamInfo, end: search, warnings: ['The FLAC header is broken; the frames were searched for.'] };
    }
    const last = (header[0]! & 0x80) !== 0;
    if (type === 0 && size >= 34 && !streamInfo) {
      streamInfo = (await source.read(at + 4, 34)).slice();
      search = at + 38;
    }
    at += 4 + size;
    if (last) return { streamInfo, end: at, warnings: [] };
  }
}

/** RFC 9639 section 8.2: 20 bits of rate, 3 of channels, 5 of depth, 36 of total samples. */
function parseStreamInfo(streamInfo: Uint8Array): {
  sampleRate: number;
  channels: number;
  bits: number;
  total: number;
} {
  const view = viewOf(streamInfo);
  const word = view.getUint32(10);
  return {
    sampleRate: word >>> 12,
    channels: ((word >>> 9) & 7) + 1,
    bits: ((word >>> 4) & 31) + 1,
    total: (word & 15) * 2 ** 32 + view.getUint32(14),
  };
}

/** For a file that has lost its own. Its length is unknown. */
function makeStreamInfo({ samples, sampleRate, channels }: FlacHeader, bits: number): Uint8Array {
  const streamInfo = new Uint8Array(34);
  const view = viewOf(streamInfo);
  view.setUint16(0, samples);
  view.setUint16(2, samples);
  view.setUint32(10, (sampleRate << 12) | ((channels - 1) << 9) | ((bits - 1) << 4));
  return streamInfo;
}
