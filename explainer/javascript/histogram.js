// How values are distributed, beside the normal distribution that noise has.

/**
 * The density in each of `bins` equal bins from −reach to reach. Together they hold the share of the
 * values that lies in that range.
 * @type {(values: Float32Array, bins: number, reach: number) => number[]}
 */
export function histogram(values, bins, reach) {
  const count = new Float32Array(bins);
  for (const value of values) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * bins);
    if (bin >= 0 && bin < bins) count[bin] += 1;
  }
  const unit = bins / (2 * reach * values.length);
  return Array.from(count, (number) => number * unit);
}

/** The density of N(0, 1): exp(−v² / 2) / √2π. @type {(v: number) => number} */
export const normalDensity = (v) => Math.exp((-v * v) / 2) / Math.sqrt(2 * Math.PI);
