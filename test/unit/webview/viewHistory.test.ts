import { beforeEach, expect, it } from 'vitest';
import { ViewHistory } from '../../../webview/editor/viewHistory.ts';

const at = (startFrame: number) => ({ startFrame, framesPerPixel: 4 });
let now = 0;
let history = new ViewHistory();
beforeEach(() => {
  now = 0;
  history = new ViewHistory(() => now);
});

it('keeps what stood for a while, not what was passed through', () => {
  now = 1000;
  history.leave(null, false);
  now = 1300;
  history.leave(at(100), false);
  now = 2000;
  history.leave(at(200), false);
  expect(history.back(at(300))).toEqual(at(200));
  expect(history.back(at(200))).toBeNull();
  expect(history.back(null)).toBeUndefined();
  expect(history.forward(null)).toEqual(at(200));
  expect(history.forward(at(200))).toEqual(at(300));
  expect(history.forward(at(300))).toBeUndefined();
});

it('keeps what a jump leaves, however short it stood', () => {
  history.leave(at(0), true);
  history.leave(at(100), true);
  expect(history.back(at(200))).toEqual(at(100));
  expect(history.back(at(100))).toEqual(at(0));
});

it('cuts the way forward with a new view', () => {
  history.leave(at(0), true);
  expect(history.back(at(100))).toEqual(at(0));
  history.leave(at(0), true);
  expect(history.forward(at(50))).toBeUndefined();
  expect(history.back(at(50))).toEqual(at(0));
});

it('does not count what the playhead has turned to as looked at before it stood', () => {
  now = 1000;
  history.moved();
  now = 1600;
  history.leave(at(0), false);
  expect(history.back(at(100))).toBeUndefined();
});

it('keeps a hundred, the latest, and none twice in a row', () => {
  for (let i = 0; i < 300; i++) for (let twice = 0; twice < 2; twice++) history.leave(at(i * 100), true);
  let steps = 0;
  let view: ReturnType<typeof history.back> = at(30_000);
  for (let next = history.back(view); next !== undefined; next = history.back(next)) {
    steps++;
    view = next;
  }
  expect(steps).toBe(100);
  expect(view).toEqual(at(20_000));
});
