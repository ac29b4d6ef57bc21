import { describe, expect, it } from 'vitest';
import { textGrid } from '../../../src/core/labels/textGrid.ts';
import { read, saved, trackOf } from './support.ts';

/** As Praat writes it, trailing spaces and all. */
const long = `File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0 
xmax = 2.3 
tiers? <exists> 
size = 2 
item []: 
    item [1]:
        class = "IntervalTier" 
        name = "Mary" 
        xmin = 0 
        xmax = 2.3 
        intervals: size = 3 
        intervals [1]:
            xmin = 0 
            xmax = 0.5 
            text = "" 
        intervals [2]:
            xmin = 0.5 
            xmax = 1.25 
            text = "she said ""hi"" ! [1] <a>" 
        intervals [3]:
            xmin = 1.25 
            xmax = 2.3 
            text = "two
lines" 
    item [2]:
        class = "TextTier" 
        name = "bell" 
        xmin = 0 
        xmax = 2.3 
        points: size = 1 
        points [1]:
            number = 1.75 
            mark = "ding" 
`;
const short = `File type = "ooTextFile"
Object class = "TextGrid"

0
2.3
<exists>
2
"IntervalTier"
"Mary"
0
2.3
3
0
0.5
""
0.5
1.25
"she said ""hi"" ! [1] <a>"
1.25
2.3
"two
lines"
"TextTier"
"bell"
0
2.3
1
1.75
"ding"
`;
const noisy = `"ooTextFile short"
"TextGrid" ! a comment with "quotes" and 5
0s 2.3s <exists> 2
"IntervalTier" "Mary" 0 2.3 3 0 0.5 "" 0.5 1.25 "she said ""hi"" ! [1] <a>" 1.25 2.3 "two
lines"
"TextTier" named "bell" from 0 to 2.3 has 1 point: 1.75 "ding"`;
const span = [0, 2.3];
const tracks = [
  {
    name: 'Mary',
    tier: 'intervals',
    spanSeconds: span,
    labels: [
      { startSeconds: 0.5, endSeconds: 1.25, text: 'she said "hi" ! [1] <a>' },
      { startSeconds: 1.25, endSeconds: 2.3, text: 'two\nlines' },
    ],
  },
  { name: 'bell', tier: 'points', spanSeconds: span, labels: [{ startSeconds: 1.75, endSeconds: 1.75, text: 'ding' }] },
];

describe('Praat TextGrid', () => {
  it.each([
    ['long', long],
    ['short', short],
    ['free', noisy],
  ])('reads the %s text format', (_, text) => {
    expect(read('a.TextGrid', text)).toMatchObject({ tracks, warnings: [], leftOut: 0, format: textGrid });
  });

  it('writes the same bytes, long and short', () => {
    expect(saved('a.TextGrid', long)).toBe(long);
    expect(saved('a.TextGrid', short)).toBe(short);
  });

  it('keeps boundaries between intervals without text', () => {
    const intervals = '0 1 "" 1 2 "" 2 3 "a" 3 4 "" 4 5 "b" 5 6 "" 6 7 "" 7 8 ""';
    const text = `"ooTextFile short"\n"TextGrid"\n0 8 <exists> 1 "IntervalTier" "x" 0 8 8 ${intervals}`;
    const { tracks: read1 } = read('a.TextGrid', text);
    expect(read1[0]!.labels).toHaveLength(7);
    expect(
      textGrid
        .serialise(read1, { dialect: { short: true } })
        .text.split(/\s+/)
        .slice(17)
        .join(' ')
        .trim(),
    ).toBe(intervals);
  });

  it('keeps what comes before a damage, and says where that is', () => {
    const {
      tracks: kept,
      warnings,
      leftOut,
    } = read('a.TextGrid', long.replace('xmax = 2.3 \n            text', 'xmax = "2.3" \n            text'));
    expect(kept).toHaveLength(1);
    expect(kept[0]!.labels).toHaveLength(1);
    expect(leftOut).toBe(1);
    expect(warnings).toEqual(['Line 25: the end of an interval should be here, not "2.3"; what follows is left out.']);
  });

  it('says what is wrong where nothing can be read', () => {
    expect(() => read('a.TextGrid', 'hello')).toThrow(
      'a.TextGrid cannot be read as Praat TextGrid. Line 1: the file ends where "ooTextFile" should be; what follows is left out.',
    );
    expect(() => read('a.TextGrid', '"ooTextFile"\n"PitchTier"\n0 1 5')).toThrow('a file of Praat, but no TextGrid');
    expect(() => read('a.TextGrid', long.slice(0, 60))).toThrow('the file ends where');
    expect(() => read('a.TextGrid', short.replace('"IntervalTier"', '"Intervall"'))).toThrow(
      'unknown kind “Intervall”',
    );
  });

  it('warns of undefined, reversed and overlapping times', () => {
    const intervals = '0 nan "a" 2 1 "b" 1.5 3 "c" --undefined-- 4 "d"';
    const { tracks: kept, warnings } = read(
      'a.TextGrid',
      `"ooTextFile short"\n"TextGrid"\n0 8 <exists> 1\n"IntervalTier" "x" 0 8 4\n${intervals}`,
    );
    expect(kept[0]!.labels.map(({ text }) => text)).toEqual(['b', 'c']);
    expect(warnings).toHaveLength(4);
    expect(warnings[1]).toBe('Line 5: the label ends (1 s) before it starts (2 s); the two times are swapped.');
    expect(warnings[3]).toBe('Intervals of tier “x” overlap, which Praat does not allow (1 times).');
  });

  it('gives labels that no tier holds together a tier of their own', () => {
    const { text, warnings } = textGrid.serialise(
      [
        trackOf(
          [
            { startSeconds: 0, endSeconds: 2, text: 'a' },
            { startSeconds: 1, endSeconds: 3, text: 'b' },
            { startSeconds: 2, endSeconds: 2.5, text: 'c' },
            { startSeconds: 1, endSeconds: 1, text: 'p' },
          ],
          'words',
        ),
      ],
      { durationSeconds: 10 },
    );
    const back = read('a.TextGrid', text).tracks;
    expect(back.map(({ name, tier, labels }) => [name, tier, labels.map((label) => label.text).join('')])).toEqual([
      ['words', 'intervals', 'ac'],
      ['words (2)', 'intervals', 'b'],
      ['words (points)', 'points', 'p'],
    ]);
    expect(back[0]!.spanSeconds).toEqual([0, 10]);
    expect(warnings).toEqual([
      'Labels of one tier may not overlap: those of “words” are saved in 1 more tier.',
      'A tier holds intervals only: 1 point is saved in tier “words (points)”.',
    ]);
  });

  it('writes empty tiers and grids', () => {
    const { text } = textGrid.serialise(
      [
        { name: 'e', labels: [], tier: 'points' },
        { name: 'f', labels: [] },
      ],
      { durationSeconds: 5 },
    );
    expect(read('a.TextGrid', text).tracks.map(({ tier, labels }) => [tier, labels.length])).toEqual([
      ['points', 0],
      ['intervals', 0],
    ]);
    expect(read('a.TextGrid', textGrid.serialise([]).text).tracks).toEqual([]);
    expect(read('a.TextGrid', '"ooTextFile"\n"TextGrid"\n0 1 <absent>').tracks).toEqual([]);
  });
});
