import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Selection } from '../../../src/core/library/selection.ts';

function over(keys: string[]): { selection: Selection; keys: string[] } {
  const lines = {
    get count() {
      return keys.length;
    },
    keyAt: (line: number) => keys[line],
    lineOf: (key: string) => keys.indexOf(key),
  };
  return { selection: new Selection(lines), keys };
}

const selected = (selection: Selection): string => [...selection.keys].sort().join('');

describe('the selection', () => {
  it('follows presses with Ctrl and Shift as in any list', () => {
    const { selection } = over([...'abcdefgh']);
    selection.to(2);
    expect(selected(selection)).toBe('c');
    selection.to(4, { extend: true });
    expect(selected(selection)).toBe('cde');
    // From the same anchor, to the other side.
    selection.to(0, { extend: true });
    expect(selected(selection)).toBe('abc');
    selection.toggle(6);
    expect(selected(selection)).toBe('abcg');
    selection.to(7, { extend: true, keep: true });
    expect(selected(selection)).toBe('abcgh');
    selection.toggle(1);
    expect(selected(selection)).toBe('acgh');
    selection.to(3);
    expect(selected(selection)).toBe('d');
    selection.all();
    expect(selected(selection)).toBe('abcdefgh');
    expect(selection.active).toBe('d');
  });

  it('keeps what it holds while lines move, and its place when its line goes', () => {
    const { selection, keys } = over([...'abcde']);
    selection.to(3);
    keys.reverse();
    expect(selection.activeLine).toBe(1);
    keys.splice(1, 1);
    expect(selection.activeLine).toBe(-1);
    expect(selection.fromLine).toBe(1);
    keys.length = 1;
    expect(selection.fromLine).toBe(0);
    keys.length = 0;
    expect(selection.fromLine).toBe(-1);
  });

  it('never holds a line that is not there when it is made', () => {
    const step = fc.tuple(fc.constantFrom('to', 'toggle', 'extend', 'highlight'), fc.integer({ min: -2, max: 12 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { selection, keys } = over([...'abcdef']);
        for (const [what, line] of steps) {
          if (what === 'to') selection.to(line);
          else if (what === 'toggle') selection.toggle(line);
          else if (what === 'extend') selection.to(line, { extend: true });
          else selection.highlight(line);
        }
        for (const key of selection.keys) expect(keys).toContain(key);
        if (selection.active !== null) expect(keys).toContain(selection.active);
      }),
    );
  });
});
