import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { bytesSource, craftWav } from './bytes.ts';
import { craftAiff, craftAu, craftCaf, craftNpy, craftSphere, craftZip, packetTable } from './containers.ts';

const open = (bytes: Uint8Array) => openAudio(bytesSource(bytes), 'x');
const chan = (tag: number, count = 0, ...labels: number[]): Buffer => {
  const bytes = Buffer.alloc(12 + labels.length * 20);
  bytes.writeUInt32BE(tag);
  bytes.writeUInt32BE(count, 8);
  labels.forEach((label, i) => bytes.writeUInt32BE(label, 12 + i * 20));
  return bytes;
};

describe('AIFF', () => {
  it('reads facts', async () => {
    const { info, stream } = await open(craftAiff({ channels: 2, bits: 24, rate: 48000, data: new Uint8Array(600) }));
    expect(info).toMatchObject({
      container: 'AIFF',
      codec: 'PCM 24-bit',
      sampleRate: 48000,
      channels: 2,
      warnings: [],
    });
    expect(info).toMatchObject({ frames: 100, bitsPerSample: 24, framesExact: true, bitrate: 48000 * 48 });
    expect(stream).toMatchObject({ kind: 'pcm', encoding: 's24be', frames: 100 });
  });

  it('reads COMM after SSND and skips the offset', async () => {
    const plain = await open(craftAiff());
    const { info, stream } = await open(craftAiff({ commonLast: true, offset: 16 }));
    expect(info).toMatchObject({ frames: 100, warnings: [] });
    const last = craftAiff({ commonLast: true, offset: 16 }).indexOf('SSND') + 16 + 16;
    expect(stream).toMatchObject({ dataOffset: last });
    expect(plain.info.frames).toBe(100);
  });

  it.each([
    ['NONE', 16, 's16be', 'PCM 16-bit'],
    ['NONE', 12, 's16be', 'PCM 12-bit'],
    ['twos', 24, 's24be', 'PCM 24-bit'],
    ['sowt', 16, 's16', 'PCM 16-bit little-endian'],
    ['raw ', 8, 'u8', 'PCM 8-bit'],
    ['in24', 24, 's24be', 'PCM 24-bit'],
    ['in32', 32, 's32be', 'PCM 32-bit'],
    ['fl32', 32, 'f32be', 'PCM 32-bit float'],
    ['FL64', 64, 'f64be', 'PCM 64-bit float'],
    ['alaw', 16, 'alaw', 'A-law'],
    ['ULAW', 8, 'ulaw', 'µ-law'],
  ])('AIFF-C %s of %i bits is %s', async (kind, bits, encoding, codec) => {
    const { info, stream } = await open(craftAiff({ kind, bits, frames: 25 }));
    expect(info).toMatchObject({ container: 'AIFF-C', codec, frames: 25 });
    expect(stream).toMatchObject({ encoding });
  });

  it.each([
    ['MAC3', /MACE/],
    ['GSM ', /GSM/],
    ['zzzz', /'zzzz'/],
  ])('names %s', async (kind, what) => {
    await expect(open(craftAiff({ kind }))).rejects.toMatchObject({ code: 'unsupported', message: what });
  });

  it('reads to the end when no length was written', async () => {
    const { info } = await open(craftAiff({ soundSize: 0, frames: 0 }));
    expect(info).toMatchObject({ frames: 100, growing: true });
    expect(info.warnings).toHaveLength(1);
  });

  it('names channels by the layout tag', async () => {
    const layout = async (bytes: Buffer) =>
      (await open(craftAiff({ channels: 3, data: new Uint8Array(60), chan: bytes }))).info.layout;
    expect(await layout(chan((113 << 16) | 3))).toEqual(['L', 'R', 'C']);
    expect(await layout(chan((114 << 16) | 3))).toEqual(['C', 'L', 'R']);
    expect(await layout(chan(0, 3, 5, 6, 4))).toEqual(['Ls', 'Rs', 'LFE']);
    expect(await layout(chan((121 << 16) | 6))).toBeUndefined();
  });

  it.each([
    ['no channels', { channels: 0 }, /0 channels/],
    ['a rate of 0', { rate: 0 }, /0 Hz/],
  ])('refuses %s', async (_, shape, what) => {
    await expect(open(craftAiff(shape))).rejects.toMatchObject({ code: 'corrupt', message: what });
  });
});

describe('CAF', () => {
  it.each([
    [0, 16, 's16be'],
    [2, 16, 's16'],
    [2, 24, 's24'],
    [0, 8, 's8'],
    [1, 32, 'f32be'],
    [3, 64, 'f64'],
  ])('linear with flags %i and %i bits is %s', async (flags, bits, encoding) => {
    const { info, stream } = await open(craftCaf({ flags, bits }));
    expect(info).toMatchObject({ container: 'CAF', frames: Math.floor(1600 / bits), bitsPerSample: bits });
    expect(stream).toMatchObject({ encoding });
  });

  it('reads 24 bits in 32', async () => {
    const { info, stream } = await open(craftCaf({ flags: 2, bits: 24, packetBytes: 4 }));
    expect(info).toMatchObject({ codec: 'PCM 24-bit', frames: 50 });
    expect(stream).toMatchObject({ encoding: 's32' });
  });

  it('reads to the end when the length is not known', async () => {
    const { info } = await open(craftCaf({ dataSize: -1n }));
    expect(info).toMatchObject({ frames: 100, growing: true, warnings: [] });
  });

  it('refuses a table that is missing, cut off or empty', async () => {
    const shape = { kind: 'alac', packetBytes: 0, packetFrames: 4096 };
    const cookie = Buffer.alloc(24);
    cookie.writeUInt32BE(4096, 0);
    cookie.set([0, 16, 40, 10, 14, 1], 4);
    const kuki: [string, Uint8Array] = ['kuki', cookie];
    await expect(open(craftCaf(shape))).rejects.toMatchObject({ code: 'corrupt', message: /pakt/ });
    const table = packetTable([100, 100], 8192);
    const cut = craftCaf({ ...shape, chunks: [kuki, ['pakt', table.subarray(0, 28)]] });
    await expect(open(cut)).rejects.toMatchObject({ code: 'corrupt', message: /not complete/ });
    const empty = craftCaf({ ...shape, chunks: [kuki, ['pakt', packetTable([], 0)]] });
    await expect(open(empty)).rejects.toMatchObject({ code: 'no-audio' });
    const good = await open(craftCaf({ ...shape, chunks: [kuki, ['pakt', table]] }));
    expect(good.info).toMatchObject({ codec: 'ALAC 16-bit', frames: 8192, warnings: [] });
    const long = await open(craftCaf({ ...shape, chunks: [kuki, ['pakt', packetTable([100, 400], 8192)]] }));
    expect(long.info.frames).toBe(4096);
    expect(long.info.warnings[0]).toMatch(/promises 8192 frames.*after 4096/);
  });
});

describe('AU', () => {
  it('reads facts, and to the end of a stream', async () => {
    expect((await open(craftAu({}))).info).toMatchObject({
      container: 'AU',
      codec: 'PCM 16-bit',
      frames: 100,
      warnings: [],
    });
    const open_ = await open(craftAu({ size: 0xffffffff, code: 1 }));
    expect(open_.info).toMatchObject({ codec: 'µ-law', frames: 200, growing: true, warnings: [] });
  });

  it.each([
    [{ code: 23 }, 'unsupported', /G\.721/],
    [{ code: 99 }, 'unsupported', /99/],
    [{ offset: 4 }, 'corrupt', /byte 4/],
    [{ channels: 1000 }, 'corrupt', /1000 channels/],
    [{ size: 0 }, 'no-audio', /no samples/],
  ])('refuses %j', async (shape, code, message) => {
    await expect(open(craftAu(shape))).rejects.toMatchObject({ code, message });
  });
});

describe('SPHERE', () => {
  const fields = ['channel_count -i 1', 'sample_rate -i 16000', 'sample_n_bytes -i 2', 'sample_count -i 90'];

  it('reads facts', async () => {
    const { info, stream } = await open(craftSphere([...fields, 'sample_byte_format -s2 10', 'sample_sig_bits -i 14']));
    expect(info).toMatchObject({
      container: 'NIST SPHERE',
      codec: 'PCM 14-bit big-endian',
      frames: 90,
      sampleRate: 16000,
    });
    expect(stream).toMatchObject({ encoding: 's16be', dataOffset: 1024 });
    expect(
      (await open(craftSphere(['sample_rate -i 8000', 'sample_n_bytes -i 1', 'sample_coding -s4 ulaw']))).info,
    ).toMatchObject({
      codec: 'µ-law',
      frames: 200,
      growing: true,
    });
  });

  it('names the compression', async () => {
    const shorten = craftSphere([...fields, 'sample_coding -s26 pcm,embedded-shorten-v2.00']);
    await expect(open(shorten)).rejects.toMatchObject({ code: 'unsupported', message: /shorten-v2\.00/ });
  });
});

describe('damaged headers', () => {
  const originals = [
    craftWav({ channels: 2 }),
    craftWav({ tag: 0x11, bits: 4, blockAlign: 64 }),
    craftWav({ tag: 2, bits: 4, channels: 2, blockAlign: 128 }),
    craftAiff({ kind: 'sowt' }),
    craftAiff({ kind: 'ima4', frames: 5, chan: chan((113 << 16) | 3) }),
    craftCaf({ chunks: [['chan', chan((100 << 16) | 1)]] }),
    craftCaf({ kind: 'ima4', packetBytes: 34, packetFrames: 64 }),
    craftCaf({
      kind: 'alac',
      packetBytes: 0,
      packetFrames: 4096,
      chunks: [
        ['kuki', Buffer.alloc(24, 16)],
        ['pakt', packetTable([50, 50], 8192)],
      ],
    }),
    craftAu({}),
    craftSphere(['sample_rate -i 8000', 'sample_n_bytes -i 2']),
    craftNpy("'<i2'", '(2, 50)', new Uint8Array(200)),
    ...[0, 8].map((method) =>
      craftZip([{ name: 'a.npy', bytes: craftNpy("'<i2'", '(100,)', new Uint8Array(200)), method }]),
    ),
  ];

  it('end in facts or a named error, quickly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: originals.length - 1 }),
        fc.array(
          fc.tuple(
            fc.integer({ min: 4, max: 400 }),
            fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
          ),
          { maxLength: 10 },
        ),
        fc.option(fc.integer({ min: 1, max: 400 })),
        async (which, changes, cut) => {
          let bytes = Buffer.from(originals[which]!);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          if (cut !== null) bytes = bytes.subarray(0, cut);
          const source = bytesSource(bytes);
          try {
            const { info, stream } = await openAudio(source, 'x', { sampleRate: 8000 });
            expect(info.channels).toBeGreaterThan(0);
            expect(info.channels).toBeLessThanOrEqual(64);
            expect(info.sampleRate).toBeGreaterThan(0);
            expect(info.frames).not.toBe(0);
            if (stream.kind === 'pcm') expect(stream.dataOffset).toBeLessThan(bytes.length);
          } catch (error) {
            expect(error).toBeInstanceOf(EarshotError);
            expect((error as EarshotError).message).toMatch(/^x /);
          }
          expect(source.reads).toBeLessThan(200);
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });
});
