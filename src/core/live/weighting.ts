export const weightings = ['Z', 'A', 'C'] as const;
export type Weighting = (typeof weightings)[number];

/** Corner frequencies, Hz: IEC 61672-1:2013, annex E. */
const F1 = 20.598997 ** 2;
const F2 = 107.65265 ** 2;
const F3 = 737.86223 ** 2;
const F4 = 12194.217 ** 2;

const responseA = (s: number): number => (F4 * s * s) / ((s + F1) * Math.sqrt((s + F2) * (s + F3)) * (s + F4));
const responseC = (s: number): number => (F4 * s) / ((s + F1) * (s + F4));

const response: Readonly<Record<Weighting, (squared: number) => number>> = {
  Z: () => 1,
  A: (squared) => responseA(squared) / responseA(1e6),
  C: (squared) => responseC(squared) / responseC(1e6),
};

/** Factor of the power at a frequency; 1 at 1 kHz. */
export const weightingPower = (weighting: Weighting, hertz: number): number => response[weighting](hertz * hertz) ** 2;
