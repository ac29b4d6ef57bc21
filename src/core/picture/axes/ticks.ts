import { frameAt, type View, xOf } from '../viewport.ts';
import { frameOfSecond, type SmpteRate, timeCode } from './smpte.ts';
import { formatBeats, plainTime, smpteRate, TICKS_PER_BEAT, type TimeFormat } from './timeFormat.ts';
import { formatClock, formatCount } from './units.ts';

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
  /** Where step number i stands instead, in units: labels that are dropped move it a little. */
  place?(index: number): number;
}

/** Everything a ruler has to know about its unit. */
interface Unit {
  readonly framesPerUnit: number;
  steps(): Generator<Step>;
  format(value: number, step: Step): string;
}

/** Decimals of a video frame or of a tick: enough for the deepest zoom of the highest rate. */
const FINEST = 5;

/** 1, 2 and 5 of the last decimal of 1 / whole. */
function* decimalPart(whole: number, decimals: number, shown: number): Generator<Step> {
  for (const of of [1, 2, 5]) {
    yield { of, per: whole * 10 ** decimals, divisions: decimalDivisions[of]!, decimals: shown };
  }
}

/** A count of units / 10^decimals: the whole ones as format says, then the decimals. */
function withDecimals(value: number, decimals: number, format: (whole: number) => string): string {
  const count = Math.round(value * 10 ** decimals);
  const part = count % 10 ** decimals;
  return `${format((count - part) / 10 ** decimals)}.${String(part).padStart(decimals, '0')}`;
}

function* secondSteps(): Generator<Step> {
  for (let decimals = 7; decimals >= 1; decimals--) yield* decimalPart(1, decimals, decimals);
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

/** Parts of a video frame, video frames, then whole seconds of their labels. */
function* smpteSteps(rate: SmpteRate): Generator<Step> {
  for (let decimals = FINEST; decimals >= 1; decimals--) yield* decimalPart(1, decimals, decimals);
  for (const of of [1, 2, 5, 10]) if (of < rate.nominal) yield { of, per: 1, divisions: [of], decimals: 0 };
  for (const [seconds, divisions] of clockSteps) {
    const place = (index: number): number => frameOfSecond(index * seconds, rate);
    yield { of: seconds * rate.nominal, per: 1, divisions, decimals: 0, place };
  }
  for (let seconds = 172800; ; seconds *= 2) {
    const place = (index: number): number => frameOfSecond(index * seconds, rate);
    yield { of: seconds * rate.nominal, per: 1, divisions: [2], decimals: 0, place };
  }
}

/** Parts of a tick, ticks of a beat, beats, bars. */
function* beatSteps(beatsPerBar: number): Generator<Step> {
  for (let decimals = FINEST; decimals >= 1; decimals--) yield* decimalPart(TICKS_PER_BEAT, decimals, decimals + 1);
  for (const per of [TICKS_PER_BEAT, 480, 240, 120, 60, 16, 8, 4, 2]) {
    yield { of: 1, per, divisions: [2], decimals: 1 };
  }
  yield { of: 1, per: 1, divisions: [4, 2], decimals: 0 };
  for (let bars = 1; ; bars *= 2) {
    yield { of: bars * beatsPerBar, per: 1, divisions: [bars === 1 ? beatsPerBar : 2], decimals: 0 };
  }
}

function unitOf(sampleRate: number, format: TimeFormat): Unit {
  switch (format.unit) {
    case 'clock':
      return {
        framesPerUnit: sampleRate,
        steps: secondSteps,
        format: (seconds, step) => formatClock(seconds, step.decimals),
      };
    case 'seconds':
      return { framesPerUnit: sampleRate, steps: decimalSteps, format: (value, step) => value.toFixed(step.decimals) };
    case 'samples':
      return { framesPerUnit: 1, steps: frameSteps, format: (frame) => formatCount(frame) };
    case 'smpte': {
      const rate = smpteRate(format.smpte);
      return {
        framesPerUnit: (sampleRate * rate.per) / rate.of,
        steps: () => smpteSteps(rate),
        format: (frame, { decimals }) =>
          decimals > 0 ? withDecimals(frame, decimals, (whole) => timeCode(whole, rate)) : timeCode(frame, rate),
      };
    }
    case 'beats':
      return {
        framesPerUnit: (sampleRate * 60) / format.tempo,
        steps: () => beatSteps(format.beatsPerBar),
        format: (beats, { decimals }) =>
          decimals > 1
            ? withDecimals(beats * TICKS_PER_BEAT, decimals - 1, (ticks) =>
                formatBeats(ticks / TICKS_PER_BEAT, format.beatsPerBar),
              )
            : formatBeats(beats, format.beatsPerBar, decimals > 0),
      };
  }
}

/** Seconds without minutes. */
function* decimalSteps(): Generator<Step> {
  for (let decimals = 7; decimals >= 1; decimals--) yield* decimalPart(1, decimals, decimals);
  for (let power = 1; ; power *= 10) {
    for (const of of [1, 2, 5]) yield { of: of * power, per: 1, divisions: decimalDivisions[of]!, decimals: 0 };
  }
}

/** Labels in the format's unit, no two closer than the gap. measure gives the width of a text in CSS pixels. */
export function timeTicks(
  view: View,
  width: number,
  sampleRate: number,
  format: TimeFormat,
  measure: (text: string) => number,
  gap = LABEL_GAP,
): Ticks {
  if (width <= 0) return { major: [], minor: [] };
  const unit = unitOf(sampleRate, format);
  const endFrame = frameAt(view, width);
  for (const step of unit.steps()) {
    const stepFrames = (step.of / step.per) * unit.framesPerUnit;
    const stepPixels = stepFrames / view.framesPerPixel;
    // Measured only when it can fit at all: the finest steps are too many to try.
    if (stepPixels < gap + LABEL_INSET) continue;
    const last = Math.floor(endFrame / stepFrames);
    const widest = measure(unit.format((last * step.of) / step.per, step));
    if (stepPixels < widest + LABEL_INSET + gap) continue;
    const ticks = ticksOf(step, unit, view, width, measure);
    if (fits(ticks.major, measure, gap)) return ticks;
  }
  return { major: [], minor: [] };
}

function ticksOf(step: Step, unit: Unit, view: View, width: number, measure: (text: string) => number): Ticks {
  const major: Tick[] = [];
  const minor: number[] = [];
  const stepFrames = (step.of / step.per) * unit.framesPerUnit;
  const endFrame = frameAt(view, width);
  const last = Math.floor(endFrame / stepFrames) + (step.place ? 1 : 0);
  const division = step.divisions.find((count) => stepFrames / view.framesPerPixel / count >= MINOR_GAP) ?? 1;
  // One step before the view as well: its label may reach in, its small ticks do. Dropped labels shift some by more.
  for (let i = Math.max(0, Math.floor(view.startFrame / stepFrames)); i <= last; i++) {
    const value = step.place ? step.place(i) : (i * step.of) / step.per;
    const frame = value * unit.framesPerUnit;
    if (frame > endFrame) break;
    const x = xOf(view, frame);
    const label = unit.format(value, step);
    if (x >= 0) major.push({ frame, x, label: x + LABEL_INSET + measure(label) <= width ? label : '' });
    for (let k = 1; k < division; k++) {
      const between = frame + (k * stepFrames) / division;
      if (between >= view.startFrame && between <= endFrame) minor.push(between);
    }
  }
  return { major, minor };
}

/** The last label need not be the longest: 9.10 comes before 10.1. */
function fits(major: readonly Tick[], measure: (text: string) => number, gap: number): boolean {
  return major.every(({ x, label }, i) => {
    const next = major[i + 1];
    return !next?.label || x + measure(label) + gap <= next.x;
  });
}

/** Labels in frames. */
export function frameTicks(view: View, width: number, measure: (text: string) => number): Ticks {
  return timeTicks(view, width, 1, { ...plainTime, unit: 'samples' }, measure);
}

export interface LevelTick {
  /** Linear level, −1 … 1. */
  readonly level: number;
  readonly label: string;
}

/**
 * Labels of a dB rail by rank: those that matter most take their place first, the others only where there is room and
 * inside the lane (half: its height from the middle). Deeper levels come in as the lane is stretched.
 */
export function levelTicks(yOf: (level: number) => number, gap: number, half = Infinity): LevelTick[] {
  const placed: LevelTick[] = [];
  const middle = yOf(0);
  const tryPlace = (level: number, label: string): void => {
    if (Math.abs(yOf(level) - middle) > half) return;
    if (placed.every((other) => Math.abs(yOf(other.level) - yOf(level)) >= gap)) placed.push({ level, label });
  };
  tryPlace(1, '0');
  tryPlace(-1, '0');
  tryPlace(0, '\u2212∞');
  for (const db of [6, 12, 3, 18, 24, 30, 36, 42, 48, 54, 60, 72, 84, 96, 108, 120]) {
    const level = 10 ** (-db / 20);
    tryPlace(level, `\u2212${db}`);
    tryPlace(-level, `\u2212${db}`);
  }
  return placed;
}
