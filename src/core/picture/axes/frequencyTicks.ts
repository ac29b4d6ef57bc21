import { frequencyAtPart, type FrequencyAxis, partOfFrequency } from '../../spectrogram/frequencyScale.ts';
import { type NoteTick, noteTicks } from './noteTicks.ts';

export interface FrequencyTick {
  readonly hertz: number;
  /** CSS pixels from the upper edge: where this frequency is, to the pixel. */
  readonly y: number;
  readonly label: string;
  /** A line of the grid stands here. */
  readonly strong: boolean;
}

/** CSS pixels: between two labels from middle to middle, and from the middle of one to an edge that would cut it. */
const GAP = 12;
const EDGE = 5;
/** Between lines of the grid where all labels are equally far apart. */
const LINE_GAP = 40;
/** Where the scale is this much coarser at one end of the picture than at the other, its labels are not evenly spaced. */
const EVEN = 2.5;

type Range = Pick<FrequencyAxis, 'low' | 'high'>;

interface Placed {
  readonly hertz: number;
  /** 0 is placed first. */
  readonly rank: number;
}

/** Labels of a frequency axis as high as `height` CSS pixels: round, true, and no two in each other's way. */
export function frequencyTicks(axis: FrequencyAxis, height: number, noteNames = false): FrequencyTick[] {
  if (!(height > 2 * EDGE)) return [];
  const yOf = (hertz: number): number => height * (1 - partOfFrequency(axis, hertz));
  if (noteNames) return fit(noteTicks(axis, yOf, GAP), yOf, height).map((tick) => withNote(tick, yOf));
  const even = evenSteps(axis, yOf);
  const step = even && lineStep(even, axis, yOf);
  return fit(even ? evenTicks(axis, even) : decadeTicks(axis, yOf), yOf, height).map(({ hertz, rank }) => ({
    hertz,
    y: yOf(hertz),
    label: hertzLabel(hertz),
    strong: step ? isMultiple(hertz, step) : rank === 0,
  }));
}

/** Where the grid has its lines: decades where the scale is wide, else the roundest of evenly spaced labels. */
export function frequencyLines(axis: FrequencyAxis, height: number, noteNames = false): number[] {
  return frequencyTicks(axis, height, noteNames)
    .filter(({ strong }) => strong)
    .map(({ hertz }) => hertz);
}

/** 50, 1 k, 12.5 k. */
export function hertzLabel(hertz: number): string {
  return hertz >= 1000 ? `${exact(hertz / 1000)} k` : String(exact(hertz));
}

const withNote = ({ hertz, label, rank }: NoteTick, yOf: (hertz: number) => number): FrequencyTick => ({
  ...{ hertz, label, y: yOf(hertz) },
  strong: rank < 1,
});

/** By rank: what matters most takes its place first, the others only where there is room. From the lowest up. */
function fit<T extends Placed>(candidates: readonly T[], yOf: (hertz: number) => number, height: number): T[] {
  const taken: number[] = [];
  const kept = [...candidates]
    .sort((a, b) => a.rank - b.rank)
    .filter(({ hertz }) => {
      const y = yOf(hertz);
      if (!(y >= EDGE && y <= height - EDGE) || taken.some((other) => Math.abs(other - y) < GAP)) return false;
      taken.push(y);
      return true;
    });
  return kept.sort((a, b) => a.hertz - b.hertz);
}

/** A step of 1, 2 or 5 · 10^power. */
interface Step {
  readonly digit: 1 | 2 | 5;
  readonly power: number;
}

function* steps(from: number): Generator<Step> {
  for (let power = Math.floor(Math.log10(from)); ; power++) {
    for (const digit of [1, 2, 5] as const) if (digit * 10 ** power >= from * (1 - 1e-9)) yield { digit, power };
  }
}

/** The finest step whose labels have room everywhere; null where the scale is bent too much for one step. */
function evenSteps(axis: FrequencyAxis, yOf: (hertz: number) => number): Step | null {
  const { low, high } = axis;
  const probe = (high - low) / 64;
  const [below, above] = [yOf(low) - yOf(low + probe), yOf(high - probe) - yOf(high)];
  if (!(below > 0) || !(above > 0) || below / above > EVEN) return null;
  for (const step of steps((probe * GAP) / Math.max(below, above))) {
    const hertz = step.digit * 10 ** step.power;
    if (hertz > high - low) return step;
    // All these scales grow ever more slowly, so that the uppermost labels are nearest to one another.
    if (yOf(high - hertz) - yOf(high) >= GAP) return step;
  }
  return null;
}

/** A coarser one that is a multiple of it. */
function lineStep({ digit, power }: Step, { high }: FrequencyAxis, yOf: (hertz: number) => number): Step {
  for (const step of steps(digit * 10 ** power)) {
    const size = step.digit * 10 ** step.power;
    const multiple = Math.abs((size / (digit * 10 ** power)) % 1) < 1e-9;
    if (multiple && (size > high || yOf(high - size) - yOf(high) >= LINE_GAP)) return step;
  }
  return { digit, power };
}

function evenTicks({ low, high }: FrequencyAxis, { digit, power }: Step): Placed[] {
  const ticks: Placed[] = [];
  const step = digit * 10 ** power;
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12); i++) {
    ticks.push({ hertz: exact(i * step), rank: i % 10 === 0 ? 0 : i % 5 === 0 ? 1 : 2 });
  }
  return ticks;
}

/** Digits of a decade that may have labels, from the most to the least. 4, 6, 8: where no decade is whole, or bent. */
const allDigits = [2, 3, 4, 5, 6, 7, 8, 9];
const logDigits: readonly (readonly number[])[] = [allDigits, [2, 5], [5], [3], []];
const bentDigits: readonly (readonly number[])[] = [allDigits, [2, 3, 4, 6, 8], ...logDigits.slice(1)];
const ranks: Readonly<Record<number, number>> = { 1: 0, 2: 1, 5: 1 };
/** How finely the space between two digits may be divided. */
const divisions = [10, 5, 2];

function decadeTicks(axis: FrequencyAxis, yOf: (hertz: number) => number): Placed[] {
  const { low, high } = axis;
  // All decades of a log scale are alike, also those of which only a part is in view.
  const alike = axis.scale === 'log' && high > 10 * low;
  const [sets, seen] = alike ? [logDigits, { low: 0, high: Infinity }] : [bentDigits, axis];
  const ticks: Placed[] = low <= 0 ? [{ hertz: 0, rank: 3 }] : [];
  // Under the lowest pixel there is nothing to label.
  const least = Math.max(low, frequencyAtPart(axis, 1e-3));
  for (let power = Math.floor(Math.log10(least)); 10 ** power <= high; power++) {
    const decade = 10 ** power;
    const at = (digit: number): number => exact(digit * decade);
    const digits = sets.find((set) => roomy([1, ...set, 10].map(at), seen, yOf)) ?? [];
    for (const digit of [1, ...digits]) ticks.push({ hertz: at(digit), rank: ranks[digit] ?? 2 });
    if (digits !== allDigits) continue;
    for (let digit = 1; digit < 10; digit++) ticks.push(...between(at(digit), decade, seen, yOf));
  }
  return ticks.filter(({ hertz }) => hertz >= low && hertz <= high);
}

function between(from: number, span: number, seen: Range, yOf: (hertz: number) => number): Placed[] {
  for (const parts of divisions) {
    const all = Array.from({ length: parts + 1 }, (_, i) => exact(from + (i * span) / parts));
    if (!roomy(all, seen, yOf)) continue;
    return all.slice(1, -1).map((hertz, i) => ({ hertz, rank: 2 * (i + 1) === parts ? 4 : 5 }));
  }
  return [];
}

/** All that are in view. */
function roomy(hertz: readonly number[], { low, high }: Range, yOf: (hertz: number) => number): boolean {
  const inView = hertz.filter((each) => each >= low && each <= high);
  return inView.every((each, i) => i === 0 || yOf(inView[i - 1]!) - yOf(each) >= GAP);
}

const isMultiple = (hertz: number, { digit, power }: Step): boolean => {
  const times = hertz / (digit * 10 ** power);
  return Math.abs(times - Math.round(times)) < 1e-6;
};

/** Without the dust of binary fractions. */
const exact = (value: number): number => Number(value.toPrecision(12));
