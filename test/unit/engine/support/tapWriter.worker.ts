import { workerData } from 'node:worker_threads';
import { Tap } from '../../../../src/core/engine/tap.ts';

/** Writes 0, 1, 2 … (and its negative) as fast as it can; frame numbers are exact in float32 for so long. */
const { memory, frames } = workerData as { memory: SharedArrayBuffer; frames: number };
const tap = new Tap(memory, 2);
const buffers = [new Float32Array(128), new Float32Array(128)];
for (let at = 0; at < frames; at += 128) {
  for (let i = 0; i < 128; i++) {
    buffers[0]![i] = at + i;
    buffers[1]![i] = -at - i;
  }
  tap.write(buffers, 0, 128);
}
