/** dB of an amplitude; −∞ for 0. */
export const amplitudeDb = (amplitude: number): number => 20 * Math.log10(amplitude);
/** dB of a mean square; −∞ for 0. */
export const powerDb = (power: number): number => 10 * Math.log10(power);
