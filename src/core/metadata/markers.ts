import type { AudioInfo } from '../protocol/audio.ts';
import type { FileDetails, Marker } from '../protocol/details.ts';
import type { Findings } from './findings.ts';

const MAX_LABEL = 500;

/**
 * Markers in frames of what is heard, by place. Times of tags and chapters count from the first frame heard, cue points
 * of PCM files from the first frame there is: both are frame 0 here.
 */
export function toMarkers(found: Findings, info: Pick<AudioInfo, 'sampleRate' | 'frames' | 'framesExact'>): Marker[] {
  const limit = info.framesExact && info.frames !== null ? info.frames : Number.MAX_SAFE_INTEGER;
  const markers: Marker[] = [];
  let outside = 0;
  for (const { kind, unit, at, end, label } of found.markers) {
    const toFrame = (value: number): number => Math.round(unit === 'frames' ? value : value * info.sampleRate);
    const frame = toFrame(at);
    if (!(frame >= 0 && frame <= limit)) {
      outside++;
      continue;
    }
    const last = end === null ? null : Math.min(toFrame(end), limit);
    const span = last !== null && Number.isSafeInteger(last) && last > frame ? last : null;
    const kept = kind === 'loop' && span === null ? 'cue' : kind;
    markers.push({ kind: kept, frame, endFrame: span, label: label.trim().slice(0, MAX_LABEL) });
  }
  if (outside > 0) {
    const words = outside === 1 ? 'A marker lies' : `${outside} markers lie`;
    found.warnings.add(`${words} after the end of the file and ${outside === 1 ? 'is' : 'are'} not shown.`);
  }
  return markers.sort((a, b) => a.frame - b.frame);
}

const MAX_LOOPS = 1000;

/** Loops as the file has them: empty ones, and those beyond the end of the audio, as well. */
export function toLoops({ markers }: Findings, { sampleRate }: Pick<AudioInfo, 'sampleRate'>): FileDetails['loops'] {
  const loops = markers.flatMap(({ kind, unit, at, end, label }) => {
    const [startFrame, endFrame] = [at, end ?? at].map((value) =>
      Math.round(unit === 'frames' ? value : value * sampleRate),
    ) as [number, number];
    const known = kind === 'loop' && [startFrame, endFrame].every((frame) => Number.isSafeInteger(frame) && frame >= 0);
    return known ? [{ startFrame, endFrame, label: label.trim().slice(0, MAX_LABEL) }] : [];
  });
  return loops.length === 0 ? undefined : loops.sort((a, b) => a.startFrame - b.startFrame).slice(0, MAX_LOOPS);
}
