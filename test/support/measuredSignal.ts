import { findings } from '../../src/core/analysis/findings/rules.ts';
import { tempo } from '../../src/core/analysis/tempo.ts';
import { toneDistortion } from '../../src/core/analysis/toneDistortion.ts';
import type { Measured } from '../../src/core/report/measured.ts';
import { measuredOf } from '../../src/core/report/measuredOf.ts';
import { measured, scannedLoudness } from '../conformance/support/measured.ts';

/** All figures of a report of these samples, which stand in a file from startFrame on. */
export function measuredSignal(
  planes: readonly Float32Array[],
  sampleRate: number,
  { startFrame = 0, layout }: { startFrame?: number; layout?: readonly string[] } = {},
): Measured {
  const frames = planes[0]!.length;
  const measures = measured(planes, sampleRate);
  const clean = planes.map((plane) => plane.map((x) => (Number.isFinite(x) ? x : 0)));
  const loudness = scannedLoudness(clean, sampleRate, { layout });
  const slice = Math.floor(sampleRate / 100);
  const energies = Float64Array.from({ length: Math.floor(frames / slice) }, (_, i) =>
    clean.reduce((sum, plane) => plane.subarray(i * slice, (i + 1) * slice).reduce((all, x) => all + x * x, sum), 0),
  );
  return measuredOf({
    ...{ sampleRate, startFrame, frames, measures, loudness, tempo: tempo(energies) },
    tones: planes.map((plane) => toneDistortion(plane, sampleRate)),
    findings: findings({ sampleRate, startFrame, frames, bitDepth: 24, lossy: false, measures, loudness }),
  });
}
