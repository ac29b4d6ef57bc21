/** Lines by their keys, which stay while lines move. */
export interface KeyedLines {
  readonly count: number;
  keyAt(line: number): string | undefined;
  /** −1: it has none now. */
  lineOf(key: string): number;
}

/** How the keys held change what a press or a move selects. */
export interface SelectHow {
  /** Shift: all from the anchor to here. */
  readonly extend?: boolean;
  /** Ctrl: what is selected stays so. */
  readonly keep?: boolean;
}

/** The highlighted line of a table, and those selected: as in VS Code's lists. */
export class Selection {
  readonly #lines: KeyedLines;
  #active: string | null = null;
  #anchor: string | null = null;
  #selected = new Set<string>();
  /** Where the highlighted line was when it was last looked for. */
  #lastLine = 0;

  constructor(lines: KeyedLines) {
    this.#lines = lines;
  }

  get active(): string | null {
    return this.#active;
  }

  /** −1: none, or not in the table now. */
  get activeLine(): number {
    const line = this.#active === null ? -1 : this.#lines.lineOf(this.#active);
    if (line >= 0) this.#lastLine = line;
    return line;
  }

  /** From where keys move: where the highlighted line was, if it is gone. */
  get fromLine(): number {
    const line = this.activeLine;
    if (line >= 0 || this.#active === null) return line;
    return Math.min(this.#lastLine, this.#lines.count - 1);
  }

  has(key: string): boolean {
    return this.#selected.has(key);
  }

  get keys(): ReadonlySet<string> {
    return this.#selected;
  }

  /** A press, or a move by keys. */
  to(line: number, { extend = false, keep = false }: SelectHow = {}): void {
    const key = this.#lines.keyAt(line);
    if (key === undefined) return;
    this.#active = key;
    this.#lastLine = line;
    if (extend) this.#selectTo(line, keep);
    else {
      if (!keep) this.#selected = new Set();
      this.#selected.add(key);
      this.#anchor = key;
    }
  }

  /** Ctrl and a press. */
  toggle(line: number): void {
    const key = this.#lines.keyAt(line);
    if (key === undefined) return;
    this.#active = this.#anchor = key;
    this.#lastLine = line;
    if (!this.#selected.delete(key)) this.#selected.add(key);
  }

  /** Ctrl and an arrow: highlights without selecting. */
  highlight(line: number): void {
    const key = this.#lines.keyAt(line);
    if (key === undefined) return;
    this.#active = key;
    this.#lastLine = line;
  }

  all(): void {
    this.#selected = new Set();
    for (let line = 0; line < this.#lines.count; line++) this.#selected.add(this.#lines.keyAt(line)!);
    this.#active ??= this.#lines.keyAt(0) ?? null;
  }

  clear(): void {
    this.#selected = new Set();
    this.#active = this.#anchor = null;
  }

  #selectTo(line: number, keep: boolean): void {
    const anchor = this.#anchor === null ? -1 : this.#lines.lineOf(this.#anchor);
    const from = anchor >= 0 ? anchor : line;
    if (anchor < 0) this.#anchor = this.#lines.keyAt(line) ?? null;
    if (!keep) this.#selected = new Set();
    for (let i = Math.min(from, line); i <= Math.max(from, line); i++) this.#selected.add(this.#lines.keyAt(i)!);
  }
}
