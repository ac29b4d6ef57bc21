import type { FigureFacts } from './figureFacts.ts';
import { type Figure, SILENCE } from './measured.ts';

/** There is no such figure. */
export const NONE = '–';
/** The level of silence. */
export const levelSilence = '\u2212∞';

/** A figure as it is read: U+2212 for minus, commas between thousands, −∞ for the level of silence, – for none. */
export function figureText(facts: Pick<FigureFacts, 'decimals' | 'signed'>, figure: Figure): string {
  if (typeof figure !== 'number') return figure.reason === SILENCE.reason ? levelSilence : NONE;
  if (!Number.isFinite(figure)) return NONE;
  const digits = Math.abs(figure).toFixed(facts.decimals);
  // What rounds to zero has no sign.
  const sign = Number(digits) === 0 ? '' : figure < 0 ? '\u2212' : facts.signed ? '+' : '';
  const [whole, fraction] = digits.split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? sign + grouped : `${sign}${grouped}.${fraction}`;
}
