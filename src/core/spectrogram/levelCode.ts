/**
 * Levels as they cross between the processes: 16 bits, 1/256 dB a step, −192 dBFS and less is 0 (silence). Eight bits over
 * 120 dB would be wrong by a quarter of a dB, more than a figure that is read off may be.
 */
export const CODE_STEPS = 256;
export const CODE_FLOOR = -192;
/** Samples in the window are NaN or infinite: there is no level. */
export const NO_LEVEL = 65535;
const MOST = NO_LEVEL - 1;

/** power: of a full-scale sine 1. */
export function codeOfPower(power: number): number {
  return power > 0 ? codeOfLevel(10 * Math.log10(power)) : power === 0 ? 0 : NO_LEVEL;
}

export function codeOfLevel(dBFS: number): number {
  if (dBFS - dBFS !== 0) return dBFS === -Infinity ? 0 : NO_LEVEL;
  return Math.min(Math.max(Math.round((dBFS - CODE_FLOOR) * CODE_STEPS), 0), MOST);
}

/** dBFS; −Infinity for silence, NaN where there is no level. */
export function levelOfCode(code: number): number {
  if (code === NO_LEVEL) return NaN;
  return code === 0 ? -Infinity : code / CODE_STEPS + CODE_FLOOR;
}
