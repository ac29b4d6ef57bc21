import { DSD_DELAY_FRAMES } from '../../codecs/dsd.ts';
import { ascii, type ByteSource, viewOf } from '../byteSource.ts';
import { layoutOfMask } from '../channelLayout.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { checkShape, corrupt, noAudio, unsupported } from '../validate.ts';

/** What is the same in both containers. */
interface Dsd {
  container: string;
  channels: number;
  /** Bits a second. */
  rate: number;
  lsbFirst: boolean;
  /** Bytes of one channel that stand together. */
  blockBytes: number;
  offset: number;
  dataBytes: number;
  /** Of each channel, where the container says. */
  bits: number;
  layout: string[] | undefined;
}

const MAX_BLOCK = 1 << 16;
const MAX_CHUNKS = 200;
/** By channel type of DSF: the speaker masks of its layouts. */
const dsfMasks = [0, 0x4, 0x3, 0x7, 0x33, 0xf, 0x37, 0x3f];

/** Direct Stream Digital in DSF (Sony) and DSDIFF (Philips): 1 bit a sample, converted to PCM. */
export const dsd = defineFormat({
  id: 'dsd',
  extensions: ['dsf', 'dff'],
  sniff: (head) => ascii(head, 0, 4) === 'DSD ' || (ascii(head, 0, 4) === 'FRM8' && ascii(head, 12, 4) === 'DSD '),
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const isDsf = ascii(await source.read(start, 4), 0, 4) === 'DSD ';
  const audio = await (isDsf ? readDsf : readDff)(source, name, start);
  const { channels, rate, blockBytes, offset } = audio;
  checkShape(name, channels, rate);
  // 88.2 or 96 kHz, whatever the rate of the bits is.
  const base = rate % 48000 === 0 ? 96000 : 88200;
  const ratio = rate / base;
  if (![32, 64, 128, 256].includes(ratio)) throw unsupported(name, `DSD with ${rate} bits a second`);
  const there = Math.min(audio.dataBytes, source.size - offset);
  const group = blockBytes * channels;
  const bytesEach = Math.floor(there / group) * blockBytes;
  const frames = Math.min(Math.floor((bytesEach * 8) / ratio), Math.floor(audio.bits / ratio));
  if (frames <= 0) throw noAudio(name, 'there are no samples after its header');
  const promised = Math.floor((Number.isFinite(audio.bits) ? audio.bits : (audio.dataBytes / channels) * 8) / ratio);
  const warnings: string[] = [];
  if (promised > frames) {
    warnings.push(`The header promises ${promised} frames, but the file ends after ${frames}: it is truncated.`);
  }
  const packetBytes = blockBytes === 1 ? 4096 : blockBytes;
  return {
    info: {
      container: audio.container,
      codec: `DSD${rate / (base === 96000 ? 48000 : 44100)} (1 bit, ${rate / 1e6} MHz), shown at ${base / 1000} kHz`,
      sampleRate: base,
      channels,
      bitsPerSample: 1,
      frames,
      framesExact: true,
      fileBytes: source.size,
      ...(audio.layout && { layout: audio.layout }),
      bitrate: rate * channels,
      bitrateMode: 'constant',
      warnings,
    },
    stream: {
      kind: 'packets',
      sampleRate: base,
      channels,
      parts: [
        {
          demux: {
            type: 'blocks',
            offset,
            end: offset + bytesEach * channels,
            packetBytes: packetBytes * channels,
            packetFrames: (packetBytes * 8) / ratio,
          },
          codec: { type: 'dsd', ratio, blockBytes, lsbFirst: audio.lsbFirst, frames },
          skip: DSD_DELAY_FRAMES,
          frames,
        },
      ],
    },
  };
}

async function readDsf(source: ByteSource, name: string, start: number): Promise<Dsd> {
  const head = Uint8Array.from(await source.read(start, 92));
  if (head.length < 92 || ascii(head, 28, 4) !== 'fmt ' || ascii(head, 80, 4) !== 'data') {
    throw corrupt(name, 'its DSF header is not complete');
  }
  const view = viewOf(head);
  const bits = view.getUint32(60, true);
  const blockBytes = view.getUint32(72, true);
  if (view.getUint32(44, true) !== 0 || (bits !== 1 && bits !== 8)) throw unsupported(name, 'an unknown kind of DSF');
  // A whole number of frames at any rate, and what a reader may hold.
  if (blockBytes === 0 || blockBytes > MAX_BLOCK || blockBytes % 64 !== 0) {
    throw corrupt(name, `its blocks would have ${blockBytes} bytes`);
  }
  const channels = view.getUint32(52, true);
  return {
    container: 'DSF',
    channels,
    rate: view.getUint32(56, true),
    lsbFirst: bits === 1,
    blockBytes,
    offset: start + 92,
    dataBytes: Math.max(0, long(view, 84, true) - 12),
    bits: long(view, 64, true),
    layout: channels === 1 ? ['Mono'] : layoutOfMask(dsfMasks[view.getUint32(48, true)] ?? 0, channels),
  };
}

async function readDff(source: ByteSource, name: string, start: number): Promise<Dsd> {
  const found = { channels: 0, rate: 0, compression: '', layout: [] as string[] };
  for (let at = start + 16, count = 0; count < MAX_CHUNKS; count++) {
    const chunk = await readChunk(source, at);
    if (!chunk) break;
    const { id, size } = chunk;
    if (id === 'DSD ' || id === 'DST ') {
      if (id === 'DST ' || found.compression === 'DST ') throw unsupported(name, 'DSD compressed by DST');
      if (found.compression && found.compression !== 'DSD ')
        throw unsupported(name, `DSD coded as ${found.compression}`);
      if (found.channels === 0 || found.rate === 0) throw corrupt(name, 'its DSDIFF header is not complete');
      const { channels, rate, layout } = found;
      const names = layout.length === channels ? layout : undefined;
      return {
        ...{ container: 'DSDIFF', channels, rate, lsbFirst: false, blockBytes: 1, offset: at + 12, dataBytes: size },
        ...{ bits: Infinity, layout: names },
      };
    }
    if (id === 'PROP') await readProperties(source, at + 16, at + 12 + size, found);
    at += 12 + size + (size & 1);
  }
  throw noAudio(name, "it has a DSDIFF header but no 'DSD ' chunk");
}

const dffNames: Readonly<Record<string, string>> = {
  ...{ SLFT: 'L', SRGT: 'R', MLFT: 'L', MRGT: 'R' },
  ...{ LS: 'Ls', RS: 'Rs' },
};

async function readProperties(
  source: ByteSource,
  from: number,
  to: number,
  found: { channels: number; rate: number; compression: string; layout: string[] },
): Promise<void> {
  for (let at = from, count = 0; at < to && count < MAX_CHUNKS; count++) {
    const chunk = await readChunk(source, at);
    if (!chunk) return;
    const body = Uint8Array.from(await source.read(at + 12, Math.min(chunk.size, 1024)));
    if (chunk.id === 'FS  ' && body.length >= 4) found.rate = viewOf(body).getUint32(0);
    if (chunk.id === 'CMPR') found.compression = ascii(body, 0, 4);
    if (chunk.id === 'CHNL' && body.length >= 2) {
      found.channels = viewOf(body).getUint16(0);
      const ids = Array.from({ length: Math.min(found.channels, 64) }, (_, i) => ascii(body, 2 + i * 4, 4).trim());
      found.layout = ids.map((id) => dffNames[id] ?? id);
    }
    at += 12 + chunk.size + (chunk.size & 1);
  }
}

async function readChunk(source: ByteSource, at: number): Promise<{ id: string; size: number } | undefined> {
  const head = await source.read(at, 12);
  if (head.length < 12) return undefined;
  return { id: ascii(head, 0, 4), size: long(viewOf(head), 4, false) };
}

const long = (view: DataView, at: number, little: boolean): number =>
  little
    ? view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true)
    : view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
