import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
setFlagsFromString('--no-flush-bytecode');

/**
 * Collects the garbage of this thread, some ms for the small heaps here. For what is large but outside the heap, whose
 * weight the collector does not see: buffers of samples, memories of decoders.
 */
export const collectGarbage = runInNewContext('gc') as () => void;
