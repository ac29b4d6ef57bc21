import { describe, expect, it } from 'vitest';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';
import { COMMAND, SPEED_MODE } from '../../../src/core/engine/commands.ts';
import { compileStretch } from '../../../src/core/engine/stretchWasm.ts';
import { KernelRig, largestStep, QUANTUM } from './support/kernelRig.ts';
import { transportNames } from './support/pairs.ts';
import { centsOff } from './support/speed.ts';

const stretch = compileStretch(readStretchWasm());
const toneOf =
  (rate: number) =>
  (frame: number): number =>
    Math.fround(0.5 * Math.cos((2 * Math.PI * 1000 * frame) / rate));
/** Of 1000 Hz at half scale, from frame to frame at 48 kHz; twice that at double speed with the pitch going along. */
const STEP = 0.0655;

function run(rig: KernelRig, quanta: number): void {
  for (let i = 0; i < quanta; i++) {
    if (i % 8 === 0) rig.feed();
    rig.run(1);
  }
}

describe.each(transportNames)('speeds over %s', (transport) => {
  it.each([
    { speed: 0.5, fileRate: 48000 },
    { speed: 2, fileRate: 48000 },
    { speed: 0.5, fileRate: 44100 },
    { speed: 2, fileRate: 44100 },
  ])(
    'keeps the pitch of 1 kHz at $fileRate Hz within 2 cents at speed $speed, and its length within a quantum',
    (s) => {
      const length = 2 * s.fileRate;
      const options = {
        transport,
        length,
        fileRate: s.fileRate,
        contextRate: 48000,
        sample: toneOf(s.fileRate),
        stretch,
      };
      const rig = new KernelRig(options);
      rig.send(COMMAND.speed, s.speed, SPEED_MODE.pitch);
      rig.seek(0);
      rig.play();
      rig.finish();
      const out = Float32Array.from(rig.out[0]!);
      const start = rig.field('runContextFrame');
      let end = out.length;
      while (end > 0 && out[end - 1] === 0) end--;
      // The last value decays for one fade.
      expect(Math.abs(end - start - rig.fade - 96_000 / s.speed)).toBeLessThan(QUANTUM);
      expect(rig.field('position')).toBe(length);
      expect(rig.field('consumed')).toBeCloseTo(length, 6);
      expect(rig.field('rate')).toBeCloseTo((s.speed * s.fileRate) / 48000, 6);
      expect(rig.field('xruns')).toBe(0);
      expect(Math.abs(centsOff(out, 1000 / 48000, start + 9600, end - 9600))).toBeLessThan(2);
    },
  );

  it('changes while playing without a click or a burst, and plays each frame once', () => {
    const rig = new KernelRig({ transport, sample: toneOf(48000), stretch, length: 3_000_000 });
    rig.seek(48_000);
    rig.play();
    run(rig, 40);
    let consumed = 0;
    for (const [speed, mode] of [
      [2, 'pitch'],
      [0.5, 'pitch'],
      [0.5, 'varispeed'],
      [1.7, 'varispeed'],
      [1, 'pitch'],
      [0.25, 'pitch'],
    ] as const) {
      rig.send(COMMAND.speed, speed, SPEED_MODE[mode]);
      run(rig, 60);
      expect(rig.phase).toBe('playing');
      expect(rig.field('rate')).toBeCloseTo(speed, 3);
      expect(rig.field('consumed')).toBeGreaterThan(consumed);
      consumed = rig.field('consumed');
      expect(rig.field('position')).toBeCloseTo(48_000 + consumed, 1);
    }
    expect(rig.field('xruns')).toBe(0);
    expect(largestStep(rig.out[0]!.slice(1000))).toBeLessThan(STEP * 2);
    expect(rig.out[0]!.every((sample) => Math.abs(sample) < 0.6)).toBe(true);
  });

  it('leaves every bit alone again at speed 1', () => {
    const rig = new KernelRig({ transport, stretch });
    rig.seek(1000);
    rig.send(COMMAND.speed, 1.3, SPEED_MODE.varispeed);
    rig.play();
    run(rig, 33);
    rig.send(COMMAND.speed, 1, SPEED_MODE.varispeed);
    run(rig, 20);
    const at = rig.field('runContextFrame');
    expect(Number.isInteger(rig.field('runFileFrame'))).toBe(true);
    expect(rig.exactFrom(at, rig.field('runFileFrame'))).toBe(rig.out[0]!.length - at);
  });

  it.each(['pitch', 'varispeed'] as const)('pauses and resumes in place (%s)', (mode) => {
    const rig = new KernelRig({ transport, sample: toneOf(48000), stretch, length: 3_000_000 });
    rig.send(COMMAND.speed, 1.6, SPEED_MODE[mode]);
    rig.seek(10_000);
    rig.play();
    for (let i = 0; i < 10; i++) {
      run(rig, 40);
      rig.pause();
      run(rig, 20);
      expect(rig.phase).toBe('paused');
      const position = rig.field('position');
      run(rig, 5);
      expect(rig.field('position')).toBe(position);
      rig.play();
      run(rig, 15);
      expect(rig.phase).toBe('playing');
      // Less than one frame of the context.
      expect(position - rig.field('runFileFrame')).toBeGreaterThanOrEqual(-1e-6);
      expect(position - rig.field('runFileFrame')).toBeLessThan(1.6);
    }
    expect(rig.field('xruns')).toBe(0);
  });

  it('tells the page exactly where it is, in a loop, backwards, at any speed', () => {
    for (const mode of ['pitch', 'varispeed'] as const) {
      const rig = new KernelRig({ transport, sample: toneOf(48000), stretch });
      rig.send(COMMAND.speed, 1.5, SPEED_MODE[mode]);
      rig.seek({ start: 50_000, step: -1, loop: [40_000, 48_001] });
      rig.play();
      run(rig, 300);
      expect(rig.field('rate')).toBeCloseTo(-1.5, 9);
      const passed = (rig.contextFrame - rig.field('runContextFrame')) * 1.5;
      const turned = (passed - (rig.field('runFileFrame') - 40_000) - 1) % 8001;
      expect(rig.field('position')).toBeCloseTo(48_000 - turned, 4);
      expect(rig.field('xruns')).toBe(0);
    }
  });

  it('goes with the pitch until the time-stretcher is there, and with more channels than it takes', () => {
    const rig = new KernelRig({ transport, sample: toneOf(48000) });
    rig.send(COMMAND.speed, 2, SPEED_MODE.pitch);
    rig.seek(0);
    rig.play();
    run(rig, 100);
    const cents = (from: number): number =>
      centsOff(Float32Array.from(rig.out[0]!.slice(from)), 1000 / 48000, 0, rig.out[0]!.length - from);
    expect(Math.abs(centsOff(Float32Array.from(rig.out[0]!), 2000 / 48000, 1000, 12_000))).toBeLessThan(1);
    rig.kernel.setStretch(stretch);
    run(rig, 60);
    const at = rig.out[0]!.length;
    run(rig, 200);
    expect(Math.abs(cents(at))).toBeLessThan(2);
    expect(rig.field('xruns')).toBe(0);
    const many = new KernelRig({ transport, channels: 9, sample: toneOf(48000), stretch });
    many.send(COMMAND.speed, 2, SPEED_MODE.pitch);
    many.seek(0);
    many.play();
    run(many, 50);
    expect(many.field('consumed')).toBeCloseTo(2 * (many.contextFrame - many.field('runContextFrame')), 3);
  });

  it('runs dry and goes on in place at speed 2', () => {
    const rig = new KernelRig({ transport, sample: toneOf(48000), stretch });
    rig.send(COMMAND.speed, 2, SPEED_MODE.pitch);
    rig.seek(0);
    rig.play();
    rig.feed(30_000);
    rig.run(300);
    expect([rig.phase, rig.field('xruns')]).toEqual(['stalled', 1]);
    const position = rig.field('position');
    run(rig, 60);
    expect(rig.phase).toBe('playing');
    expect(position - rig.field('runFileFrame')).toBeGreaterThanOrEqual(-1e-6);
    expect(position - rig.field('runFileFrame')).toBeLessThan(2);
  });
});
