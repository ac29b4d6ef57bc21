import { describe, expect, it } from 'vitest';
import type { PcmStream } from '../../../src/core/formats/format.ts';
import { openAudio } from '../../../src/core/formats/registry.ts';
import { bytesSource, chunk, craftWav, type WavShape } from './bytes.ts';

const open = (shape: WavShape) => openAudio(bytesSource(craftWav(shape)), 'x.wav');

describe('WAV header', () => {
  it('reads facts and finds the samples', async () => {
    const { info, stream } = await open({ channels: 2, rate: 44100, bits: 24, data: new Uint8Array(600) });
    expect(info).toMatchObject({ container: 'WAV', codec: 'PCM 24-bit', sampleRate: 44100, channels: 2, frames: 100 });
    expect(info).toMatchObject({ bitsPerSample: 24, framesExact: true, warnings: [] });
    expect(stream).toEqual({ kind: 'pcm', encoding: 's24', channels: 2, dataOffset: 44, frames: 100 });
  });

  it('walks over odd-sized and unknown chunks before and after the audio', async () => {
    const before = [chunk('LIST', new Uint8Array(7)), chunk('xyz ', new Uint8Array(1))];
    const { info, stream } = await open({ before, after: [chunk('id3 ', new Uint8Array(31))] });
    expect(info).toMatchObject({ frames: 100, warnings: [] });
    expect((stream as PcmStream).dataOffset).toBe(44 + 16 + 10);
  });

  it('finds the next chunk when the writer forgot to pad', async () => {
    const before = [chunk('LIST', new Uint8Array(7), { pad: false })];
    expect((await open({ before })).info).toMatchObject({ frames: 100, warnings: [] });
  });

  it.each([0, 0xffffffff, 0xfffffffe])('reads to the end when the data size is %i', async (dataSize) => {
    const { info } = await open({ dataSize });
    expect(info.frames).toBe(100);
    expect(info.warnings).toHaveLength(1);
    expect(info.warnings[0]).toMatch(/does not give the length/);
  });

  it('clamps a size beyond the file and says so', async () => {
    const { info } = await open({ dataSize: 4_000_000_000 });
    expect(info.frames).toBe(100);
    expect(info.warnings[0]).toMatch(/promises 2000000000 frames.*after 100/);
  });

  it('reads RF64 with its 64-bit size', async () => {
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(200n, 8);
    const wav = Buffer.from(
      craftWav({ before: [chunk('ds64', ds64)], dataSize: 0xffffffff, after: [chunk('LIST', new Uint8Array(50))] }),
    );
    wav.write('RF64', 0, 'latin1');
    const { info } = await openAudio(bytesSource(wav), 'x.wav');
    expect(info).toMatchObject({ frames: 100, warnings: [] });
  });

  it('reads extensible headers: 20 bits in 24, float', async () => {
    const twenty = await open({ bits: 24, data: new Uint8Array(300), extensible: { validBits: 20, subFormat: 1 } });
    expect(twenty.info).toMatchObject({ codec: 'PCM 20-bit', bitsPerSample: 20, frames: 100 });
    expect(twenty.stream).toMatchObject({ encoding: 's24' });
    const float = await open({ bits: 32, data: new Uint8Array(400), extensible: { validBits: 32, subFormat: 3 } });
    expect(float.info.codec).toBe('PCM 32-bit float');
  });

  it.each([
    ['no channels', { channels: 0 }, 'corrupt', /0 channels/],
    ['65535 channels', { channels: 65535, blockAlign: 4 }, 'corrupt', /65535 channels/],
    ['a rate of 0', { rate: 0 }, 'corrupt', /0 Hz/],
    ['a block size that fits no sample', { channels: 2, blockAlign: 3 }, 'corrupt', /do not fit/],
    ['0 bits', { bits: 0, blockAlign: 2 }, 'corrupt', /do not fit/],
    ['AAC', { tag: 0xff }, 'unsupported', /AAC/],
    ['IMA ADPCM in blocks too small', { tag: 0x11, bits: 4, blockAlign: 7 }, 'corrupt', /block of 7 bytes/],
    ['Microsoft ADPCM without blocks', { tag: 2, bits: 4, channels: 2, blockAlign: 0 }, 'corrupt', /block of 0 bytes/],
    ['Microsoft ADPCM of 3 channels', { tag: 2, bits: 4, channels: 3, blockAlign: 256 }, 'unsupported', /3 channels/],
    ['an unknown format', { tag: 0x4444 }, 'unsupported', /0x4444/],
    ['no samples', { data: new Uint8Array(0) }, 'no-audio', /no samples/],
  ] as [string, WavShape, string, RegExp][])('refuses %s', async (_, shape, code, message) => {
    await expect(open(shape)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(open(shape)).rejects.toThrow(/^x\.wav /);
  });

  it('refuses a header without audio', async () => {
    const bytes = craftWav().subarray(0, 36);
    await expect(openAudio(bytesSource(bytes), 'x.wav')).rejects.toMatchObject({ code: 'no-audio' });
    const header = craftWav({ data: new Uint8Array(0) });
    expect(header).toHaveLength(44);
    await expect(openAudio(bytesSource(header), 'x.wav')).rejects.toMatchObject({ code: 'no-audio' });
  });

  it('reads little of a large file', async () => {
    const source = bytesSource(craftWav({ data: new Uint8Array(20_000_000) }));
    await openAudio(source, 'x.wav');
    expect(source.bytesRead).toBeLessThan(400_000);
    expect(source.reads).toBeLessThan(8);
  });
});

describe('WAV that is still being written', () => {
  it.each([0, 0xffffffff])('is said to grow when its data size is %i', async (dataSize) => {
    expect((await open({ dataSize })).info.growing).toBe(true);
    expect((await open({})).info.growing).toBeUndefined();
  });

  it('is said to grow when much follows the audio that is no chunk', async () => {
    const { info } = await open({ data: new Uint8Array(300_000), dataSize: 200 });
    expect(info).toMatchObject({ frames: 100, growing: true });
    expect(info.warnings[0]).toMatch(/299800 bytes follow/);
    const tagged = await open({ after: [new Uint8Array(128)] });
    expect(tagged.info).toMatchObject({ frames: 100, warnings: [] });
    expect(tagged.info.growing).toBeUndefined();
  });
});

describe('WAV layouts', () => {
  it('names channels by the mask', async () => {
    const wav = Buffer.from(
      craftWav({ channels: 6, data: new Uint8Array(120), extensible: { validBits: 16, subFormat: 1 } }),
    );
    const mask = async (value: number): Promise<string[] | undefined> => {
      wav.writeUInt32LE(value, 12 + 8 + 20);
      return (await openAudio(bytesSource(wav), 'x.wav')).info.layout;
    };
    expect(await mask(0x3f)).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    expect(await mask(0x60f)).toEqual(['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
    expect(await mask(0)).toBeUndefined();
    expect(await mask(3)).toBeUndefined();
  });
});
