import { describe, expect, it } from 'vitest';
import { audacity } from '../../../src/core/labels/audacity.ts';
import { read, saved, trackOf } from './support.ts';

describe('Audacity labels', () => {
  const file =
    '2.150000\t2.150000\tpoint label\n3.400000\t6.100000\tregion\n\\\t1703.400000\t7476.200000\n7.000000\t8.000000\t\n';

  it('reads points, regions and frequencies', () => {
    const { tracks, warnings, leftOut, format } = read('song.txt', file);
    expect(format).toBe(audacity);
    expect({ warnings, leftOut }).toEqual({ warnings: [], leftOut: 0 });
    expect(tracks).toEqual([
      {
        name: '',
        labels: [
          { startSeconds: 2.15, endSeconds: 2.15, text: 'point label' },
          { startSeconds: 3.4, endSeconds: 6.1, text: 'region', lowHertz: 1703.4, highHertz: 7476.2 },
          { startSeconds: 7, endSeconds: 8, text: '' },
        ],
      },
    ]);
  });

  it('writes the same bytes', () => expect(saved('song.txt', file)).toBe(file));

  it('keeps more than microseconds, and an unset frequency', () => {
    const fine = '0.000022675736961451248\t1.234567890123\tx\n\\\t-1.000000\t440.000000\n';
    expect(read('a.txt', fine).tracks[0]!.labels[0]).toEqual({
      startSeconds: 1 / 44100,
      endSeconds: 1.234567890123,
      text: 'x',
      highHertz: 440,
    });
    expect(saved('a.txt', fine)).toBe(fine);
  });

  it('reads one time, decimal commas, spaces and tabs in a text', () => {
    expect(read('a.txt', '1,5\tone\n2 3 two words\n4\t5\ta\tb\n').tracks[0]!.labels).toEqual([
      { startSeconds: 1.5, endSeconds: 1.5, text: 'one' },
      { startSeconds: 2, endSeconds: 3, text: 'two words' },
      { startSeconds: 4, endSeconds: 5, text: 'a\tb' },
    ]);
  });

  it('says what is wrong with which line, and reads the rest', () => {
    const { tracks, warnings, leftOut } = read(
      'a.txt',
      [
        '5\t4\treversed',
        'nonsense',
        '-1\t0\tearly',
        '1\tnan\tx',
        '\\\t1\t2',
        '1e300\t1\tfar',
        '3\t3\tok',
        '\\\tx',
      ].join('\n'),
    );
    expect(tracks[0]!.labels.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [-1, 0],
      [3, 3],
      [4, 5],
    ]);
    expect(leftOut).toBe(5);
    expect(warnings).toEqual([
      'Line 1: the label ends (4 s) before it starts (5 s); the two times are swapped.',
      'Line 2: “nonsense” is not a time; left out.',
      'Line 3: the label starts before the audio (-1 s).',
      'Line 4: “nan” is not a time; left out.',
      'Line 5: frequencies without a label before them; left out.',
      'Line 6: “1e300” is not a time; left out.',
      'Line 8: “\\ x” has no two frequencies; left out.',
    ]);
  });

  it('warns of what it cannot hold', () => {
    const tracks = [
      trackOf([{ startSeconds: 0, endSeconds: 1, text: 'a\tb\nc', fields: { settings: 'x' } }], 'words'),
      trackOf([{ startSeconds: 0.5, endSeconds: 1, text: '', speaker: 'Ann' }], 'turns'),
    ];
    const { text, warnings } = audacity.serialise(tracks);
    expect(text).toBe('0.000000\t1.000000\ta b c\n0.500000\t1.000000\tAnn\n');
    expect(warnings).toEqual([
      'Audacity label files hold one track: the labels of 2 tracks are saved as one.',
      'Audacity label files hold no speakers: those of 1 label are not saved, except as the text of labels that have no other.',
      'Audacity label files have no place for settings: not saved.',
      'Tabs and line breaks in the text of 1 label are saved as spaces.',
    ]);
  });
});
