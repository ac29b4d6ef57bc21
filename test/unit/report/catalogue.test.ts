import { describe, expect, it } from 'vitest';
import { catalogue, factsOf, figureGroups, figureText, isPlace } from '../../../src/core/report/catalogue.ts';
import { NO_SAMPLES, SILENCE } from '../../../src/core/report/measured.ts';
import { channelReport, loudnessReport, overallReport, stereoReport } from '../../../src/core/report/report.ts';

const namesOf = (prefix: string, entries: object): string[] => Object.keys(entries).map((name) => `${prefix}.${name}`);
const figures = [
  ...namesOf('channels[]', channelReport.entries).filter((path) => path !== 'channels[].name'),
  ...namesOf('overall', overallReport.entries),
  ...namesOf('loudness', loudnessReport.entries),
  ...namesOf('stereo', stereoReport.entries),
];

describe('the catalogue', () => {
  it('has every figure of the report once, and no other', () => {
    expect(catalogue.map(({ path }) => path).sort()).toEqual([...figures].sort());
  });

  it.each(catalogue.map((facts) => [facts.path, facts] as const))('says what %s is', (path, facts) => {
    expect(facts.title.length).toBeLessThanOrEqual(18);
    expect(facts.title).toMatch(/^[A-Z]/);
    expect(facts.definition).toMatch(/^\S.{14,}\.$/s);
    expect(facts.source).not.toBe('');
    expect(facts.checkedAgainst).not.toBe('');
    expect(figureGroups).toContain(facts.group);
    if (facts.at !== undefined) {
      expect(factsOf(facts.at)).toMatchObject({ unit: 'frame', group: facts.group });
      expect(isPlace(facts.at)).toBe(true);
    }
    // A frame belongs to a figure, and the unit to the name of the figure.
    expect(isPlace(path)).toBe(facts.unit === 'frame');
    const unit = /(Dbfs|Dbtp|Db|Lufs|Lu|Hz|Percent|Bpm|Frame|Frames)$/.exec(path)?.[1];
    const units: Record<string, string> = {
      ...{ Dbfs: 'dBFS', Dbtp: 'dBTP', Db: 'dB', Lufs: 'LUFS', Lu: 'LU', Hz: 'Hz', Percent: '%', Bpm: 'BPM' },
      ...{ Frame: 'frame', Frames: 'frames' },
    };
    if (unit !== undefined) expect(facts.unit).toBe(units[unit]);
  });

  it('knows channels by their numbers, and nothing else', () => {
    expect(factsOf('channels[17].rmsDbfs')).toBe(factsOf('channels[].rmsDbfs'));
    expect(isPlace('channels[3].clickFrame')).toBe(true);
    expect(() => factsOf('overall.nothing')).toThrow('no figure overall.nothing');
  });
});

it.each([
  ['channels[].rmsDbfs', -23.456, '−23.46'],
  ['channels[].rmsDbfs', -0.001, '0.00'],
  ['channels[].truePeakDbtp', 1.25, '+1.25'],
  ['channels[].samplePeakDbfs', 0, '0.00'],
  ['channels[].crestDb', 12, '12.00'],
  ['channels[].samplePeakFrame', 1234567, '1,234,567'],
  ['channels[].truePeakFrame', 1234.25, '1,234.25'],
  ['channels[].truePeakFrame', -0.25, '−0.25'],
  ['channels[].clippedRuns', 999, '999'],
  ['channels[].clippedRuns', 1000, '1,000'],
  ['channels[].dcOffset', 1e-5, '+0.000010'],
  ['loudness.integratedLufs', -22.96, '−23.0'],
  ['overall.plrLu', 14.2, '14.2'],
  ['stereo.correlation', -0.5, '−0.500'],
  ['stereo.balanceDb', 0.5, '+0.50'],
  ['channels[].rmsDbfs', SILENCE, '−∞'],
  ['channels[].rmsDbfs', NO_SAMPLES, '–'],
  ['channels[].rmsDbfs', NaN, '–'],
  ['channels[].rmsDbfs', -Infinity, '–'],
])('%s %s reads %s', (path, figure, text) => expect(figureText(factsOf(path), figure)).toBe(text));
