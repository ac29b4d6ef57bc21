import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label, LabelFormat } from '../../../src/core/labels/label.ts';
import { lanesOf } from '../../../src/core/labels/lanes.ts';
import { labelFormats, readLabels, writeLabels } from '../../../src/core/labels/registry.ts';
import { formatClock, parseClock, parseNumber, plainDecimal, tidy } from '../../../src/core/labels/times.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import { labelArb, trackOf, word } from './support.ts';

const nameOf = (format: LabelFormat): string => `a.${format.extensions[0]!}`;
const facts = (labels: readonly Label[]): unknown[] =>
  labels.map(({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text]);
const sentence = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const lines = fc.array(sentence, { minLength: 1, maxLength: 3 }).map((each) => each.join('\n'));
const texts: Record<LabelFormat['id'], fc.Arbitrary<string>> = {
  audacity: sentence,
  textgrid: lines,
  srt: lines,
  webvtt: lines,
  csv: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\0]/g, '')),
  rttm: word,
};

const heads: Record<LabelFormat['id'], string> = {
  audacity: '1\t2\tx\n',
  textgrid: '"ooTextFile"\n"TextGrid"\n0 5 <exists> 2 "IntervalTier" "x" 0 5 3 ',
  srt: '1\n00:00:01,000 --> 00:00:02,000\n',
  webvtt: 'WEBVTT\n\n',
  csv: 'start,end,label\n',
  rttm: 'SPEAKER a 1 0 1 <NA> <NA> x <NA> <NA>\n',
};

describe.each(labelFormats.map((format) => [format.name, format] as const))('%s', (_, format) => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(labelArb(texts[format.id]), { maxLength: 12 }), (labels) => {
        const track = trackOf(labels);
        const { bytes: file } = writeLabels(format, [track]);
        if (labels.length === 0) return;
        const back = readLabels(nameOf(format), file);
        expect(back.warnings).toEqual([]);
        const all = back.tracks.flatMap((each) => each.labels).sort((a, b) => a.startSeconds - b.startSeconds);
        const read = format.id === 'rttm' ? all.map((label) => ({ ...label, text: label.speaker ?? '' })) : all;
        const sorted = (list: readonly Label[]): string[] =>
          facts(list)
            .map((each) => JSON.stringify(each))
            .sort();
        expect(sorted(read)).toEqual(sorted(track.labels));
        // What was read is written the same again.
        const again = writeLabels(format, back.tracks, { dialect: back.dialect });
        const third = readLabels(nameOf(format), again.bytes);
        expect(Buffer.compare(writeLabels(format, third.tracks, { dialect: third.dialect }).bytes, again.bytes)).toBe(
          0,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('survives any text, and what it saves of that it reads again', () => {
    const crumbs = fc.constantFrom(
      ...[
        '\t',
        '\n',
        '\r\n',
        ' ',
        '1',
        '-2.5',
        '00:00:01,000',
        '00:01.000',
        ' --> ',
        '\\',
        '"',
        '""',
        ',',
        ';',
        'WEBVTT',
        '\n\n',
        'NOTE x',
        'STYLE',
      ],
      ...[
        '"ooTextFile"',
        '"TextGrid"',
        '<exists>',
        '"IntervalTier"',
        '"TextTier"',
        '"x"',
        '0 1',
        '2',
        'start',
        'end',
        'label',
        'SPEAKER a 1 ',
      ],
      ...['<NA> <NA> x', 'nan', '1e999', '-inf', '!', '\ufeff', 'é', '</v>', '<v A>', '&lt;', '\u2028'],
    );
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.oneof(crumbs, fc.string({ maxLength: 3 })), { maxLength: 40 }),
        (head, parts) => {
          const text = (head ? heads[format.id] : '') + parts.join('');
          expect(format.detect(text)).toBeTypeOf('boolean');
          const { tracks, dialect } = format.parse(text.replace(/\r\n?/g, '\n'));
          for (const { labels } of tracks) {
            labels.forEach((label, i) => {
              expect(label.endSeconds >= label.startSeconds).toBe(true);
              expect(label.startSeconds >= (labels[i - 1]?.startSeconds ?? -Infinity)).toBe(true);
            });
          }
          const { text: again } = format.serialise(tracks, { dialect });
          const count = (list: typeof tracks): number => list.reduce((sum, { labels }) => sum + labels.length, 0);
          expect(count(format.parse(again).tracks)).toBe(count(tracks));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('survives damaged bytes', () => {
    const labels = Array.from({ length: 20 }, (_, i) => ({ startSeconds: i, endSeconds: i + 0.5, text: `word${i} é` }));
    const { bytes: file } = writeLabels(format, [trackOf(labels)]);
    const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(file.length), (hits, length) => {
        const copy = file.slice(0, length);
        for (const [at, value] of hits) if (at < length) copy[at] = value;
        try {
          const { tracks, leftOut } = readLabels(nameOf(format), copy);
          expect(tracks.length + leftOut).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(EarshotError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes 100,000 labels at once, in order or not, overlapping or not', () => {
    const labels = Array.from({ length: 100_000 }, (_, i) => ({
      startSeconds: ((i * 7919) % 100_000) / 10,
      endSeconds: ((i * 7919) % 100_000) / 10 + (i % 100 === 0 ? 5 : 0.05),
      text: `label${i}`,
    }));
    const started = performance.now();
    const { bytes: file } = writeLabels(format, [trackOf(labels)]);
    const wrote = performance.now();
    const { tracks } = readLabels(nameOf(format), file);
    const took = performance.now() - wrote;
    expect(tracks.reduce((sum, track) => sum + track.labels.length, 0)).toBeGreaterThanOrEqual(100_000);
    expect(took).toBeLessThan(2000);
    expect(wrote - started).toBeLessThan(2000);
  });

  it('takes 100,000 bad lines, and shows the first of them', () => {
    const { warnings } = format.parse(`start,x\n${'1 "IntervalTier" --> x\nx,y\n\n'.repeat(100_000)}`);
    expect(warnings.length).toBeLessThan(30);
  });
});

describe('times', () => {
  it('are written as the shortest decimal that reads back', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const text = plainDecimal(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(parseNumber(text)).toBe(value + 0);
      }),
    );
    expect(plainDecimal(1e300)).toMatch(/^1\d{300}$/);
    expect([plainDecimal(1.5, 6), plainDecimal(-0), plainDecimal(-1.25e-9)]).toEqual([
      '1.500000',
      '0',
      '-0.00000000125',
    ]);
  });

  it('are clocks with milliseconds or all places', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), (milliseconds) => {
        expect(parseClock(formatClock(milliseconds / 1000))).toBe(milliseconds / 1000);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -1e11, max: 1e11, noNaN: true }), (seconds) => {
        expect(parseClock(formatClock(seconds, ',', true))).toBe(seconds + 0);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e10 }), fc.integer({ min: 0, max: 1e10 }), (a, b) => {
        expect(tidy(a / 1000 + b / 1000)).toBe((a + b) / 1000);
      }),
    );
    expect([formatClock(59.9996), formatClock(3599.9996), formatClock(-1.5)]).toEqual([
      '00:01:00.000',
      '01:00:00.000',
      '-00:00:01.500',
    ]);
  });
});

describe('lanes', () => {
  it('keep labels apart, with no more lanes than labels at one time', () => {
    const short = labelArb(fc.constant('')).map((label) => ({
      ...label,
      startSeconds: Math.round(label.startSeconds / 4000),
      endSeconds: Math.round(label.endSeconds / 4000),
    }));
    fc.assert(
      fc.property(fc.array(short, { maxLength: 40 }), (list) => {
        const { labels } = trackOf(list);
        const lanes = lanesOf(labels);
        const apart = (a: Label, b: Label): boolean =>
          a.endSeconds < b.startSeconds || (a.endSeconds === b.startSeconds && a.endSeconds > a.startSeconds);
        labels.forEach((label, i) => {
          for (let k = 0; k < i; k++) if (lanes[k] === lanes[i]) expect(apart(labels[k]!, label)).toBe(true);
          // The lane is the lowest: in each below it something is in the way.
          for (let lane = 0; lane < lanes[i]!; lane++) {
            expect(labels.some((other, k) => k < i && lanes[k] === lane && !apart(other, label))).toBe(true);
          }
        });
      }),
    );
  });
});
