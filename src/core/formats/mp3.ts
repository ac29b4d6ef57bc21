import { ascii, type ByteSource, viewOf } from './byteSource.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from './format.ts';
import { findMpegFrame, type MpegHeader, mpegHeader } from './mpegHeader.ts';
import { corrupt } from './validate.ts';

const SEARCH = 64 * 1024;

/** MPEG layer III, and layer II, which the same decoder reads. */
export const mp3 = defineFormat({
  id: 'mp3',
  extensions: ['mp3', 'mp2', 'mpga'],
  // Streams cut out of something longer start with junk: search, but ask for a run of frames.
  sniff: (head) => findMpegFrame(head, head.length < SEARCH) >= 0,
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const head = Uint8Array.from(await source.read(start, SEARCH));
  const at = findMpegFrame(head, head.length < SEARCH);
  const header = at < 0 ? undefined : mpegHeader(head, at);
  if (!header) throw corrupt(name, 'no MP3 frame was found');
  const { sampleRate, channels } = header;
  const tag = readTag(head.subarray(at, at + header.frameBytes), header);
  const end = source.size - (await tailTagBytes(source));
  const warnings: string[] = [];

  let frames: number;
  let framesExact = false;
  if (tag?.frames) {
    frames = tag.frames * header.samples;
    // The decoder itself delays by 528 + 1 samples; an encoder that pads by less cannot get them back.
    if (tag.delay !== undefined) frames = Math.max(0, frames - tag.delay - Math.max(tag.padding, 529));
    framesExact = true;
    const bytes = end - start - at;
    if (tag.bytes && tag.bytes > bytes + header.frameBytes) {
      warnings.push(`The header promises ${tag.bytes} bytes of audio, but the file has ${bytes}: its end is missing.`);
      frames = Math.round((frames * bytes) / tag.bytes);
      framesExact = false;
    }
  } else {
    frames = Math.max(1, Math.round((end - start - at) / header.frameBytes)) * header.samples;
  }
  return {
    info: {
      container: header.layer === 3 ? 'MP3' : 'MP2',
      codec: `MPEG-${header.mpeg} layer ${'I'.repeat(header.layer)}`,
      sampleRate,
      channels,
      bitsPerSample: null,
      frames,
      framesExact,
      fileBytes: source.size,
      warnings,
    },
    stream: { kind: 'coded', codec: 'mp3', sampleRate, channels, keepAs: 'f32', start: start + at },
  };
}

/** The Xing, Info or VBRI tag in the first frame, with LAME's delay and padding where they are given. */
function readTag(frame: Uint8Array, header: MpegHeader) {
  const sideInfo = header.mpeg === 1 ? (header.channels === 1 ? 17 : 32) : header.channels === 1 ? 9 : 17;
  const xing = 4 + sideInfo;
  const view = viewOf(frame);
  if (frame.length >= xing + 16 && ['Xing', 'Info'].includes(ascii(frame, xing, 4))) {
    const flags = view.getUint32(xing + 4);
    let at = xing + 8;
    const frames = flags & 1 ? view.getUint32(at) : undefined;
    if (flags & 1) at += 4;
    const bytes = flags & 2 && at + 4 <= frame.length ? view.getUint32(at) : undefined;
    if (flags & 2) at += 4;
    if (flags & 4) at += 100;
    if (flags & 8) at += 4;
    if (!/^(LAME|Lavf|Lavc|L3\.9)/.test(ascii(frame, at, 4)) || at + 24 > frame.length) return { frames, bytes };
    const delays = (frame[at + 21]! << 16) | (frame[at + 22]! << 8) | frame[at + 23]!;
    return { frames, bytes, delay: delays >> 12, padding: delays & 0xfff };
  }
  // Fraunhofer's tag stands at a fixed place.
  if (frame.length >= 36 + 18 && ascii(frame, 36, 4) === 'VBRI') {
    return { frames: view.getUint32(36 + 14), bytes: view.getUint32(36 + 10) };
  }
  return undefined;
}

/** Bytes of an ID3v1 tag at the end, which is no audio. */
async function tailTagBytes(source: ByteSource): Promise<number> {
  if (source.size < 128) return 0;
  return ascii(await source.read(source.size - 128, 3), 0, 3) === 'TAG' ? 128 : 0;
}
