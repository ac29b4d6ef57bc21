import type { Scope } from '../../src/core/util/scope.ts';
import { xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { CursorElements } from '../ui/cursorElements.ts';
import { listen } from '../ui/dom.ts';
import { removeCursor, setCursor } from './cursorCommands.ts';
import { frameUnder, type Navigation } from './navigation.ts';

/** With Shift a key goes so many times as far. */
const FURTHER = 10;
/** Of the pixels that a drag is beyond the edge of the picture, the view moves by this part with each step. */
const OVERSHOOT = 0.25;

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly cursors: CursorElements;
  readonly navigation: Navigation;
  /** Left end of the time axis, CSS pixels of the page. */
  readonly axisLeft: () => number;
}

/** Flags of cursors: a drag or the arrow keys move them, Delete removes them. */
export function cursorGestures(parts: Parts): void {
  dragFlag(parts, 'a');
  dragFlag(parts, 'b');
  for (const name of ['a', 'b'] as const) {
    const { flag } = parts.cursors[name];
    listen(parts.scope, flag, 'keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !pressKey(parts, name, event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    // VS Code would see the release of a key that it has not seen pressed.
    listen(parts.scope, flag, 'keyup', (event) => event.stopPropagation());
  }
}

function dragFlag({ scope, store, cursors, navigation, axisLeft }: Parts, name: 'a' | 'b'): void {
  const { flag } = cursors[name];
  /** From the cursor to the pointer, while it is dragged; and where the press was. */
  let grabbed: number | null = null;
  let pressed: number | null = null;
  const place = (event: PointerEvent): void => {
    if (grabbed === null) return;
    const { width } = store.screen.value;
    const x = event.clientX - axisLeft() - grabbed;
    if (x < 0) navigation.pan(x * OVERSHOOT);
    if (x > width) navigation.pan((x - width) * OVERSHOOT);
    void setCursor(store, name, frameUnder(store, Math.min(Math.max(x, 0), width)), event.ctrlKey);
  };
  listen(scope, flag, 'pointerdown', (event) => {
    if (event.button !== 0) return;
    grabbed = event.clientX - axisLeft() - xOf(store.viewport(), store.cursors.value[name] ?? 0);
    pressed = event.clientX;
    flag.setPointerCapture(event.pointerId);
  });
  listen(scope, flag, 'pointermove', (event) => {
    if (event.clientX !== pressed) pressed = null;
    if (grabbed !== null && pressed === null) place(event);
  });
  const end = (): void => {
    grabbed = null;
  };
  listen(scope, flag, 'pointerup', end);
  listen(scope, flag, 'pointercancel', end);
}

function pressKey({ store, navigation, cursors }: Parts, name: 'a' | 'b', event: KeyboardEvent): boolean {
  const frame = store.cursors.value[name];
  if (frame === null) return false;
  const step = Math.max(1, Math.round(store.viewport().framesPerPixel)) * (event.shiftKey ? FURTHER : 1);
  const go = (to: number): true => {
    void setCursor(store, name, to, store.snap.value);
    navigation.reveal(store.cursors.value[name] ?? to);
    return true;
  };
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return go(frame - step);
    case 'ArrowRight':
    case 'ArrowUp':
      return go(frame + step);
    case 'Home':
      return go(0);
    case 'End':
      return go(store.totalFrames.value - 1);
    case 'Delete':
    case 'Backspace': {
      removeCursor(store, name);
      const other = cursors[name === 'a' ? 'b' : 'a'].flag;
      (other.hidden ? document.getElementById('position') : other)?.focus();
      return true;
    }
    default:
      return false;
  }
}
