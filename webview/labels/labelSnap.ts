import type { Store } from '../store.ts';
import { nearestEdge } from './labelIndex.ts';
import { tracksOf } from './labelSync.ts';

/** CSS pixels. */
const REACH = 4;

/** The edge of a label within a few pixels of a frame, else the frame itself. */
export function snapToLabels(store: Store, frame: number): number {
  const rate = store.file.value?.info.sampleRate;
  const tracks = tracksOf(store.labels.value);
  if (!rate || tracks.length === 0) return frame;
  const reach = REACH * store.viewport().framesPerPixel;
  let best = frame;
  let least = reach;
  for (const { labels } of tracks) {
    const edge = nearestEdge(labels, frame / rate, least / rate);
    if (edge === null) continue;
    best = Math.round(edge * rate);
    least = Math.abs(edge * rate - frame);
  }
  return Math.min(Math.max(best, 0), store.totalFrames.value);
}

/** Selection, playhead and cursors hold the edge of a label that comes near. */
export function snapLabelEdge(store: Store, frame: number): number {
  const { selection, position, cursors, totalFrames } = store;
  const range = selection.value;
  const places = [range?.startFrame, range?.endFrame, position.value, cursors.value.a, cursors.value.b];
  let best = frame;
  let least = REACH * store.viewport().framesPerPixel;
  for (const place of places) {
    if (place === undefined || place === null || Math.abs(place - frame) > least) continue;
    best = Math.round(place);
    least = Math.abs(place - frame);
  }
  return Math.min(Math.max(best, 0), totalFrames.value);
}
