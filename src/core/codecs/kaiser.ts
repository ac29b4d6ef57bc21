/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-17 && k < 100; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * A symmetric low-pass: a sinc under a Kaiser window (Oppenheim & Schafer, Discrete-Time Signal Processing, 7.5.3) with
 * 1 at 0 Hz. cutoff: of the sampling rate; stopband: dB, over 50.
 */
export function lowPass(taps: number, cutoff: number, stopband: number): Float64Array {
  const beta = 0.1102 * (stopband - 8.7);
  const middle = (taps - 1) / 2;
  const out = Float64Array.from({ length: taps }, (_, i) => {
    const t = i - middle;
    const sinc = t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
    return sinc * bessel0(beta * Math.sqrt(Math.max(0, 1 - (t / middle) ** 2)));
  });
  const sum = out.reduce((total, tap) => total + tap, 0);
  return out.map((tap) => tap / sum);
}
