/** A logarithmic axis of frequency: low at the left edge, high at `width`. Hz and CSS pixels. */
export interface FreqAxis {
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

export interface FreqTick {
  readonly frequency: number;
  readonly x: number;
  /** Empty where there is no room for it. */
  readonly label: string;
  /** 10, 100, 1000 … */
  readonly decade: boolean;
}

/** Between two labels, CSS pixels. */
const LABEL_GAP = 12;

export function xOfFrequency(axis: FreqAxis, frequency: number): number {
  return (axis.width * Math.log(frequency / axis.low)) / Math.log(axis.high / axis.low);
}

export function frequencyAt(axis: FreqAxis, x: number): number {
  return axis.low * (axis.high / axis.low) ** (x / axis.width);
}

/**
 * A tick at each digit of each decade. Labels stand centred under their tick, inside the axis, and take their places by
 * rank: 1 before 2 and 5, the others have none.
 */
export function freqTicks(axis: FreqAxis, measure: (text: string) => number): FreqTick[] {
  const found: { frequency: number; x: number; rank: number }[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(axis.low)); decade <= axis.high; decade *= 10) {
    for (let digit = 1; digit <= 9; digit++) {
      const frequency = digit * decade;
      if (frequency < axis.low || frequency > axis.high) continue;
      const rank = digit === 1 ? 0 : digit === 2 || digit === 5 ? 1 : 2;
      found.push({ frequency, x: xOfFrequency(axis, frequency), rank });
    }
  }
  const taken: { from: number; to: number }[] = [];
  const labels = new Map<number, string>();
  for (const { frequency, x, rank } of [...found].sort((a, b) => a.rank - b.rank)) {
    const label = axisLabel(frequency);
    const half = measure(label) / 2;
    const span = { from: x - half, to: x + half };
    if (rank > 1 || span.from < 0 || span.to > axis.width) continue;
    if (taken.some(({ from, to }) => span.from < to + LABEL_GAP && span.to > from - LABEL_GAP)) continue;
    taken.push(span);
    labels.set(frequency, label);
  }
  return found.map(({ frequency, x, rank }) => ({
    frequency,
    x,
    label: labels.get(frequency) ?? '',
    decade: rank === 0,
  }));
}

/** 50, 1 k, 20 k. */
function axisLabel(frequency: number): string {
  return frequency >= 1000 ? `${frequency / 1000} k` : String(frequency);
}
