import { addMarker, type Findings } from './findings.ts';

/** Cue points and what other chunks say about them, by the number of the cue point. */
export interface WaveMarkers {
  cues: Map<number, number>;
  labels: Map<number, string>;
  notes: Map<number, string>;
  spans: Map<number, { frames: number; text: string }>;
  loops: { id: number; start: number; end: number }[];
}

const MAX_CUES = 10_000;

export function newWaveMarkers(): WaveMarkers {
  return { cues: new Map(), labels: new Map(), notes: new Map(), spans: new Map(), loops: [] };
}

export function setCue(markers: WaveMarkers, id: number, frame: number): void {
  if (markers.cues.size < MAX_CUES) markers.cues.set(id, frame);
}

/** smpl gives the last frame of a loop, markers the first one after it. */
export function addLoop(markers: WaveMarkers, id: number, start: number, last: number): void {
  if (markers.loops.length < MAX_CUES) markers.loops.push({ id, start, end: last + 1 });
}

/** Once all chunks are read: they come in any order. */
export function finishWaveMarkers(markers: WaveMarkers, found: Findings): void {
  const { cues, labels, notes, spans, loops } = markers;
  const looped = new Set<number>();
  loops.forEach((loop, index) => {
    const label = labels.get(loop.id) ?? `Loop ${index + 1}`;
    addMarker(found, { kind: 'loop', unit: 'frames', at: loop.start, end: Math.max(loop.end, loop.start), label });
    // Samplers write a cue point at the start of each loop only to give it a name.
    if (cues.get(loop.id) === loop.start && labels.has(loop.id)) looped.add(loop.id);
  });
  for (const [id, at] of cues) {
    const span = spans.get(id);
    if (looped.has(id) && !span) continue;
    const label = labels.get(id) || notes.get(id) || span?.text || `Cue ${id}`;
    const frames = span?.frames ?? 0;
    if (frames > 0) addMarker(found, { kind: 'region', unit: 'frames', at, end: at + frames, label });
    else addMarker(found, { kind: 'cue', unit: 'frames', at, end: null, label });
  }
}
