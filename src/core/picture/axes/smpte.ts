/** SMPTE ST 12-1 time code: rates in video frames a second as exact fractions. */
export interface SmpteRate {
  readonly name: string;
  readonly of: number;
  readonly per: number;
  /** Labels a second. */
  readonly nominal: number;
  /** Labels dropped at each minute but every tenth, so that 29.97 and 59.94 keep step with the clock; 0: none. */
  readonly drop: number;
}

const rate = (name: string, of: number, per: number, drop = 0): SmpteRate => {
  return { name, of, per, nominal: Math.round(of / per), drop };
};

export const smpteRates: readonly SmpteRate[] = [
  rate('23.976', 24000, 1001),
  rate('24', 24, 1),
  rate('25', 25, 1),
  rate('29.97 DF', 30000, 1001, 2),
  rate('29.97', 30000, 1001),
  rate('30', 30, 1),
  rate('50', 50, 1),
  rate('59.94 DF', 60000, 1001, 4),
  rate('60', 60, 1),
];

/** hh:mm:ss:ff of a video frame's number; a semicolon before ff where labels are dropped. */
export function timeCode(videoFrame: number, { nominal, drop }: SmpteRate): string {
  const number = Math.max(0, Math.floor(videoFrame));
  const label = number + dropped(number, nominal, drop);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(label / nominal);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${clock}${drop > 0 ? ';' : ':'}${two(label % nominal)}`;
}

/** Number of the video frame that carries the first label of a clock second. */
export function frameOfSecond(second: number, { nominal, drop }: SmpteRate): number {
  const minutes = Math.floor(second / 60);
  const gone = drop * (minutes - Math.floor(minutes / 10));
  // The minute's own first labels are among the dropped ones: its first frame has the next.
  const own = drop > 0 && second % 60 === 0 && minutes % 10 !== 0 ? drop : 0;
  return second * nominal - gone + own;
}

function dropped(number: number, nominal: number, drop: number): number {
  if (drop === 0) return 0;
  const perMinute = nominal * 60 - drop;
  const perTen = nominal * 600 - 9 * drop;
  const tens = Math.floor(number / perTen);
  const rest = number % perTen;
  // The first minute of ten drops none.
  const minutes = rest < nominal * 60 ? 0 : 1 + Math.floor((rest - nominal * 60) / perMinute);
  return drop * (9 * tens + minutes);
}
