import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tap, TAP_FRAMES } from '../../../src/core/engine/tap.ts';
import { bundleForNode } from './support/bundle.ts';
import { inPieces } from './support/dsp.ts';

const counting = (start: number, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => start + i);

describe.each([
  ['shared', (outputs: number) => new SharedArrayBuffer(Tap.bytes(outputs))],
  ['plain', (outputs: number) => new ArrayBuffer(Tap.bytes(outputs))],
])('Tap in %s memory', (_, memoryOf) => {
  it('gives the newest frames of each output, oldest first', () => {
    const memory = memoryOf(2);
    const writer = new Tap(memory, 2);
    const total = 3 * TAP_FRAMES + 777;
    const [left, right] = [counting(0, total), counting(5, total)];
    inPieces(1, total, 2000, (at, count) => writer.write([left, right], at, count));
    const reader = new Tap(memory, 2);
    const into = [new Float32Array(1000), new Float32Array(1000)];
    expect(reader.read(into, 900)).toBe(900);
    expect(into[0]!.subarray(0, 900)).toEqual(left.subarray(total - 900));
    expect(into[1]!.subarray(0, 900)).toEqual(right.subarray(total - 900));
    expect(into[0]![900]).toBe(0);
    expect(reader.written()).toBe(total);
  });

  it('gives all there is at most: what was written, or the whole ring', () => {
    const tap = new Tap(memoryOf(1), 1);
    const into = [new Float32Array(TAP_FRAMES + 10)];
    expect(tap.read(into, 100)).toBe(0);
    tap.write([counting(1, 10)], 3, 5);
    expect(tap.read(into, 100)).toBe(5);
    expect([...into[0]!.subarray(0, 6)]).toEqual([4, 5, 6, 7, 8, 0]);
    for (let at = 0; at < 2 * TAP_FRAMES; at += 128) tap.write([counting(at, 128)], 0, 128);
    expect(tap.read(into, TAP_FRAMES + 10)).toBe(TAP_FRAMES);
    expect(into[0]!.subarray(0, TAP_FRAMES)).toEqual(counting(TAP_FRAMES, TAP_FRAMES));
  });

  it('gives one planar array as well', () => {
    const tap = new Tap(memoryOf(2), 2);
    tap.write([counting(0, 100), counting(1000, 100)], 0, 100);
    const into = new Float32Array(64);
    expect(tap.readPlanar(into)).toBe(32);
    expect(into).toEqual(Float32Array.of(...counting(68, 32), ...counting(1068, 32)));
  });

  it('refuses frames that the writer is about to replace', () => {
    const memory = memoryOf(1);
    const tap = new Tap(memory, 1);
    for (let at = 0; at < TAP_FRAMES; at += 128) tap.write([counting(at, 128)], 0, 128);
    // As if read while a write of 128 frames is under way.
    new Int32Array(memory)[0]! += 128;
    const into = [new Float32Array(TAP_FRAMES)];
    expect(tap.read(into, TAP_FRAMES)).toBe(0);
    expect(tap.readPlanar(into[0]!)).toBe(0);
    expect(tap.read(into, TAP_FRAMES - 128)).toBe(TAP_FRAMES - 128);
  });

  it('goes on when its counters wrap', () => {
    const memory = memoryOf(1);
    const header = new Int32Array(memory);
    header[0] = header[1] = 0x7fffffff - 63;
    header[2] = TAP_FRAMES;
    const tap = new Tap(memory, 1);
    tap.write([counting(0, 128)], 0, 128);
    const into = [new Float32Array(128)];
    expect(tap.read(into, 128)).toBe(128);
    expect(into[0]).toEqual(counting(0, 128));
    expect(tap.written()).toBe(0x80000000 + 64);
  });
});

describe('Tap between two threads', () => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  beforeAll(async () => {
    script = await bundleForNode('tapWriter.worker.ts');
  });
  afterAll(() => script?.remove());

  it('never gives frames of two times', async () => {
    const frames = 2 ** 24;
    const memory = new SharedArrayBuffer(Tap.bytes(2));
    const tap = new Tap(memory, 2);
    const worker = new Worker(script.file, { workerData: { memory, frames } });
    const gone = once(worker, 'exit');
    const wanted = TAP_FRAMES / 2;
    const into = [new Float32Array(wanted), new Float32Array(wanted)];
    let whole = 0;
    let late = 0;
    const deadline = Date.now() + 30_000;
    while (tap.written() < frames && Date.now() < deadline) {
      const count = tap.read(into, wanted);
      if (count === 0) {
        late++;
        continue;
      }
      whole++;
      const first = into[0]![0]!;
      for (let i = 0; i < count; i++) {
        if (into[0]![i] !== first + i || into[1]![i] !== -first - i) expect.fail(`torn at ${i} of ${count}`);
      }
    }
    await gone;
    console.log(`${whole} reads whole, ${late} given up`);
    expect(whole).toBeGreaterThan(0);
    expect(tap.written()).toBe(frames);
    expect(tap.read(into, wanted)).toBe(wanted);
    expect(into[0]![wanted - 1]).toBe(frames - 1);
  });
});
