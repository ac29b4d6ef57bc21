import type { Report } from '../../report/report.ts';
import { ofFile, type Violation } from '../rule.ts';
import { at } from './facts.ts';
import { type Limits, outside } from './limits.ts';

/** The silence before or behind the sound of all channels, seconds, if it is not as wanted. */
export function silentEnd(report: Report, end: 'leading' | 'trailing', limits: Limits): Violation[] {
  const { framesDecoded: frames } = report.decode;
  const rate = report.file.sampleRate;
  const each = report.channels.map((channel) => channel[`${end}SilenceFrames`]);
  const known = each.filter((silence) => silence !== null);
  const least = Math.min(...known);
  // No sample of the file is above −60 dBFS.
  if (known.length === 0 || least >= frames || rate === null) return [];
  const title = `${end === 'leading' ? 'Leading' : 'Trailing'} silence`;
  const message = outside({ title, unit: 's', digits: 3 }, least / rate, limits);
  if (message === null) return [];
  if (least === 0) return [ofFile(message)];
  const from = end === 'leading' ? 0 : frames - least;
  return [at(message, from, from + least, report, null)];
}
