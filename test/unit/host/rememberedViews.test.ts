import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Remembered } from '../../../src/core/protocol/remembered.ts';
import { RememberedViews } from '../../../src/host/rememberedViews.ts';
import { FakeMemory } from './fakes.ts';

let [memory, tastes] = [new FakeMemory(), new FakeMemory()];
let writes = 0;
const open = (): RememberedViews => new RememberedViews(memory as never, tastes as never);
beforeEach(() => {
  vi.useFakeTimers();
  [memory, tastes] = [new FakeMemory(), new FakeMemory()];
  writes = 0;
  const update = memory.update.bind(memory);
  memory.update = (key, value) => {
    writes++;
    return update(key, value);
  };
});
afterEach(() => vi.useRealTimers());

const stateAt = (positionFrame: number, startFrame = 0): Remembered => ({
  version: 2,
  revision: 'r',
  view: { startFrame, framesPerPixel: 2 },
  positionFrame,
  gainDb: 0,
});

it('knows a file again, at once and after a restart', () => {
  const views = open();
  views.remember('file:///a', stateAt(7), null);
  expect(views.recall('file:///a').state).toEqual(stateAt(7));
  expect(views.recall('file:///b').state).toBeNull();
  views.dispose();
  expect(open().recall('file:///a').state).toEqual(stateAt(7));
});

it('writes at most every two seconds, every ten while only the playhead moves, and at once when an editor closes', () => {
  const views = open();
  for (let ms = 0; ms < 10_000; ms += 500) {
    views.remember('file:///a', stateAt(0, ms), null);
    vi.advanceTimersByTime(500);
  }
  expect(writes).toBe(5);
  vi.advanceTimersByTime(10_000);
  writes = 0;
  for (let ms = 0; ms < 20_000; ms += 500) {
    views.remember('file:///a', stateAt(ms, 9500), null);
    vi.advanceTimersByTime(500);
  }
  expect(writes).toBe(2);
  views.remember('file:///a', stateAt(3, 9500), null);
  views.flush();
  views.flush();
  expect(writes).toBe(3);
});

it('keeps the 200 files that were used last, and no more than VS Code should write', () => {
  const views = open();
  for (let i = 0; i < 300; i++) views.remember(`file:///${i}`, stateAt(i), null);
  views.recall('file:///100');
  views.dispose();
  expect(open().recall('file:///99').state).toBeNull();
  expect(open().recall('file:///100').state).toEqual(stateAt(100));
  const heights = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`channel ${i}`, 40]));
  const large: Remembered = { ...stateAt(0), look: { lanes: { set: 'channels', solo: null, heights } } };
  for (let i = 0; i < 100; i++) views.remember(`file:///large${i}`, large, null);
  views.dispose();
  expect(JSON.stringify(memory.values.get('earshot.views')).length).toBeLessThan(310_000);
  expect(open().recall('file:///large99').state).toEqual(large);
});

it('takes what is spoilt for not there, and keeps the rest', () => {
  memory.values.set('earshot.views', [
    ['file:///a', { version: 2, revision: 5 }],
    ['file:///b', { ...stateAt(1), gainDb: 'loud', look: { follow: 'centre', snap: 'perhaps' } }],
    ['file:///c', { ...stateAt(2), version: 3 }],
  ]);
  const views = open();
  expect(views.recall('file:///a').state).toBeNull();
  expect(views.recall('file:///b').state).toEqual({ ...stateAt(1), gainDb: undefined, look: { follow: 'centre' } });
  expect(views.recall('file:///c').state).toBeNull();
  memory.values.set('earshot.views', 'nonsense');
  expect(open().recall('file:///b')).toEqual({ state: null, taste: null });
});

it("keeps the user's ways part by part, over all workspaces", () => {
  open().remember('file:///a', stateAt(0), { follow: 'centre', snap: true });
  open().remember('file:///b', stateAt(0), { snap: false });
  memory = new FakeMemory();
  expect(open().recall('file:///new')).toEqual({ state: null, taste: { follow: 'centre', snap: false } });
});
