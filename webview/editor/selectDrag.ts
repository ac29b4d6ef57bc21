import { snapToLabels } from '../labels/labelSnap.ts';
import type { Box, Store } from '../store.ts';
import { borderUnder, type Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';
import type { Selection } from './selection.ts';
import { snapSelection } from './snap.ts';

export interface DragParts {
  readonly store: Store;
  readonly navigation: Navigation;
  readonly playback: Playback;
  readonly selection: Selection;
  /** Left end of the time axis, CSS pixels of the page. */
  axisLeft(): number;
  /** A click without a drag; x in CSS pixels of the axis. */
  click(x: number): void;
}

/** Where the pointer is: x in CSS pixels of the axis, y in those of the page. */
export interface DragPlace {
  readonly x: number;
  readonly y: number;
  /** Ctrl is held, which turns snapping the other way for now. */
  readonly inverted: boolean;
}

/** What a press has begun. */
export interface DragCourse {
  at(place: DragPlace): void;
  end(): void;
}

/** Of the pixels that a drag is beyond the edge of the picture, the view moves by this part with each step. */
const OVERSHOOT = 0.25;

/** Where a drag in time has come to, inside the picture; beyond its edge the view moves. */
export function panTo({ store, navigation }: DragParts, x: number): number {
  const { width } = store.screen.value;
  if (x < 0) navigation.pan(x * OVERSHOOT);
  if (x > width) navigation.pan((x - width) * OVERSHOOT);
  return Math.min(Math.max(x, 0), width);
}

/**
 * From the press, or the edge that is not grabbed, to the pointer, whichever comes first. anchorSnaps: it is new too.
 * boxAt: which frequencies are selected while the pointer is at that height.
 */
export function select(
  parts: DragParts,
  anchorFrame: number,
  anchorSnaps: boolean,
  boxAt: (y: number) => Box | null,
): DragCourse {
  const { store, selection } = parts;
  return {
    at: ({ x, y, inverted }) => {
      const under = borderUnder(store, panTo(parts, x));
      const border = snapToLabels(store, under);
      selection.between(anchorFrame, border, boxAt(y));
      const [edge, other] = border < anchorFrame ? (['start', 'end'] as const) : (['end', 'start'] as const);
      // The edge of a label comes before a crossing.
      if (border === under) void snapSelection(store, selection, anchorSnaps ? 'both' : edge, inverted);
      else if (anchorSnaps) void snapSelection(store, selection, other, inverted);
    },
    end: () => {},
  };
}
