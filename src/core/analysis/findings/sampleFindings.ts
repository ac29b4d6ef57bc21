import { counted, type Finding, type Measured, MOST, seconds } from './finding.ts';

/** Samples that are no numbers: they cannot be played, and spoil what is computed from them. */
export function notNumbers({ measures }: Measured): Finding[] {
  return measures.channels.flatMap(({ format }, channel): Finding[] => {
    const { nan, infinite, firstNonFinite } = format;
    if (nan + infinite === 0) return [];
    const kinds = [nan > 0 ? counted(nan, 'NaN sample') : '', infinite > 0 ? counted(infinite, 'infinite sample') : ''];
    const message = `${kinds.filter(Boolean).join(' and ')}; measures leave them out.`;
    return [
      {
        ...{ rule: 'not-a-number', severity: 'error', message, channel },
        ...{ startFrame: firstNonFinite, endFrame: firstNonFinite! + 1 },
      },
    ];
  });
}

export function denormals({ measures }: Measured): Finding[] {
  return measures.channels.flatMap(({ format }, channel): Finding[] => {
    if (format.denormal === 0) return [];
    const message = `${counted(format.denormal, 'denormal sample')}: too small to be heard, and slow to compute with.`;
    return [{ rule: 'denormal', severity: 'info', message, startFrame: null, endFrame: null, channel }];
  });
}

/** Jumps and spikes. A waveform of corners has so many that it must be meant: one finding. */
export function clicks({ measures, sampleRate, startFrame = 0, frames }: Measured): Finding[] {
  return measures.channels.flatMap(({ clicks: found }, channel): Finding[] => {
    if (found.count === 0) return [];
    const often = found.count > 10 * Math.max(1, frames / sampleRate);
    if (often) {
      const message = `${counted(found.count, 'discontinuity', 'discontinuities')}: a waveform of corners, or a damaged recording.`;
      return [{ rule: 'discontinuities', severity: 'info', message, startFrame: null, endFrame: null, channel }];
    }
    const each = found.list.slice(0, MOST).map((frame): Finding => {
      const message = `Click or discontinuity at ${seconds(startFrame + frame, sampleRate)}.`;
      return { rule: 'click', severity: 'warning', message, startFrame: frame, endFrame: frame + 1, channel };
    });
    if (found.count > each.length) {
      const message = `${counted(found.count, 'click')} in all.`;
      each.push({ rule: 'click', severity: 'warning', message, startFrame: null, endFrame: null, channel });
    }
    return each;
  });
}

/** Zeros in the middle of sound. */
export function dropouts({ measures, sampleRate }: Measured): Finding[] {
  return measures.channels.flatMap(({ zeros }, channel): Finding[] => {
    const each = zeros.dropouts.slice(0, MOST).map(({ start, length }): Finding => {
      const message = `Dropout: ${seconds(length, sampleRate)} of zeros within sound.`;
      return { rule: 'dropout', severity: 'error', message, startFrame: start, endFrame: start + length, channel };
    });
    if (zeros.dropoutCount > each.length) {
      const message = `${counted(zeros.dropoutCount, 'dropout')} in all.`;
      each.push({ rule: 'dropout', severity: 'error', message, startFrame: null, endFrame: null, channel });
    }
    return each;
  });
}

/** Fewer bits in use than are stored: the recording was made, or once stored, with fewer. */
export function unusedBits({ measures, bitDepth }: Measured): Finding[] {
  if (bitDepth === null) return [];
  const used = Math.max(...measures.channels.map(({ format }) => format.bitDepth ?? 0));
  if (used === 0 || used > bitDepth - 4) return [];
  const message = `Stored with ${bitDepth} bits, of which ${used} are in use.`;
  return [{ rule: 'unused-bits', severity: 'info', message, startFrame: null, endFrame: null, channel: null }];
}
