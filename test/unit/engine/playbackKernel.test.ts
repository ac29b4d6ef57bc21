import { describe, expect, it } from 'vitest';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { KernelRig, largestStep, QUANTUM } from './support/kernelRig.ts';
import { transportNames } from './support/pairs.ts';
import { pick, randomOf, sampleAt } from './support/signal.ts';

const tone = (frame: number): number => 0.5 * Math.cos((2 * Math.PI * 440 * frame) / 48000);

describe.each(transportNames)('playback kernel over %s', (transport) => {
  it.each([1, 2, 4, 6])('passes %i channels through bit for bit from the first frame to the last', (channels) => {
    const rig = new KernelRig({ transport, channels, length: 100_001 });
    rig.seek(0);
    rig.play();
    rig.finish();
    expect(rig.exactFrom(0, 0)).toBe(100_001);
    expect(rig.phase).toBe('ended');
    expect(rig.field('position')).toBe(100_001);
    expect(rig.field('consumed')).toBe(100_001);
    expect(rig.field('xruns')).toBe(0);
    expect(rig.out[0]!.slice(-QUANTUM)).toEqual(new Array(QUANTUM).fill(0));
  });

  it('plays every frame once through random pauses, resumes and starved moments', () => {
    const random = randomOf(7);
    const rig = new KernelRig({ transport, length: 200_000 });
    rig.seek(0);
    let stops = 0;
    const positions: number[] = [];
    while (rig.phase !== 'ended') {
      rig.play();
      if (random() < 0.7) rig.feed(pick(random, 1, 5000));
      rig.run(pick(random, 1, 20));
      if (random() < 0.4) {
        rig.pause();
        rig.run(pick(random, 0, 5));
        stops++;
      }
      positions.push(rig.field('position'));
    }
    expect(stops).toBeGreaterThan(20);
    expect(rig.field('consumed')).toBe(200_000);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    // Every frame is somewhere in the output at full level, in order.
    let at = 0;
    let frame = 0;
    while (frame < 200_000) {
      at = rig.find(frame, at);
      expect(at, `frame ${frame} is heard`).toBeGreaterThanOrEqual(0);
      const run = rig.exactFrom(at, frame);
      at += run;
      frame += run;
    }
  });

  it('seeks while playing: the old epoch is dropped, the new one exact from its first frame', () => {
    const random = randomOf(11);
    const rig = new KernelRig({ transport });
    rig.play();
    for (let i = 0; i < 40; i++) {
      const target = i === 0 ? 0 : pick(random, 0, 900_000);
      const from = rig.out[0]!.length;
      rig.seek(target);
      rig.feed(random() < 0.3 ? 0 : pick(random, 1000, 3000));
      rig.run(4);
      rig.feed();
      rig.run(30);
      const at = rig.find(target, from);
      expect(at - from).toBeLessThan(8 * QUANTUM);
      expect(rig.exactFrom(at, target)).toBe(rig.out[0]!.length - at);
      expect(rig.field('position')).toBe(target + rig.out[0]!.length - at);
      expect(rig.field('runContextFrame')).toBe(at);
      expect(rig.field('runFileFrame')).toBe(target);
    }
    expect(rig.field('xruns')).toBe(0);
  });

  it('leaves blocks of a coming epoch alone until its seek arrives', () => {
    const rig = new KernelRig({ transport, length: 5000 });
    rig.play();
    const header = { epoch: 5, startFrame: 100, frames: 3, step: 1, loopStart: 0, loopEnd: 0, last: true } as const;
    rig.blocks.producer.write(header, Float32Array.of(0.1, 0.2, 0.3, 0, 0, 0), 3);
    rig.run(3);
    expect(rig.phase).toBe('starting');
    rig.send(COMMAND.seek, 5, 100);
    rig.run(1);
    expect(rig.out[0]!.slice(3 * QUANTUM, 3 * QUANTUM + 3)).toEqual([0.1, 0.2, 0.3].map(Math.fround));
    expect(rig.phase).toBe('ended');
  });

  it('counts one xrun for a dry queue, decays, and resumes in place', () => {
    const rig = new KernelRig({ transport, sample: tone });
    rig.seek(0);
    rig.play();
    rig.feed(1000);
    rig.run(12);
    expect(rig.phase).toBe('stalled');
    expect(rig.field('xruns')).toBe(1);
    expect(rig.field('position')).toBe(1000);
    rig.run(50);
    expect(rig.field('xruns')).toBe(1);
    expect(rig.out[0]!.at(-1)).toBe(0);
    rig.feed();
    rig.run(20);
    expect(rig.phase).toBe('playing');
    const at = rig.field('runContextFrame');
    expect(rig.field('runFileFrame')).toBe(1000);
    expect(rig.exactFrom(at, 1000)).toBe(rig.out[0]!.length - at);
    // From the first frame on (which starts at full level) there is no click.
    expect(largestStep(rig.out[0]!)).toBeLessThan(0.031);
  });

  it('pauses and resumes without a click, and resumes with the frame after the last', () => {
    const rig = new KernelRig({ transport, sample: tone });
    rig.seek(48_000);
    rig.play();
    rig.feed();
    rig.run(37);
    rig.pause();
    const position = rig.field('position');
    rig.run(2);
    expect(rig.phase).toBe('paused');
    expect(rig.out[0]!.slice(-10)).toEqual(new Array(10).fill(0));
    rig.run(10);
    rig.play();
    rig.run(30);
    expect(rig.field('runFileFrame')).toBe(position);
    const at = rig.field('runContextFrame');
    expect(rig.exactFrom(at, position)).toBe(rig.out[0]!.length - at);
    // 440 Hz at half scale moves by at most 0.029 from frame to frame.
    expect(largestStep(rig.out[0]!)).toBeLessThan(0.031);
    expect(rig.field('xruns')).toBe(0);
  });

  it('ends at once in a file without frames, and plays a file of one', () => {
    for (const length of [0, 1]) {
      const rig = new KernelRig({ transport, length });
      rig.seek(0);
      rig.play();
      rig.feed();
      rig.run(4);
      expect(rig.phase).toBe('ended');
      expect(rig.field('consumed')).toBe(length);
      expect(rig.exactFrom(0, 0)).toBeGreaterThanOrEqual(length);
    }
  });

  it('plays again after the end when it is sought', () => {
    const rig = new KernelRig({ transport, length: 3000 });
    rig.play();
    for (let i = 1; i <= 3; i++) {
      rig.seek(0);
      rig.finish();
      expect(rig.field('consumed')).toBe(3000 * i);
    }
  });
});

describe('playback kernel', () => {
  it('glides to a gain and applies it exactly, and leaves 1.0 alone', () => {
    const rig = new KernelRig({ sample: () => 0.5 });
    rig.seek(0);
    rig.send(COMMAND.gain, 0.25);
    rig.play();
    rig.feed();
    rig.run(10);
    expect(new Set(rig.out[0])).toEqual(new Set([0.125]));
    rig.send(COMMAND.gain, 1);
    rig.run(10);
    expect(largestStep(rig.out[0]!)).toBeLessThan(0.5 / rig.fade);
    expect(new Set(rig.out[0]!.slice(12 * QUANTUM))).toEqual(new Set([0.5]));
    rig.send(COMMAND.gain, 0);
    rig.run(10);
    expect(rig.out[1]!.slice(-QUANTUM)).toEqual(new Array(QUANTUM).fill(0));
    rig.send(COMMAND.gain, 1);
    rig.run(4);
    const at = rig.out[0]!.length;
    rig.run(1);
    expect(rig.out[0]!.slice(at)).toEqual(new Array(QUANTUM).fill(0.5));
  });

  it('folds seven channels to stereo and other counts evenly', () => {
    const parts = [0.5, 0.25, 0.125, 0.9, 0.0625, 0.03125, 0.015625];
    const rig = new KernelRig({ channels: 7, sample: (_frame, channel) => parts[channel]! });
    rig.seek(0);
    rig.play();
    rig.feed();
    rig.run(2);
    const half = Math.SQRT1_2;
    expect(rig.out).toHaveLength(2);
    expect(rig.out[0]![0]).toBeCloseTo(0.5 + half * 0.125 + 0.5 * 0.0625 + half * 0.03125, 6);
    expect(rig.out[1]![200]).toBeCloseTo(0.25 + half * 0.125 + 0.5 * 0.0625 + half * 0.015625, 6);
    const many = new KernelRig({ channels: 64, sample: (_frame, channel) => (channel % 2 ? -1 : 1) });
    many.seek(0);
    many.play();
    many.feed();
    many.run(1);
    expect(many.out[0]![5]).toBeCloseTo(1, 6);
    expect(many.out[1]![5]).toBeCloseTo(-1, 6);
  });

  it.each([2, 7])('lets no NaN or infinity of %i channels out, counts them and keeps the rest', (channels) => {
    const bad = [NaN, Infinity, -Infinity];
    const rig = new KernelRig({
      channels,
      length: 3000,
      sample: (f, c) => (f % 10 === 3 ? bad[(f + c) % 3]! : sampleAt(f, c)),
    });
    rig.seek(0);
    rig.play();
    rig.finish();
    expect(rig.field('nonFinite')).toBe(300 * channels);
    expect(rig.out.flat().every(Number.isFinite)).toBe(true);
    if (channels === 2) {
      expect(rig.out[0]!.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, f) => (f === 3 ? 0 : sampleAt(f, 0))));
    }
  });

  it.each([
    { fileRate: 44100, contextRate: 48000 },
    { fileRate: 96000, contextRate: 44100 },
    { fileRate: 1_000_000, contextRate: 48000 },
    { fileRate: 2000, contextRate: 48000 },
  ])('converts $fileRate Hz to $contextRate Hz: a tone keeps pitch, length and level', ({ fileRate, contextRate }) => {
    const hertz = Math.min(fileRate, contextRate) / 40;
    const length = fileRate;
    const rig = new KernelRig({
      channels: 1,
      fileRate,
      contextRate,
      length,
      sample: (frame) => Math.fround(0.5 * Math.sin((2 * Math.PI * hertz * frame) / fileRate)),
    });
    rig.seek(0);
    rig.play();
    rig.finish();
    expect(rig.field('position')).toBe(length);
    expect(rig.field('consumed')).toBeCloseTo(length, 3);
    expect(rig.field('xruns')).toBe(0);
    let worst = 0;
    // A tone that begins all at once is no pure tone there.
    for (let i = Math.ceil((64 * contextRate) / fileRate); i < contextRate - contextRate / 100; i++) {
      worst = Math.max(worst, Math.abs(rig.out[0]![i]! - 0.5 * Math.sin((2 * Math.PI * hertz * i) / contextRate)));
    }
    expect(worst).toBeLessThan(0.001);
  });

  it('pauses in place while converting the rate', () => {
    const rig = new KernelRig({ fileRate: 44100, contextRate: 48000, sample: tone });
    rig.seek(0);
    rig.play();
    rig.feed();
    rig.run(50);
    rig.pause();
    const position = rig.field('position');
    rig.run(10);
    rig.play();
    rig.run(20);
    expect(Math.abs(rig.field('runFileFrame') - position)).toBeLessThanOrEqual(1);
    // A file that begins with a step makes the filter ring.
    expect(largestStep(rig.out[0]!.slice(200))).toBeLessThan(0.031);
  });

  it('renders a quantum of any length', () => {
    const rig = new KernelRig({ length: 100_000 });
    rig.seek(0);
    rig.play();
    rig.feed();
    let frame = 0;
    for (const size of [1, 100, 128, 129, 1000, 4096]) {
      const out = [new Float32Array(size), new Float32Array(size)];
      rig.kernel.process(out, size, frame);
      expect(out[1]!.every((sample, i) => sample === sampleAt(frame + i, 1))).toBe(true);
      frame += size;
    }
  });
});
