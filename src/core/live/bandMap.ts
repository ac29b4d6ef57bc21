import type { OctaveBand } from './octaveBands.ts';

/** Bins of each band and how much of the power of each counts; made once for a transform and its bands. */
export interface BandMap {
  readonly bands: number;
  /** First bin of each band, and the place of its first factor in `factors`; both have one entry more, the end. */
  readonly first: Int32Array;
  readonly at: Int32Array;
  readonly factors: Float64Array;
  /** 1 where the band is wide enough for a sine in its middle to be in no other; else a sine reads too low there. */
  readonly resolved: Uint8Array;
}

export interface BandMapSettings {
  /** Of the transform: bins 0 … bins−1, binHz apart. */
  readonly bins: number;
  readonly binHz: number;
  /** Equivalent noise bandwidth of its window, and width of the main lobe, in bins. */
  readonly noiseBandwidth: number;
  readonly lobe: number;
  /** Factor of the power at a frequency: weighting, tilt. */
  readonly gain: (hertz: number) => number;
}

/**
 * The power in a band is the sum over its bins, each for ±½ bin around its middle, over the noise bandwidth: of a sine of
 * amplitude 1 it is 1, of noise its power in the band.
 */
export function mapBands(bands: readonly OctaveBand[], settings: BandMapSettings): BandMap {
  const { bins, binHz, noiseBandwidth, lobe, gain } = settings;
  const first = new Int32Array(bands.length);
  const at = new Int32Array(bands.length + 1);
  const resolved = new Uint8Array(bands.length);
  const factors: number[] = [];
  for (const [i, { low, high, middle }] of bands.entries()) {
    const [from, to] = [low / binHz, Math.min(high / binHz, bins - 0.5)];
    first[i] = Math.max(0, Math.round(from));
    for (let k = first[i]; k < bins && k - 0.5 < to; k++) {
      const share = Math.min(k + 0.5, to) - Math.max(k - 0.5, from);
      // At 0 Hz a gain may have no value, and tilt none that is finite.
      if (share > 0) factors.push((share * gain(Math.max(k, 0.5) * binHz)) / noiseBandwidth);
      else if (k === first[i]) first[i] = k + 1;
    }
    at[i + 1] = factors.length;
    resolved[i] = (high - low) / binHz >= lobe && high <= binHz * (bins - 1) && middle > binHz * lobe ? 1 : 0;
  }
  return { bands: bands.length, first, at, factors: Float64Array.from(factors), resolved };
}

/** powers: of bins, a full-scale sine is 1; out: of bands. No allocation. */
export function bandPowers(map: BandMap, powers: Float64Array, out: Float64Array): void {
  const { first, at, factors, bands } = map;
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    let bin = first[band]!;
    for (let i = at[band]!; i < at[band + 1]!; i++) sum += powers[bin++]! * factors[i]!;
    out[band] = sum;
  }
}
