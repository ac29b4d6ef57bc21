import type { CsvDialect } from './label.ts';

export interface CsvRecord {
  /** Counting from 1; a quoted cell may go over several. */
  line: number;
  cells: string[];
  /** A quote in it is never closed: the rest of the text is one cell. */
  open?: boolean;
}

/** RFC 4180; blank lines are left out. A quote inside an unquoted cell is a character like any other. */
export function readRecords(text: string, delimiter: string, limit = Infinity): CsvRecord[] {
  const records: CsvRecord[] = [];
  let [at, line] = [0, 1];
  while (at < text.length && records.length < limit) {
    const record: CsvRecord = { line, cells: [] };
    for (let more = true; more;) {
      let cell: string;
      if (text[at] === '"') {
        const end = closingQuote(text, at);
        if (end >= text.length) record.open = true;
        cell = text.slice(at + 1, end).replaceAll('""', '"');
        line += newlines(cell);
        at = end + 1;
        // What stands between the quote and the delimiter belongs to nothing, but is not lost.
        const rest = cellEnd(text, at, delimiter);
        cell += text.slice(at, rest);
        at = rest;
      } else {
        const end = cellEnd(text, at, delimiter);
        cell = text.slice(at, end);
        at = end;
      }
      record.cells.push(cell);
      more = text[at] === delimiter;
      if (more) at++;
    }
    at++;
    line++;
    if (record.cells.length > 1 || record.cells[0]!.trim() !== '') records.push(record);
  }
  return records;
}

/** Of a quoted cell; the end of the text where it is never closed. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    if (text[at + 1] !== '"') return at;
  }
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
  return at;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

export function writeRecord(cells: readonly string[], delimiter: CsvDialect['delimiter']): string {
  const quoted = (cell: string): boolean => cell.includes(delimiter) || /["\n\r]|^\s|\s$/.test(cell);
  return `${cells.map((cell) => (quoted(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)}\n`;
}
