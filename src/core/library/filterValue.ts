import { t } from '../util/l10n.ts';
import { parseClock } from '../labels/times.ts';
import type { ValueSpan } from './filter.ts';
import type { NumberField } from './filterFields.ts';

/** The value of a field as it is typed, or a sentence why it is none. */
export function readValue(field: NumberField, literal: string): ValueSpan | string {
  if (field.form === 'date') return readDate(literal) ?? t('A date is written like 2024-01-31, 2024-01 or 2024.');
  if (field.form === 'clock' && literal.includes(':')) {
    const seconds = parseClock(literal);
    if (Number.isNaN(seconds)) return t('A length is written like 500ms, 2.5s, 3m or 1:30.');
    return around(literal, seconds, 0.5 * 10 ** -decimalsOf(literal));
  }
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))([a-z]*)$/i.exec(literal);
  if (!match) return t('“{0}” is not a number.', literal);
  const [, digits = '', unit = ''] = match;
  const worth = field.units[unit.toLowerCase()];
  if (worth === undefined || !Object.hasOwn(field.units, unit.toLowerCase())) {
    const units = Object.keys(field.units).filter((each) => each !== '');
    return units.length === 0
      ? t('“{0}” takes a number without a unit.', field.words[0]!)
      : t('“{0}” is no unit here. Units: {1}.', unit, units.join(', '));
  }
  const slack = field.equal === 'exact' ? 0 : 0.5 * 10 ** -decimalsOf(digits) * worth;
  // By way of nine digits: 44.1k is 44100, not a binary fraction beside it.
  return around(literal, Number((Number(digits) * worth).toPrecision(12)), slack);
}

const around = (literal: string, value: number, slack: number): ValueSpan => ({
  literal,
  low: value,
  high: value,
  from: value - slack,
  to: value + slack,
});

const decimalsOf = (digits: string): number => /\.(\d*)$/.exec(digits)?.[1]!.length ?? 0;

/** A year, month, day or minute of the local time: from its first to its last millisecond. */
function readDate(literal: string): ValueSpan | null {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2}):(\d{2}))?)?)?$/i.exec(literal);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map((each) => (each ? Number(each) : undefined));
  if (month !== undefined && (month < 1 || month > 12)) return null;
  const last = month === undefined ? 31 : new Date(year!, month, 0).getDate();
  if (day !== undefined && (day < 1 || day > last)) return null;
  if (hour !== undefined && (hour > 23 || minute! > 59)) return null;
  const start = new Date(year!, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0);
  const end = new Date(start);
  if (minute !== undefined) end.setMinutes(end.getMinutes() + 1);
  else if (day !== undefined) end.setDate(end.getDate() + 1);
  else if (month !== undefined) end.setMonth(end.getMonth() + 1);
  else end.setFullYear(end.getFullYear() + 1);
  const [low, high] = [start.getTime(), end.getTime() - 1];
  return { literal, low, high, from: low, to: high };
}
