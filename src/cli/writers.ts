import { csvHead, csvRow } from '../core/report/csv.ts';
import { markdownHead, markdownRow } from '../core/report/markdown.ts';
import type { Report } from '../core/report/report.ts';
import { describeReport, tableHead, tableRow } from './reportText.ts';
import type { Style } from './terminal.ts';

export const machineFormats = ['json', 'ndjson', 'csv', 'markdown'] as const;
export type ReportFormat = (typeof machineFormats)[number] | 'table' | 'text';

/** Reports as text, piece by piece; what has been written is whole whenever it ends with end(). */
export interface ReportWriter {
  report(report: Report): string;
  end(): string;
}

export function reportWriter(format: ReportFormat, style: (text: string, style: Style) => string): ReportWriter {
  switch (format) {
    case 'json':
      return jsonWriter();
    case 'ndjson':
      return { report: (report) => `${JSON.stringify(report)}\n`, end: () => '' };
    case 'csv':
      return withHead(csvHead, csvRow);
    case 'markdown':
      return withHead(markdownHead, markdownRow);
    case 'table':
      return withHead(
        () => tableHead(style),
        (report) => tableRow(report, style),
      );
    case 'text':
      return { report: (report) => describeReport(report, style), end: () => '' };
  }
}

function jsonWriter(): ReportWriter {
  let count = 0;
  return {
    report: (report) => `${count++ === 0 ? '[' : ','}\n${indented(JSON.stringify(report, null, 2))}`,
    end: () => (count === 0 ? '[]\n' : '\n]\n'),
  };
}

const indented = (text: string): string => text.replace(/^/gm, '  ');

/** The head comes with the first row, or alone. */
function withHead(head: () => string, row: (report: Report) => string): ReportWriter {
  let begun = false;
  return {
    report(report) {
      const before = begun ? '' : head();
      begun = true;
      return before + row(report);
    },
    end: () => (begun ? '' : head()),
  };
}
