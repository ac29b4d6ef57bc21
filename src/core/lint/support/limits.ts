/** What a figure may be; of a target and of limits both hold. */
export interface Limits {
  readonly target?: number | undefined;
  readonly tolerance?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** How a figure is printed. */
export interface Printed {
  /** 'Integrated loudness' */
  readonly title: string;
  readonly unit: string;
  /** Decimals; more where fewer would hide that the limit is missed. */
  readonly digits: number;
}

/** Sums like −23 + 0.2 are not exact. */
const ROUNDING = 1e-9;
const MOST_DIGITS = 9;

/** One sentence on a figure that is outside; null where it is inside. */
export function outside({ title, unit, digits }: Printed, value: number, limits: Limits): string | null {
  const { target, tolerance = 0, min, max } = limits;
  const with_ = unit === '' || unit === '%' ? unit && ' %' : ` ${unit}`;
  const missed = (bound: number, wanted: string): string =>
    `${title} ${printed(value, bound, digits)}${with_}, ${wanted}${with_}.`;
  const range =
    min !== undefined && max !== undefined && min < max
      ? `wanted ${plain(min)} to ${plain(max)}`
      : min !== undefined && min === max
        ? `wanted ${plain(min)}`
        : null;
  if (target !== undefined) {
    const wanted = `wanted ${plain(target)}${tolerance > 0 ? ` ± ${plain(tolerance)}` : ''}`;
    if (value < target - tolerance - ROUNDING) return missed(target - tolerance, wanted);
    if (value > target + tolerance + ROUNDING) return missed(target + tolerance, wanted);
  }
  if (min !== undefined && value < min - ROUNDING) return missed(min, range ?? `at least ${plain(min)}`);
  if (max !== undefined && value > max + ROUNDING) return missed(max, range ?? `at most ${plain(max)}`);
  return null;
}

/** Whether a figure that is smaller than any number, as of silence, is asked to be larger. */
export const asksForMore = ({ target, min }: Limits): boolean => target !== undefined || min !== undefined;

/** As many decimals as it has, four at most: −23, 0.5, 44,100. */
export const plain = (value: number): string =>
  signed((Math.round(value * 1e4) / 1e4 || 0).toLocaleString('en', { maximumFractionDigits: 4 }));

function printed(value: number, bound: number, digits: number): string {
  const shown = (places: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
  let places = digits;
  while (places < MOST_DIGITS && Math.abs(Number(value.toFixed(places)) - bound) < ROUNDING) places++;
  return signed(shown(places));
}

export const signed = (text: string): string => text.replace(/^-(?=[0.]*$)/, '').replace('-', '−');
