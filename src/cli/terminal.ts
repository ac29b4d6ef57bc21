/** The reader of a pipe has gone: nobody wants the rest. */
export class BrokenPipe extends Error {}

/** What the command line writes to. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(data: string | Uint8Array, done: (error?: Error | null) => void): boolean;
  end(done: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Standard output: waits until what was written has gone, and tells a broken pipe from a full disk. */
export class Output {
  readonly #stream: Stream;
  readonly #beforeWrite: () => void;

  constructor(stream: Stream, beforeWrite: () => void = () => undefined) {
    this.#stream = stream;
    this.#beforeWrite = beforeWrite;
    // Each failure reaches the write that it belongs to.
    stream.on('error', () => undefined);
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Closes what was opened for this; standard output stays. */
  async end(): Promise<void> {
    if (this.#stream !== process.stdout) await new Promise<void>((resolve) => this.#stream.end(resolve));
  }

  write(data: string | Uint8Array): Promise<void> {
    this.#beforeWrite();
    return new Promise((resolve, reject) => {
      this.#stream.write(data, (error) => {
        if (!error) resolve();
        else reject(isBroken(error) ? new BrokenPipe() : error);
      });
    });
  }
}

const isBroken = (error: Error): boolean =>
  'code' in error && ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(error.code as string);

/** Control characters of a file's name would command the terminal. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);

/** Columns that a text takes on a terminal, near enough: wide East Asian characters take two, marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    const code = character.codePointAt(0)!;
    const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || isWideTail(code);
    width += wide ? 2 : 1;
  }
  return width;
}

const isWideTail = (code: number): boolean =>
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xff00 && code <= 0xff60) ||
  (code >= 0x1f300 && code <= 0x1faff);

export type Style = 'bold' | 'red' | 'dim';
const codes: Readonly<Record<Style, [number, number]>> = { bold: [1, 22], red: [31, 39], dim: [2, 22] };

/** https://no-color.org: any value but an empty one. */
export function styler(stream: Stream, env: NodeJS.ProcessEnv): (text: string, style: Style) => string {
  const coloured = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return (text, style) => (coloured ? `\x1b[${codes[style][0]}m${text}\x1b[${codes[style][1]}m` : text);
}
