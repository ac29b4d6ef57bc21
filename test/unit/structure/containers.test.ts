import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toMarkers } from '../../../src/core/metadata/markers.ts';
import { lenaBytes } from '../formats/lena.ts';
import { be, field, find, nodeCount, structureOf, tagsOf, text, treeFaults } from './support.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-structure-'));
  writeFileSync(
    join(folder, 'chapters.txt'),
    [
      ';FFMETADATA1\ntitle=A title',
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=Intro',
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=4000\ntitle=Übergang',
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Four seconds of a tone at 48 kHz, with a title and two chapters, by ffmpeg. */
function encode(name: string, ...options: string[]): Buffer {
  const path = join(folder, name);
  const input = ['-f', 'lavfi', '-i', 'sine=d=4:r=48000', '-i', join(folder, 'chapters.txt'), '-map_metadata', '1'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-map_chapters', '1', ...options, path]);
  return readFileSync(path);
}

const info = { sampleRate: 48000, frames: 4 * 48000, framesExact: true };
const chapters = [
  { kind: 'chapter', frame: 0, endFrame: 72000, label: 'Intro' },
  { kind: 'chapter', frame: 72000, endFrame: 192000, label: 'Übergang' },
];

describe('structure of containers', () => {
  it.each([
    ['chapters.mp3', 'ID3v2'],
    ['chapters.m4a', 'moov'],
    ['chapters.mka', 'Segment'],
  ])('reads the chapters of %s', async (name, part) => {
    const bytes = encode(name);
    const { structure, found } = await structureOf(bytes);
    expect(find(structure, part).size).toBeGreaterThan(100);
    expect(treeFaults(structure, bytes.length)).toEqual([]);
    expect(toMarkers(found, info)).toEqual(chapters);
  });

  it('reads chapters in the comments of Vorbis and Opus', async () => {
    const bytes = encode('chapters.opus');
    const { structure, found } = await structureOf(bytes);
    expect(toMarkers(found, info).map(({ frame, label }) => [frame, label])).toEqual([
      [0, 'Intro'],
      // ffmpeg rounds the seconds it writes.
      [expect.closeTo(72000, -5), 'Übergang'],
    ]);
    expect(find(structure, 'Ogg pages').title).toMatch(/^\d+ pages? of audio data$/);
  });

  it('lists the blocks of FLAC', async () => {
    const bytes = lenaBytes('flac');
    const { structure, found } = await structureOf(bytes);
    expect(structure.map((node) => node.name)).toEqual(['fLaC', 'STREAMINFO', 'VORBIS_COMMENT', 'Frames']);
    expect(structure.at(-1)!.offset + structure.at(-1)!.size).toBe(bytes.length);
    expect(field(structure[1]!, 'Sample rate')).toBe('44100 Hz');
    expect(tagsOf(found, 'Title')).toEqual(['Oh lad le']);
  });

  it('makes chapters of a cue sheet in FLAC', async () => {
    const index = (offset: number, number: number): Buffer =>
      Buffer.concat([be([offset, 8], [number, 1]), Buffer.alloc(3)]);
    const track = (offset: number, number: number, ...indices: Buffer[]): Buffer =>
      Buffer.concat([
        be([offset, 8], [number, 1]),
        text('', 12),
        Buffer.alloc(14),
        be([indices.length, 1]),
        ...indices,
      ]);
    const sheet = Buffer.concat([
      text('', 128),
      be([88200, 8]),
      Buffer.alloc(259),
      be([3, 1]),
      track(0, 1, index(0, 1)),
      track(44100, 2, index(0, 0), index(588, 1)),
      track(90000, 170),
    ]);
    const lena = lenaBytes('flac');
    const block = Buffer.concat([Buffer.from([5, 0, sheet.length >> 8, sheet.length & 255]), sheet]);
    const { structure, found } = await structureOf(Buffer.concat([lena.subarray(0, 42), block, lena.subarray(42)]));
    expect(find(structure, 'CUESHEET').problem).toBeUndefined();
    expect(found.markers.map(({ at, label }) => [at, label])).toEqual([
      [0, 'Track 1'],
      [44688, 'Track 2'],
    ]);
  });

  it('follows the pages of Ogg to the last', async () => {
    const bytes = lenaBytes('ogg');
    const { structure } = await structureOf(bytes);
    expect(structure.map((node) => node.name)).toEqual(['Ogg page', 'Ogg page', 'Ogg pages']);
    expect(find(structure.slice(1), 'Packet').title).toBe('Vorbis comments');
    expect(structure.at(-1)!.offset + structure.at(-1)!.size).toBe(bytes.length);
    const chained = await structureOf(Buffer.concat([bytes, lenaBytes('opus')]));
    const names = chained.structure.map((node) => node.children?.[0]?.title ?? node.name);
    expect(names).toEqual([
      'Vorbis header',
      'Vorbis comments',
      'Ogg pages',
      'Opus header',
      'Opus comments',
      'Ogg pages',
    ]);
  });

  it('sums up the fragments of MP4, in few reads', async () => {
    const bytes = encode(
      'fragments.mp4',
      '-c:a',
      'aac',
      '-movflags',
      'frag_keyframe+empty_moov',
      '-frag_duration',
      '50000',
    );
    const { structure } = await structureOf(bytes);
    expect(find(structure, 'moof …').title).toMatch(/^\d+ more fragments$/);
    expect(nodeCount(structure)).toBeLessThan(200);
    expect(treeFaults(structure, bytes.length)).toEqual([]);
  });

  it('reads what LAME writes into the first frame', async () => {
    const { structure, found } = await structureOf(lenaBytes('mp3'));
    const tag = find(structure, 'Info');
    expect(field(tag, 'Frames')).toBe('471');
    expect(field(tag, 'Encoder')).toBe('LAME3.99r');
    expect(field(tag, 'Delay and padding')).toMatch(/^576 and \d+ frames$/);
    expect(tagsOf(found, 'Encoder')).toEqual(['LAME3.99r']);
    expect(found.tagged).toEqual([{ offset: 0, size: 203, mime: 'audio/mpeg' }]);
  });

  it('finds the tags behind the audio: ID3v1 and APE', async () => {
    const item = (name: string, value: string): Buffer =>
      Buffer.concat([Buffer.from([value.length, 0, 0, 0, 0, 0, 0, 0]), text(`${name}\0${value}`)]);
    const items = item('Artist', 'Someone');
    const footer = Buffer.concat([text('APETAGEX'), Buffer.from(be(0xd0070000, 0, 0x01000000, 0)), Buffer.alloc(8)]);
    footer.writeUInt32LE(items.length + 32, 12);
    const id3 = Buffer.concat([text('TAG'), text('Old title', 30), text('', 95)]);
    const bytes = Buffer.concat([lenaBytes('mp3'), items, footer, id3]);
    const { structure } = await structureOf(bytes);
    expect(structure.slice(-2).map(({ name, size }) => [name, size])).toEqual([
      ['APETAGEX', items.length + 32],
      ['TAG', 128],
    ]);
    expect(field(find(structure, 'Artist'), 'Value')).toBe('Someone');
    expect(field(find(structure, 'TAG'), 'Title')).toBe('Old title');
    expect(find(structure, 'Frames').size).toBe(197_478 - 620);
  });

  it('reads AIFF with markers and loops', async () => {
    const chunk = (id: string, body: Buffer): Buffer =>
      Buffer.concat([text(id), be(body.length), body, Buffer.alloc(body.length % 2)]);
    const mark = (id: number, frame: number, name: string): Buffer =>
      Buffer.concat([be([id, 2], frame, [name.length, 1]), text(name), Buffer.alloc(name.length % 2 === 0 ? 1 : 0)]);
    const marks = Buffer.concat([
      be([4, 2]),
      mark(1, 10, 'Start'),
      mark(2, 20, 'In'),
      mark(3, 70, 'Out'),
      mark(4, 80, ''),
    ]);
    const instrument = be(
      [60, 1],
      [0, 1],
      [0, 1],
      [127, 1],
      [1, 1],
      [127, 1],
      [0, 2],
      [1, 2],
      [2, 2],
      [3, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    );
    const body = Buffer.concat([
      text('AIFF'),
      chunk('NAME', text('Take')),
      chunk('MARK', marks),
      chunk('INST', instrument),
    ]);
    const { structure, found } = await structureOf(Buffer.concat([text('FORM'), be(body.length), body]));
    expect(find(structure, 'MARK').problem).toBeUndefined();
    expect(tagsOf(found, 'Title')).toEqual(['Take']);
    expect(toMarkers(found, info)).toEqual([
      { kind: 'cue', frame: 10, endFrame: null, label: 'Start' },
      { kind: 'loop', frame: 20, endFrame: 70, label: 'In' },
      { kind: 'cue', frame: 80, endFrame: null, label: 'Marker 4' },
    ]);
  });

  it('reads markers of CAF', async () => {
    const point = (type: string, frame: number, id: number): Buffer => {
      const at = Buffer.alloc(8);
      at.writeDoubleBE(frame);
      return Buffer.concat([text(type), at, be(id), Buffer.alloc(12)]);
    };
    const chunk = (id: string, body: Buffer): Buffer => Buffer.concat([text(id), be([body.length, 8]), body]);
    const marks = Buffer.concat([be(0, 3), point('slbg', 100, 1), point('slen', 500, 2), point('\0\0\0\0', 900, 3)]);
    const strings = Buffer.concat([be(1), be(3, [0, 8]), text('Hit\0')]);
    const bytes = Buffer.concat([text('caff'), be([1, 2], [0, 2]), chunk('mark', marks), chunk('strg', strings)]);
    const { found } = await structureOf(bytes);
    expect(toMarkers(found, info)).toEqual([
      { kind: 'loop', frame: 100, endFrame: 500, label: 'Sustain loop' },
      { kind: 'cue', frame: 900, endFrame: null, label: 'Hit' },
    ]);
  });

  it('reads the header of SPHERE, AU, W64 and what it does not take apart', async () => {
    const sphere = Buffer.concat([
      text('NIST_1A\n   1024\nsample_rate -i 16000\nspeaker_id -s5 abcde\nend_head\n', 1024),
      Buffer.alloc(100),
    ]);
    expect(tagsOf((await structureOf(sphere)).found, 'speaker_id')).toEqual(['abcde']);
    const au = Buffer.concat([text('.snd'), be(32, 100, 3, 8000, 1), text('hello', 8), Buffer.alloc(100)]);
    expect(tagsOf((await structureOf(au)).found, 'Annotation')).toEqual(['hello']);
    const w64 = await structureOf(encode('tone.w64'));
    expect(field(find(w64.structure, 'fmt '), 'Sample rate')).toBe('48000 Hz');
    expect(find(w64.structure, 'data').size).toBe(24 + 4 * 48000 * 2);
    const other = await structureOf(Buffer.from('wvpk and so on'));
    expect(other.structure).toEqual([{ name: 'wvpk', title: 'WavPack', offset: 0, size: 14 }]);
  });
});
