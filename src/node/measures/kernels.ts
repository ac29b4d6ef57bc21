import { clipLevel } from '../../core/analysis/clipping.ts';
import type { MeasureOptions } from '../../core/analysis/channelMeasures.ts';
import { LevelKernel } from '../../core/dsp/levelKernel.ts';
import { TruePeakKernel } from '../../core/dsp/truePeakKernel.ts';

/** Of this thread: each reserves gigabytes of addresses, and measures that run one after the other share them. */
let kernels: Pick<MeasureOptions, 'finder' | 'levels'> | undefined;

/** bits: of stored integers; null of floats and lossy codecs. */
export function measureOptions(sampleRate: number, bits: number | null): MeasureOptions {
  kernels ??= { finder: new TruePeakKernel(), levels: new LevelKernel() };
  return { sampleRate, clipLevel: clipLevel(bits), ...kernels };
}
