import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForTest, randomReadFaults } from '../support/decode.ts';
import { craftCaf, packetTable } from '../unit/formats/containers.ts';
import {
  check,
  ffmpeg,
  file,
  firstDifference,
  FRAMES,
  RATE,
  reference,
  removeFiles,
  run,
  source,
  writeSources,
} from './support/pcmReference.ts';

beforeAll(writeSources);
afterAll(removeFiles);

describe('ADPCM equals ffmpeg', () => {
  const kinds = [
    ['adpcm_ms', 'wav', 'WAV'],
    ['adpcm_ima_wav', 'wav', 'WAV'],
    ['adpcm_ms', 'w64', 'Wave64'],
    ['adpcm_ima_wav', 'w64', 'Wave64'],
    ['adpcm_ima_qt', 'aiff', 'AIFF-C'],
    ['adpcm_ima_qt', 'caf', 'CAF'],
  ].flatMap(([codec, muxer, container]) => [1, 2].map((channels) => ({ codec, muxer, container, channels })));

  it.each(kinds)('$codec in $muxer, $channels ch', async ({ codec, muxer, container, channels }) => {
    const path = file(`${codec}${channels}.${muxer}`);
    ffmpeg(...source(channels), '-c:a', codec!, '-f', muxer!, path);
    const decoder = await openForTest(path);
    const { frames, paddingFrames = 0 } = decoder.info;
    await decoder.close();
    expect(frames! + paddingFrames).toBe(reference(path, channels, false)[0]!.length);
    await check(path, { channels, container: container!, frames: frames! });
  });

  it.each([256, 1024, 4096])('of blocks of %i bytes', async (size) => {
    for (const codec of ['adpcm_ms', 'adpcm_ima_wav']) {
      const path = file(`${codec}-${size}.wav`);
      ffmpeg(...source(2), '-c:a', codec, '-block_size', String(size), path);
      await check(path, { channels: 2, container: 'WAV' });
    }
  });

  it('as sox writes it', async () => {
    ffmpeg(...source(2), '-c:a', 'pcm_s16le', file('for-sox.wav'));
    for (const encoding of ['ima-adpcm', 'ms-adpcm']) {
      const path = file(`sox-${encoding}.wav`);
      run('sox', file('for-sox.wav'), '-e', encoding, path);
      await check(path, { channels: 2, container: 'WAV', frames: FRAMES });
    }
  });

  it('without an index is decoded from the start, and is the same', async () => {
    const path = file('adpcm_ima_qt2.caf');
    const [plain, indexed] = [await openForTest(path, { index: false }), await openForTest(path)];
    const whole = await indexed.all();
    expect(await randomReadFaults(plain, whole, 20)).toEqual([]);
    await Promise.all([plain.close(), indexed.close()]);
  });
});

describe('packets in PCM containers', () => {
  it.each([1, 2, 6])('ALAC in CAF, %i ch, equals ffmpeg', async (channels) => {
    const path = file(`alac${channels}.caf`);
    ffmpeg(...source(channels), '-c:a', 'alac', '-sample_fmt', 's16p', path);
    await check(path, { channels, container: 'CAF', frames: FRAMES });
  });

  it('MP3 in WAV is that of the bare stream', async () => {
    const [wrapped, bare] = [file('mp3.wav'), file('bare.mp3')];
    ffmpeg(...source(2), '-c:a', 'libmp3lame', '-write_xing', '0', '-id3v2_version', '0', bare);
    ffmpeg('-i', bare, '-c', 'copy', wrapped);
    const [a, b] = [await openForTest(wrapped), await openForTest(bare)];
    expect(a.info).toMatchObject({ container: 'WAV', codec: 'MP3', sampleRate: RATE, channels: 2 });
    const [ours, theirs] = [await a.all(), await b.all()];
    expect(Math.abs(ours[0]!.length - theirs[0]!.length)).toBeLessThanOrEqual(2 * 1152);
    // The bare one may leave the decoder's delay out.
    const delay = ours[0]!.length - theirs[0]!.length;
    const at = delay > 0 ? delay : 0;
    expect(
      firstDifference([ours[0]!.subarray(at + 5000, at + 9000)], [theirs[0]!.subarray(5000, 9000)]),
    ).toBeUndefined();
    await Promise.all([a.close(), b.close()]);
  });

  it('AAC in CAF is that of the bare stream, without its priming', async () => {
    const [bare, path] = [file('bare.aac'), file('aac.caf')];
    ffmpeg(...source(2), '-c:a', 'aac', '-f', 'adts', bare);
    const adts = readFileSync(bare);
    const packets: Buffer[] = [];
    for (let at = 0; at < adts.length;) {
      const size = ((adts[at + 3]! & 3) << 11) | (adts[at + 4]! << 3) | (adts[at + 5]! >> 5);
      packets.push(adts.subarray(at + 7, at + size));
      at += size;
    }
    // ES descriptor, decoder configuration, AudioSpecificConfig: AAC-LC, 16 kHz, stereo.
    const config = [0x05, 2, (2 << 3) | (8 >> 1), ((8 & 1) << 7) | (2 << 3)];
    const decoderConfig = [0x04, 13 + config.length, 0x40, 0x15, ...new Array<number>(11).fill(0), ...config];
    const cookie = Uint8Array.of(0x03, 3 + decoderConfig.length, 0, 0, 0, ...decoderConfig);
    const sizes = packets.map((packet) => packet.length);
    const shape = { kind: 'aac ', channels: 2, bits: 0, rate: RATE, packetBytes: 0, packetFrames: 1024 };
    const chunks: [string, Uint8Array][] = [
      ['kuki', cookie],
      ['pakt', packetTable(sizes, 19000, 1024, packets.length * 1024 - 1024 - 19000)],
    ];
    writeFileSync(path, craftCaf({ ...shape, chunks, data: Buffer.concat(packets) }));

    const [ours, theirs] = [await openForTest(path), await openForTest(bare)];
    expect(ours.info).toMatchObject({
      container: 'CAF',
      codec: 'AAC-LC',
      frames: 19000,
      delayFrames: 1024,
      warnings: [],
    });
    const whole = await ours.all();
    expect(whole.map((plane) => plane.length)).toEqual([19000, 19000]);
    const bareWhole = await theirs.all();
    const skipped = bareWhole[0]!.length === packets.length * 1024 ? 1024 : 0;
    expect(
      firstDifference(
        whole,
        bareWhole.map((plane) => plane.subarray(skipped)),
      ),
    ).toBeUndefined();
    expect(await randomReadFaults(ours, whole, 200)).toEqual([]);
    await Promise.all([ours.close(), theirs.close()]);
  });
});
