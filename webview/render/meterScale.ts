/** Bottom of the level meters, dBFS; their top is full scale. */
export const METER_FLOOR_DB = -60;

/** The rows of a meter's bars: linear in dB. */
export interface BarRows {
  readonly top: number;
  readonly bottom: number;
  yOf(db: number): number;
  /** Of a linear level; the bottom for silence, the top for full scale and beyond. */
  yOfLevel(level: number): number;
}

export function barRows(top: number, bottom: number): BarRows {
  const yOf = (db: number): number => {
    const part = Math.min(Math.max(db / METER_FLOOR_DB, 0), 1);
    return top + part * (bottom - top);
  };
  return { top, bottom, yOf, yOfLevel: (level) => (level > 0 ? yOf(20 * Math.log10(level)) : bottom) };
}

/** Labels by rank: those that matter most take their place first, the others only where there is room. */
export function meterScale(rows: BarRows, gap: number): { db: number; label: string }[] {
  const placed: { db: number; label: string }[] = [];
  for (const db of [0, -60, -20, -40, -6, -12, -30, -50, -3, -9, -15, -25, -35, -45, -55]) {
    if (placed.some((other) => Math.abs(rows.yOf(other.db) - rows.yOf(db)) < gap)) continue;
    placed.push({ db, label: db === 0 ? '0' : `\u2212${-db}` });
  }
  return placed;
}
