import { type FreqAxis, frequencyAt, xOfFrequency } from '../ui/freqAxis.ts';
import { LOWEST_HZ, MOST_GAIN_DB } from './eqModel.ts';

/** Where things stand in the equaliser's plot, CSS pixels from its top left corner. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly axis: FreqAxis;
}

/** Under the plot, for the labels of the frequencies. */
export const AXIS_HEIGHT = 16;
const RIGHT_RAIL = 44;
/** As wide as the rail of the lanes, so that one line runs through the page. */
const [RAIL, NARROW_RAIL, NARROW] = [64, 48, 640];
/** dBFS for each dB of gain: one grid serves both scales, 0 dBFS at the top, −96 at the bottom. */
const LEVEL_PER_GAIN = 2;

export function plotBox(width: number, height: number, nyquist: number): PlotBox {
  const left = width < NARROW ? NARROW_RAIL : RAIL;
  const right = Math.max(left + 1, width - RIGHT_RAIL);
  const bottom = Math.max(2, height - AXIS_HEIGHT);
  const axis = { low: LOWEST_HZ, high: Math.max(nyquist, 2 * LOWEST_HZ), width: right - left };
  return { left, top: 1, right, bottom, axis };
}

export const xOf = (box: PlotBox, frequency: number): number => box.left + xOfFrequency(box.axis, frequency);

/** Inside the axis, however far outside x is. */
export function frequencyUnder(box: PlotBox, x: number): number {
  return frequencyAt(box.axis, Math.min(Math.max(x - box.left, 0), box.axis.width));
}

export function yOfGain({ top, bottom }: PlotBox, db: number): number {
  return top + ((MOST_GAIN_DB - db) / (2 * MOST_GAIN_DB)) * (bottom - top);
}

export function gainUnder({ top, bottom }: PlotBox, y: number): number {
  return MOST_GAIN_DB - ((y - top) / (bottom - top)) * 2 * MOST_GAIN_DB;
}

export const yOfLevel = (box: PlotBox, dbfs: number): number => yOfGain(box, MOST_GAIN_DB + dbfs / LEVEL_PER_GAIN);

export const levelAtGain = (db: number): number => (db - MOST_GAIN_DB) * LEVEL_PER_GAIN;

/** Labelled gains: each 6, 12 or 24 dB, at least 18 pixels apart. */
export function gainSteps(box: PlotBox): number[] {
  const apart = (step: number): number => yOfGain(box, 0) - yOfGain(box, step);
  const step = [6, 12].find((db) => apart(db) >= 18) ?? MOST_GAIN_DB;
  return Array.from({ length: (2 * MOST_GAIN_DB) / step + 1 }, (_, index) => MOST_GAIN_DB - index * step);
}
