import { describe, expect, it } from 'vitest';
import { Path } from '../../../webview/engine/path.ts';

describe('path', () => {
  it('hears the frame after a position, or before it when it goes backwards, and comes back to the same position', () => {
    const path = new Path();
    path.position = 100;
    expect(path.program().start).toBe(100);
    expect(path.positionAt(100.7)).toBe(100);
    path.step = -1;
    expect(path.program().start).toBe(99);
    // Frame 99 comes next; then 98.
    expect(path.positionAt(99)).toBe(100);
    expect(path.positionAt(98.2)).toBe(100);
    // After frame 0.
    expect(path.positionAt(-1)).toBe(0);
  });

  it('begins again at the other end only where nothing is left, and only if the end is known', () => {
    const path = new Path();
    path.position = 50;
    path.restart(100);
    expect(path.position).toBe(50);
    path.position = 100;
    path.restart(null);
    expect(path.position).toBe(100);
    path.restart(100);
    expect(path.position).toBe(0);
    path.step = -1;
    path.restart(100);
    expect(path.position).toBe(100);
  });

  it('plays a range from the end it starts at, before any loop, until a loop is set', () => {
    const path = new Path();
    const range = { startFrame: 10, endFrame: 20 };
    path.setLoop({ startFrame: 30, endFrame: 40 }, 5);
    path.setRange(range);
    expect(path.program()).toEqual({ start: 10, step: 1, range, loop: null });
    path.step = -1;
    path.setRange(range);
    expect(path.program().start).toBe(19);
    path.setLoop({ startFrame: 30, endFrame: 31 }, 5);
    expect(path.program()).toMatchObject({ range: null, loop: { startFrame: 30, endFrame: 35 } });
  });

  it('enters a loop that lies behind, and plays on into one that lies ahead', () => {
    const path = new Path();
    path.setLoop({ startFrame: 30, endFrame: 40 }, 1);
    path.position = 10;
    path.enter();
    expect(path.position).toBe(10);
    path.position = 40;
    path.enter();
    expect(path.position).toBe(30);
    path.step = -1;
    path.position = 45;
    path.enter();
    expect(path.position).toBe(45);
    path.position = 30;
    path.enter();
    expect(path.position).toBe(40);
  });
});
