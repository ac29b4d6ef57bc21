import { type Report, report as schema } from './report.ts';

interface Column {
  path: string;
  values: (report: Report) => unknown;
}

/** As valibot's schemas stand in memory, as far as it matters here. */
interface Node {
  type: string;
  entries?: Record<string, Node>;
  item?: Node;
  wrapped?: Node;
}

type Step = (value: unknown) => unknown;

/** A column for every path of the schema: what joins the report joins the table. */
function columnsOf(node: Node, path: string, value: Step): Column[] {
  switch (node.type) {
    case 'optional':
    case 'nullable':
      return columnsOf(node.wrapped!, path, value);
    case 'object':
      return Object.entries(node.entries!).flatMap(([name, entry]) =>
        columnsOf(entry, path === '' ? name : `${path}.${name}`, (top) => member(value(top), name)),
      );
    case 'array':
      return columnsOf(node.item!, `${path}[]`, value);
    // Reasons stand beside values, which a row has no room for.
    case 'record':
      return [];
    default:
      return [{ path, values: value }];
  }
}

/** Of an array: of each of its members. */
function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((each) => member(each, name));
  return value === undefined || value === null ? undefined : (value as Record<string, unknown>)[name];
}

const columns = columnsOf(schema as unknown as Node, '', (report) => report).filter(({ path }) => {
  // Of findings their rules; all of a finding would need a table of its own.
  return !path.startsWith('findings[]') || path === 'findings[].rule';
});

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : `${value as number | boolean}`;

/** RFC 4180. What several channels have stands in one field, separated by semicolons. */
function field(value: unknown): string {
  const text = Array.isArray(value) ? value.map(scalar).join(';') : scalar(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

export const csvHead = (): string => line(columns.map(({ path }) => path));

export const csvRow = (report: Report): string => line(columns.map(({ values }) => field(values(report))));
