import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../src/cli/progress.ts';
import { BrokenPipe, displayWidth, Output, printable, type Stream, styler } from '../../../src/cli/terminal.ts';

/** What was written to a terminal, or to a pipe. */
function stream(isTTY: boolean, error?: Error): Stream & { written: string } {
  return {
    isTTY,
    columns: 30,
    written: '',
    write(data, done) {
      this.written += String(data);
      done(error);
      return true;
    },
    end: (done) => done(),
    on: () => undefined,
  };
}

describe('the line of progress', () => {
  it('is drawn on a terminal, cut to its width, and cleared', () => {
    const terminal = stream(true);
    const line = new ProgressLine(terminal, {});
    line.show('3 of 9', 'folder/a very long name of a file\x1b.wav', 0.345);
    expect(terminal.written).toBe('\r\x1b[2K3 of 9 34 %  a very long name');
    line.show('4 of 9', 'too soon');
    line.clear();
    line.clear();
    expect(terminal.written).toBe('\r\x1b[2K3 of 9 34 %  a very long name\r\x1b[2K');
  });

  it('is not drawn in a pipe or on a terminal that cannot', () => {
    const pipe = stream(false);
    new ProgressLine(pipe, {}).show('3 of 9', 'a.wav');
    const dumb = stream(true);
    new ProgressLine(dumb, { TERM: 'dumb' }).show('3 of 9', 'a.wav');
    expect(pipe.written + dumb.written).toBe('');
  });
});

it('colours are for terminals that want them', () => {
  const [terminal, pipe] = [stream(true), stream(false)];
  expect(styler(terminal, {})('x', 'red')).toBe('\x1b[31mx\x1b[39m');
  expect(styler(terminal, { NO_COLOR: '' })('x', 'bold')).toBe('\x1b[1mx\x1b[22m');
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(styler(terminal, env)('x', 'red')).toBe('x');
  expect(styler(pipe, {})('x', 'red')).toBe('x');
});

it('a reader that has gone is told from a full disk', async () => {
  const failing = (code: string): Output => new Output(stream(false, Object.assign(new Error(code), { code })));
  await expect(failing('EPIPE').write('x')).rejects.toBeInstanceOf(BrokenPipe);
  await expect(failing('ENOSPC').write('x')).rejects.toThrow('ENOSPC');
});

it('names cannot command the terminal, and take the room that they take', () => {
  expect(printable('a\x1b[31m\n\u202eb')).toBe('a\\u{1b}[31m\\u{a}\\u{202e}b');
  expect(printable('Größe 録音.wav')).toBe('Größe 録音.wav');
  expect(['abc', '録音', 'e\u0301', '−∞'].map(displayWidth)).toEqual([3, 4, 1, 2]);
});
