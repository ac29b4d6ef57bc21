import { expect, it } from 'vitest';
import type { LintFinding } from '../../../../src/core/lint/lint.ts';
import { findRule } from '../../../../src/core/lint/rules/index.ts';
import { AudioNames } from '../../../../src/host/audioNames.ts';
import { shownFindings } from '../../../../src/host/lint/shownFindings.ts';
import { clip } from './support.ts';

const violation = (over: Partial<LintFinding> = {}): LintFinding => ({
  ...clip,
  severity: 'warning',
  active: {
    ...{ rule: findRule('clipping')!, severity: 'warning', options: {} },
    from: { path: '/w/.earshot.json', line: 4, column: 5 },
  },
  ...over,
});
const nameOf = (path: string): string => path.slice('/w/'.length);

it('shows what a rule and the scan have found once, with the severity of the rule and who asks for it', () => {
  const demandedBy = { path: '.earshot.json', line: 4 };
  expect(shownFindings([clip], [violation()], nameOf)).toEqual([{ ...clip, severity: 'warning', demandedBy }]);
  const longer = violation({ startFrame: 23_990, channel: null });
  expect(shownFindings([clip], [longer], nameOf)).toHaveLength(1);
});

it('keeps what the scan alone has found, and sorts all by severity and time', () => {
  const [later, left] = [
    { ...clip, startFrame: 30_000, endFrame: 30_005 },
    { ...clip, channel: 0 },
  ];
  const preset = violation({ rule: 'loudness', startFrame: null, endFrame: null, channel: null });
  const active = { ...preset.active, from: { preset: 'ebu-r128' } };
  const shown = shownFindings([later, left, clip], [violation(), { ...preset, active }], nameOf);
  expect(shown.map(({ rule, severity, startFrame, demandedBy }) => [rule, severity, startFrame, demandedBy])).toEqual([
    ['clipping', 'error', 24_000, undefined],
    ['clipping', 'error', 30_000, undefined],
    ['loudness', 'warning', null, { preset: 'ebu-r128' }],
    ['clipping', 'warning', 24_000, { path: '.earshot.json', line: 4 }],
  ]);
});

it('knows audio by its name, however it is written', () => {
  const names = new AudioNames(['*.wav', '*.mp+']);
  expect(names.glob).toBe('**/*.{[wW][aA][vV],[mM][pP]+}');
  expect(['/a/x.wav', 'C:\\a\\X.WAV', 'x.mp+'].every((path) => names.fits(path))).toBe(true);
  expect(['/a/.wav', '/wav', '/a.wav/x', '/x.wave', '/a/._x.wav'].some((path) => names.fits(path))).toBe(false);
});
