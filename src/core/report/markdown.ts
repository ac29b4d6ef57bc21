import type { Report } from './report.ts';
import { stateText, wideColumns } from './summary.ts';

/** Nothing of a name may end a cell or be taken for markup. */
const cell = (text: string): string =>
  text.replace(/[\\`*_[\]<>|#~$]/g, (mark) => `\\${mark}`).replace(/\p{Cc}+/gu, ' ');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/** The head of a table with a row for each file. */
export function markdownHead(): string {
  const rules = wideColumns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return row(['file', ...wideColumns.map(({ title }) => title), 'state']) + row(['---', ...rules, '---']);
}

export function markdownRow(report: Report): string {
  const values = wideColumns.map(({ text }) => cell(text(report)));
  const state = report.error ? `${report.error.code}: ${report.error.message}` : stateText(report);
  return row([cell(report.file.path), ...values, cell(state)]);
}
