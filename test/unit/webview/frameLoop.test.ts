import { describe, expect, it } from 'vitest';
import { FrameLoop, type Layer } from '../../../webview/render/frameLoop.ts';
import { Signal } from '../../../webview/render/signal.ts';

/** requestAnimationFrame by hand. */
class HandClock {
  #queued = new Map<number, () => void>();
  #next = 1;

  request(run: () => void): number {
    this.#queued.set(this.#next, run);
    return this.#next++;
  }

  cancel(id: number): void {
    this.#queued.delete(id);
  }

  get waiting(): number {
    return this.#queued.size;
  }

  tick(): void {
    const runs = [...this.#queued.values()];
    this.#queued.clear();
    for (const run of runs) run();
  }
}

function setUp() {
  const clock = new HandClock();
  const errors: string[] = [];
  const loop = new FrameLoop((layer) => errors.push(layer), clock);
  const drawn: string[] = [];
  const add = (name: string, layer: Partial<Layer> = {}): Layer => {
    const made: Layer = { name, dirtiedBy: [], draw: () => drawn.push(name), ...layer };
    loop.add(made);
    return made;
  };
  return { clock, loop, drawn, errors, add };
}

describe('FrameLoop', () => {
  it('draws a dirty layer once a frame, however often it was dirtied', () => {
    const { clock, loop, drawn, add } = setUp();
    const [a, b] = [new Signal(0), new Signal(0)];
    add('waveform', { dirtiedBy: [a] });
    add('ruler', { dirtiedBy: [b] });
    clock.tick();
    expect(drawn).toEqual(['waveform', 'ruler']);
    a.set(1);
    a.set(2);
    expect(clock.waiting).toBe(1);
    clock.tick();
    expect(drawn).toEqual(['waveform', 'ruler', 'waveform']);
    expect(loop.layerDraws).toEqual({ waveform: 2, ruler: 1 });
    expect(loop.drawnFrames).toBe(2);
  });

  it('asks for no frame while nothing changes', () => {
    const { clock, add } = setUp();
    const signal = new Signal(1);
    add('waveform', { dirtiedBy: [signal] });
    clock.tick();
    signal.set(1);
    expect(clock.waiting).toBe(0);
  });

  it('goes on while a layer moves, and draws only that one', () => {
    const { clock, loop, add } = setUp();
    let moving = true;
    add('playhead', { moving: () => moving });
    add('waveform');
    for (let i = 0; i < 10; i++) clock.tick();
    expect(loop.layerDraws).toEqual({ playhead: 10, waveform: 1 });
    moving = false;
    clock.tick();
    expect(clock.waiting).toBe(0);
  });

  it('lets an earlier layer dirty a later one within the frame', () => {
    const { clock, loop, add } = setUp();
    const view = new Signal(0);
    let position = 0;
    add('position', { moving: () => position < 3, draw: () => view.set(++position) });
    add('waveform', { dirtiedBy: [view] });
    clock.tick();
    clock.tick();
    expect(loop.layerDraws).toEqual({ position: 2, waveform: 2 });
  });

  it('is still while hidden, and draws all once when shown', () => {
    const { clock, loop, drawn, add } = setUp();
    const signal = new Signal(0);
    add('waveform', { dirtiedBy: [signal], moving: () => true });
    add('ruler');
    clock.tick();
    loop.setVisible(false);
    signal.set(1);
    loop.flush();
    expect(clock.waiting).toBe(0);
    drawn.length = 0;
    loop.setVisible(true);
    expect(clock.waiting).toBe(1);
    clock.tick();
    expect(drawn).toEqual(['waveform', 'ruler']);
  });

  it('draws at once on flush, and not again in the frame that was due', () => {
    const { clock, drawn, add, loop } = setUp();
    add('waveform');
    loop.flush();
    expect(drawn).toEqual(['waveform']);
    expect(clock.waiting).toBe(0);
    loop.flush();
    expect(loop.drawnFrames).toBe(1);
  });

  it('reports a layer that fails and draws the others', () => {
    const { clock, drawn, errors, add } = setUp();
    add('broken', {
      draw: () => {
        throw new Error('no');
      },
    });
    add('ruler');
    clock.tick();
    expect(errors).toEqual(['broken']);
    expect(drawn).toEqual(['ruler']);
    expect(clock.waiting).toBe(0);
  });
});
