import { basename } from 'node:path';
import { displayWidth, printable, type Stream } from './terminal.ts';

const PERIOD_MS = 100;

/** One line at the foot of a terminal, drawn anew ten times a second at most; nothing anywhere else. */
export class ProgressLine {
  readonly #stream: Stream;
  readonly #shown: boolean;
  #last = -Infinity;
  #drawn = false;

  constructor(stream: Stream, env: NodeJS.ProcessEnv) {
    this.#stream = stream;
    this.#shown = stream.isTTY === true && env['TERM'] !== 'dumb';
    stream.on('error', () => undefined);
  }

  /** share: 0 to 1 of the whole, if it is known. */
  show(counts: string, path: string, share?: number): void {
    const now = performance.now();
    if (!this.#shown || now - this.#last < PERIOD_MS) return;
    this.#last = now;
    const percent = share === undefined ? '' : ` ${Math.floor(share * 100)} %`;
    const text = `${counts}${percent}  ${printable(basename(path))}`;
    this.#write(`\r\x1b[2K${cut(text, (this.#stream.columns ?? 80) - 1)}`);
    this.#drawn = true;
  }

  /** Before anything else is written. */
  clear(): void {
    if (!this.#drawn) return;
    this.#drawn = false;
    this.#last = -Infinity;
    this.#write('\r\x1b[2K');
  }

  #write(text: string): void {
    this.#stream.write(text, () => undefined);
  }
}

function cut(text: string, width: number): string {
  let out = '';
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    out += character;
  }
  return out;
}
