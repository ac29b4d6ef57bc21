import { expect, it } from 'vitest';
import { type Measured, nothing } from '../../../src/core/report/measured.ts';
import { targetWords } from '../../../webview/panels/loudnessTargets.ts';

function measured(integratedLufs: number, truePeakDbtp: number): Measured {
  const none = nothing({ reason: 'not asked for' });
  return {
    ...none,
    loudness: { ...none.loudness, integratedLufs },
    overall: { ...none.overall, truePeakDbtp },
  };
}

it('says how far from a target, what would bring it there, and whether it peaks too high', () => {
  expect(targetWords(measured(-18.14, -3), 'r128')).toBe(
    '4.9 LU louder than the target: −4.9 dB would bring it there.',
  );
  expect(targetWords(measured(-18.1, -3), 'streaming')).toBe(
    '4.1 LU quieter than the target: +4.1 dB would bring it there.',
  );
  expect(targetWords(measured(-23.02, -3), 'r128')).toBe('On target.');
  expect(targetWords(measured(-22.8, -3), 'r128')).toBe('On target: 0.2 LU louder, within ± 0.2 LU.');
  expect(targetWords(measured(-22.7, -3), 'r128')).toMatch('0.3 LU louder than the target');
  expect(targetWords(measured(-16, -0.75), 'podcast')).toBe('On target. The true peak is 0.3 dB above −1 dBTP.');
  expect(targetWords(nothing({ reason: 'silence' }), 'r128')).toBeNull();
});
