import type { Marker } from '../../protocol/details.ts';
import { frameAt, type View, xOf } from '../viewport.ts';

/** A flag on the marker row: one marker, or several that stand too close to be told apart. CSS pixels. */
export interface Flag {
  readonly x: number;
  readonly markers: readonly Marker[];
  /** Clipped to its room; empty where there is none. */
  readonly label: string;
  /** The flag itself is out of sight at the left: the label says what the view is in. */
  readonly before: boolean;
  /** What a click hits, from and to. */
  readonly from: number;
  readonly to: number;
}

/** The span of a loop or region as far as it is in view. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly startsHere: boolean;
  readonly endsHere: boolean;
  readonly marker: Marker;
}

export interface MarkerLayout {
  readonly flags: readonly Flag[];
  readonly spans: readonly Span[];
}

/** Flags closer than this are one. */
const TOGETHER = 5;
/** From a flag to its label, and the least between a label and the next flag. */
export const LABEL_INSET = 9;
const LABEL_GAP = 8;
/** No room for so little text. */
const LEAST_LABEL = 12;
const REACH = 6;

/** What the marker row shows of a view. Labels are clipped and never overlap. measure: width of a text in CSS pixels. */
export function layoutMarkers(
  markers: readonly Marker[],
  view: View,
  width: number,
  measure: (text: string) => number,
): MarkerLayout {
  const endFrame = frameAt(view, width);
  const seen = markers.filter((marker) => marker.frame >= view.startFrame && marker.frame <= endFrame);
  const groups: { x: number; markers: Marker[] }[] = [];
  for (const marker of seen) {
    const x = Math.min(xOf(view, marker.frame), width - 1);
    const last = groups.at(-1);
    if (last && x - last.x < TOGETHER) last.markers.push(marker);
    else groups.push({ x, markers: [marker] });
  }
  const flags: Flag[] = [];
  const current = spanningStart(markers, view.startFrame);
  if (current) {
    const room = (groups[0]?.x ?? width) - LABEL_GAP;
    const label = clipLabel(current.label, room - 2, measure);
    const to = label ? 2 + measure(label) : 0;
    if (label) flags.push({ x: 2, markers: [current], label, before: true, from: 0, to });
  }
  groups.forEach(({ x, markers: group }, index) => {
    const next = groups[index + 1]?.x ?? width + LABEL_GAP;
    const more = group.length > 1 ? ` +${group.length - 1}` : '';
    const label = clipLabel(`${group[0]!.label}${more}`, next - x - LABEL_INSET - LABEL_GAP, measure);
    const to = Math.max(x + REACH, label ? x + LABEL_INSET + measure(label) : 0);
    const before = groups[index - 1]?.x ?? -REACH;
    const from = Math.max(x - REACH / 2, (before + x) / 2);
    flags.push({
      x,
      markers: group,
      label,
      before: false,
      from,
      to: Math.min(to, (index + 1 < groups.length ? next : width) - 1),
    });
  });
  return { flags, spans: spansOf(markers, view, endFrame) };
}

/** The chapter, region or loop that reaches into the view from the left: the one that began last. */
function spanningStart(markers: readonly Marker[], startFrame: number): Marker | null {
  let found: Marker | null = null;
  for (const marker of markers) {
    if (marker.frame >= startFrame) break;
    // A chapter without an end lasts to the next one.
    const open = marker.endFrame === null ? marker.kind === 'chapter' : marker.endFrame > startFrame;
    if (open) found = marker;
    else if (marker.kind === 'chapter' && found?.kind === 'chapter') found = null;
  }
  return found;
}

function spansOf(markers: readonly Marker[], view: View, endFrame: number): Span[] {
  const spans: Span[] = [];
  for (const marker of markers) {
    const { frame, endFrame: last, kind } = marker;
    if (last === null || kind === 'chapter' || frame > endFrame || last < view.startFrame) continue;
    const [startsHere, endsHere] = [frame >= view.startFrame, last <= endFrame];
    const from = xOf(view, startsHere ? frame : view.startFrame);
    spans.push({ from, to: xOf(view, endsHere ? last : endFrame), startsHere, endsHere, marker });
  }
  return spans;
}

/** As much of the text as fits, with an ellipsis where it is cut. */
export function clipLabel(text: string, room: number, measure: (text: string) => number): string {
  if (room < LEAST_LABEL) return '';
  if (measure(text) <= room) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${letters.slice(0, middle).join('')}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? `${letters.slice(0, low).join('').trimEnd()}…` : '';
}
