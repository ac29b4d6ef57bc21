import * as v from 'valibot';
import { type ColumnId, columnIds, defaultColumns } from '../../src/core/library/columns.ts';
import type { SortOrder } from '../../src/core/library/rowModel.ts';

export type Mode = 'list' | 'triage';

const SAVE_AFTER_MS = 400;
/** Folders kept as collapsed; more than anyone closes by hand. */
const MOST_COLLAPSED = 2000;

const column = v.picklist(columnIds);

/** How a list is looked at. What is spoilt, or of another version, falls back part by part. */
const schema = v.object({
  filter: v.fallback(v.string(), ''),
  sort: v.fallback(v.object({ column, descending: v.boolean() }), { column: 'name', descending: false }),
  byFolder: v.fallback(v.nullable(v.boolean()), null),
  columns: v.fallback(v.nullable(v.array(column)), null),
  widths: v.fallback(v.record(v.string(), v.pipe(v.number(), v.minValue(16), v.maxValue(2000))), {}),
  collapsed: v.fallback(v.array(v.string()), []),
  audition: v.fallback(v.boolean(), true),
});

/** What of a list is kept from one time to the next. */
export interface ViewState {
  filter: string;
  sort: SortOrder;
  byFolder: boolean;
  /** Shown, in order. */
  columns: readonly ColumnId[];
  /** CSS pixels, where somebody has dragged. */
  widths: Readonly<Partial<Record<ColumnId, number>>>;
  collapsed: readonly string[];
  /** What is highlighted is played. */
  audition: boolean;
}

export function readView(text: string | null, mode: Mode): ViewState {
  const { byFolder, columns, ...rest } = v.parse(schema, parsed(text));
  const unique = [...new Set(columns ?? [])];
  return {
    ...rest,
    byFolder: byFolder ?? mode === 'list',
    // The name is what a row is known by.
    columns: unique.includes('name') ? unique : defaultColumns(mode),
  };
}

function parsed(text: string | null): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** Tells the host what is to be kept once hands rest. */
export class ViewKeeper {
  readonly #read: () => ViewState;
  readonly #save: (text: string) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saved = '';

  constructor(read: () => ViewState, save: (text: string) => void) {
    this.#read = read;
    this.#save = save;
  }

  later(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), SAVE_AFTER_MS);
  }

  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const { collapsed, ...rest } = this.#read();
    const text = JSON.stringify({ ...rest, collapsed: collapsed.slice(0, MOST_COLLAPSED) });
    if (text !== this.#saved) this.#save(text);
    this.#saved = text;
  }
}
