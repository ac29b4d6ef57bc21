import type { Marker } from '../../src/core/protocol/details.ts';
import { formatTime, plainTime, type TimeFormat } from '../../src/core/picture/axes/timeFormat.ts';

const kinds: Readonly<Record<Marker['kind'], string>> = {
  cue: 'Marker',
  region: 'Region',
  loop: 'Loop',
  chapter: 'Chapter',
};

export const markerKind = (marker: Marker): string => kinds[marker.kind];

/** Intro, or Loop 1 (loop to 00:00:09.000). */
export function markerWords(marker: Marker, sampleRate: number, format: TimeFormat = plainTime): string {
  const { kind, endFrame, label } = marker;
  if (kind === 'chapter' || endFrame === null) return label;
  return `${label} (${kind} to ${formatTime(endFrame, sampleRate, format)})`;
}

/** 00:00:05.000, or from … to … of a span. */
export function markerTime({ frame, endFrame }: Marker, sampleRate: number, format: TimeFormat = plainTime): string {
  const start = formatTime(frame, sampleRate, format);
  return endFrame === null ? start : `${start} to ${formatTime(endFrame, sampleRate, format)}`;
}
