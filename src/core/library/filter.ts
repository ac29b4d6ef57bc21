import type { Flag, MarkWord, TextName } from './filterFields.ts';
import type { NumberName } from './rowValues.ts';

export const compareSigns = ['<', '<=', '=', '!=', '>=', '>'] as const;
export type CompareSign = (typeof compareSigns)[number];

/** What stands for a value: "2024-01" is a month, "−16.0" all that reads so. */
export interface ValueSpan {
  /** As typed, with an ASCII minus. */
  readonly literal: string;
  /** "<" is below `low`, ">" above `high`. */
  readonly low: number;
  readonly high: number;
  /** "=" is from one to the other, both included. */
  readonly from: number;
  readonly to: number;
}

/** A condition on rows. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /** A part of folder and name. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberName; readonly sign: CompareSign; readonly value: ValueSpan }
  | { readonly kind: 'text'; readonly field: TextName; readonly sign: ':' | '=' | '!='; readonly text: string }
  | { readonly kind: 'mark'; readonly mark: MarkWord }
  | { readonly kind: 'is'; readonly flag: Flag };

/** Why a filter is none: a sentence, and where. */
export interface FilterFault {
  /** UTF-16 code units. */
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

/** filter null: nothing was asked for. */
export type ParsedFilter =
  { readonly ok: true; readonly filter: Filter | null } | { readonly ok: false; readonly fault: FilterFault };
