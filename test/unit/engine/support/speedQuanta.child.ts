import { PerformanceObserver } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import type { FrameSource } from '../../../../src/core/engine/frameSource.ts';
import { Stretcher } from '../../../../src/core/engine/stretcher.ts';
import { compileStretch } from '../../../../src/core/engine/stretchWasm.ts';
import { Varispeed } from '../../../../src/core/engine/varispeed.ts';

/**
 * Many quanta through both speed stages, with rewinds, starvation and changes of rate; prints garbage collections and
 * bytes allocated after the start. Arguments: file of the stretcher's module, quanta.
 */
const [wasm, quantaText] = process.argv.slice(2);
const QUANTA = Number(quantaText);
const CHANNELS = 2;
const SIZE = 1 << 14;

/** Without end, and without garbage. */
class Loop implements FrameSource {
  readonly at = new Float64Array(1);
  dry = false;
  #data = Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i * 0.01) / 2);

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    if (this.dry) return 0;
    const from = this.at[0]!;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const to = out[channel]!;
      for (let i = 0; i < frames; i++) to[offset + i] = this.#data[(from + i) & (SIZE - 1)]!;
    }
    this.at[0]! += frames;
    return frames;
  }

  ended(): boolean {
    return false;
  }

  rewindTo(frame: number): number {
    this.at[0] = Math.max(0, frame);
    return this.at[0];
  }
}

const loops = [new Loop(), new Loop()] as const;
const stretch = new Stretcher(loops[0], CHANNELS, 48000, compileStretch(readFileSync(wasm!)), 4);
const tape = new Varispeed(loops[1], CHANNELS, 8, 128);
const out = Array.from({ length: CHANNELS }, () => new Float32Array(128));
let heard = 0;

function quanta(count: number): void {
  for (let i = 0; i < count; i++) {
    loops[0].dry = loops[1].dry = i % 1000 > 990;
    if (i % 300 === 0) {
      const rate = i % 600 ? 1.7 : 0.6;
      stretch.setRate(rate);
      tape.setRate(rate);
    }
    if (i % 2000 === 1999) {
      stretch.rewindTo(stretch.at[0]! - 5000);
      tape.rewindTo(tape.at[0]! - 5000);
      for (let tries = 0; tries < 20; tries++) stretch.prepare();
    }
    heard += stretch.read(out, 0, 128);
    heard += tape.read(out, 0, 128);
  }
}

let collections = 0;
const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
const gc = globalThis.gc as () => void;
quanta(20_000);
gc();
observer.observe({ entryTypes: ['gc'] });
const before = process.memoryUsage().heapUsed;
const start = performance.now();
quanta(QUANTA);
const ms = performance.now() - start;
const allocated = process.memoryUsage().heapUsed - before;
setTimeout(() => {
  observer.disconnect();
  console.log(JSON.stringify({ collections, allocated, heard, microseconds: (ms * 1000) / QUANTA }));
}, 50);
