import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

export const tools = ['ffmpeg', 'sox', 'NumPy'] as const;
export type Tool = (typeof tools)[number];

/** A figure that other programs have too. */
export interface Shared {
  name: string;
  unit: string;
  decimals: number;
  /** As far as a table of another machine may differ. */
  tolerance: number;
}

interface Found {
  ours: number;
  theirs: Partial<Record<Tool, number>>;
}

/** Our figures beside those of other programs: of one file as they are, of all the largest differences. */
export class Comparison {
  readonly #figures: readonly Shared[];
  readonly #example = new Map<string, Found>();
  readonly #worst = new Map<string, Partial<Record<Tool, number>>>();
  readonly #of = new Map<string, number>();

  constructor(figures: readonly Shared[]) {
    this.#figures = figures;
  }

  /** Of a channel of a file; of the example the first that comes is shown. */
  add(name: string, ours: number, theirs: Partial<Record<Tool, number>>, example: boolean): void {
    if (example && !this.#example.has(name)) this.#example.set(name, { ours, theirs });
    const worst = this.#worst.get(name) ?? {};
    for (const tool of tools) {
      const theirsOne = theirs[tool];
      if (theirsOne === undefined) continue;
      worst[tool] = Math.max(worst[tool] ?? 0, ours === theirsOne ? 0 : Math.abs(ours - theirsOne));
    }
    this.#worst.set(name, worst);
    this.#of.set(name, (this.#of.get(name) ?? 0) + 1);
  }

  /** Cells of each row, behind the head. */
  rows(): string[][] {
    const head = ['figure', 'unit', 'ours', ...tools, 'difference', 'worst', 'compared'];
    const rows = this.#figures.map(({ name, unit, decimals }) => {
      const { ours, theirs } = this.#example.get(name) ?? { ours: NaN, theirs: {} };
      const worst = this.#worst.get(name) ?? {};
      const text = (value: number | undefined): string => {
        if (value === undefined || Number.isNaN(value)) return '';
        const digits = value.toFixed(decimals);
        return Number(digits) === 0 ? digits.replace('-', '') : digits.replace('-', '\u2212');
      };
      const differences = Object.values(theirs).map((other) => Math.abs(ours - other));
      const most = tools.flatMap((tool) => worst[tool] ?? []);
      return [
        ...[name, unit, text(ours), ...tools.map((tool) => text(theirs[tool]))],
        ...[text(Math.max(...differences)), text(Math.max(...most)), String(this.#of.get(name) ?? 0)],
      ];
    });
    return [head, ...rows];
  }

  /** What of another table is not as here, within the tolerances. */
  faults(written: readonly (readonly string[])[]): string[] {
    const faults: string[] = [];
    this.rows().forEach((cells, r) => {
      const others = written[r] ?? [];
      const name = cells[0]!;
      const tolerance = this.#figures.find((figure) => figure.name === name)?.tolerance ?? 0;
      cells.forEach((cell, c) => {
        const other = others[c] ?? 'nothing';
        const off = Math.abs(numberOf(cell) - numberOf(other));
        // Sums of binary fractions.
        const same = cell === other || off <= tolerance * (1 + 1e-9);
        if (!same) faults.push(`${name}: ${cell} is ${other} in the table`);
      });
    });
    if (written.length > this.rows().length) faults.push('the table has more rows');
    return faults;
  }
}

const numberOf = (cell: string): number => (cell === '' ? NaN : Number(cell.replace('\u2212', '-')));

const START = '<!-- comparison -->';
const END = '<!-- /comparison -->';
const document = fileURLToPath(new URL('../../../docs/MEASUREMENTS.md', import.meta.url));

function parts(): [string, string, string] {
  const text = readFileSync(document, 'utf8');
  const [start, end] = [text.indexOf(START) + START.length, text.indexOf(END)];
  if (end < start) throw new Error(`docs/MEASUREMENTS.md has no ${START} … ${END}`);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

/** Cells of the table that stands in docs/MEASUREMENTS.md. */
export function writtenTable(): string[][] {
  const rows = parts()[1]
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.filter((_, i) => i !== 1);
}

export async function writeTable([head, ...rows]: readonly (readonly string[])[]): Promise<void> {
  const [before, , behind] = parts();
  const rules = head!.map((_, c) => (c < 2 ? '---' : '---:'));
  const table = [head!, rules, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = `${before}\n\n${table}\n\n${behind}`;
  writeFileSync(document, await format(text, { parser: 'markdown', printWidth: 120, singleQuote: true }));
}
