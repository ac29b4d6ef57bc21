import { smpteRates, timeCode } from './smpte.ts';
import { formatCount, formatPosition, formatSeconds } from './units.ts';

export const timeUnits = ['clock', 'seconds', 'samples', 'smpte', 'beats'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** In what times are read and ruled. */
export interface TimeFormat {
  readonly unit: TimeUnit;
  /** Index of smpteRates. */
  readonly smpte: number;
  /** Beats a minute, and beats a bar. */
  readonly tempo: number;
  readonly beatsPerBar: number;
}

export const plainTime: TimeFormat = { unit: 'clock', smpte: 2, tempo: 120, beatsPerBar: 4 };

export const TICKS_PER_BEAT = 960;

/** What stands over a ruler. */
export function unitName({ unit, smpte, tempo }: TimeFormat): string {
  switch (unit) {
    case 'clock':
      return 'h:m:s';
    case 'seconds':
      return 'seconds';
    case 'samples':
      return 'frame';
    case 'smpte':
      return `${smpteRate(smpte).name} fps`;
    case 'beats':
      return `${tempo} bpm`;
  }
}

export function smpteRate(index: number): (typeof smpteRates)[number] {
  return smpteRates[index] ?? smpteRates[2]!;
}

/** The time of a frame, to the unit's own precision: cut, not rounded, so that nothing shows before it is reached. */
export function formatTime(frame: number, sampleRate: number, format: TimeFormat): string {
  switch (format.unit) {
    case 'clock':
      return formatPosition(frame, sampleRate);
    case 'seconds':
      return formatSeconds(Math.floor((frame / sampleRate) * 1e6 + 1e-6) / 1e6, 6);
    case 'samples':
      return formatCount(Math.floor(frame));
    case 'smpte': {
      const { of, per } = smpteRate(format.smpte);
      return timeCode(Math.floor((frame * of) / (sampleRate * per) + 1e-9), smpteRate(format.smpte));
    }
    case 'beats':
      return formatBeats((frame * format.tempo) / (sampleRate * 60), format.beatsPerBar);
  }
}

/** bar.beat.tick, bars and beats from 1. */
export function formatBeats(beats: number, beatsPerBar: number, withTicks = true): string {
  const ticks = Math.floor(beats * TICKS_PER_BEAT + 1e-6);
  const beat = Math.floor(ticks / TICKS_PER_BEAT);
  const label = `${Math.floor(beat / beatsPerBar) + 1}.${(beat % beatsPerBar) + 1}`;
  return withTicks ? `${label}.${String(ticks % TICKS_PER_BEAT).padStart(3, '0')}` : label;
}

/** A length of time: never a bar number, nor a time code that begins with 1. */
export function formatLength(frames: number, sampleRate: number, format: TimeFormat): string {
  if (format.unit !== 'beats') return formatTime(frames, sampleRate, format);
  return `${((frames * format.tempo) / (sampleRate * 60)).toFixed(3)} beats`;
}
