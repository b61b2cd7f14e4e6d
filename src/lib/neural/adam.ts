const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-8;

/** Weights by name, each a flat array that is changed in place. */
export type Weights = Readonly<Record<string, Float32Array>>;

/**
 * The optimizer Adam with its usual constants: gives a function that moves the weights against a gradient of the same
 * names and lengths. Source: Kingma and Ba (2014), arXiv 1412.6980, algorithm 1.
 */
export function adam(weights: Weights, learningRate: number): (gradients: Weights) => void {
  const names = Object.keys(weights);
  const first = names.map((name) => new Float32Array(weights[name].length));
  const second = names.map((name) => new Float32Array(weights[name].length));
  let [fade1, fade2] = [1, 1];
  return (gradients) => {
    fade1 *= FIRST;
    fade2 *= SECOND;
    names.forEach((name, k) => {
      const [w, g, m, v] = [weights[name], gradients[name], first[k], second[k]];
      for (let i = 0; i < w.length; i++) {
        m[i] = FIRST * m[i] + (1 - FIRST) * g[i];
        v[i] = SECOND * v[i] + (1 - SECOND) * g[i] * g[i];
        w[i] -= (learningRate * (m[i] / (1 - fade1))) / (Math.sqrt(v[i] / (1 - fade2)) + EPSILON);
      }
    });
  };
}
