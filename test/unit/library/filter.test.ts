import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSigns, type Filter } from '../../../src/core/library/filter.ts';
import { completeFilter } from '../../../src/core/library/filterComplete.ts';
import { fieldWords, flags, markWords, numberFields, textNames } from '../../../src/core/library/filterFields.ts';
import { foldedPath, matcherOf, NO, UNKNOWN, YES } from '../../../src/core/library/filterMatch.ts';
import { parseFilter } from '../../../src/core/library/filterParse.ts';
import { printFilter } from '../../../src/core/library/filterPrint.ts';
import { readValue } from '../../../src/core/library/filterValue.ts';
import type { AudioRow } from '../../../src/core/protocol/audioRow.ts';
import { anyRow, facts, figures, row } from './rows.ts';

function filterOf(text: string): Filter | null {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.message}`);
  return parsed.filter;
}

function judged(text: string, each: AudioRow): number {
  const filter = filterOf(text);
  return filter ? matcherOf(filter)(each, foldedPath(each)) : YES;
}

const kick = row('takes/loud/Kick (1).wav', { modified: new Date(2024, 0, 31, 14, 5).getTime(), bytes: 1_250_000 });

describe('a row', () => {
  it.each([
    ['', true],
    ['kick', true],
    ['KICK loud', true],
    ['snare', false],
    ['"kick (1)"', true],
    ['kick (1)', true],
    ['-kick', false],
    ['-snare', true],
    ['\u2212snare', true],
    ['not snare and kick', true],
    ['snare or kick', true],
    ['snare or kick -loud', false],
    ['(snare or kick) takes', true],
    ['lufs > -20', true],
    ['lufs > \u221216', false],
    ['lufs\u2265\u221218.2', true],
    ['lufs=-18', true],
    ['lufs=-18.0', false],
    ['lufs!=-18.2', false],
    ['loudness < -18 LUFS', true],
    ['peak>=-1', true],
    ['sp = -1.3', true],
    ['duration<2s', false],
    ['duration = 12', true],
    ['duration > 0:11.5', true],
    ['length<=0.2m', true],
    ['duration<1h', true],
    ['duration>11999ms', true],
    ['rate=48k', true],
    ['rate = 48 kHz', true],
    ['rate=44.1k', false],
    ['channels=2', true],
    ['bits:24', true],
    ['format=wav', true],
    ['format:pcm', true],
    ['format="pcm 24-bit"', true],
    ['format=mp3', false],
    ['size>1MB', true],
    ['size<1MiB', false],
    ['date=2024-01-31', true],
    ['date>2024-01-31', false],
    ['date>=2024-01-31', true],
    ['date<2024-02', true],
    ['date=2024', true],
    ['date>2024-01-31T14:04', true],
    ['findings>0', false],
    ['is:marked', false],
    ['is:stereo', true],
    ['-is:mono', true],
    ['is!=failed', true],
    ['mark:none', true],
    ['mark!=none', false],
    ['name:kick', true],
    ['name:takes', false],
    ['folder=takes/loud', true],
    ['path:"loud/kick"', true],
    ['note:x', false],
  ])('%s', (text, yes) => {
    expect(judged(text, kick)).toBe(yes ? YES : NO);
  });

  it('is left open where it hangs on what is not known yet', () => {
    const fresh = row('kick.wav', { facts: null, figures: null });
    for (const text of ['lufs>-16', '-lufs>-16', 'lufs>-16 kick', 'duration<2', 'is:silent', 'format=flac']) {
      expect([text, judged(text, fresh)]).toEqual([text, UNKNOWN]);
    }
    expect(judged('lufs>-16 snare', fresh)).toBe(NO);
    expect(judged('lufs>-16 or kick', fresh)).toBe(YES);
    expect(judged('format=wav', fresh)).toBe(YES);
    // A length that no header tells comes with the measuring.
    expect(judged('duration<2', row('a.mp3', { facts: facts({ seconds: null }), figures: null }))).toBe(UNKNOWN);
  });

  it('that has no such figure fits no comparison', () => {
    const silent = row('a.wav', { figures: figures({ integratedLufs: null, samplePeakDbfs: null }) });
    for (const sign of compareSigns) expect(judged(`lufs${sign}-16`, silent)).toBe(NO);
    expect(judged('is:silent', silent)).toBe(YES);
    const broken = row('a.wav', { facts: null, figures: null, failure: 'It is damaged.' });
    expect(judged('duration<2', broken)).toBe(NO);
    expect(judged('is:broken', broken)).toBe(YES);
  });

  it('is found however its file system composes letters', () => {
    expect(judged('ärger', row('A\u0308rger.wav'))).toBe(YES);
  });
});

describe('what is wrong', () => {
  it.each([
    ['lufz > 3', 0, 4, 'There is no field “lufz”. Did you mean “lufs”?'],
    ['x lufs >', 7, 1, 'A value is missing after “>”.'],
    ['lufs > loud', 7, 4, '“loud” is not a number.'],
    ['duration<2parsec', 9, 7, '“parsec” is no unit here. Units: ms, s, sec, m, min, h.'],
    ['channels=2ch', 9, 3, '“channels” takes a number without a unit.'],
    ['date>2024-13', 5, 7, 'A date is written like 2024-01-31, 2024-01 or 2024.'],
    ['date=2023-02-29', 5, 10, 'A date is written like 2024-01-31, 2024-01 or 2024.'],
    ['kick or', 7, 0, 'A condition is missing at the end.'],
    ['or kick', 0, 2, 'A condition is missing before “or”. To look for the word itself, write "or".'],
    ['(kick', 0, 1, 'This parenthesis is not closed.'],
    ['kick)', 4, 1, 'There is no opening parenthesis for this one.'],
    [')', 0, 1, 'There is no opening parenthesis for this one.'],
    ['()', 1, 1, 'There is nothing between the parentheses.'],
    ['"kick', 0, 5, 'The quotation mark is not closed.'],
    ['is:brokn', 3, 5, '“brokn” cannot stand after is:. Did you mean “broken”?'],
    ['mark:good', 5, 4, '“good” cannot stand after mark:. There are: keep, reject, review, none.'],
    ['name > 3', 5, 1, '“name” is text: use “:” for a part of it, or “=”.'],
    ['> 3', 0, 1, 'A field is missing before “>”, as in lufs > −16.'],
  ])('%s', (text, at, length, message) => {
    const parsed = parseFilter(text);
    if (parsed.ok) throw new Error('it parses');
    expect(parsed.fault).toEqual({ at, length, message });
  });

  it('is too deep a nest, not a lost stack', () => {
    const parsed = parseFilter('('.repeat(100_000));
    expect(parsed.ok).toBe(false);
  });
});

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== ''),
  fc.constantFrom('or', 'not', 'AND', 'kHz', 's', '-x', 'lufs', 'a:b', '1:30', '=x', 'LUFS', '"', '\u22121'),
);
const literals: Record<string, fc.Arbitrary<string>> = {
  date: fc.constantFrom('2024', '2024-01', '2024-02-29', '2024-02-29T08:15'),
  duration: fc.constantFrom('1:30', '2', '.5s', '2.50m', '100ms', '1:00:00.5'),
};
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  word.map((text): Filter => ({ kind: 'word', text })),
  fc.constantFrom(...numberFields).chain((field) =>
    fc
      .record({
        sign: fc.constantFrom(...compareSigns),
        literal: literals[field.name] ?? fc.constantFrom('-16', '+3.5', '0', '16.10'),
      })
      .map(({ sign, literal }): Filter => {
        const value = readValue(field, literal);
        if (typeof value === 'string') throw new Error(value);
        return { kind: 'number', field: field.name, sign, value };
      }),
  ),
  fc
    .record({
      field: fc.constantFrom(...textNames),
      sign: fc.constantFrom(':' as const, '=' as const, '!=' as const),
      text: word,
    })
    .map((parts): Filter => ({ kind: 'text', ...parts })),
  fc.constantFrom(...markWords).map((mark): Filter => ({ kind: 'mark', mark })),
  fc.constantFrom(...flags).map((flag): Filter => ({ kind: 'is', flag })),
);
const anyFilter = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('filter').map((of): Filter => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 4 }))
      // As the parser makes lists: none of the same kind directly within another.
      .map(([kind, parts]): Filter => ({
        kind,
        parts: parts.flatMap((each) => (each.kind === kind ? each.parts : [each])),
      })),
  ),
})).filter;

const piece = fc.oneof(
  fc.constantFrom(
    ...fieldWords,
    '<',
    '>=',
    '!=',
    ':',
    '(',
    ')',
    '"',
    '-',
    '\u2212',
    ' ',
    'or ',
    ' and ',
    'not ',
    '-16',
    '48k',
    'keep',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

describe('any filter', () => {
  it('is printed so that it parses to the same', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(filterOf(printFilter(filter))).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });

  it('that parses is judged the same after printing', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), anyRow, (pieces, each) => {
        const text = pieces.join('');
        const parsed = parseFilter(text);
        if (!parsed.ok) {
          const { at, length, message } = parsed.fault;
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + length).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe('');
          return;
        }
        expect(filterOf(printFilter(parsed.filter))).toEqual(parsed.filter);
        expect(judged(printFilter(parsed.filter), each)).toBe(judged(text, each));
      }),
      { numRuns: 2000 },
    );
  });

  it('and its opposite leave each row to one of them, or open in both', () => {
    fc.assert(
      fc.property(anyFilter, anyRow, (filter, each) => {
        const found = matcherOf(filter)(each, foldedPath(each));
        const not = matcherOf({ kind: 'not', of: filter })(each, foldedPath(each));
        expect(not).toBe({ [YES]: NO, [NO]: YES, [UNKNOWN]: UNKNOWN }[found]);
      }),
    );
  });

  it('open for a row becomes yes or no once all is known, never another yes or no', () => {
    fc.assert(
      fc.property(anyFilter, anyRow, (filter, each) => {
        // That something was measured is what this one asks.
        fc.pre(!printFilter(filter).includes('is:measured'));
        const before = { ...each, facts: null, figures: null, failure: null };
        const after = { ...before, facts: facts(), figures: figures() };
        const [first, last] = [before, after].map((one) => matcherOf(filter)(one, foldedPath(one)));
        expect(last).not.toBe(UNKNOWN);
        if (first !== UNKNOWN) expect(last).toBe(first);
      }),
    );
  });
});

describe('proposals', () => {
  const words = (text: string, caret = text.length): string[] =>
    completeFilter(text, caret).items.map(({ text }) => text);

  it('are fields by their beginning', () => {
    expect(words('du')).toEqual(['duration']);
    expect(words('kick -lu')).toEqual(['lufs']);
    expect(words('(sa')).toEqual(['samplerate', 'samplepeak']);
    expect(completeFilter('kick na', 7).from).toBe(5);
  });

  it('are names behind mark: and is:', () => {
    expect(words('mark:re')).toEqual(['reject', 'review']);
    expect(words('is:s')).toEqual(['silent', 'stereo']);
    expect(words('is:')).toContain('failed');
  });

  it('are none where nothing is to be named', () => {
    for (const text of ['', 'kick ', '"du', 'lufs>', 'lufs > -1', 'duration']) expect(words(text)).toEqual([]);
    expect(words('duration', 2)).toEqual([]);
  });
});
