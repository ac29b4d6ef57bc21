import type { EditorCommand } from '../../src/core/protocol/editorApi.ts';
import { follows } from '../store.ts';
import type { ActionParts } from './actions.ts';

type Own = Extract<
  EditorCommand,
  'zoomSelection' | 'zoomFrames' | 'viewBack' | 'viewForward' | 'followNext' | 'toggleSnap'
>;

export function viewCommands({ store, navigation }: ActionParts): Record<Own, () => void> {
  const zoomSelection = (): void => {
    const { a, b } = store.cursors.value;
    const between =
      a !== null && b !== null && a !== b ? { startFrame: Math.min(a, b), endFrame: Math.max(a, b) } : null;
    const range = store.selection.value ?? between;
    if (range) navigation.showRange(range);
  };
  const followNext = (): void => {
    const next = follows[(follows.indexOf(store.follow.value) + 1) % follows.length];
    if (next) store.follow.set(next);
  };
  return {
    zoomSelection,
    zoomFrames: () => navigation.showSingleFrames(),
    viewBack: () => navigation.back(),
    viewForward: () => navigation.forward(),
    followNext,
    toggleSnap: () => store.snap.set(!store.snap.value),
  };
}
