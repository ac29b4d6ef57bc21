import { formatClock, formatCount } from './units.ts';
import { frameAt, type View, xOf } from '../render/viewport.ts';

export interface Tick {
  readonly frame: number;
  /** CSS pixels from the left. */
  readonly x: number;
  /** Empty where there is no room for it at the right edge. */
  readonly label: string;
}

export interface Ticks {
  readonly major: readonly Tick[];
  /** Frames of the small ticks between. */
  readonly minor: readonly number[];
}

/** Pixels between a tick and its label, and the least between two labels. */
export const LABEL_INSET = 4;
export const LABEL_GAP = 12;
const MINOR_GAP = 5;
/** Between two labels of a level scale, from middle to middle. */
export const LEVEL_GAP = 14;

/** Round steps in seconds, each with the counts of small steps it may be divided into. */
const clockSteps: readonly (readonly [number, readonly number[]])[] = [
  [1, [10, 5, 2]],
  [2, [4, 2]],
  [5, [5]],
  [10, [10, 5, 2]],
  [15, [15, 3]],
  [30, [6, 3]],
  [60, [12, 6, 2]],
  [120, [12, 4, 2]],
  [300, [5]],
  [600, [10, 5, 2]],
  [900, [15, 3]],
  [1800, [6, 3]],
  [3600, [12, 6, 2]],
  [7200, [8, 4, 2]],
  [10800, [6, 3]],
  [21600, [6, 3]],
  [43200, [12, 4, 2]],
  [86400, [24, 4, 2]],
];
const decimalDivisions: Readonly<Record<number, readonly number[]>> = { 1: [10, 5, 2], 2: [4, 2], 5: [5] };

interface Step {
  /** Step number i stands at i × of / per. Two integers, so that no tick drifts. */
  readonly of: number;
  readonly per: number;
  readonly divisions: readonly number[];
  readonly decimals: number;
}

function* secondSteps(): Generator<Step> {
  for (let decimals = 7; decimals >= 1; decimals--) {
    for (const of of [1, 2, 5]) yield { of, per: 10 ** decimals, divisions: decimalDivisions[of]!, decimals };
  }
  for (const [of, divisions] of clockSteps) yield { of, per: 1, divisions, decimals: 0 };
  for (let of = 172800; ; of *= 2) yield { of, per: 1, divisions: [2], decimals: 0 };
}

function* frameSteps(): Generator<Step> {
  for (let power = 1; ; power *= 10) {
    for (const of of [1, 2, 5]) {
      yield { of: of * power, per: 1, divisions: of * power === 1 ? [] : decimalDivisions[of]!, decimals: 0 };
    }
  }
}

/** Labels in h:m:s, no two closer than the gap. measure gives the width of a text in CSS pixels. */
export function timeTicks(
  view: View,
  width: number,
  sampleRate: number,
  measure: (text: string) => number,
  gap = LABEL_GAP,
): Ticks {
  const format = (seconds: number, step: Step): string => formatClock(seconds, step.decimals);
  return makeTicks(view, width, sampleRate, secondSteps(), format, measure, gap);
}

/** Labels in frames. */
export function frameTicks(view: View, width: number, measure: (text: string) => number): Ticks {
  return makeTicks(view, width, 1, frameSteps(), (frame) => formatCount(frame), measure);
}

function makeTicks(
  view: View,
  width: number,
  framesPerUnit: number,
  steps: Generator<Step>,
  format: (value: number, step: Step) => string,
  measure: (text: string) => number,
  gap = LABEL_GAP,
): Ticks {
  const major: Tick[] = [];
  const minor: number[] = [];
  if (width <= 0) return { major, minor };
  const endFrame = frameAt(view, width);
  for (const step of steps) {
    const stepFrames = (step.of / step.per) * framesPerUnit;
    const stepPixels = stepFrames / view.framesPerPixel;
    // Measured only when it can fit at all: the finest steps are too many to try.
    if (stepPixels < gap + LABEL_INSET) continue;
    const last = Math.floor(endFrame / stepFrames);
    const widest = measure(format((last * step.of) / step.per, step));
    if (stepPixels < widest + LABEL_INSET + gap) continue;
    const division = step.divisions.find((count) => stepPixels / count >= MINOR_GAP) ?? 1;
    // One step before the view as well: its label may reach in, its small ticks do.
    for (let i = Math.max(0, Math.floor(view.startFrame / stepFrames)); i <= last; i++) {
      const value = (i * step.of) / step.per;
      const frame = value * framesPerUnit;
      const x = xOf(view, frame);
      const label = format(value, step);
      if (x >= 0) major.push({ frame, x, label: x + LABEL_INSET + measure(label) <= width ? label : '' });
      for (let k = 1; k < division; k++) {
        const between = frame + (k * stepFrames) / division;
        if (between >= view.startFrame && between <= endFrame) minor.push(between);
      }
    }
    return { major, minor };
  }
  return { major, minor };
}

export interface LevelTick {
  /** Linear level, −1 … 1. */
  readonly level: number;
  readonly label: string;
}

/** Labels of a dB rail by rank: those that matter most take their place first, the others only where there is room. */
export function levelTicks(yOf: (level: number) => number, gap: number): LevelTick[] {
  const placed: LevelTick[] = [];
  const tryPlace = (level: number, label: string): void => {
    if (placed.every((other) => Math.abs(yOf(other.level) - yOf(level)) >= gap)) placed.push({ level, label });
  };
  tryPlace(1, '0');
  tryPlace(-1, '0');
  tryPlace(0, '\u2212∞');
  for (const db of [6, 12, 3, 18, 24, 30]) {
    const level = 10 ** (-db / 20);
    tryPlace(level, `\u2212${db}`);
    tryPlace(-level, `\u2212${db}`);
  }
  return placed;
}
