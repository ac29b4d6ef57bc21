import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { adtsHeader } from '../../src/core/formats/adtsHeader.ts';
import { tempFolder } from '../support/cleanup.ts';
import { bandDifference, difference, same } from '../support/compare.ts';
import { type Decoder, openForTest, randomReadFaults } from '../support/decode.ts';
import { decodeWithFfmpeg } from '../support/reference.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { generate } from '../unit/node/support.ts';

const folder = tempFolder('aac');
const file = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const noPns = ['-c:a', 'aac', '-aac_pns', '0'];
const six = '-af pan=5.1|FL=FL|FR=FR|FC=.5*FL|LFE=.4*FR|BL=.3*FL|BR=.2*FR'.split(' ');

async function whole(path: string): Promise<Decoder & { planes: Float32Array[] }> {
  const decoder = await openForTest(path);
  return { ...decoder, planes: await decoder.all() };
}

describe('ADTS agrees with ffmpeg in length, delay and sound; any range is a part of the whole', () => {
  it.each([
    ['stereo.aac', noPns],
    ['mono-16k.aac', [...noPns, '-ar', '16000', '-ac', '1']],
    ['six.aac', [...noPns, '-b:a', '256k', ...six]],
    ['low.aac', [...noPns, '-b:a', '32k', '-ar', '24000']],
  ])('%s', async (name, args) => {
    const path = generate(file(name), args);
    const theirs = decodeWithFfmpeg(path);
    const ours = await whole(path);
    expect(ours.info).toMatchObject({ sampleRate: theirs.sampleRate, channels: theirs.channels.length });
    expect(ours.planes[0]!.length).toBe(theirs.channels[0]!.length);
    expect(difference(ours.planes, theirs.channels).max).toBeLessThan(1e-4);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    expect([...ours.info.warnings, ...ours.warnings]).toEqual([]);
    await ours.close();
  });

  // Noise that stands for noise (PNS) is random in every decoder: its level in each band must agree, not its samples.
  it.each([
    ['a recording', () => lenaPath('aac')],
    ['noise', () => generate(file('pns.aac'), ['-c:a', 'aac', '-b:a', '96k'], { seconds: 12 })],
  ])('with noise substitution: %s', async (_, make) => {
    const path = make();
    const theirs = decodeWithFfmpeg(path).channels;
    const ours = await whole(path);
    expect(ours.planes[0]!.length).toBe(theirs[0]!.length);
    expect(bandDifference(ours.planes, theirs)).toBeLessThan(1);
    expect(await randomReadFaults(ours, ours.planes, 200)).toEqual([]);
    const again = await whole(path);
    expect(same(again.planes, ours.planes)).toBe(true);
    await ours.close();
    await again.close();
  });
});

describe('ADTS frames of other shapes', () => {
  const plain = (): Buffer => readFileSync(generate(file('plain.aac'), noPns));

  /** Frames without their headers. */
  function blocks(bytes: Uint8Array): Uint8Array[] {
    const found: Uint8Array[] = [];
    let at = 0;
    for (let header = adtsHeader(bytes, 0); header; header = adtsHeader(bytes, at)) {
      found.push(bytes.subarray(at + header.headerBytes, at + header.frameBytes));
      at += header.frameBytes;
    }
    return found;
  }

  function frame(like: Uint8Array, body: Uint8Array, { crc = false, count = 1 } = {}): Uint8Array {
    const out = Buffer.concat([like.subarray(0, 7), body]);
    out[1] = (out[1]! & 0xfe) | (crc ? 0 : 1);
    out[3] = (out[3]! & 0xfc) | (out.length >> 11);
    out[4] = out.length >> 3;
    out[5] = ((out.length & 7) << 5) | (out[5]! & 0x1f);
    out[6] = (out[6]! & 0xfc) | (count - 1);
    return out;
  }

  const pairs = (list: Uint8Array[]): Uint8Array[][] =>
    Array.from({ length: Math.floor(list.length / 2) }, (_, i) => list.slice(i * 2, i * 2 + 2));

  const shapes: [string, (bytes: Uint8Array) => Uint8Array[]][] = [
    [
      'with checksums',
      (bytes) => blocks(bytes).map((b) => frame(bytes, Buffer.concat([Buffer.alloc(2), b]), { crc: true })),
    ],
    ['of two blocks', (bytes) => pairs(blocks(bytes)).map((pair) => frame(bytes, Buffer.concat(pair), { count: 2 }))],
    [
      'of two blocks with checksums',
      (bytes) =>
        pairs(blocks(bytes)).map(([a, b]) => {
          const second = a!.length + 2;
          const body = [Buffer.from([second >> 8, second & 255, 0, 0]), a!, Buffer.alloc(2), b!, Buffer.alloc(2)];
          return frame(bytes, Buffer.concat(body), { crc: true, count: 2 });
        }),
    ],
  ];

  it.each(shapes)('%s', async (name, shape) => {
    const bytes = plain();
    const clean = await whole(file('plain.aac'));
    const path = file(`${name}.aac`);
    writeFileSync(path, Buffer.concat(shape(bytes)));
    const ours = await whole(path);
    expect([...ours.warnings]).toEqual([]);
    const frames = ours.planes[0]!.length;
    expect(clean.planes[0]!.length - frames).toBeLessThan(2048);
    expect(
      same(
        ours.planes,
        clean.planes.map((plane) => plane.subarray(0, frames)),
      ),
    ).toBe(true);
    expect(await randomReadFaults(ours, ours.planes, 60)).toEqual([]);
    await clean.close();
    await ours.close();
  });

  it('with the channels described inside, or of another profile, are refused in words', async () => {
    const bytes = Buffer.from(plain());
    const change = (alter: (frame: Uint8Array) => void): string => {
      const changed = blocks(bytes).map((block) => frame(bytes, block));
      changed.forEach(alter);
      writeFileSync(file('changed.aac'), Buffer.concat(changed));
      return file('changed.aac');
    };
    const noChannels = change((f) => (f[3] = f[3]! & 0x3f));
    await expect(openForTest(noChannels)).rejects.toMatchObject({ code: 'unsupported', message: /described inside/ });
    const main = change((f) => (f[2] = f[2]! & 0x3f));
    await expect(openForTest(main)).rejects.toMatchObject({ code: 'unsupported', message: /AAC Main/ });
  });

  it('a damaged packet is silent and moves nothing', async () => {
    const bytes = plain();
    const clean = await whole(file('plain.aac'));
    const list = blocks(bytes);
    const noise = Uint8Array.from({ length: list[40]!.length }, (_, i) => (i * 7919) & 255);
    writeFileSync(file('hurt.aac'), Buffer.concat(list.map((b, i) => frame(bytes, i === 40 ? noise : b))));
    const ours = await whole(file('hurt.aac'));
    expect(ours.planes[0]!.length).toBe(clean.planes[0]!.length);
    expect([...ours.warnings]).toEqual([expect.stringMatching(/silence stands/)]);
    ours.planes.forEach((plane, c) => {
      expect(Buffer.compare(raw(plane.subarray(42 * 1024)), raw(clean.planes[c]!.subarray(42 * 1024)))).toBe(0);
      expect(plane.subarray(40 * 1024, 41 * 1024).every((x) => x === 0)).toBe(true);
    });
    expect(await randomReadFaults(ours, ours.planes, 100)).toEqual([]);
    await clean.close();
    await ours.close();
  });

  it('a cut file tells so and gives what is there', async () => {
    const bytes = plain();
    writeFileSync(file('cut.aac'), bytes.subarray(0, bytes.length * 0.6));
    const ours = await whole(file('cut.aac'));
    expect([...ours.warnings]).toEqual([expect.stringMatching(/cut off/)]);
    expect(ours.planes[0]!.length).toBeGreaterThan(44100);
    await ours.close();
  });
});

const raw = (x: Float32Array): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
