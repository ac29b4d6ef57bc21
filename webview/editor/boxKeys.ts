import { frequencyAtPart, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Box, Store } from '../store.ts';
import { type BoxEdge, boxEdges } from '../ui/boxElement.ts';
import { buttonKeys } from '../ui/controls.ts';
import { listen } from '../ui/dom.ts';
import { boxPartOf } from './boxDrag.ts';
import type { Navigation } from './navigation.ts';
import type { Selection } from './selection.ts';
import { spectrumUnder } from './spectrumUnder.ts';

/** With Shift a key goes so many times as far. */
const FURTHER = 10;

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly lanes: HTMLElement;
  readonly navigation: Navigation;
  readonly selection: Selection;
  hear(): void;
}

/** The edges of the box that has the focus: arrow keys move them by a pixel, Home and End to the ends, Delete ends it. */
export function boxKeys(parts: Parts): void {
  const { scope, lanes } = parts;
  const hearButton = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>('.hear-box') : null;
  listen(scope, lanes, 'keydown', (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (hearButton(event) && plain && buttonKeys.includes(event.key)) return event.stopPropagation();
    const edge = edgeOf(event);
    if (!edge || !plain || !pressKey(parts, edge, event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  // VS Code would see the release of a key that it has not seen pressed.
  listen(scope, lanes, 'keyup', (event) => {
    if (edgeOf(event) || (hearButton(event) && buttonKeys.includes(event.key))) event.stopPropagation();
  });
  // The lanes' own drag and click are not meant.
  for (const type of ['pointerdown', 'dblclick'] as const) {
    listen(scope, lanes, type, (event) => hearButton(event) && event.stopPropagation(), { capture: true });
  }
  listen(scope, lanes, 'click', (event) => hearButton(event) && parts.hear());
}

function edgeOf(event: Event): BoxEdge | null {
  const part = boxPartOf(event.target);
  return part === 'inside' || !part ? null : (boxEdges.find((edge) => edge === part) ?? null);
}

function pressKey(parts: Parts, edge: BoxEdge, event: KeyboardEvent): boolean {
  const { store, selection } = parts;
  const [box, range] = [store.box.value, store.selection.value];
  if (!box || !range) return false;
  if (event.key === 'Delete' || event.key === 'Backspace') {
    store.box.set(null);
    document.getElementById('position')?.focus();
    return true;
  }
  const steps = stepsOf(event);
  if (steps === null) return false;
  const { framesPerPixel } = store.viewport();
  if (edge === 'west' || edge === 'east') {
    const frames = steps * Math.max(1, Math.round(framesPerPixel));
    const { startFrame, endFrame } = range;
    if (edge === 'west') selection.between(Math.min(startFrame + frames, endFrame - 1), endFrame, box);
    else selection.between(startFrame, Math.max(endFrame + frames, startFrame + 1), box);
    const moved = store.selection.value ?? range;
    parts.navigation.reveal(edge === 'west' ? moved.startFrame : moved.endFrame);
    return true;
  }
  store.box.set(stepped(store, box, edge, steps, event) ?? box);
  return true;
}

/** Forwards and upwards, in pixels; without end for Home and End. */
function stepsOf({ key, shiftKey }: KeyboardEvent): number | null {
  const far = shiftKey ? FURTHER : 1;
  if (key === 'ArrowRight' || key === 'ArrowUp') return far;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return -far;
  return key === 'Home' ? -Infinity : key === 'End' ? Infinity : null;
}

/** An edge stops at the other one, a pixel from it. */
function stepped(store: Store, box: Box, edge: 'north' | 'south', steps: number, event: Event): Box | null {
  const lane = event.target instanceof Element ? event.target.closest('.lane') : null;
  const place = lane && spectrumUnder(store, lane, null);
  if (!place) return null;
  const whole = store.frequencyAxisOf({ ...store.frequencies.value, low: null, high: null });
  const part = (hertz: number): number => partOfFrequency(place.axis, Math.max(hertz, whole.low));
  const pixel = 1 / place.height;
  const [low, high] = [part(box.low), part(box.high)];
  const [least, most] = [part(whole.low), part(whole.high)];
  if (edge === 'north') {
    const to = Math.max(Math.min(high + steps * pixel, most), low + pixel);
    return { ...box, high: Math.min(frequencyAtPart(place.axis, to), whole.high) };
  }
  const to = Math.min(Math.max(low + steps * pixel, least), high - pixel);
  return { ...box, low: Math.max(frequencyAtPart(place.axis, to), whole.low) };
}
