import { channelNames } from '../../picture/axes/units.ts';
import { clock } from '../../util/clock.ts';
import type { ConfigProblem } from '../config/config.ts';
import type { LintFacts } from '../facts.ts';
import type { ActiveRule, LintFinding } from '../lint.ts';

/** A file that was checked. */
export interface LintedFile {
  /** For machines with slashes, relative to the folder that the check was run in, or absolute. */
  readonly path: string;
  readonly facts: LintFacts;
  readonly findings: readonly LintFinding[];
  /** The configuration that governs it; null: a preset alone. */
  readonly config: string | null;
}

export interface LintTotals {
  /** Files that were looked at, those that could not be read included. */
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly unreadable: number;
  /** Files that configurations leave out. */
  readonly ignored: number;
}

/** Makes text piece by piece, in the order of the calls; what it has given is whole whenever it ends with end(). */
export interface LintReporter {
  begin(): string;
  /** path: of the configuration, as LintedFile has paths. */
  problem(problem: ConfigProblem, path: string): string;
  file(linted: LintedFile): string;
  end(totals: LintTotals): string;
}

/** Unreadable files have a name like a rule has, for tools that tell lines by it. */
export const UNREADABLE = 'unreadable';

/** Seconds of a frame; null where there is no frame or no rate. */
export function secondsOf({ report }: LintFacts, frame: number | null): number | null {
  const { sampleRate } = report.file;
  return frame === null || !sampleRate ? null : frame / sampleRate;
}

/** Name of a finding's channel, if the file has several. */
export function channelName({ report: { channels } }: LintFacts, channel: number | null): string | null {
  return channel === null || channels.length < 2 ? null : (channels[channel]?.name ?? null);
}

/** Time and channel, as they stand before the message: '0:12.345 L: ', '0:12.345 channel 3: '. Named as the lanes are. */
export function placeOf(facts: LintFacts, { startFrame, channel }: LintFinding): string {
  const seconds = secondsOf(facts, startFrame);
  const given = channelName(facts, channel);
  const unnamed = given !== null && /^\d+$/.test(given);
  const name = unnamed ? channelNames(facts.report.channels.length)[channel!]! : given;
  const shown = name !== null && /^\d+$/.test(name) ? `channel ${name}` : name;
  const parts = [seconds === null ? null : clock(seconds), shown].filter((part) => part !== null);
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
}

/** Where a configuration asks for it, or which preset. path: as the caller knows it. */
export const demandOf = ({ from }: ActiveRule, path: (path: string) => string): ActiveRule['from'] =>
  'preset' in from ? from : { ...from, path: path(from.path) };
