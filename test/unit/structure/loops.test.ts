import { expect, it } from 'vitest';
import { noFindings, addMarker } from '../../../src/core/metadata/findings.ts';
import { toLoops, toMarkers } from '../../../src/core/metadata/markers.ts';

it('loops stay as the file has them, where markers are kept inside of the audio', () => {
  const found = noFindings();
  const add = (
    kind: 'loop' | 'region',
    at: number,
    end: number,
    label: string,
    unit: 'frames' | 'seconds' = 'frames',
  ) => addMarker(found, { kind, unit, at, end, label });
  add('loop', 900, 1500, ' late ');
  add('loop', 100, 100, 'empty');
  add('loop', 2000, 3000, 'outside');
  add('region', 5, 10, 'no loop');
  add('loop', 0.5, 1, 'seconds', 'seconds');
  add('loop', NaN, 5, 'nowhere');
  const info = { sampleRate: 1000, frames: 1000, framesExact: true };
  expect(toLoops(found, info)).toEqual([
    { startFrame: 100, endFrame: 100, label: 'empty' },
    { startFrame: 500, endFrame: 1000, label: 'seconds' },
    { startFrame: 900, endFrame: 1500, label: 'late' },
    { startFrame: 2000, endFrame: 3000, label: 'outside' },
  ]);
  expect(toMarkers(found, info).filter(({ kind }) => kind === 'loop')).toHaveLength(2);
  expect(toLoops(noFindings(), info)).toBeUndefined();
});
