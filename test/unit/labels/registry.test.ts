import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, type TextEncoding } from '../../../src/core/labels/encoding.ts';
import { formatById, formatOf, readLabels, writeLabels } from '../../../src/core/labels/registry.ts';
import { sidecarName, sidecarsOf } from '../../../src/core/labels/sidecars.ts';
import { bytes, read } from './support.ts';

const text = '1.000000\t2.000000\tgrün 語 🎵\r\n3.000000\t3.000000\tb\r\n';

describe('encodings and line ends', () => {
  it.each(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] as const)('reads and writes %s', (encoding) => {
    const file = encodeText(text, encoding);
    const { tracks, dialect, warnings, format } = readLabels('a.txt', file);
    expect(tracks[0]!.labels.map((label) => label.text)).toEqual(['grün 語 🎵', 'b']);
    expect(dialect).toMatchObject({ encoding, newline: '\r\n' });
    expect(warnings).toEqual([]);
    expect(writeLabels(format, tracks, { dialect }).bytes).toEqual(file);
  });

  it('writes what Node reads', () => {
    expect(Buffer.from(encodeText(text, 'utf-16le')).toString('utf16le')).toBe(`\ufeff${text}`);
    expect(Buffer.from(encodeText(text, 'utf-16be')).swap16().toString('utf16le')).toBe(`\ufeff${text}`);
  });

  it.each([
    ['utf-16le', (file: Uint8Array) => file.subarray(2)],
    ['utf-16be', (file: Uint8Array) => file.subarray(2)],
  ] as [TextEncoding, (file: Uint8Array) => Uint8Array][])('knows %s without a mark', (encoding, cut) => {
    expect(decodeText(cut(encodeText(text, encoding)))).toEqual({ text, encoding, warnings: [] });
  });

  it('reads Windows-1252 with a warning, and saves UTF-8', () => {
    const file = Uint8Array.from([...bytes('1\t2\tgr'), 0xfc, ...bytes('n '), 0x80, 10]);
    const { tracks, warnings, format, dialect } = readLabels('a.txt', file);
    expect(tracks[0]!.labels[0]!.text).toBe('grün €');
    expect(warnings).toEqual(['The text is not valid UTF-8 and is read as Windows-1252; it is saved as UTF-8.']);
    expect(new TextDecoder().decode(writeLabels(format, tracks, { dialect }).bytes)).toContain('grün €');
  });

  it('warns of half a character', () => {
    expect(decodeText(encodeText(text, 'utf-16le').subarray(0, -1)).warnings).toEqual([
      'Some characters of this UTF-16 text are damaged.',
    ]);
  });

  it('reads lines that end in CR, and numbers them the same', () => {
    const { tracks, warnings, dialect } = read('a.txt', '1\t2\ta\rx\r3\t4\tb\r');
    expect(tracks[0]!.labels).toHaveLength(2);
    expect(warnings).toEqual(['Line 2: “x” is not a time; left out.']);
    expect(dialect.newline).toBe('\r');
  });
});

describe('which format', () => {
  const samples: [string, string][] = [
    ['webvtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nx\n'],
    ['textgrid', 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n0\n'],
    ['rttm', 'SPEAKER a 1 0 1 <NA> <NA> x <NA> <NA>\n'],
    ['srt', '1\n00:00:01,000 --> 00:00:02,000\nx\n'],
    ['audacity', '1.0\t2.0\tx\n'],
    ['csv', 'start,end,label\n1,2,x\n'],
    ['csv', '1.0,2.0,x\n'],
  ];

  it.each(samples)('%s by its text', (id, sample) => {
    expect(formatOf('a.dat', sample)?.id).toBe(id);
    expect(formatOf('a.txt', sample)?.id).toBe(id);
  });

  it('says when name and text differ', () => {
    const { format, warnings } = read('a.srt', samples[0]![1]);
    expect(format.id).toBe('webvtt');
    expect(warnings).toEqual(['The file holds WebVTT, not SRT as its name says.']);
  });

  it.each(['The quick brown fox.', '2001 A Space Odyssey', '{"a": 1}'])('no labels in a text: %s', (prose) => {
    expect(() => read('a.txt', `${prose}\nand more\n`)).toThrow(
      `a.txt holds no labels that Earshot knows; it begins with “${prose}`,
    );
  });

  it('refuses what is no text, or too large', () => {
    expect(() => read('a.txt', '1\t2\t\0')).toThrow('a.txt is not a text file.');
    expect(() => readLabels('a.txt', new Uint8Array(2 ** 26 + 1))).toThrow(
      'a.txt has 64 MB: files of labels may have 64 MB.',
    );
  });

  it.each(['', '\n \r\n', '\ufeff'])('an empty file is an empty track: %j', (empty) => {
    for (const name of ['a.txt', 'a.TextGrid', 'a.srt', 'a.vtt', 'a.csv', 'a.rttm']) {
      expect(read(name, empty)).toMatchObject({ tracks: [{ name: '', labels: [] }], warnings: ['The file is empty.'] });
    }
  });
});

describe('sidecars', () => {
  it('are found by name', () => {
    const folder = [
      'other.txt',
      'song.wav',
      'song.vtt',
      'song.TEXTGRID',
      'song.txt',
      'songs.srt',
      'song.en-GB.srt',
      'song.json',
      'song.labels.txt',
      'song.rttm',
      'song.csv',
    ];
    expect(sidecarsOf('song.wav', folder).map(({ name, format }) => [name, format.id])).toEqual([
      ['song.labels.txt', 'audacity'],
      ['song.txt', 'audacity'],
      ['song.TEXTGRID', 'textgrid'],
      ['song.vtt', 'webvtt'],
      ['song.csv', 'csv'],
      ['song.rttm', 'rttm'],
      ['song.en-GB.srt', 'srt'],
    ]);
  });

  it('get names', () => {
    expect(sidecarName('my.song.wav', 'audacity')).toBe('my.song.labels.txt');
    expect(sidecarName('song', 'textgrid')).toBe('song.TextGrid');
    expect(sidecarName('.wav', 'srt')).toBe('.wav.srt');
    expect(formatById('rttm').name).toBe('RTTM');
  });
});
