import { describe, expect, it } from 'vitest';
import { srt } from '../../../src/core/labels/srt.ts';
import { webVtt } from '../../../src/core/labels/webVtt.ts';
import { read, saved, trackOf } from './support.ts';

describe('SRT', () => {
  const file =
    '1\n00:00:01,000 --> 00:00:02,500\nHello\n<i>world</i>\n\n2\n00:01:00,000 --> 01:00:00,001 X1:40 X2:600\n42\n\n3\n100:00:00,000 --> 100:00:01,000\n';

  it('reads cues, positions and texts that look like numbers', () => {
    const { tracks, warnings, format } = read('a.srt', file);
    expect(format).toBe(srt);
    expect(warnings).toEqual([]);
    expect(tracks[0]!.labels).toEqual([
      { startSeconds: 1, endSeconds: 2.5, text: 'Hello\n<i>world</i>' },
      { startSeconds: 60, endSeconds: 3600.001, text: '42', fields: { position: 'X1:40 X2:600' } },
      { startSeconds: 360000, endSeconds: 360001, text: '' },
    ]);
    expect(saved('a.srt', file)).toBe(file);
  });

  it('reads what others write: no numbers, points, short times, blank lines in a text', () => {
    const { tracks, warnings } = read(
      'a.srt',
      '\n\n0:01.5 --> 0:02\na --> b\n\nmore\n0:03 --> 0:04\nc\n5\n0:05 --> 0:06\nd',
    );
    expect(tracks[0]!.labels.map(({ startSeconds, text }) => [startSeconds, text])).toEqual([
      [1.5, 'a --> b\n\nmore'],
      [3, 'c\n5'],
      [5, 'd'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('warns of damaged cues and lines that belong to none', () => {
    const { tracks, warnings, leftOut } = read(
      'a.srt',
      'junk\n\n1\n00:00:xx,000 --> 00:00:02,000\nlost\n\n2\n00:00:05,000 --> 00:00:04,000\nback\n',
    );
    expect(tracks[0]!.labels).toEqual([{ startSeconds: 4, endSeconds: 5, text: 'back' }]);
    expect(leftOut).toBe(2);
    expect(warnings).toEqual([
      'Line 1: “junk” belongs to no cue; left out.',
      'Line 4: “00:00:xx,000 --> 00:00:02,000” has no two times; the cue is left out.',
      'Line 8: the label ends (4 s) before it starts (5 s); the two times are swapped.',
    ]);
  });

  it('says what is rounded, moved and changed', () => {
    const { text, warnings } = srt.serialise([
      trackOf([
        { startSeconds: -1, endSeconds: 0.0005, text: 'x\n\n1\n00:00 --> 1' },
        { startSeconds: 3, endSeconds: 3, text: 'p', lowHertz: 5 },
      ]),
    ]);
    expect(text).toBe('1\n00:00:00,000 --> 00:00:00,001\nx\n1\n00:00 → 1\n\n2\n00:00:03,000 --> 00:00:03,000\np\n');
    expect(warnings).toEqual([
      'SRT files hold no frequencies: those of 1 label are not saved.',
      'SRT files count in milliseconds: 1 time is rounded.',
      'SRT files begin at 0: 1 time before the audio is moved there.',
      'SRT files hold no points: 1 cue without length may not be shown by players.',
      'Cues hold no blank lines: those of 1 text are not saved.',
      '“-->” would start a new cue: it is saved as “→” in 1 text.',
    ]);
  });
});

describe('WebVTT', () => {
  const file = `WEBVTT - title
Kind: captions

STYLE
::cue { color: red }

NOTE first
two lines

intro
00:00:01.000 --> 00:00:02.500 align:start line:0
<v Ann Lee>Hello &amp; <i>welcome</i> 1 &lt; 2

00:00:03.000 --> 00:00:04.000
<v.loud Bob>raw &gt; kept</v>

10
00:01:00.000 --> 01:00:00.001
two
lines
`;

  it('reads ids, settings, notes, speakers and entities', () => {
    const { tracks, warnings, format, leftOut } = read('a.vtt', file);
    expect(format).toBe(webVtt);
    expect({ warnings, leftOut }).toEqual({ warnings: [], leftOut: 0 });
    expect(tracks[0]!.labels).toEqual([
      {
        startSeconds: 1,
        endSeconds: 2.5,
        text: 'Hello & <i>welcome</i> 1 < 2',
        speaker: 'Ann Lee',
        fields: { id: 'intro', settings: 'align:start line:0', note: 'first\ntwo lines' },
      },
      {
        startSeconds: 3,
        endSeconds: 4,
        text: '<v.loud Bob>raw > kept</v>',
        raw: '<v.loud Bob>raw &gt; kept</v>',
      },
      { startSeconds: 60, endSeconds: 3600.001, text: 'two\nlines', fields: { id: '10' } },
    ]);
  });

  it('writes the same bytes, and an edited text instead of the payload', () => {
    expect(saved('a.vtt', file)).toBe(file);
    const { tracks, dialect } = read('a.vtt', file);
    const labels = tracks[0]!.labels.map((label) => ({ ...label, text: 'new' }));
    expect(webVtt.serialise([{ name: '', labels }], { dialect }).text).toContain('--> 00:00:04.000\nnew\n');
  });

  it('reads cues right after the header and after each other, and short times', () => {
    const { tracks, warnings } = read(
      'a.vtt',
      'WEBVTT\n00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nb\n\nNOTE\nx --> y\n',
    );
    expect(tracks[0]!.labels.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(warnings).toEqual(['Line 7: a note after the last cue; left out.']);
  });

  it('warns of a missing header, damaged cues and stray text', () => {
    const { warnings, leftOut } = read('a.vtt', 'id\n00:01.000 --> 00:02.000\na\n\nstray\n\n00:0x --> 1\nb\n');
    expect(leftOut).toBe(2);
    expect(warnings).toEqual([
      'The file does not begin with WEBVTT; players may refuse it.',
      'Line 5: “stray” belongs to no cue; left out.',
      'Line 7: “00:0x --> 1” has no two times; the cue is left out.',
    ]);
  });

  it('escapes what would be read as markup', () => {
    const label = { startSeconds: 0, endSeconds: 1, text: 'if a<b && c-->d', speaker: 'A & <B>' };
    const { text } = webVtt.serialise([trackOf([label])]);
    expect(text).toContain('<v A &amp; &lt;B&gt;>if a&lt;b &amp;&amp; c--&gt;d');
    expect(read('a.vtt', text).tracks[0]!.labels[0]).toMatchObject(label);
  });
});
