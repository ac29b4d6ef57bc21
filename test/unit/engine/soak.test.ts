import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { emptyHeader, queueShape } from '../../../src/core/engine/blockQueue.ts';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { FIELD, PHASE } from '../../../src/core/engine/engineState.ts';
import { fadeFrames } from '../../../src/core/engine/levels.ts';
import { PlaybackKernel } from '../../../src/core/engine/playbackKernel.ts';
import { Tap } from '../../../src/core/engine/tap.ts';
import { commandTransports, transportNames, transports } from './support/pairs.ts';
import { pick, randomOf } from './support/signal.ts';
import { stressTable, TABLE_MASK } from './support/stressTable.ts';

const RATE = 48000;
const QUANTUM = 128;
/** What the engine reads ahead of the audio thread when it has measured nothing yet. */
const TARGET_SECONDS = 1.5;
const WAKE_SECONDS = 0.033;
const STALL_SECONDS = 0.5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function memory(): number {
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

describe.each(transportNames)('twenty minutes over %s', (transport) => {
  it('with a page that stalls up to 500 ms at random, seeks and moves loops: no xrun, every frame right, memory flat', () => {
    const random = randomOf(60);
    const table = stressTable();
    const shape = queueShape(2, RATE);
    const blocks = transports[transport](shape);
    const commands = commandTransports[transport](2, 2);
    const options = { channels: 2, outputs: 2, fileRate: RATE, contextRate: RATE, tap: new ArrayBuffer(Tap.bytes(2)) };
    const kernel = new PlaybackKernel(blocks.consumer, commands.consumer, options);
    const { state } = kernel;
    const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
    const data = new Float32Array(shape.maxBlockFrames * 2);
    let epoch = 0;
    let feedAt = 0;
    /** Frames written of this epoch; what is queued of an older one does not count. */
    let written = 0;
    const send = (kind: 1 | 2 | 3 | 4, ...payload: number[]): void => {
      commands.settle(state[FIELD.commands]!);
      if (!commands.producer.send(kind, 0, 0, ...payload)) throw new Error('no room for a command');
    };
    const write = (frames: number): boolean => {
      for (let channel = 0; channel < 2; channel++) {
        const from = feedAt + channel * 77;
        for (let i = 0; i < frames; i++) data[channel * frames + i] = table[(from + i) & TABLE_MASK]!;
      }
      const header = { ...emptyHeader(), epoch, startFrame: feedAt, frames };
      if (!blocks.producer.write(header, data, frames)) return false;
      feedAt += frames;
      written += frames;
      return true;
    };
    const feed = (): void => {
      blocks.settle();
      const ahead = (): number => (state[FIELD.epoch] === epoch ? state[FIELD.queued]! : written);
      while (ahead() < TARGET_SECONDS * RATE && write(shape.maxBlockFrames)) kernel.settle();
    };
    const turnTo = (frame: number): void => {
      epoch++;
      feedAt = frame;
      written = 0;
    };

    let faults = 0;
    let checked = 0;
    let wakeAt = 0;
    let seeks = 0;
    let splices = 0;
    let early = 0;
    const end = 1200 * RATE;
    send(COMMAND.play);
    for (let contextFrame = 0; contextFrame < end; contextFrame += QUANTUM) {
      if (contextFrame >= wakeAt) {
        wakeAt = contextFrame + RATE * (random() < 0.2 ? STALL_SECONDS * random() : WAKE_SECONDS);
        if (epoch === 0 || random() < 0.006) {
          const frame = pick(random, 1000, 2 ** 31);
          turnTo(frame - fadeFrames(RATE));
          send(COMMAND.seek, epoch, frame);
          seeks++;
        } else if (random() < 0.006 && state[FIELD.epoch] === epoch) {
          turnTo(pick(random, 1000, 2 ** 31));
          send(COMMAND.splice, epoch, state[FIELD.readIndex]! + 2000);
          splices++;
        } else if (random() < 0.006) {
          send(COMMAND.pause);
          send(COMMAND.play);
        }
        feed();
      }
      const run = state[FIELD.run];
      kernel.process(out, QUANTUM, contextFrame);
      if (state[FIELD.run] === run && state[FIELD.phase] === PHASE.playing) {
        const from = state[FIELD.position]! - QUANTUM;
        for (let i = 0; i < QUANTUM; i++) {
          if (out[0]![i] !== table[(from + i) & TABLE_MASK] || out[1]![i] !== table[(from + i + 77) & TABLE_MASK])
            faults++;
        }
        checked += QUANTUM;
      }
      if (contextFrame >= end / 2 && early === 0) early = memory();
    }
    expect(state[FIELD.xruns]).toBe(0);
    expect(faults).toBe(0);
    expect(checked).toBeGreaterThan(0.98 * end);
    expect(Math.min(seeks, splices)).toBeGreaterThan(30);
    // Of the second half's 225,000 quanta a leak of 16 bytes each would show.
    expect(memory() - early).toBeLessThan(3_000_000);
  }, 200_000);
});
