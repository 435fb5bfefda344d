/**
 * Weights of a linear forecast, learnt from few days: ridge regression towards weights that hold anywhere.
 *
 * w = argmin of the sum over past days of (y - x'w)^2 + r (w - w0)'(w - w0), so w = (X'X + r I)^-1 (X'y + r w0) (Hoerl
 * and Kennard 1970, "Ridge regression", eq. 2.1, with the prior mean w0 instead of 0). With no day seen w is w0; the more
 * days, and the more they vary, the more w is of this place. Only X'X and X'y are kept, so a day costs the same however
 * long the past is.
 */

export type Ridge = {
  /** Takes in what was known (x) and what came of it (y). */
  add(x: Readonly<Float64Array>, y: number): void;
  /** Learns from all that was added since. */
  solve(): void;
  /** The forecast of y with the weights as last learnt. */
  predict(x: Readonly<Float64Array>): number;
  weights(): readonly number[];
};

/**
 * @param prior weights before anything was seen
 * @param strength r, in the unit of a sum of squared x: how much evidence outweighs the prior
 * @param keep what of the evidence remains after one more day, in (0, 1]: 1 forgets nothing
 */
export function ridge(prior: readonly number[], strength: number, keep: number): Ridge {
  const n = prior.length;
  const weights = Float64Array.from(prior);
  const gram = new Float64Array(n * n);
  const moment = new Float64Array(n);
  const factor = new Float64Array(n * n);
  let fresh = false;
  return {
    add(x, y) {
      for (let i = 0; i < n; i++) {
        const xi = x[i] ?? 0;
        moment[i] = keep * (moment[i] ?? 0) + xi * y;
        for (let j = 0; j <= i; j++) gram[i * n + j] = keep * (gram[i * n + j] ?? 0) + xi * (x[j] ?? 0);
      }
      fresh = true;
    },
    solve() {
      if (!fresh) return;
      fresh = false;
      // Cholesky: gram + r I = L L', which is positive definite since r > 0.
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let sum = (gram[i * n + j] ?? 0) + (i === j ? strength : 0);
          for (let k = 0; k < j; k++) sum -= (factor[i * n + k] ?? 0) * (factor[j * n + k] ?? 0);
          factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * n + j] ?? 1);
        }
      }
      for (let i = 0; i < n; i++) {
        let sum = (moment[i] ?? 0) + strength * (prior[i] ?? 0);
        for (let k = 0; k < i; k++) sum -= (factor[i * n + k] ?? 0) * (weights[k] ?? 0);
        weights[i] = sum / (factor[i * n + i] ?? 1);
      }
      for (let i = n - 1; i >= 0; i--) {
        let sum = weights[i] ?? 0;
        for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] ?? 0) * (weights[k] ?? 0);
        weights[i] = sum / (factor[i * n + i] ?? 1);
      }
    },
    predict(x) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (weights[i] ?? 0) * (x[i] ?? 0);
      return sum;
    },
    weights: () => [...weights],
  };
}
