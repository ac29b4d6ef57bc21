/** Beyond it nothing is a time: 2^31 frames at 1 Hz are 2·10^9 s. */
const MAX_SECONDS = 1e12;

/** A plain number, with a decimal point or comma; NaN where it is none, or none that can be a time or frequency. */
export function parseNumber(text: string): number {
  const match = /^\s*([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)\s*$/.exec(text);
  const value = match ? Number(match[1]!.replace(',', '.')) : NaN;
  return Math.abs(value) <= MAX_SECONDS ? value + 0 : NaN;
}

/** [h:]m:s with a fraction: '1:02:03.5', '02:03,500'. */
export function parseClock(text: string): number {
  const match = /^\s*([+-]?)(?:(\d+):)?(\d+):(\d+)(?:[.,](\d*))?\s*$/.exec(text);
  if (!match) return NaN;
  const [, sign, hours = '0', minutes, seconds, fraction = ''] = match;
  // By way of one decimal: a sum would have the noise of binary fractions.
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole < MAX_SECONDS ? (sign === '-' ? -1 : 1) * Number(`${whole}.${fraction}`) + 0 : NaN;
}

export const parseTime = (text: string): number => (text.includes(':') ? parseClock(text) : parseNumber(text));

/** A sum or difference of decimals without the noise of binary fractions: to the nanosecond, beyond 11 days to the µs. */
export function tidy(seconds: number): number {
  const places = Math.abs(seconds) < 1e6 ? 1e9 : 1e6;
  return Math.abs(seconds) < 1e9 ? Math.round(seconds * places) / places : seconds;
}

/** The shortest decimal that reads back as the same number, without an exponent, of at least so many places. */
export function plainDecimal(value: number, places = 0): string {
  if (Math.abs(value) >= 1e21 && Number.isFinite(value)) return BigInt(value).toString();
  const fixed = value.toFixed(places);
  if (Number(fixed) === value) return fixed;
  const [digits, exponent] = String(value).split('e');
  if (exponent === undefined) return digits!;
  const sign = value < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(-Number(exponent) - 1)}${digits!.replace(/[-.]/g, '')}`;
}

/** hh:mm:ss.mmm; `exact`: with all the places that it has, instead of milliseconds. */
export function formatClock(seconds: number, mark: '.' | ',' = '.', exact = false): string {
  const size = Math.abs(seconds);
  const [wholeText, fraction] = (exact ? plainDecimal(size, 3) : size.toFixed(3)).split('.');
  const whole = Number(wholeText);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return `${seconds < 0 ? '-' : ''}${clock}${mark}${fraction}`;
}
