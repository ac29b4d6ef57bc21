import { type ColourView, plainColours } from '../../protocol/spectrogram.ts';

/** dBFS from the lower end of the legend to the upper: the usual range, and as far beyond as the colours go. */
export interface LegendRange {
  readonly low: number;
  readonly high: number;
}

const ROUND = 10;
const STEPS = [10, 20, 30, 40, 60, 120];

export function legendRange({ floor, ceiling }: Pick<ColourView, 'floor' | 'ceiling'>): LegendRange {
  return {
    low: Math.floor(Math.min(floor, plainColours.floor) / ROUND) * ROUND,
    high: Math.ceil(Math.max(ceiling, plainColours.ceiling) / ROUND) * ROUND,
  };
}

/** Rows of the bar; any unit. */
export interface LegendRows extends LegendRange {
  readonly top: number;
  readonly bottom: number;
}

export const rowOfLevel = ({ low, high, top, bottom }: LegendRows, level: number): number =>
  top + ((high - level) / (high - low)) * (bottom - top);

export const levelOfRow = ({ low, high, top, bottom }: LegendRows, row: number): number =>
  high - ((row - top) / (bottom - top)) * (high - low);

/** Round levels, at least `gap` apart. */
export function legendTicks(rows: LegendRows, gap: number): { level: number; label: string }[] {
  const perLevel = Math.abs(rowOfLevel(rows, rows.low) - rowOfLevel(rows, rows.high)) / (rows.high - rows.low);
  const step = STEPS.find((each) => each * perLevel >= gap);
  if (step === undefined) return [];
  const ticks: { level: number; label: string }[] = [];
  for (let level = Math.floor(rows.high / step) * step; level >= rows.low; level -= step) {
    ticks.push({ level, label: level > 0 ? `+${level}` : level < 0 ? `\u2212${-level}` : '0' });
  }
  return ticks;
}
