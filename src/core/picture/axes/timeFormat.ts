import { smpteRates, timeCode } from './smpte.ts';
import { formatClock, formatCount, formatPosition, formatSeconds, spokenTime } from './units.ts';

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

/** What a tempo and a bar may be. */
export const tempoLimits = { least: 1, most: 999 } as const;
export const barLimits = { least: 1, most: 32 } as const;

/** What stands beside a ruler: short. */
export function unitName({ unit, smpte, tempo }: TimeFormat): string {
  switch (unit) {
    case 'clock':
      return 'h:m:s';
    case 'seconds':
      return 'seconds';
    case 'samples':
      return 'frames';
    case 'smpte':
      return smpteRate(smpte).drop > 0 ? smpteRate(smpte).name : `${smpteRate(smpte).name} fps`;
    case 'beats':
      return `${tempo} bpm`;
  }
}

export function smpteRate(index: number): (typeof smpteRates)[number] {
  return smpteRates[index] ?? smpteRates[2]!;
}

/** Of the ruler's second row, where single samples show: frames, or the clock where the first one has them. */
export function lowerFormat(format: TimeFormat): TimeFormat {
  return { ...format, unit: format.unit === 'samples' ? 'clock' : 'samples' };
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

/** The time of a whole frame, rounded to the microsecond where the unit has seconds: what a readout says. */
export function formatExact(frame: number, sampleRate: number, format: TimeFormat): string {
  if (format.unit === 'clock') return formatClock(frame / sampleRate, 6);
  if (format.unit === 'seconds') return formatSeconds(frame / sampleRate, 6);
  return formatTime(frame, sampleRate, format);
}

/** What stands after such a time; '' where the time shows by itself what it is. */
export function unitAfter({ unit }: TimeFormat): string {
  return unit === 'seconds' ? 's' : unit === 'samples' ? 'frames' : '';
}

/** A time as a sentence says it. */
export function spokenAt(frame: number, sampleRate: number, format: TimeFormat): string {
  const { unit, beatsPerBar, tempo } = format;
  if (unit === 'clock' || unit === 'seconds') return spokenTime(frame / sampleRate);
  const text = formatTime(frame, sampleRate, format);
  if (unit === 'samples') return `frame ${text}`;
  if (unit === 'smpte') return `time code ${text}`;
  const [bar, beat] = formatBeats((frame * tempo) / (sampleRate * 60), beatsPerBar, false).split('.');
  return `bar ${bar} beat ${beat}`;
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

export interface ExactLength {
  readonly value: string;
  readonly unit: string;
}

/** A length to the microsecond, the frame, or the hundredth of a video frame. */
export function exactLength(frames: number, sampleRate: number, format: TimeFormat): ExactLength {
  switch (format.unit) {
    case 'clock':
    case 'seconds':
    case 'samples':
      return { value: formatExact(frames, sampleRate, format), unit: unitAfter(format) };
    case 'smpte': {
      const rate = smpteRate(format.smpte);
      const hundredths = Math.round((frames * rate.of * 100) / (sampleRate * rate.per));
      const part = String(hundredths % 100).padStart(2, '0');
      return { value: `${timeCode(Math.floor(hundredths / 100), rate)}.${part}`, unit: '' };
    }
    case 'beats':
      return { value: ((frames * format.tempo) / (sampleRate * 60)).toFixed(4), unit: 'beats' };
  }
}
