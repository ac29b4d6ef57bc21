import { parseWavpack, WAVPACK_HEAD_BYTES, type WavpackHead } from '../../demux/wavpackBlocks.ts';
import { ascii, type ByteSource } from '../byteSource.ts';
import { layoutOfMask } from '../channelLayout.ts';
import { defineFormat, type FileFacts, type OpenedAudio } from '../format.ts';
import { endBeforeTags } from '../tailTags.ts';
import { checkShape, corrupt, unsupported } from '../validate.ts';

const RATES = [6000, 8000, 9600, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 192000];
const MONO = 4;
const HYBRID = 8;
const FLOAT = 0x80;
const DSD = 0x80000000;
/** How far to look for a first block with audio in it, and how many blocks may share its frames. */
const SEARCH_BLOCKS = 256;

/** Identifiers of metadata behind the block header; the two upper bits say how its size is written. */
const CHANNELS = 0x0d;
const SAMPLE_RATE = 0x27;

/** WavPack 4 and 5: lossless and hybrid, integers and floats. */
export const wavpack = defineFormat({
  id: 'wavpack',
  extensions: ['wv'],
  sniff: (head) => ascii(head, 0, 4) === 'wvpk',
  open,
});

async function open({ source, name, start }: FileFacts): Promise<OpenedAudio> {
  const shape = await readShape(source, name, start);
  const { head, channels, sampleRate } = shape;
  checkShape(name, channels, sampleRate);
  if (head.flags & DSD) throw unsupported(name, 'DSD packed by WavPack');
  const stored = ((head.flags & 3) + 1) * 8;
  const float = (head.flags & FLOAT) !== 0;
  const bits = float ? 32 : stored - ((head.flags >>> 13) & 31);
  if (bits < 1) throw corrupt(name, `its WavPack header says ${bits} bits`);
  const frames = head.totalFrames;
  if (frames === 0) throw corrupt(name, 'its WavPack header says that it holds no frames');
  const kind = `${bits}-bit${float ? ' float' : ''}`;
  const layout = channels === 1 ? ['Mono'] : layoutOfMask(shape.mask, channels);
  return {
    info: {
      container: 'WavPack',
      codec: head.flags & HYBRID ? `WavPack hybrid (lossy) ${kind}` : `WavPack ${kind}`,
      sampleRate,
      channels,
      bitsPerSample: bits,
      frames,
      framesExact: frames !== null,
      fileBytes: source.size,
      ...(layout && { layout }),
      ...(frames && { bitrate: ((source.size - start) * 8 * sampleRate) / frames, bitrateMode: 'variable' as const }),
      warnings: [],
    },
    stream: {
      kind: 'packets',
      sampleRate,
      channels,
      parts: [
        {
          demux: { type: 'wavpack', start, end: await endBeforeTags(source, start) },
          codec: { type: 'wavpack' },
          skip: head.position,
          frames: null,
        },
      ],
    },
  };
}

/** The blocks of the first frames: each holds one channel or two. */
async function readShape(source: ByteSource, name: string, start: number) {
  let first: WavpackHead | undefined;
  let channels = 0;
  let rate = 0;
  let mask = 0;
  for (let at = start, count = 0; count < SEARCH_BLOCKS; count++) {
    const bytes = await source.read(at, WAVPACK_HEAD_BYTES);
    const head = parseWavpack(bytes);
    if (!head) break;
    if (head.frames > 0 && (first || head.first)) {
      first ??= head;
      channels += head.flags & MONO ? 1 : 2;
      rate ||= RATES[(head.flags >>> 23) & 15] ?? 0;
      for (const { id, data } of metadata(await source.read(at, Math.min(head.size, 4096)))) {
        if (id === SAMPLE_RATE && data.length >= 3) rate = data[0]! | (data[1]! << 8) | (data[2]! << 16);
        if (id === CHANNELS && head.first && data.length <= 5) mask = littleEndian(data.subarray(1));
      }
      if (head.last) return { head: first, channels, sampleRate: rate, mask: mask || 3 };
    }
    at += head.size;
  }
  throw corrupt(name, first ? 'its first WavPack blocks are not complete' : 'it has no complete WavPack block');
}

function* metadata(block: Uint8Array): Generator<{ id: number; data: Uint8Array }> {
  for (let at = WAVPACK_HEAD_BYTES; at + 2 <= block.length;) {
    const id = block[at]!;
    const wide = (id & 0x80) !== 0;
    const words = wide ? block[at + 1]! | ((block[at + 2] ?? 0) << 8) | ((block[at + 3] ?? 0) << 16) : block[at + 1]!;
    at += wide ? 4 : 2;
    const odd = id & 0x40 ? 1 : 0;
    yield { id: id & 0x3f, data: block.subarray(at, Math.max(at, at + words * 2 - odd)) };
    at += words * 2;
  }
}

const littleEndian = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0);
