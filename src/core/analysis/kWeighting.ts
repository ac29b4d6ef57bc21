import type { KCoefficients } from '../dsp/scanKernel.ts';

/** Coefficients of the two filters of ITU-R BS.1770-5 annex 1, in series: a shelf for the head, a high-pass (RLB). */
export interface KWeighting {
  shelf: { b0: number; b1: number; b2: number; a1: number; a2: number };
  highPass: { a1: number; a2: number };
}

/**
 * The standard tabulates 48 kHz only. Its filters are the bilinear transforms of these analogue ones, whose parameters
 * reproduce the table to ten digits; other rates follow from them, as in libebur128.
 */
export function kWeighting(sampleRate: number): KWeighting {
  const shelf = { hertz: 1681.974450955533, q: 0.7071752369554196, decibels: 3.999843853973347 };
  let k = Math.tan((Math.PI * shelf.hertz) / sampleRate);
  const high = 10 ** (shelf.decibels / 20);
  const band = high ** 0.4996667741545416;
  const scale = 1 + k / shelf.q + k * k;
  const first = {
    b0: (high + (band * k) / shelf.q + k * k) / scale,
    b1: (2 * (k * k - high)) / scale,
    b2: (high - (band * k) / shelf.q + k * k) / scale,
    a1: (2 * (k * k - 1)) / scale,
    a2: (1 - k / shelf.q + k * k) / scale,
  };
  const pass = { hertz: 38.13547087602444, q: 0.5003270373238773 };
  k = Math.tan((Math.PI * pass.hertz) / sampleRate);
  const below = 1 + k / pass.q + k * k;
  return { shelf: first, highPass: { a1: (2 * (k * k - 1)) / below, a2: (1 - k / pass.q + k * k) / below } };
}

/** As the kernel of a scan takes them. */
export function kCoefficients(sampleRate: number): KCoefficients {
  const { shelf, highPass } = kWeighting(sampleRate);
  return [shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2, highPass.a1, highPass.a2];
}
