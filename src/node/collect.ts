import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Otherwise each collection throws compiled code away that the next file needs.
setFlagsFromString('--no-flush-bytecode');

/**
 * Collects the garbage of this thread, some ms for the small heaps here. For what is large but outside the heap, whose
 * weight the collector does not see: buffers of samples, memories of decoders.
 */
export const collectGarbage = runInNewContext('gc') as () => void;

/** A collection takes 5 ms and more: as many short files as come are not to cost one each. */
const WHOLE = 32;
const IDLE_MS = 200;
let due = 0;
let timer: NodeJS.Timeout | undefined;

/** Collects once `parts` add up to 32, or the thread has left nothing behind for 200 ms. */
export function collectSoon(parts: number): void {
  due += parts;
  clearTimeout(timer);
  if (due >= WHOLE) return collectNow();
  timer = setTimeout(collectNow, IDLE_MS);
  timer.unref();
}

function collectNow(): void {
  due = 0;
  collectGarbage();
}
