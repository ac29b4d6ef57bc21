import { describe, expect, it } from 'vitest';
import { COMMAND, COMMAND_HEADER, type CommandKind, longestCommand } from '../../../src/core/engine/commands.ts';
import { KernelRig, QUANTUM } from './support/kernelRig.ts';
import { commandTransports, transportNames } from './support/pairs.ts';
import { pick, randomOf, sampleAt } from './support/signal.ts';

describe.each(transportNames)('command queue over %s', (transport) => {
  it('gives all commands out whole, once and in order, through a hundred thousand of random length', () => {
    const random = randomOf(8);
    const { producer, consumer, settle } = commandTransports[transport](7, 2);
    const into = new Float64Array(longestCommand(7, 2));
    const sent: number[][] = [];
    let taken = 0;
    let refused = 0;
    let next = 0;
    while (taken < 100_000) {
      for (let i = pick(random, 0, 60); i > 0; i--) {
        const payload = Array.from({ length: pick(random, 0, into.length - COMMAND_HEADER) }, () => next++);
        const kind = pick(random, 1, 11) as CommandKind;
        if (!producer.send(kind, next, -next, ...payload)) refused++;
        else sent.push([kind, next, -next, payload.length, ...payload]);
      }
      for (let i = pick(random, 0, 60); i > 0; i--) {
        const length = consumer.next(into);
        if (length === 0) {
          expect(sent).toHaveLength(0);
          break;
        }
        taken++;
        expect([...into.subarray(0, length)]).toEqual(sent.shift());
      }
      if (random() < 0.5) settle(taken);
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it('takes all of a command or nothing, and has room again once it is read', () => {
    const { producer, consumer, settle } = commandTransports[transport](2, 2);
    const payload = new Array<number>(longestCommand(2, 2) - COMMAND_HEADER).fill(1);
    let sent = 0;
    while (sent < 10_000 && producer.send(COMMAND.filters, 0, 0, ...payload)) sent++;
    expect(sent).toBe(32);
    const into = new Float64Array(longestCommand(2, 2));
    for (let i = 0; i < sent; i++) expect(consumer.next(into)).toBe(into.length);
    expect(consumer.next(into)).toBe(0);
    settle(sent);
    expect(producer.send(COMMAND.filters, 0, 0, ...payload)).toBe(true);
  });
});

describe.each(transportNames)('commands to the kernel over %s', (transport) => {
  /** Plays the file from its start, which is at output frame 0. */
  const playing = (): KernelRig => {
    const rig = new KernelRig({ transport });
    rig.seek(0);
    rig.play();
    rig.feed(50_000);
    rig.run(2);
    return rig;
  };

  it('take effect at the very frame they are stamped for', () => {
    const random = randomOf(31);
    const rig = playing();
    const stops: number[] = [];
    for (let i = 0; i < 30; i++) {
      const at = rig.contextFrame + pick(random, 0, 500);
      rig.sendAt(at, COMMAND.pause);
      rig.sendAt(at + 700, COMMAND.play);
      stops.push(at);
      const heard = rig.contextFrame;
      const position = rig.field('position');
      rig.feed(5000);
      rig.run(12);
      // Bit for bit up to the stamp, and falling from there on.
      expect(rig.exactFrom(heard, position)).toBe(at - heard);
      // Back after a swell of one fade, which begins at the second stamp.
      expect(rig.field('runContextFrame')).toBe(at + 700 + rig.fade);
      expect(rig.field('runFileFrame')).toBe(position + at - heard);
      expect(rig.out[0]!.slice(at + rig.fade, at + 700)).toEqual(new Array(700 - rig.fade).fill(0));
    }
    expect(stops.some((at) => at % QUANTUM !== 0)).toBe(true);
    expect(rig.field('commandFramesMax')).toBe(0);
  });

  it('keep their order even where a later one is stamped earlier', () => {
    const rig = playing();
    const at = rig.contextFrame;
    rig.sendAt(at + 300, COMMAND.pause);
    rig.sendAt(at + 100, COMMAND.play);
    rig.run(10);
    expect(rig.exactFrom(0, 0)).toBe(at + 300);
    expect(rig.phase).toBe('playing');
    expect(rig.field('commands')).toBe(4);
  });

  it('are late by what passed before the kernel saw them, and say so', () => {
    const rig = playing();
    const { producer } = rig.commands;
    expect(producer.send(COMMAND.gain, 0, rig.contextFrame - 100, 1)).toBe(true);
    rig.run(1);
    expect([rig.field('commandFrames'), rig.field('commandFramesMax')]).toEqual([100, 100]);
    expect(producer.send(COMMAND.gain, 0, rig.contextFrame - 7, 1)).toBe(true);
    rig.run(1);
    expect([rig.field('commandFrames'), rig.field('commandFramesMax')]).toEqual([7, 100]);
    rig.send(COMMAND.resetTelemetry);
    rig.run(1);
    expect([rig.field('commandFrames'), rig.field('commandFramesMax')]).toEqual([0, 0]);
    expect(rig.field('rendered')).toBe(QUANTUM);
  });

  it('take effect without a quantum, as in a suspended context', () => {
    const rig = new KernelRig({ transport });
    rig.seek(4000);
    rig.kernel.settle();
    expect([rig.field('position'), rig.field('epoch')]).toEqual([4000, 1]);
    rig.play();
    rig.sendAt(500, COMMAND.pause);
    rig.kernel.settle();
    expect([rig.phase, rig.field('commands')]).toEqual(['starting', 2]);
  });

  it('click: one sample on every output, where it was asked for', () => {
    const rig = new KernelRig({ transport });
    rig.sendAt(200, COMMAND.click, 0.5);
    expect(rig.field('clickFrame')).toBe(-1);
    rig.run(4);
    expect(rig.field('clickFrame')).toBe(200);
    for (const out of rig.out) {
      expect(out[200]).toBe(0.5);
      expect(out.filter((sample) => sample !== 0)).toHaveLength(1);
    }
  });

  it('without sense leave everything as it is', () => {
    const rig = playing();
    const at = rig.contextFrame;
    const nonsense: [number, ...number[]][] = [
      [0], [99], [NaN], [COMMAND.gain], [COMMAND.gain, NaN], [COMMAND.gain, -1], [COMMAND.gain, Infinity], [COMMAND.mix, 1, 0],
      [COMMAND.filters], [COMMAND.filters, 1, 2, 3], [COMMAND.speed], [COMMAND.speed, 0, 0], [COMMAND.speed, NaN, 1],
      [COMMAND.seek], [COMMAND.seek, 5, NaN], [COMMAND.seek, 5, -1], [COMMAND.limiter], [COMMAND.click], [COMMAND.click, NaN],
    ]; // prettier-ignore
    for (const [kind, ...payload] of nonsense) rig.send(kind as CommandKind, ...payload);
    rig.run(20);
    expect(rig.exactFrom(at, at)).toBe(rig.out[0]!.length - at);
    expect(rig.field('commands')).toBe(2 + nonsense.length);
  });

  it.each([1, 2, 3])('of any kind, with any payload, never let anything but finite sound out (seed %i)', (seed) => {
    const random = randomOf(seed);
    const odd = [NaN, Infinity, -Infinity, -1, 0, 0.5, 1, 1e9, 1e300, 2 ** 53];
    const number = (): number => (random() < 0.1 ? odd[pick(random, 0, odd.length - 1)]! : random() * 4 - 1);
    const rig = new KernelRig({
      transport,
      sample: (frame, channel) => (frame % 1009 === 7 ? odd[frame % 3]! : sampleAt(frame, channel) * 4 - 2),
    });
    rig.seek(0);
    let worst = 0;
    let heard = 0;
    for (let i = 0; i < 4000; i++) {
      for (let j = pick(random, 0, 3); j > 0; j--) {
        const kind = pick(random, 1, 11) as CommandKind;
        const lengths: Partial<Record<CommandKind, number>> = {
          [COMMAND.mix]: 4,
          [COMMAND.filters]: 1 + 5 * pick(random, 0, 32),
          [COMMAND.seek]: 2,
          [COMMAND.splice]: 2,
          [COMMAND.speed]: 2,
        };
        const payload = Array.from({ length: lengths[kind] ?? 1 }, number);
        const at = random() < 0.5 ? 0 : rig.contextFrame + pick(random, -500, 500);
        const room = rig.commands.producer.send(kind, at, rig.contextFrame, ...payload);
        if (!room) rig.commands.settle(rig.field('commands'));
      }
      if (random() < 0.2) rig.play();
      if (random() < 0.05) rig.seek(pick(random, 0, 500_000));
      if (random() < 0.1)
        rig.splice(rig.field('readIndex') + pick(random, -300, 3000), { start: pick(random, 0, 9000) });
      if (random() < 0.8) rig.feed(pick(random, 0, 4000));
      rig.run(1, pick(random, 1, 300));
      for (const out of rig.out) {
        for (const sample of out) {
          if (!Number.isFinite(sample)) worst = Infinity;
          if (sample !== 0) heard++;
        }
        out.length = 0;
      }
    }
    expect(worst).toBe(0);
    expect(heard).toBeGreaterThan(50_000);
    expect(rig.kernel.state.every(Number.isFinite)).toBe(true);
    // And it still plays.
    rig.send(COMMAND.gain, 1);
    rig.send(COMMAND.mix, 1, 0, 0, 1);
    rig.send(COMMAND.filters, 1);
    rig.send(COMMAND.speed, 1, 0);
    rig.send(COMMAND.limiter, 0);
    rig.run(100);
    // Behind a sample that is no number, and far from the next.
    rig.seek(2026);
    rig.play();
    rig.feed();
    rig.run(4);
    for (const out of rig.out) out.length = 0;
    const position = rig.field('position');
    rig.run(3);
    expect(rig.exactFrom(0, position)).toBe(3 * QUANTUM);
  });
});
