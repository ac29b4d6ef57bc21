import type { Disposable } from '../../src/core/util/scope.ts';

const gestures = ['click', 'keyup'] as const;

/**
 * Runs once after the user's next click or key in the page. It waits for the end of the gesture and for the page's own
 * handlers: a button that toggles playback must not find it started by its own press.
 */
export function onNextGesture(run: () => void): Disposable {
  let timer: number | undefined;
  const off = (): void => gestures.forEach((name) => window.removeEventListener(name, heard, true));
  const heard = (): void => {
    off();
    timer = setTimeout(run, 0);
  };
  gestures.forEach((name) => window.addEventListener(name, heard, true));
  return {
    dispose: () => {
      off();
      clearTimeout(timer);
    },
  };
}
