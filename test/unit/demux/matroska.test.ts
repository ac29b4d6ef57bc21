import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ids } from '../../../src/core/formats/matroskaIds.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { same } from '../../support/compare.ts';
import { type Decoder, openForTest } from '../../support/decode.ts';
import { blockBody, element, float, type Lacing, text, uint } from '../../support/ebmlFiles.ts';
import { noise } from '../../support/signal.ts';

const folder = tempFolder('matroska-unit');
afterAll(() => folder.remove());
let number = 0;

const rate = 8000;
const signal = noise(1, 8000)[0]!.map((x) => Math.round(x * 32768) / 32768);
const samples = (from: number, to: number): Uint8Array =>
  new Uint8Array(Int16Array.from(signal.subarray(from, to), (x) => x * 32768).buffer);

const ebml = (docType = 'matroska'): Uint8Array => element(ids.ebml, text(ids.docType, docType));
const info = (scale = 1_000_000, duration = 1000): Uint8Array =>
  element(ids.info, [uint(ids.timestampScale, scale), float(ids.duration, duration)]);

interface Fields {
  number?: number;
  type?: number;
  codec?: string;
  extra?: Uint8Array[];
}

const track = ({ number: n = 1, type = 2, codec = 'A_PCM/INT/LIT', extra = [] }: Fields = {}): Uint8Array =>
  element(ids.trackEntry, [
    uint(ids.trackNumber, n),
    uint(ids.trackType, type),
    text(ids.codecId, codec),
    element(ids.audio, [float(ids.samplingFrequency, rate), uint(ids.channels, 1), uint(ids.bitDepth, 16)]),
    ...extra,
  ]);
const tracks = (...entries: Uint8Array[]): Uint8Array => element(ids.tracks, entries);

/** Ten clusters of 100 ms, each of ten blocks. */
function clusters(block: (from: number, time: number) => Uint8Array, unsized = false): Uint8Array[] {
  return Array.from({ length: 10 }, (_, c) => {
    const blocks = Array.from({ length: 10 }, (_, b) => block(c * 800 + b * 80, b * 10));
    return element(ids.cluster, [uint(ids.timestamp, c * 100), ...blocks], unsized ? -1 : undefined);
  });
}
const simple = (from: number, time: number): Uint8Array =>
  element(ids.simpleBlock, blockBody(1, time, [samples(from, from + 80)], 'none'));

async function opened(parts: readonly Uint8Array[], size?: number): Promise<Decoder & { planes: Float32Array[] }> {
  const path = join(folder.path, `${++number}.mka`);
  writeFileSync(path, Buffer.concat([ebml(), element(ids.segment, parts, size)]));
  const decoder = await openForTest(path);
  return { ...decoder, planes: await decoder.all() };
}

describe('clusters and blocks', () => {
  it.each<[string, Uint8Array[], number | undefined]>([
    ['with sizes', [info(), tracks(track()), ...clusters(simple)], undefined],
    ['without, as in a live stream', [info(), tracks(track()), ...clusters(simple, true)], -1],
    ['with the tracks at the end', [info(), ...clusters(simple), tracks(track())], undefined],
    [
      'with elements nobody knows',
      [
        info(),
        element(0x4242, new Uint8Array(50)),
        tracks(track()),
        ...clusters(simple),
        element(ids.void, new Uint8Array(99)),
      ],
      undefined,
    ],
    [
      'beside those of a video',
      [
        info(),
        tracks(track({ number: 2, type: 1, codec: 'V_VP9' }), track()),
        ...clusters((from, time) =>
          Uint8Array.from([
            ...element(ids.simpleBlock, blockBody(2, time, [new Uint8Array(5000)], 'none')),
            ...simple(from, time),
          ]),
        ),
      ],
      undefined,
    ],
  ])('%s', async (_, parts, size) => {
    const ours = await opened(parts, size);
    expect(same(ours.planes, [signal])).toBe(true);
    expect([...ours.warnings, ...ours.info.warnings]).toEqual([]);
    expect(same(await ours.read(3333, 500), [signal.subarray(3333, 3833)])).toBe(true);
    await ours.close();
  });

  it.each<Lacing>(['none', 'xiph', 'fixed', 'ebml'])('several frames in a block, lacing %s', async (lacing) => {
    const cuts = lacing === 'fixed' ? [0, 200, 400, 600, 800] : lacing === 'none' ? [0, 800] : [0, 300, 310, 700, 800];
    const body = (from: number): Uint8Array =>
      blockBody(
        1,
        0,
        cuts.slice(1).map((to, i) => samples(from + cuts[i]!, from + to)),
        lacing,
      );
    const all = Array.from({ length: 10 }, (_, c) =>
      element(ids.cluster, [uint(ids.timestamp, c * 100), element(ids.simpleBlock, body(c * 800))]),
    );
    const ours = await opened([info(), tracks(track()), ...all]);
    expect(same(ours.planes, [signal])).toBe(true);
    await ours.close();
  });

  it('discards what a block group says is not to be heard', async () => {
    // 25 ms of the last 100.
    const discard = element(ids.discardPadding, Uint8Array.from([0x01, 0x7d, 0x78, 0x40]));
    const last = element(ids.blockGroup, [element(ids.block, blockBody(1, 0, [samples(7200, 8000)], 'none')), discard]);
    const ours = await opened([
      info(),
      tracks(track()),
      ...clusters(simple).slice(0, 9),
      element(ids.cluster, [uint(ids.timestamp, 900), last]),
    ]);
    expect(same(ours.planes, [signal.subarray(0, 7800)])).toBe(true);
    await ours.close();
  });

  it('puts back the bytes that were stripped', async () => {
    const compression = element(ids.contentCompression, [
      uint(ids.contentAlgorithm, 3),
      element(ids.contentSettings, Uint8Array.of(1, 2, 3, 4)),
    ]);
    const extra = [element(ids.contentEncodings, element(ids.contentEncoding, compression))];
    const ours = await opened([info(), tracks(track({ extra })), ...clusters(simple)]);
    expect(ours.planes[0]!.length).toBe(8000 + 100 * 2);
    expect(ours.planes[0]![0]).toBe(0x0201 / 32768);
    expect(same([ours.planes[0]!.subarray(2, 82)], [signal.subarray(0, 80)])).toBe(true);
    await ours.close();
  });

  it('leaves silence where the stamps leave a gap', async () => {
    const parts = clusters(simple);
    const ours = await opened([info(), tracks(track()), ...parts.slice(0, 3), ...parts.slice(6)]);
    expect(ours.planes[0]!.length).toBe(8000);
    expect([...ours.warnings].join()).toMatch(/gaps/);
    expect(same([ours.planes[0]!.subarray(0, 2400)], [signal.subarray(0, 2400)])).toBe(true);
    expect(ours.planes[0]!.subarray(2400, 4800).every((x) => x === 0)).toBe(true);
    expect(same([ours.planes[0]!.subarray(4800)], [signal.subarray(4800)])).toBe(true);
    await ours.close();
  });

  it('steps over damage to the next cluster', async () => {
    const parts = clusters(simple);
    parts[4] = parts[4]!.map((byte, i) => (i > 40 ? 0x55 : byte));
    const ours = await opened([info(), tracks(track()), ...parts]);
    expect(ours.planes[0]!.length).toBe(8000);
    expect([...ours.warnings].join()).toMatch(/damaged/);
    expect(same([ours.planes[0]!.subarray(0, 3200)], [signal.subarray(0, 3200)])).toBe(true);
    expect(same([ours.planes[0]!.subarray(4000)], [signal.subarray(4000)])).toBe(true);
    await ours.close();
  });

  it('says that the end is missing', async () => {
    const ours = await opened([info(), tracks(track()), ...clusters(simple)], 1e6);
    expect(ours.info.warnings.join()).toMatch(/truncated/);
    expect(same(ours.planes, [signal])).toBe(true);
    await ours.close();
  });

  it('takes the default track', async () => {
    const other = track({ number: 2, extra: [uint(ids.flagDefault, 0)] });
    const ours = await opened([info(), tracks(other, track()), ...clusters(simple)]);
    expect(same(ours.planes, [signal])).toBe(true);
    await ours.close();
  });
});

describe('what cannot be read is named', () => {
  const zlib = element(
    ids.contentEncodings,
    element(ids.contentEncoding, element(ids.contentCompression, uint(ids.contentAlgorithm, 0))),
  );
  const locked = element(ids.contentEncodings, element(ids.contentEncoding, uint(ids.contentType, 1)));
  it.each<[RegExp, Uint8Array[]]>([
    [/compressed with zlib/, [info(), tracks(track({ extra: [zlib] })), ...clusters(simple)]],
    [/encrypted audio/, [info(), tracks(track({ extra: [locked] })), ...clusters(simple)]],
    [/Dolby TrueHD/, [info(), tracks(track({ codec: 'A_TRUEHD' })), ...clusters(simple)]],
    [/A_NONSENSE/, [info(), tracks(track({ codec: 'A_NONSENSE' })), ...clusters(simple)]],
    [/no audio track/, [info(), tracks(track({ type: 1 })), ...clusters(simple)]],
    [/header is damaged/, [info(), ...clusters(simple)]],
    [/no clusters/, [info(), tracks(track())]],
    [/Opus header is cut off/, [info(), tracks(track({ codec: 'A_OPUS' })), ...clusters(simple)]],
    [/Vorbis configuration/, [info(), tracks(track({ codec: 'A_VORBIS' })), ...clusters(simple)]],
    [/FLAC configuration/, [info(), tracks(track({ codec: 'A_FLAC' })), ...clusters(simple)]],
  ])('%s', async (sentence, parts) => {
    await expect(opened(parts)).rejects.toThrow(sentence);
  });
});
