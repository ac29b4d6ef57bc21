import { describe, expect, it } from 'vitest';
import { csv } from '../../../src/core/labels/csv.ts';
import type { Label } from '../../../src/core/labels/label.ts';
import { read, saved, trackOf } from './support.ts';

const labelsOf = (text: string): readonly Label[] => read('a.csv', text).tracks[0]!.labels;

describe('CSV', () => {
  it.each([
    ['comma', 'start,end,label\n1,2.5,"a, ""b""\nc"\n3,,point\n'],
    ['semicolon and decimal comma', 'label;end;start\n"a, ""b""\nc";2,5;1\npoint;;3\n'],
    ['tab', 'Begin Time (s)\tEnd Time (s)\tAnnotation\n1\t2.5\t"a, ""b""\nc"\n3\t3\tpoint\n'],
    [
      'durations',
      'Name,Start,Duration,Time Format\n"a, ""b""\nc",0:01.000,0:01.500,decimal\npoint,0:03.000,,decimal\n',
    ],
    ['milliseconds', 'start_ms,end_ms,text\n1000,2500,"a, ""b""\nc"\n3000,3000,point\n'],
    ['no header', '1,2.5,"a, ""b""\nc"\n3,3,point\n'],
    ['camelCase and sep', 'sep=;\nstartTime;stopTime;Transcript\n1 s;2.5 s;"a, ""b""\nc"\n3;;point'],
  ])('reads %s', (_, text) => {
    expect(labelsOf(text)).toMatchObject([
      { startSeconds: 1, endSeconds: 2.5, text: 'a, "b"\nc' },
      { startSeconds: 3, endSeconds: 3, text: 'point' },
    ]);
    expect(read('a.csv', text).warnings).toEqual([]);
  });

  it.each([
    'start,end,label\n1,2.5,"a, ""b""\nc"\n3,3,point\n',
    'label;end;start\na;2,5;1\n',
    ',Start,Stop,name,note,note\n7,1,2,x,one,two\n8,1.5,2,y,,\n',
    'Low Freq (Hz)\tHigh Freq (Hz)\tBegin Time (s)\tEnd Time (s)\tSpecies\n100\t2000.5\t1\t2\towl\n',
    'start,end,speaker,tier,text\n00:00:01.000,01:02:03.123456,Ann,words,x\n',
    '1,one\n2,two\n',
    '1,2,one,extra\n',
  ])('writes the same bytes: %j', (text) => expect(saved('a.csv', text)).toBe(text));

  it('keeps columns it does not know, also with names of objects', () => {
    const [label] = labelsOf('start,end,label,__proto__,constructor\n1,2,x,p,\n');
    expect(Object.entries(label!.fields!)).toEqual([['__proto__', 'p']]);
    expect(saved('a.csv', 'start,end,label,__proto__,constructor\n1,2,x,p,\n')).toBe(
      'start,end,label,__proto__,constructor\n1,2,x,p,\n',
    );
  });

  it('adds columns for what it had none for', () => {
    const label = { startSeconds: 1, endSeconds: 2, text: 'x', lowHertz: 5, speaker: 'Ann', fields: { id: '7' } };
    const { text, warnings } = csv.serialise([trackOf([label], 't'), { name: 'empty', labels: [] }]);
    expect(text).toBe('start,end,label,low (Hz),speaker,track,id\n1,2,x,5,Ann,t,7\n');
    expect(warnings).toEqual(['CSV files hold no empty tracks: “empty” is not saved.']);
    expect(read('a.csv', text).tracks).toEqual([{ name: 't', labels: [label] }]);
  });

  it('takes unquoted delimiters of a text at the end of a row, and warns of other cells', () => {
    expect(labelsOf('start,end,label\n1,2,hello, world\n')[0]!.text).toBe('hello, world');
    expect(read('a.csv', 'label,start\nx,1,y\n').warnings).toEqual([
      'Line 2: 3 cells where the table has 2; those beyond are left out.',
    ]);
  });

  it('names the line of a quoted text that goes over several', () => {
    const { warnings } = read('a.csv', 'start,label\n1,"a\nb"\nx,c\n');
    expect(warnings).toEqual(['Line 4: “x” is not a time; left out.']);
  });

  it('warns of a quote that is never closed, and of words for frequencies', () => {
    const { tracks, warnings, leftOut } = read('a.csv', 'start,label,low\n1,a,n/a\n2,"b\n3,c\n4,d\n');
    expect(tracks[0]!.labels.map(({ text }) => text)).toEqual(['a']);
    expect(leftOut).toBe(2);
    expect(warnings).toEqual([
      'Line 2: “n/a” is not a frequency; left out.',
      'Line 3: a quote is opened and never closed; what follows is left out.',
    ]);
  });

  it('takes very wide tables and very long cells', () => {
    const wide = `start,label${',x'.repeat(30_000)}\n1,a${',y'.repeat(30_000)}\n`;
    expect(saved('a.csv', wide)).toBe(wide);
    expect(read('a.csv', `start,label\n1,a\n1${' '.repeat(1_000_000)}x,b\n`).leftOut).toBe(1);
  });

  it('refuses what is no table of labels', () => {
    expect(() => read('a.csv', 'name,age\nAnn,5\n')).toThrow(
      'a.csv cannot be read as CSV. Line 1: “name,age” is neither a row of times nor a header with a column “start”.',
    );
    expect(() => read('a.csv', 'start,end\nx,y\n')).toThrow('Line 2: “x” is not a time; left out.');
  });
});
