import { describe, expect, it } from 'vitest';
import { rttm } from '../../../src/core/labels/rttm.ts';
import { read, saved, trackOf } from './support.ts';

describe('RTTM', () => {
  const file = `;; a comment
SPKR-INFO small 1 <NA> <NA> <NA> adult_male S0 <NA> <NA>
SPEAKER small 1 0.031 4.927 <NA> <NA> S0 <NA> <NA>
LEXEME small 2 0.100 0.200 hello lex S0 0.95 <NA>
SPEAKER small 1 2.984 0.422 <NA> <NA> S1 <NA> <NA>
NON-LEX small 1 3.000 0.100 laugh <NA> <NA> <NA> <NA>
`;

  it('reads speakers, words and recordings', () => {
    const { tracks, warnings, format } = read('a.rttm', file);
    expect(format).toBe(rttm);
    expect(warnings).toEqual([]);
    expect(tracks).toEqual([
      {
        name: 'small',
        labels: [
          { startSeconds: 0.031, endSeconds: 4.958, text: '', speaker: 'S0' },
          {
            startSeconds: 0.1,
            endSeconds: 0.3,
            text: 'hello',
            speaker: 'S0',
            fields: { type: 'LEXEME', channel: '2', subtype: 'lex', confidence: '0.95' },
          },
          { startSeconds: 2.984, endSeconds: 3.406, text: '', speaker: 'S1' },
          { startSeconds: 3, endSeconds: 3.1, text: 'laugh', fields: { type: 'NON-LEX' } },
        ],
      },
    ]);
  });

  it('writes the same bytes', () => expect(saved('a.rttm', file)).toBe(file));

  it('reads nine fields, tabs, names of several words, and tells of several recordings', () => {
    const { tracks, warnings } = read(
      'a.rttm',
      'SPEAKER\ta\t1\t1\t2\t<NA>\t<NA>\tx\t<NA>\nSPEAKER b 1 1 2 <NA> <NA> Ann Lee <NA> <NA>\n',
    );
    expect(tracks.map(({ name, labels }) => [name, labels[0]!.speaker])).toEqual([
      ['a', 'x'],
      ['b', 'Ann Lee'],
    ]);
    expect(warnings).toEqual(['The file has labels of 2 recordings, one track for each.']);
  });

  it('warns of lines it cannot read', () => {
    const { warnings, leftOut } = read(
      'a.rttm',
      'SPEAKER a 1 0 1 <NA> <NA> x <NA> <NA>\nSPEAKER a 1 x 1 <NA> <NA> x <NA> <NA>\nTURN a\nSPEAKER a 1 5 -1 <NA> <NA> x <NA> <NA>\n',
    );
    expect(leftOut).toBe(2);
    expect(warnings).toEqual([
      'Line 2: “x” is not a time; left out.',
      'Line 3: “TURN a” is no RTTM line of type, file, channel, onset, duration …; left out.',
      'Line 4: the label ends (4 s) before it starts (5 s); the two times are swapped.',
    ]);
  });

  it('takes the text of other labels as the speaker', () => {
    const label = { startSeconds: 1, endSeconds: 2, text: 'Ann Lee', fields: { type: 'chapter' } };
    const { text, warnings } = rttm.serialise([trackOf([label])], { recording: 'my song' });
    expect(text).toBe('SPEAKER my_song 1 1.000 1.000 <NA> <NA> Ann_Lee <NA> <NA>\n');
    expect(warnings).toEqual(['RTTM files hold single words: spaces in 2 entries are saved as “_”.']);
  });
});
