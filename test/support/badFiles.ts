import { crc32 } from '../../src/core/util/crc32.ts';
import { oggCrc } from '../../src/core/formats/oggCrc.ts';
import type { RawLayout } from '../../src/core/protocol/audio.ts';
import { sampleLayouts, type SampleName } from './sampleFiles.ts';
import { seededRandom } from './signal.ts';

/** A file that something is wrong with. */
export interface BadFile {
  name: string;
  bytes: Uint8Array;
  layout?: RawLayout | undefined;
  /**
   * 'said': neither silence nor a success without a warning. 'either': damage that a format need not notice (flipped
   * bits of a codec without checksums). 'read': readable all the same, with or without a warning.
   */
  must: 'said' | 'either' | 'read';
}

/** Formats without a length or a checksum: a cut between two frames cannot be seen. */
const withoutLength: ReadonlySet<string> = new Set<SampleName>([
  ...(['adts', 'mp2', 'mp3-cbr', 'mp3-vbr', 'ac3', 'ac3-6ch', 'eac3', 'dts', 'dts-6ch', 'amr-nb', 'amr-wb'] as const),
  // libopenmpt plays what there is of a module; what is cut off may be a sample nobody plays.
  ...(['mod', 'xm', 'raw'] as const),
]);

/** The last byte of these is of a tag or a seek table. */
const endsInMetadata: ReadonlySet<string> = new Set<SampleName>(['tta-8', 'tta-16', 'tta-24', 'musepack']);

const cutPoints = (length: number): number[] => [
  ...[1, 16, 64, 512],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => Math.floor((length * tenth) / 10)),
  length - 1,
];

/** What may happen to any file. `extension` with its dot. */
export function damaged(sample: SampleName, extension: string, good: Buffer): BadFile[] {
  const files: BadFile[] = [];
  const add = (label: string, bytes: Uint8Array, must: BadFile['must']): void => {
    files.push({ name: `${sample}-${label}${extension}`, bytes, layout: sampleLayouts[sample], must });
  };
  const cuts = [...new Set(cutPoints(good.length))].filter((cut) => cut > 0 && cut < good.length);
  for (const cut of cuts) {
    const unseen = withoutLength.has(sample) || (cut === good.length - 1 && endsInMetadata.has(sample));
    add(`cut-${cut}`, good.subarray(0, cut), unseen ? 'either' : 'said');
  }
  for (let seed = 1; seed <= 4; seed++) add(`flipped-${seed}`, flipped(good, seed), 'either');
  for (const [i, at] of [0.02, 0.3, 0.7].entries()) {
    const bytes = Buffer.from(good);
    const from = Math.floor(good.length * at);
    bytes.fill(i === 1 ? 0xff : 0, from, Math.min(bytes.length, from + 4096));
    add(`hole-${i}`, bytes, 'either');
  }
  for (let seed = 1; seed <= 3; seed++) {
    const random = seededRandom(seed * 97);
    const bytes = Buffer.from(good);
    for (let i = 0; i < 6; i++) bytes[Math.floor(random() * Math.min(200, bytes.length))] = Math.floor(random() * 256);
    add(`header-${seed}`, bytes, 'either');
  }
  return files;
}

function flipped(good: Buffer, seed: number): Buffer {
  const random = seededRandom(seed);
  const bytes = Buffer.from(good);
  for (let i = 0; i < 40; i++) {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 8));
  }
  return bytes;
}

const noise = (length: number, seed: number): Buffer => {
  const random = seededRandom(seed);
  return Buffer.from(Uint8Array.from({ length }, () => random() * 256));
};

/** No audio at all, under names that promise some. */
export function notAudio(): BadFile[] {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
  const files: [string, Uint8Array][] = [
    ['empty.wav', Buffer.alloc(0)],
    ['one-byte.mp3', Buffer.from([0xff])],
    ['random.flac', noise(65536, 1)],
    ['random.mp3', noise(300_000, 2)],
    ['zeros.wav', Buffer.alloc(65536)],
    ['ones.mp3', Buffer.alloc(65536, 0xff)],
    ['ones.aac', Buffer.alloc(3, 0xff)],
    ['text.mp3', Buffer.from('This is not a song.\n'.repeat(200))],
    ['picture.wav', Buffer.concat([png, noise(5000, 3)])],
    ['sync-and-random.mp3', Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), noise(50_000, 4)])],
    ['id3-only.mp3', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x10\0', 'latin1'), Buffer.alloc(2048)])],
    ...[
      'RIFF\x24\0\0\0WAVE',
      'fLaC',
      'OggS\0\x02',
      '\0\0\0\x20ftypM4A ',
      '\x1aE\xdf\xa3',
      'wvpk',
      'TTA1',
      'qoaf',
      'DSD ',
    ].map((magic, i): [string, Uint8Array] => [
      `magic-${i}.bin`,
      Buffer.concat([Buffer.from(magic, 'latin1'), noise(20_000, i + 9)]),
    ]),
    ...['#!AMR\n', 'MPCK', 'MP+\x07', 'IMPM', 'FORM\0\0\x10\0AIFF', 'caff\0\x01\0\0', '.snd', 'NIST_1A\n   1024\n'].map(
      (magic, i): [string, Uint8Array] => [
        `word-${i}.bin`,
        Buffer.concat([Buffer.from(magic, 'latin1'), noise(20_000, i + 40)]),
      ],
    ),
  ];
  // Random bytes may hold what looks like a frame; what nobody may do is succeed with nothing.
  return files.map(([name, bytes]) => ({ name, bytes, must: /random|magic|word|sync/.test(name) ? 'either' : 'said' }));
}

type Edit = (bytes: Buffer) => Buffer | void;

interface Lie {
  of: SampleName;
  label: string;
  edit: Edit;
  must?: BadFile['must'];
}

/** Where a word stands, plus `skip` bytes. */
function after(bytes: Buffer, word: string, skip: number): number {
  const at = bytes.indexOf(word, 0, 'latin1');
  if (at < 0) throw new Error(`no ${word} in the file`);
  return at + skip;
}

const le16 =
  (word: string, skip: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeUInt16LE(value, after(bytes, word, skip));
const le32 =
  (word: string, skip: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeUInt32LE(value >>> 0, after(bytes, word, skip));
const be16 =
  (word: string, skip: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeUInt16BE(value, after(bytes, word, skip));
const be32 =
  (word: string, skip: number, value: number): Edit =>
  (bytes) =>
    void bytes.writeUInt32BE(value >>> 0, after(bytes, word, skip));
const byte =
  (word: string, skip: number, value: number): Edit =>
  (bytes) =>
    void (bytes[after(bytes, word, skip)] = value);
const each = (
  of: SampleName,
  label: string,
  values: readonly number[],
  edit: (value: number) => Edit,
  must?: BadFile['must'],
): Lie[] =>
  values.map((value) => ({ of, label: `${label}-${value.toString(16)}`, edit: edit(value), ...(must && { must }) }));

const ENDLESS = 0xffffffff;

/** RIFF: word + 8 is the body of a chunk; fmt: tag, channels, rate, bytes a second, block, bits. */
const waves: Lie[] = [
  ...each('wav-s16', 'data-size', [0, ENDLESS - 1, ENDLESS], (v) => le32('data', 4, v), 'read'),
  ...each('wav-s16', 'data-size', [0x7fffffff, 0x10000000], (v) => le32('data', 4, v), 'said'),
  ...each('wav-s16', 'riff-size', [0, ENDLESS], (v) => le32('RIFF', 4, v), 'read'),
  ...each('wav-s16', 'fmt-size', [0, 1, 15, ENDLESS, 0x7fffffff], (v) => le32('fmt ', 4, v)),
  ...each('wav-s16', 'channels', [0, 65, 1000, 65535], (v) => le16('fmt ', 10, v), 'said'),
  ...each('wav-s16', 'rate', [0, ENDLESS], (v) => le32('fmt ', 12, v), 'said'),
  ...each('wav-s16', 'block', [0, 1, 3, 65535], (v) => le16('fmt ', 20, v)),
  ...each('wav-s16', 'bits', [0, 7, 65, 4096, 65535], (v) => le16('fmt ', 22, v)),
  ...each('wav-6ch', 'mask', [0, ENDLESS], (v) => le32('fmt ', 28, v)),
  ...each('wav-ima', 'block-samples', [0, 1, 3, 65535], (v) => le16('fmt ', 26, v)),
  ...each('wav-ima', 'block', [0, 1, 65535], (v) => le16('fmt ', 20, v)),
  ...each('wav-ms', 'block-samples', [0, 1, 65535], (v) => le16('fmt ', 26, v)),
  ...each('wav-ms', 'coefficients', [0, 65535], (v) => le16('fmt ', 28, v)),
  ...each('rf64', 'data-size', [0, ENDLESS], (v) => le32('ds64', 16, v)),
  ...each('rf64', 'data-size-high', [1, 0x7fffffff, ENDLESS], (v) => le32('ds64', 20, v)),
  ...each('w64', 'size-high', [1, 0x7fffffff, ENDLESS], (v) => (bytes) => void bytes.writeUInt32LE(v, 40 + 20)),
  ...[NaN, Infinity, -Infinity, 1e30].map((value): Lie => ({
    of: 'wav-f32',
    label: `sample-${value}`,
    must: 'read',
    edit(bytes) {
      const at = after(bytes, 'data', 8);
      for (let i = 0; i < 1000; i++) bytes.writeFloatLE(value, at + i * 40);
    },
  })),
];

const others: Lie[] = [
  ...each('aiff', 'frames', [0, 1, 0x7fffffff, ENDLESS], (v) => be32('COMM', 10, v)),
  ...each('aiff', 'channels', [0, 65, 32767, 65535], (v) => be16('COMM', 8, v), 'said'),
  ...each('aiff', 'bits', [0, 65, 65535], (v) => be16('COMM', 14, v)),
  ...each('aiff', 'rate', [0, 0x7fff, 0xffff], (v) => be16('COMM', 16, v), 'said'),
  ...each('aiff', 'ssnd', [0, 8, ENDLESS], (v) => be32('SSND', 4, v)),
  ...each('aiff', 'offset', [1, ENDLESS], (v) => be32('SSND', 8, v)),
  ...each('au', 'offset', [0, 8, ENDLESS], (v) => (bytes) => void bytes.writeUInt32BE(v, 4)),
  ...each('au', 'size', [0, 0x7fffffff], (v) => (bytes) => void bytes.writeUInt32BE(v, 8)),
  ...each('au', 'encoding', [0, 4, 99, ENDLESS], (v) => (bytes) => void bytes.writeUInt32BE(v, 12)),
  ...each('au', 'rate', [0, ENDLESS], (v) => (bytes) => void bytes.writeUInt32BE(v, 16), 'said'),
  ...each('au', 'channels', [0, 65, ENDLESS], (v) => (bytes) => void bytes.writeUInt32BE(v, 20), 'said'),
  ...each('caf-s16', 'rate', [0, 0x7ff00000, 0x7ff80000, 0xc0e00000], (v) => be32('desc', 12, v), 'said'),
  // 2.9 Hz: less than a frame in any block that loudness is measured in.
  ...each('caf-s16', 'low-rate', [0x40078880], (v) => be32('desc', 12, v)),
  ...each('wav-s16', 'low-rate', [1, 2, 50], (v) => le32('fmt ', 12, v)),
  ...each('caf-s16', 'packet-bytes', [0, 1, ENDLESS], (v) => be32('desc', 28, v)),
  ...each('caf-s16', 'packet-frames', [0, 2, ENDLESS], (v) => be32('desc', 32, v)),
  ...each('caf-s16', 'channels', [0, 65, ENDLESS], (v) => be32('desc', 36, v), 'said'),
  ...each('caf-s16', 'bits', [0, 7, ENDLESS], (v) => be32('desc', 40, v)),
  ...each('caf-alac', 'packets', [0, 0x7fffffff, ENDLESS], (v) => be32('pakt', 16, v)),
  ...each('caf-alac', 'packets-high', [1, 0x7fffffff], (v) => be32('pakt', 12, v)),
  ...each('caf-alac', 'valid', [0, 0x7fffffff], (v) => be32('pakt', 24, v)),
  ...each('sphere', 'head', [0, 1], (v) => (bytes) => void bytes.write(v ? '99999999' : '-0000001', 8)),
  ...each('npy', 'head', [0, 1, 65535], (v) => (bytes) => void bytes.writeUInt16LE(v, 8)),
  ...each('flac', 'total', [0xf0, 0xff], (v) => (bytes) => {
    bytes[8 + 13] = v | 0x0f;
    bytes.fill(0xff, 8 + 14, 8 + 18);
  }),
  ...each('flac', 'bits-and-channels', [0x00, 0x0f, 0xff], (v) => (bytes) => void (bytes[8 + 12] = v)),
  ...each('flac', 'rate', [0], () => (bytes) => void bytes.fill(0, 18, 20)),
  ...each('flac', 'block', [0, 1, 65535], (v) => (bytes) => void bytes.writeUInt32BE(v * 65537, 8)),
  ...each('flac', 'metadata', [0xffffff], (v) => (bytes) => void bytes.writeUIntBE(v, 43, 3)),
  ...(['vorbis', 'opus', 'flac-ogg'] as const).flatMap((of) =>
    [0n, 0x7fffffffffffffffn, 0xffffffffffffffffn, 0x100000000000000n].map((granule): Lie => ({
      of,
      label: `granule-${granule.toString(16)}`,
      edit: (bytes) => lastPage(bytes, granule),
    })),
  ),
  ...each('opus', 'channels', [0, 255], (v) => withPageCrc(byte('OpusHead', 9, v))),
  ...each('opus', 'pre-skip', [65535], (v) => withPageCrc(le16('OpusHead', 10, v))),
  ...each('vorbis', 'channels', [0, 255], (v) => withPageCrc(byte('\x01vorbis', 11, v))),
  ...each('vorbis', 'rate', [0, ENDLESS], (v) => withPageCrc(le32('\x01vorbis', 12, v))),
  ...each('vorbis', 'blocks', [0, 0xff, 0x1d], (v) => withPageCrc(byte('\x01vorbis', 28, v))),
  ...(['m4a', 'm4a-front', 'm4a-alac'] as const).flatMap((of) => [
    ...each(of, 'stsz-count', [0, 0x7fffffff, ENDLESS], (v) => be32('stsz', 12, v)),
    ...each(of, 'stsz-size', [1, 0x7fffffff], (v) => be32('stsz', 8, v)),
    ...each(of, 'stco-count', [0, 0x7fffffff, ENDLESS], (v) => be32('stco', 8, v)),
    ...each(of, 'stco-first', [0, 0x7fffffff, ENDLESS], (v) => be32('stco', 12, v)),
    ...each(of, 'stsc-count', [0, 0x7fffffff, ENDLESS], (v) => be32('stsc', 8, v)),
    ...each(of, 'stsc-samples', [0, 0x7fffffff, ENDLESS], (v) => be32('stsc', 16, v)),
    ...each(of, 'stts-count', [0, 0x7fffffff, ENDLESS], (v) => be32('stts', 8, v)),
    ...each(of, 'stts-samples', [0, 0x7fffffff, ENDLESS], (v) => be32('stts', 12, v)),
    ...each(of, 'stts-delta', [0, 0x7fffffff, ENDLESS], (v) => be32('stts', 16, v)),
    ...each(of, 'timescale', [0, ENDLESS], (v) => be32('mdhd', 16, v)),
    ...each(of, 'moov-size', [0, 1, 7, 8, ENDLESS], (v) => be32('moov', -4, v)),
    ...each(of, 'trak-size', [0, 1, 7, ENDLESS], (v) => be32('trak', -4, v)),
    ...each(of, 'stbl-size', [0, 1, 7, ENDLESS], (v) => be32('stbl', -4, v)),
    ...each(of, 'mdat-size', [0, 1, 7, ENDLESS], (v) => be32('mdat', -4, v)),
  ]),
  ...each('m4a', 'every-size', [0x7ffffff0], (v) => (bytes) => {
    const at = after(bytes, 'stsz', 16);
    for (let i = 0; i < 40; i++) bytes.writeUInt32BE(v + i, at + i * 4);
  }),
  ...each('m4a-fragments', 'trun-count', [0, 0x7fffffff, ENDLESS], (v) => be32('trun', 8, v)),
  ...each('m4a-fragments', 'trun-flags', [0, ENDLESS], (v) => be32('trun', 4, v)),
  ...each('m4a-fragments', 'moof-size', [0, 1, 7, ENDLESS], (v) => be32('moof', -4, v)),
  ...(['webm', 'webm-vorbis', 'mka-flac', 'mka-aac'] as const).flatMap((of) => [
    // EBML identifiers: Segment, Cluster, Tracks, SimpleBlock; the byte behind is the first of a size.
    ...['\x18\x53\x80\x67', '\x1f\x43\xb6\x75', '\x16\x54\xae\x6b', '\xa3'].flatMap((id, i) =>
      each(of, `size-${i}`, [0x00, 0x01, 0x08, 0x80, 0xff], (v) => byte(id, id.length, v)),
    ),
    // Audio › SamplingFrequency and Channels.
    ...each(of, 'rate', [0, 0x7f, 0xff], (v) => byte('\xb5', 2, v)),
    ...each(of, 'channels', [0, 255], (v) => byte('\x9f\x81', 2, v)),
  ]),
  ...each('wavpack-16', 'block-size', [0, 24, 0xfffff, ENDLESS], (v) => le32('wvpk', 4, v), 'said'),
  ...each('wavpack-16', 'total', [0, 1, 0x7fffffff, ENDLESS], (v) => le32('wvpk', 12, v)),
  ...each('wavpack-16', 'index', [1, 0x7fffffff, ENDLESS], (v) => le32('wvpk', 16, v)),
  ...each('wavpack-16', 'frames', [0, 1, 0xfffff, ENDLESS], (v) => le32('wvpk', 20, v)),
  ...each('wavpack-16', 'flags', [0, ENDLESS, 0x80001800, 0x3f801], (v) => le32('wvpk', 24, v)),
  ...each('tta-16', 'frames', [0, 1, 0x7fffffff, ENDLESS], (v) => ttaHead((bytes) => void bytes.writeUInt32LE(v, 14))),
  ...each('tta-16', 'rate', [0, 1, ENDLESS], (v) => ttaHead((bytes) => void bytes.writeUInt32LE(v, 10))),
  ...each('tta-16', 'channels', [0, 16, 65535], (v) => ttaHead((bytes) => void bytes.writeUInt16LE(v, 6))),
  ...each('tta-16', 'bits', [0, 1, 24, 65535], (v) => ttaHead((bytes) => void bytes.writeUInt16LE(v, 8))),
  ...each('tta-16', 'table', [0, ENDLESS], (v) => le32('TTA1', 22, v), 'said'),
  ...each('qoa', 'frames', [0, 1, ENDLESS], (v) => be32('qoaf', 4, v)),
  ...each('qoa', 'channels', [0, 9, 255], (v) => byte('qoaf', 8, v), 'said'),
  ...each('qoa', 'rate', [0], () => (bytes) => void bytes.fill(0, 9, 12), 'said'),
  ...each('dsf', 'channels', [0, 65, ENDLESS], (v) => le32('fmt ', 24, v), 'said'),
  ...each('dsf', 'rate', [0, 1, 2822401, ENDLESS], (v) => le32('fmt ', 28, v), 'said'),
  ...each('dsf', 'bits', [0, 7, ENDLESS], (v) => le32('fmt ', 32, v), 'said'),
  ...each('dsf', 'samples', [0, 1, ENDLESS], (v) => le32('fmt ', 36, v)),
  ...each('dsf', 'samples-high', [1, 0x7fffffff, ENDLESS], (v) => le32('fmt ', 40, v), 'said'),
  ...each('dsf', 'block', [0, 1, 4095, 0x7fffffff, ENDLESS], (v) => le32('fmt ', 44, v), 'said'),
  ...each('dff', 'channels', [0, 65, 65535], (v) => be16('CHNL', 12, v), 'said'),
  ...each('dff', 'rate', [0, 1, ENDLESS], (v) => be32('FS  ', 12, v), 'said'),
  ...each('dff', 'prop-size', [0, ENDLESS], (v) => be32('PROP', 4, v)),
  ...each('wma2', 'header', [0, 1, 29, ENDLESS], (v) => (bytes) => void bytes.writeUInt32LE(v, 16)),
  ...each('wma2', 'packet', [0, 1, 15, ENDLESS], (v) => asf('a1dcab8c47a9cf118ee400c00c205365', 24 + 72, v)),
  ...each('wma2', 'channels-tag', [0x161, 0xffff0161, 0x410161], (v) =>
    asf('9107dcb7b7a9cf118ee600c00c205365', 24 + 54, v),
  ),
  ...each('wma2', 'rate', [0, ENDLESS], (v) => asf('9107dcb7b7a9cf118ee600c00c205365', 24 + 58, v)),
  ...each('wma2', 'block', [0, 1, ENDLESS], (v) => asf('9107dcb7b7a9cf118ee600c00c205365', 24 + 66, v)),
  ...each('musepack', 'size', [0, 1, 0x7f, 0xff], (v) => byte('MPCK', 6, v)),
  ...each('mod', 'length', [0, 3], (v) => (bytes) => void (bytes[950] = v)),
  ...each('mod', 'sample', [65535], (v) => (bytes) => void bytes.writeUInt16BE(v, 42)),
  ...each('xm', 'header', [0, 0x7fffffff, ENDLESS], (v) => (bytes) => void bytes.writeUInt32LE(v, 60)),
  ...each('xm', 'channels', [0, 65535], (v) => (bytes) => void bytes.writeUInt16LE(v, 68)),
  ...each('xm', 'rows', [0, 65535], (v) => (bytes) => void bytes.writeUInt16LE(v, 341)),
];

function asf(guid: string, skip: number, value: number): Edit {
  return (bytes) => void bytes.writeUInt32LE(value >>> 0, bytes.indexOf(Buffer.from(guid, 'hex')) + skip);
}

/** A header whose checksum is right all the same. */
function ttaHead(edit: (bytes: Buffer) => void): Edit {
  return (bytes) => {
    edit(bytes);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 18)), 18);
  };
}

/** The first page, its checksum made right again. */
function withPageCrc(edit: Edit): Edit {
  return (bytes) => {
    void edit(bytes);
    sealPage(bytes, 0);
  };
}

function sealPage(bytes: Buffer, at: number): void {
  const segments = bytes[at + 26]!;
  const body = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
  bytes.writeUInt32LE(oggCrc(bytes, at, at + 27 + segments + body), at + 22);
}

function lastPage(bytes: Buffer, granule: bigint): void {
  const at = bytes.lastIndexOf('OggS', undefined, 'latin1');
  bytes.writeBigUInt64LE(granule, at + 6);
  sealPage(bytes, at);
}

/** Junk before the first frame, which players have always stepped over. */
const junk: Lie[] = (['mp3-cbr', 'mp3-vbr'] as const).flatMap((of) => [
  { of, label: 'junk-before', must: 'read', edit: (bytes) => Buffer.concat([noise(3500, 77), bytes]) },
  { of, label: 'zeros-before', must: 'read', edit: (bytes) => Buffer.concat([Buffer.alloc(4096), bytes]) },
]);

/** Headers that say what is not so. */
export function lying(good: (sample: SampleName) => Buffer, extensionOf: (sample: SampleName) => string): BadFile[] {
  return [...waves, ...others, ...junk].map(({ of, label, edit, must = 'either' }) => {
    const bytes = Buffer.from(good(of));
    return {
      name: `${of}-lie-${label}.${extensionOf(of)}`,
      bytes: edit(bytes) ?? bytes,
      layout: sampleLayouts[of],
      must,
    };
  });
}
