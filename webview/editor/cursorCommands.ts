import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { noCursors, type Store } from '../store.ts';
import { timeUnits } from '../../src/core/picture/axes/timeFormat.ts';
import type { ActionParts } from './actions.ts';
import { frameUnder } from './navigation.ts';
import { snapFrame } from './snap.ts';

type Own = Extract<
  EditorCommand,
  'timeUnitNext' | 'setCursorA' | 'setCursorB' | 'clearCursors' | 'selectBetweenCursors'
>;

export function cursorCommands({ store, selection }: ActionParts): Record<Own, () => void> {
  const here = (): number => {
    const pointer = store.pointer.value;
    return pointer ? frameUnder(store, pointer.x) : Math.floor(store.position.value);
  };
  return {
    timeUnitNext: () => {
      const { unit } = store.timeFormat.value;
      const next = timeUnits[(timeUnits.indexOf(unit) + 1) % timeUnits.length]!;
      store.timeFormat.set({ ...store.timeFormat.value, unit: next });
    },
    setCursorA: () => void setCursor(store, 'a', here()),
    setCursorB: () => void setCursor(store, 'b', here()),
    clearCursors: () => store.cursors.set(noCursors),
    selectBetweenCursors: () => {
      const { a, b } = store.cursors.value;
      if (a !== null && b !== null) selection.between(a, b);
    },
  };
}

/** A frame of the file, at once; then the zero crossing near it where cursors snap, unless it has moved on by then. */
export async function setCursor(store: Store, name: 'a' | 'b', frame: number, inverted = false): Promise<void> {
  const last = store.totalFrames.value - 1;
  if (last < 0) return;
  const placed = Math.min(Math.max(Math.round(frame), 0), last);
  put(store, name, placed);
  const snapped = await snapFrame(store, placed, inverted);
  if (snapped !== placed && store.cursors.value[name] === placed) put(store, name, Math.min(Math.round(snapped), last));
}

export function removeCursor(store: Store, name: 'a' | 'b'): void {
  put(store, name, null);
}

/** A file that has become shorter takes its cursors along; one whose length is only being found does not. */
export function keepCursorsInside(store: Store): Disposable {
  const cut = (): void => {
    const { totalFrames, scan } = store;
    if (totalFrames.value === 0 || scan.value?.progress.state === 'scanning') return;
    for (const name of ['a', 'b'] as const) {
      const frame = store.cursors.value[name];
      if (frame !== null && frame >= totalFrames.value) put(store, name, totalFrames.value - 1);
    }
  };
  const watched = [store.totalFrames, store.scan].map((signal) => signal.on(cut));
  return { dispose: () => watched.forEach((each) => each.dispose()) };
}

function put(store: Store, name: 'a' | 'b', frame: number | null): void {
  if (store.cursors.value[name] !== frame) store.cursors.set({ ...store.cursors.value, [name]: frame });
}
