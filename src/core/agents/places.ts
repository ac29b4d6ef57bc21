import * as v from 'valibot';
import type { Finding, Report } from '../report/report.ts';
import { clock } from '../util/clock.ts';

const seconds = v.nullable(v.number());
const frame = v.nullable(v.pipe(v.number(), v.integer()));

/** Entries of a thing that was found, and where. */
export const foundEntries = {
  severity: v.picklist(['error', 'warning', 'info']),
  rule: v.string(),
  message: v.string(),
  startSeconds: v.pipe(seconds, v.description('null: of the file as a whole.')),
  endSeconds: seconds,
  startFrame: frame,
  endFrame: v.pipe(frame, v.description('First frame after it.')),
  channel: v.pipe(v.nullable(v.string()), v.description('Name of the channel; null: of no single one.')),
};
export type Found = v.InferOutput<v.ObjectSchema<typeof foundEntries, undefined>>;

export function foundOf({ rule, severity, message, startFrame, endFrame, channel }: Finding, report: Report): Found {
  const rate = report.file.sampleRate;
  const at = (place: number | null): number | null => (place === null || rate === null ? null : place / rate);
  return {
    severity,
    rule,
    message,
    startSeconds: at(startFrame),
    endSeconds: at(endFrame),
    startFrame,
    endFrame,
    channel: channel === null ? null : (report.channels[channel]?.name ?? String(channel + 1)),
  };
}

/** 'error clipping at 0:12.345 (frame 592560), channel L: …' */
export function foundText({ severity, rule, message, startSeconds, startFrame, channel }: Found): string {
  const at = startSeconds === null ? '' : ` at ${clock(startSeconds)} (frame ${startFrame})`;
  return `${severity} ${rule}${at}${channel === null ? '' : `, channel ${channel}`}: ${message}`;
}

export const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** A model reads only so much: whole lines up to so many characters, and how many more there are. */
export function bounded(lines: readonly string[], most: number): string {
  let length = 0;
  const fit = lines.findIndex((line) => (length += line.length + 1) > most);
  if (fit < 0) return lines.join('\n');
  return [...lines.slice(0, fit), `… ${counted(lines.length - fit, 'more line')} left out.`].join('\n');
}
