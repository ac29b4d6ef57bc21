import { findings } from '../../core/analysis/findings/rules.ts';
import type { LoudnessFigures } from '../../core/analysis/loudnessSeries.ts';
import type { MeasuresResult } from '../../core/analysis/measures.ts';
import type { Finding, FileMeasures } from '../../core/protocol/measures.ts';
import type { Figure, Unavailable } from '../../core/report/measured.ts';
import { measuredOf } from '../../core/report/measuredOf.ts';
import type { Conclusion } from './measureApi.ts';
import type { StoredSamples } from './storedSamples.ts';

export const NOT_YET: Unavailable = { reason: 'not measured yet' };

export interface FigureParts {
  sampleRate: number;
  /** Of the file, where what was measured begins. */
  startFrame: number;
  frames: number;
  stored: StoredSamples;
  measures: MeasuresResult;
  loudness: LoudnessFigures;
  /** null: more frames are to come. */
  conclusion: Conclusion | null;
  /** Findings of no rule. */
  more: readonly Finding[];
}

/** The figures of what was measured. */
export function figuresOf(parts: FigureParts): FileMeasures['measured'] {
  const { sampleRate, startFrame, frames, stored, measures, loudness, conclusion, more } = parts;
  const { bits, lossy } = stored;
  const found = findings({ sampleRate, startFrame, frames, bitDepth: bits, lossy, measures, loudness });
  const measured = measuredOf({
    ...{ sampleRate, startFrame, frames, measures, loudness },
    tempo: conclusion?.tempo ?? null,
    tones: conclusion?.tones ?? [],
    findings: conclusion ? [...more, ...found] : found.filter(stays),
  });
  if (conclusion) return measured;
  const tempo = { tempoBpm: NOT_YET, tempoConfidence: NOT_YET };
  const tone: Record<string, Figure> = {
    ...{ toneHz: NOT_YET, thdPercent: NOT_YET, thdDb: NOT_YET, thdnPercent: NOT_YET, thdnDb: NOT_YET },
  };
  return {
    ...measured,
    channels: measured.channels.map((channel) => ({ ...channel, ...tone })),
    overall: { ...measured.overall, ...tempo },
  };
}

/** Whether frames to come cannot change it: what has a place, but for what is said of the end. */
const stays = ({ rule, startFrame }: Finding): boolean => startFrame !== null && rule !== 'trailing-silence';
