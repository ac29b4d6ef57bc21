import type { Frame } from 'playwright-core';
import type { Report } from '../../src/core/report/report.ts';
import { reasonOf } from '../../src/core/report/buildReport.ts';

/** A cell of a table of figures, as it stands on the screen. */
export interface ShownFigure {
  /** Its accessible name. */
  readonly table: string;
  readonly group: string;
  readonly row: string;
  /** Of the row in its group. */
  readonly index: number;
  readonly column: string;
  readonly unit: string;
  readonly text: string;
  readonly title: string;
  /** It leads somewhere. */
  readonly leads: boolean;
}

/** All cells of the tables in a panel of the drawer, from top to bottom. */
export function figuresShown(frame: Frame, panel: string): Promise<ShownFigure[]> {
  return frame.locator(`#panel-${panel} table`).evaluateAll((tables) => {
    const textOf = (parent: Element | undefined, selector: string): string =>
      parent?.querySelector(selector)?.textContent ?? '';
    return tables.flatMap((table) => {
      const heads = [...table.querySelectorAll('thead th')];
      let [group, index] = ['', -1];
      return [...table.querySelectorAll('tbody tr')].flatMap((line) => {
        const title = textOf(line, 'th .group');
        index = title ? 0 : index + 1;
        group = title || group;
        return [...line.querySelectorAll('td')].map((cell) => {
          const head = heads[cell.cellIndex];
          const button = cell.querySelector('button');
          return {
            ...{ table: table.getAttribute('aria-label') ?? '', group, index },
            row: textOf(line, 'th .name'),
            column: textOf(head, '.title'),
            unit: textOf(head, '.unit'),
            text: cell.textContent ?? '',
            title: (button ?? cell).title,
            leads: button !== null,
          };
        });
      });
    });
  });
}

/**
 * What is wrong with a figure as it is printed; null if it is the value to the last digit shown. A value that is null must
 * be shown as none, with the report's reason for it.
 */
export function figureFault(
  { text, title }: Pick<ShownFigure, 'text' | 'title'>,
  report: Report,
  path: string,
): string | null {
  const value = valueAt(report, path);
  const says = `${path} is ${String(value)}, shown as ${JSON.stringify(text)}`;
  if (value === null) {
    const reason = reasonOf(report, path) ?? 'no reason in the report';
    const sign = reason.startsWith('silence: −∞') ? '−∞' : '–';
    return text === sign && title === reason ? null : `${says}, because ${title}; but ${reason}`;
  }
  if (!/^[+−]?\d[\d,]*(\.\d+)?$/.test(text)) return says;
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  const printed = Number(text.replaceAll(',', '').replace('−', '-'));
  // Rounded either way, where the value lies in the middle.
  return Math.abs(printed - value) <= 0.5 * 10 ** -decimals + 1e-9 ? null : says;
}

/** channels[0].rmsDbfs */
export function valueAt(report: Report, path: string): number | null {
  const keys = path.split(/[.[\]]+/);
  const value = keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], report);
  if (value !== null && typeof value !== 'number') throw new Error(`${path} is ${typeof value} in the report`);
  return value;
}
