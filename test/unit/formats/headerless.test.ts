import { describe, expect, it } from 'vitest';
import { openAudio } from '../../../src/core/formats/registry.ts';
import type { RawLayout } from '../../../src/core/protocol/audio.ts';
import { readPcm } from '../../../src/node/audioSource.ts';
import { openCodec } from '../../../src/node/codecs/openCodec.ts';
import { decodeWhole } from '../../support/decode.ts';
import { seededRandom } from '../../support/signal.ts';
import { bytesSource, craftWav } from './bytes.ts';
import { craftNpy, craftZip, type ZipShape } from './containers.ts';

const layout: RawLayout = { sampleRate: 16000 };

async function planesOf(bytes: Uint8Array, name = 'x.npy', how: RawLayout = layout) {
  const source = bytesSource(bytes);
  const { info, stream } = await openAudio(source, name, how);
  if (stream.kind !== 'pcm') throw new Error('not linear');
  const { frames, data } = await readPcm(source, stream, 0, stream.frames);
  const part = await readPcm(source, stream, 1, 1);
  const planes = Array.from({ length: stream.channels }, (_, c) => [...data.subarray(c * frames, (c + 1) * frames)]);
  expect([...part.data]).toEqual(planes.map((plane) => plane[1]));
  return { info, planes };
}

/** A compressed array, from its start to its end. */
async function unpacked(bytes: Uint8Array) {
  const { info, stream } = await openAudio(bytesSource(bytes), 'x.npz', layout);
  if (stream.kind !== 'coded') throw new Error('not compressed');
  const warnings: string[] = [];
  const codec = await openCodec({
    stream,
    size: bytes.length,
    read: (offset, length) => bytes.slice(offset, offset + length),
    warn: (sentence) => void warnings.push(sentence),
  });
  return { info, planes: await decodeWhole(codec, stream.channels), warnings };
}

const int16 = (...values: number[]): Uint8Array => new Uint8Array(Int16Array.from(values, (v) => v * 8192).buffer);
// Three frames of two channels: left 1 2 3 and right −1 −2 −3, in quarters.
const wanted = [
  [0.25, 0.5, 0.75],
  [-0.25, -0.5, -0.75],
];
const byFrame = int16(1, -1, 2, -2, 3, -3);
const byChannel = int16(1, 2, 3, -1, -2, -3);

describe('NumPy arrays', () => {
  it.each([
    ['(3, 2)', false, byFrame],
    ['(2, 3)', false, byChannel],
    ['(3, 2)', true, byChannel],
    ['(2, 3)', true, byFrame],
    ['(1, 2, 3)', false, byChannel],
  ])('of shape %s, Fortran order %s', async (shape, fortran, data) => {
    const { info, planes } = await planesOf(craftNpy("'<i2'", shape, data, fortran));
    expect(planes).toEqual(wanted);
    expect(info).toMatchObject({
      container: 'NumPy',
      codec: 'PCM 16-bit',
      sampleRate: 16000,
      channels: 2,
      frames: 3,
      warnings: [],
    });
  });

  it.each([
    ["'|i1'", Int8Array.of(-128, 64), [-1, 0.5]],
    ["'|u1'", Uint8Array.of(0, 192), [-1, 0.5]],
    ["'<u2'", Uint16Array.of(0, 49152), [-1, 0.5]],
    ["'>u2'", Uint8Array.of(0, 0, 0xc0, 0), [-1, 0.5]],
    ["'>i2'", Uint8Array.of(0x80, 0, 0x40, 0), [-1, 0.5]],
    ["'<i4'", Int32Array.of(-(2 ** 31), 2 ** 30), [-1, 0.5]],
    ["'>i4'", Uint8Array.of(0x80, 0, 0, 0, 0x40, 0, 0, 0), [-1, 0.5]],
    ["'<f2'", Uint16Array.of(0x3e00, 0x0001), [1.5, 2 ** -24]],
    ["'>f2'", Uint8Array.of(0xfc, 0, 0x3c, 0), [-Infinity, 1]],
    ["'<f4'", Float32Array.of(-7.5, 0.1), [-7.5, Math.fround(0.1)]],
    ["'<f8'", Float64Array.of(-7.5, 0.1), [-7.5, Math.fround(0.1)]],
    ["'>f8'", Uint8Array.of(0x3f, 0xe0, 0, 0, 0, 0, 0, 0, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0), [0.5, -1]],
  ])('of type %s', async (descr, data, expected) => {
    const bytes = craftNpy(descr, '(2,)', new Uint8Array(data.buffer));
    expect((await planesOf(bytes)).planes).toEqual([expected]);
  });

  it.each([
    ["'|b1'", '(4,)', 'unsupported', /bool/],
    ["'<c8'", '(4,)', 'unsupported', /complex/],
    ["'<i8'", '(4,)', 'unsupported', /64-bit integers/],
    ["'|O'", '(4,)', 'unsupported', /objects/],
    ["[('a', '<i2')]", '(4,)', 'unsupported', /records/],
    ["'<i2'", '(3, 4, 5)', 'unsupported', /3 dimensions/],
    ["'<i2'", '(100, 200)', 'unsupported', /100 × 200/],
    ["'<i2'", '(0, 2)', 'no-audio', /empty/],
    ["'<i2'", '(-5,)', 'corrupt', /shape/],
    ["'<i2'", '(2, 99999)', 'corrupt', /needs 399996 bytes/],
  ])('are refused in words: %s of %s', async (descr, shape, code, message) => {
    const bytes = craftNpy(descr, shape, new Uint8Array(64));
    await expect(openAudio(bytesSource(bytes), 'x.npy', layout)).rejects.toMatchObject({ code, message });
  });

  it('that are cut off are read as far as they go', async () => {
    const { info, planes } = await planesOf(craftNpy("'<i2'", '(9, 2)', byFrame));
    expect(planes).toEqual(wanted);
    expect(info.warnings[0]).toMatch(/promises 9 frames.*after 3/);
  });

  it('need a rate, and are refused before it is asked for', async () => {
    const good = openAudio(bytesSource(craftNpy("'<i2'", '(3, 2)', byFrame)), 'x.npy');
    await expect(good).rejects.toMatchObject({ code: 'needs-layout', message: /sample rate/ });
    const bad = openAudio(bytesSource(craftNpy("'|b1'", '(3,)', byFrame)), 'x.npy');
    await expect(bad).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('NumPy archives', () => {
  const array = { name: 'audio.npy', bytes: craftNpy("'<i2'", '(2, 3)', byChannel) };
  const flags = { name: 'flags.npy', bytes: craftNpy("'|b1'", '(3,)', new Uint8Array(3)) };

  it('open the first array that can be audio, and name the others', async () => {
    const { info, planes } = await planesOf(craftZip([flags, array]), 'x.npz');
    expect(planes).toEqual(wanted);
    expect(info.warnings).toEqual(["The array 'audio' is shown; the archive also holds flags."]);
  });

  it('are refused for what their first array is, where none can be audio', async () => {
    const packed = { ...array, method: 12 };
    await expect(openAudio(bytesSource(craftZip([packed])), 'x.npz', layout)).rejects.toMatchObject({
      message: /'audio' in compression method 12/,
    });
    await expect(openAudio(bytesSource(craftZip([flags])), 'x.npz', layout)).rejects.toMatchObject({ message: /bool/ });
    const cut = craftZip([array]).subarray(0, 150);
    await expect(openAudio(bytesSource(cut), 'x.npz', layout)).rejects.toMatchObject({ code: 'corrupt' });
  });
});

describe('compressed NumPy archives', () => {
  const FRAMES = 50_000;
  // Noise, that does not pack, then silence, that packs to a thousandth.
  const random = seededRandom(5);
  const channel = (): Float32Array =>
    Float32Array.from({ length: FRAMES }, (_, i) => (i < 30_000 ? Math.fround(random() - 0.5) : 0));
  const channels = [channel(), channel(), channel()];
  const bytesOf = (at: (index: number) => number): Uint8Array =>
    new Uint8Array(Float32Array.from({ length: FRAMES * 3 }, (_, i) => at(i)).buffer);
  const together = bytesOf((i) => channels[i % 3]![Math.floor(i / 3)]!);
  const apart = bytesOf((i) => channels[Math.floor(i / FRAMES)]![i % FRAMES]!);
  const packed = (bytes: Uint8Array, changes: Partial<ZipShape> = {}): Buffer =>
    craftZip([{ name: 'audio.npy', bytes, method: 8, ...changes }]);
  const cut = (packedBytes: Buffer): Buffer => packedBytes.subarray(0, packedBytes.length / 2);
  const spoiled = (packedBytes: Buffer): Buffer => Buffer.from(packedBytes).fill(0xff, packedBytes.length / 2);

  it.each([
    ['frames first', craftNpy("'<f4'", `(${FRAMES}, 3)`, together)],
    ['channels first', craftNpy("'<f4'", `(3, ${FRAMES})`, apart)],
    ['frames first in Fortran order', craftNpy("'<f4'", `(${FRAMES}, 3)`, apart, true)],
    ['something after the array', Buffer.concat([craftNpy("'<f4'", `(${FRAMES}, 3)`, together), Buffer.alloc(99)])],
  ])('%s', async (_, array) => {
    const { info, planes, warnings } = await unpacked(packed(array));
    expect(planes).toEqual(channels);
    expect(info).toMatchObject({
      container: 'NumPy (compressed npz)',
      codec: 'PCM 32-bit float',
      sampleRate: 16000,
      channels: 3,
      frames: FRAMES,
      framesExact: true,
      fileBytes: packed(array).length,
    });
    expect([...info.warnings, ...warnings]).toEqual([]);
  });

  it('of one short channel', async () => {
    const { planes } = await unpacked(packed(craftNpy("'<i2'", '(3,)', int16(1, 2, 3))));
    expect(planes).toEqual([Float32Array.of(0.25, 0.5, 0.75)]);
  });

  it('are opened by their first kilobytes, and need a rate too', async () => {
    const noise = Uint8Array.from({ length: 2_000_000 }, () => random() * 256);
    const source = bytesSource(packed(craftNpy("'<i2'", '(1000000,)', noise)));
    await openAudio(source, 'x.npz', layout);
    expect(source.bytesRead).toBeLessThan(400_000);
    await expect(openAudio(source, 'x.npz')).rejects.toMatchObject({ code: 'needs-layout' });
  });

  it.each([
    ['cut off', cut, /damaged; what follows cannot be unpacked/],
    ['damaged', spoiled, /damaged; what follows cannot be unpacked/],
  ])('that are %s are read as far as they go', async (_, damage, warning) => {
    const { planes, warnings } = await unpacked(packed(craftNpy("'<f4'", `(${FRAMES}, 3)`, together), { damage }));
    const frames = planes[0]!.length;
    expect(frames).toBeGreaterThan(5_000);
    expect(frames).toBeLessThan(30_000);
    // The checks of deflate come late: what was spoiled may stand for a little at the end.
    const sure = Math.min(frames, 12_000);
    planes.forEach((plane, c) => expect(plane.subarray(0, sure)).toEqual(channels[c]!.subarray(0, sure)));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('channels that cannot be reached are silent', async () => {
    const array = craftNpy("'<f4'", `(3, ${FRAMES})`, apart);
    const { planes, warnings } = await unpacked(packed(array, { damage: cut }));
    expect(planes[0]).toEqual(channels[0]);
    expect(planes[1]!.subarray(0, 10_000)).toEqual(channels[1]!.subarray(0, 10_000));
    expect(planes[2]).toEqual(new Float32Array(FRAMES));
    expect(warnings).toEqual([expect.stringMatching(/silence stands/)]);
  });

  it('are held to their checksum', async () => {
    const { planes, warnings } = await unpacked(packed(craftNpy("'<f4'", `(${FRAMES}, 3)`, together), { crc: 1 }));
    expect(planes).toEqual(channels);
    expect(warnings).toEqual([expect.stringMatching(/checksum/)]);
  });

  it('that lie about their size promise no more than can be in them', async () => {
    const bytes = packed(craftNpy("'<f4'", '(999999999999, 2)', together), { unpackedBytes: 2 ** 32 - 2 });
    const { info } = await openAudio(bytesSource(bytes), 'x.npz', layout);
    expect(info.frames).toBeLessThan((bytes.length * 1032) / 8);
    expect(info.warnings[0]).toMatch(/promises 999999999999 frames/);
    const more = await unpacked(packed(craftNpy("'<f4'", '(1000, 3)', together)));
    expect(more.planes.map((plane) => plane.length)).toEqual([1000, 1000, 1000]);
    const nonsense = packed(craftNpy("'<f4'", '(4, 3)', together), { damage: (b) => Buffer.alloc(b.length, 0xff) });
    await expect(openAudio(bytesSource(nonsense), 'x.npz', layout)).rejects.toMatchObject({ code: 'no-audio' });
  });
});

describe('raw PCM', () => {
  const raw = (changes: Partial<NonNullable<RawLayout['raw']>>): RawLayout => ({
    sampleRate: 8000,
    raw: { encoding: 's16le', channels: 2, offset: 0, ...changes },
  });

  it('is what the user says, whatever it looks like', async () => {
    expect((await planesOf(byFrame, 'x.raw', raw({}))).planes).toEqual(wanted);
    const wav = craftWav({ data: byFrame });
    const { info, planes } = await planesOf(wav, 'x.wav', raw({ offset: 44 }));
    expect(planes).toEqual(wanted);
    expect(info).toMatchObject({ container: 'Raw', codec: 'PCM 16-bit', sampleRate: 8000, warnings: [] });
    const swapped = Uint8Array.from(byFrame, (_, i) => byFrame[i ^ 1]!);
    expect((await planesOf(swapped, 'x.raw', raw({ encoding: 's16be' }))).planes).toEqual(wanted);
  });

  it.each([
    ['an offset beyond the end', raw({ offset: 12 }), /12 bytes/],
    ['65 channels', raw({ channels: 65 }), /65 channels/],
    ['a rate of 0', { ...raw({}), sampleRate: 0 }, /0 Hz/],
  ])('is refused with %s', async (_, how, message) => {
    await expect(openAudio(bytesSource(byFrame), 'x.raw', how)).rejects.toMatchObject({
      code: 'needs-layout',
      message,
    });
  });

  it('is asked for where the name says so and the content says nothing', async () => {
    const bytes = Uint8Array.of(1, 200, 3, 4, 0, 255, 7, 8);
    await expect(openAudio(bytesSource(bytes), 'x.pcm')).rejects.toMatchObject({ code: 'needs-layout' });
    await expect(openAudio(bytesSource(bytes), 'x.bin')).rejects.toMatchObject({ code: 'unknown-format' });
    await expect(openAudio(bytesSource(Buffer.from('plain words')), 'x.raw')).rejects.toMatchObject({
      code: 'unknown-format',
    });
  });
});

describe('a Git LFS pointer', () => {
  it('is explained', async () => {
    const pointer = Buffer.from(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345678\n`,
    );
    await expect(openAudio(bytesSource(pointer), 'x.wav')).rejects.toMatchObject({
      code: 'lfs-pointer',
      message:
        'x.wav is a Git LFS pointer: the real file of 12.3 MB has not been fetched. Run "git lfs pull" to get it.',
    });
  });
});
