import { EarshotError } from '../../core/protocol/errors.ts';
import type { Analysis, FrequencyRows } from '../../core/protocol/spectrogram.ts';
import { stepOf } from '../../core/spectrogram/columns.ts';
import type { ScannedFile } from '../scannedFile.ts';
import type { Part } from './parts.ts';

/** What can be looked at of a file now. */
export interface Extent {
  /** Frames that are there. */
  readonly frames: number;
  /** And there are no more: what comes after is silence. */
  readonly whole: boolean;
}

export function extentOf(file: ScannedFile): Extent {
  const frames = file.availableFrames;
  const { frames: promised, framesExact } = file.info;
  const whole = file.progress.state !== 'scanning' || (framesExact && promised !== null && frames >= promised);
  return { frames, whole };
}

/** Columns from the file's start on whose windows can all be looked at. */
export function columnsThere(analysis: Analysis, level: number, parts: readonly Part[], extent: Extent): number {
  const step = stepOf(analysis, level);
  const { frames } = extent;
  if (extent.whole) return Math.ceil(frames / step);
  // Reassigned energy comes from a window before and after.
  const reach = analysis.method === 'reassigned' ? 2 * analysis.size : 0;
  const longest = Math.max(...parts.map((part) => part.analysis.size));
  return Math.max(0, Math.floor((frames - reach - longest) / step));
}

export function checkTracks(file: ScannedFile, tracks: 'channels' | 'midSide', channels: readonly number[]): void {
  const { name } = file.opened;
  const there = file.info.channels;
  const names = there === 1 ? '1 channel' : `${there} channels`;
  if (tracks === 'midSide' && there !== 2) {
    throw new EarshotError('unsupported', `Mid and side are of two channels; ${name} has ${names}.`);
  }
  const missing = channels.find((channel) => channel >= there);
  if (missing !== undefined) {
    throw new EarshotError('internal', `${name} has ${names}; channel ${missing + 1} was asked for.`);
  }
}

export function checkAxis({ low, high }: Pick<FrequencyRows, 'low' | 'high'>): void {
  if (low < high) return;
  throw new EarshotError('internal', `Frequencies from ${low} to ${high} Hz are none.`);
}
