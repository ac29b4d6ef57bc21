import { describe, expect, it } from 'vitest';
import { toMarkers } from '../../../src/core/metadata/markers.ts';
import { chunk, craftWav } from '../formats/bytes.ts';
import { lenaBytes } from '../formats/lena.ts';
import { field, find, le, structureOf, tagsOf, text, treeFaults } from './support.ts';

const info = { sampleRate: 48000, frames: 100_000, framesExact: true };
const cue = (id: number, frame: number): Buffer => Buffer.concat([le(id, frame), text('data'), le(0, 0, frame)]);
const labelled = (kind: string, id: number, words: string): Uint8Array =>
  chunk(kind, Buffer.concat([le(id), Buffer.from(`${words}\0`)]));
const list = (kind: string, ...parts: Uint8Array[]): Uint8Array => chunk('LIST', Buffer.concat([text(kind), ...parts]));

describe('RIFF', () => {
  it('reads the chunks of a published file, with their places', async () => {
    const bytes = lenaBytes('wav');
    const { structure, found } = await structureOf(bytes);
    expect(structure.map((node) => [node.name, node.offset, node.size])).toEqual([['RIFF', 0, bytes.length]]);
    const format = find(structure, 'fmt ');
    expect(field(format, 'Format')).toBe('PCM (0x0001)');
    expect(field(format, 'Sample rate')).toBe('44100 Hz');
    const rate = format.fields?.find((each) => each.name === 'Sample rate');
    expect(bytes.readUInt32LE(rate!.offset)).toBe(44100);
    const data = find(structure, 'data');
    expect(bytes.toString('latin1', data.offset, data.offset + 4)).toBe('data');
    expect(data.size).toBe(8 + bytes.readUInt32LE(data.offset + 4));
    expect(tagsOf(found, 'Artist')).toEqual(['Lena Stolze']);
    expect(tagsOf(found, 'Album')).toEqual(['Das schreckliche Mädchen']);
    expect(treeFaults(structure, bytes.length)).toEqual([]);
  });

  it('makes markers of cue points, their labels, spans and sampler loops', async () => {
    const loop = (id: number, start: number, last: number): Buffer => le(id, 0, start, last, 0, 0);
    const bytes = craftWav({
      data: new Uint8Array(2000),
      after: [
        chunk('cue ', Buffer.concat([le(4), cue(1, 100), cue(2, 200), cue(3, 300), cue(4, 400)])),
        list(
          'adtl',
          labelled('labl', 1, 'First'),
          labelled('note', 2, 'A note'),
          chunk('ltxt', Buffer.concat([le(3, 50), text('rgn '), le(0, 0), text('Span\0')])),
          labelled('labl', 4, 'Sustain'),
        ),
        chunk('smpl', Buffer.concat([le(0, 0, 20833, 60, 0, 0, 0, 2, 0), loop(4, 400, 499), loop(9, 600, 699)])),
      ],
    });
    const { found } = await structureOf(bytes);
    expect(toMarkers(found, info)).toEqual([
      { kind: 'cue', frame: 100, endFrame: null, label: 'First' },
      { kind: 'cue', frame: 200, endFrame: null, label: 'A note' },
      { kind: 'region', frame: 300, endFrame: 350, label: 'Span' },
      { kind: 'loop', frame: 400, endFrame: 500, label: 'Sustain' },
      { kind: 'loop', frame: 600, endFrame: 700, label: 'Loop 2' },
    ]);
  });

  it('leaves out markers after the end, and says how many', async () => {
    const bytes = craftWav({ after: [chunk('cue ', Buffer.concat([le(2), cue(1, 50), cue(2, 5_000_000)]))] });
    const { found } = await structureOf(bytes);
    expect(toMarkers(found, info)).toHaveLength(1);
    expect([...found.warnings]).toEqual(['A marker lies after the end of the file and is not shown.']);
  });

  it('reads bext, iXML, cart, acid and PEAK', async () => {
    const bext = Buffer.concat([
      text('Interview', 256),
      text('Recorder', 32),
      text('REF1', 32),
      text('2024-05-06'),
      text('10:20:30'),
      le([172_800_000, 8], [2, 2]),
      Buffer.alloc(64),
      le([-2310, 2], [640, 2], [-120, 2], [0x7fff, 2], [-1990, 2]),
      Buffer.alloc(180),
      text('A=PCM,F=48000\r\n'),
    ]);
    const xml =
      '<BWFXML><PROJECT>A &amp; B</PROJECT><SCENE>12</SCENE><TRACK_LIST><TRACK><NAME>Boom</NAME></TRACK></TRACK_LIST></BWFXML>';
    const tempo = Buffer.alloc(4);
    tempo.writeFloatLE(120);
    const acid = Buffer.concat([le(0, [60, 2], [0, 2], 0, 8, [4, 2], [4, 2]), tempo]);
    const bytes = craftWav({ before: [chunk('bext', bext), chunk('iXML', Buffer.from(xml)), chunk('acid', acid)] });
    const { structure, found } = await structureOf(bytes);
    expect(field(find(structure, 'bext'), 'Loudness')).toBe('\u221223.10 LUFS');
    expect(field(find(structure, 'bext'), 'Maximum momentary loudness')).toBeUndefined();
    expect(tagsOf(found, 'Description')).toEqual(['Interview']);
    expect(tagsOf(found, 'Time reference')).toEqual(['172,800,000 frames after midnight']);
    expect(tagsOf(found, 'Project')).toEqual(['A & B']);
    expect(tagsOf(found, 'Track 1')).toEqual(['Boom']);
    expect(tagsOf(found, 'Tempo')).toEqual(['120 BPM']);
    expect(treeFaults(structure, bytes.length)).toEqual([]);
  });

  it('says what is wrong: a size too large, one not filled in, a missing pad byte, bytes that are no chunk', async () => {
    const cut = craftWav({ dataSize: 900 });
    expect(find((await structureOf(cut)).structure, 'data').problem).toMatch(
      /^Says it has 908 bytes, but the file ends/,
    );
    const open = find((await structureOf(craftWav({ dataSize: 0xffffffff }))).structure, 'data');
    expect(open.problem).toMatch(/not filled in/);
    expect(open.size).toBe(208);
    const unpadded = craftWav({ before: [chunk('odd ', new Uint8Array(3), { pad: false })] });
    const { structure } = await structureOf(unpadded);
    expect(find(structure, 'odd ').problem).toMatch(/padding/);
    expect(find(structure, 'data').size).toBe(208);
    const stray = Buffer.concat([craftWav(), Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9])]);
    expect(find((await structureOf(stray)).structure, '?').problem).toBe('No chunk starts here.');
  });

  it('takes the size of the data of RF64 from ds64', async () => {
    const bytes = Buffer.from(craftWav({ before: [chunk('ds64', le([0, 8], [200, 8], [100, 8], 0))] }));
    bytes.write('RF64', 0, 'latin1');
    bytes.writeUInt32LE(0xffffffff, 4);
    const at = bytes.indexOf('data');
    bytes.writeUInt32LE(0xffffffff, at + 4);
    const { structure } = await structureOf(Buffer.concat([bytes, chunk('junk', new Uint8Array(6))]));
    const data = find(structure, 'data');
    expect([data.size, data.problem]).toEqual([208, undefined]);
    expect(find(structure, 'junk').title).toBe('Filler');
  });
});
