import { amplitudeDb } from '../decibels.ts';
import { counted, type Finding, type Measured, MOST, seconds } from './finding.ts';

/** A run of so many samples at full scale is a top that was cut off; fewer may have been there. */
const CUT_OFF = 3;
/** −50 dBFS. */
const LARGE_OFFSET = 10 ** (-50 / 20);
/** dBTP: less is nothing to two decimals. */
const OVER = 0.005;

/** Samples at full scale, channel by channel: the runs of three and more each. */
export function clipping({ measures, sampleRate }: Measured): Finding[] {
  return measures.channels.flatMap(({ clipping: runs }, channel): Finding[] => {
    if (runs.count === 0) return [];
    if (runs.longest < CUT_OFF) {
      const message = `${counted(runs.frames, 'sample')} at full scale, never ${CUT_OFF} in a row.`;
      return [finding('full-scale', 'info', message, runs.first, runs.first! + 1, channel)];
    }
    const long = runs.list.filter(({ length }) => length >= CUT_OFF);
    const found = long.slice(0, MOST).map(({ start, length }) => {
      const message = `Clipped for ${counted(length, 'sample')} (${seconds(length, sampleRate)}).`;
      return finding('clipping', 'error', message, start, start + length, channel);
    });
    if (runs.count > found.length) {
      const message = `${counted(runs.count, 'run')} of samples at full scale in all, ${counted(runs.frames, 'sample')}.`;
      found.push(finding('clipping', 'error', message, runs.first, runs.last! + 1, channel));
    }
    return found;
  });
}

/** Peaks between the samples that a converter cannot play. */
export function truePeakOver({ measures }: Measured): Finding[] {
  return measures.channels.flatMap(({ truePeak, levels }, channel): Finding[] => {
    if (truePeak.dbtp === null || truePeak.at === null || truePeak.dbtp < OVER) return [];
    const what =
      levels.peak > 1 ? 'The samples themselves exceed full scale' : 'The sound between the samples exceeds full scale';
    const message = `${what}: true peak +${truePeak.dbtp.toFixed(2)} dBTP.`;
    const frame = Math.floor(truePeak.at);
    return [finding('true-peak-over', levels.peak > 1 ? 'error' : 'warning', message, frame, frame + 1, channel)];
  });
}

export function dcOffset({ measures }: Measured): Finding[] {
  return measures.channels.flatMap(({ levels }, channel): Finding[] => {
    if (Math.abs(levels.dcOffset) < LARGE_OFFSET) return [];
    const percent = `${levels.dcOffset > 0 ? '+' : '−'}${Math.abs(levels.dcOffset * 100).toPrecision(3)} %`;
    const level = amplitudeDb(Math.abs(levels.dcOffset)).toFixed(1).replace('-', '−');
    const message = `DC offset of ${percent} of full scale (${level} dBFS).`;
    return [finding('dc-offset', 'warning', message, null, null, channel)];
  });
}

function finding(
  ...[rule, severity, message, startFrame, endFrame, channel]: [
    string,
    Finding['severity'],
    string,
    number | null,
    number | null,
    number,
  ]
): Finding {
  return { rule, severity, message, startFrame, endFrame, channel };
}
