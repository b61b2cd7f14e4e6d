const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-8;

/** Weights by name, each a flat array that is changed in place. */
export type Weights = Readonly<Record<string, Float32Array>>;

/** What the optimizer remembers between steps. */
export interface AdamState {
  /** Steps taken. */
  readonly steps: number;
  /** Running means of the gradients and of their squares. */
  readonly first: Weights;
  readonly second: Weights;
}

export interface AdamOptions {
  readonly learningRate: number;
  /** Each step first takes this share, times the learning rate, off every weight: AdamW. */
  readonly weightDecay?: number;
  /** To go on from; it is changed by the steps. */
  readonly state?: AdamState;
}

/** Steps against gradients. */
export interface Adam {
  /** Moves the weights against a gradient of the same names and lengths. */
  step(gradients: Weights): void;
  /** As it is now; later steps change its arrays. */
  state(): AdamState;
}

/**
 * The optimizer Adam with its usual constants. Sources: Kingma and Ba (2014), arXiv 1412.6980, algorithm 1; Loshchilov
 * and Hutter (2017), arXiv 1711.05101, algorithm 2, for the decay.
 */
export function adam(weights: Weights, {learningRate, weightDecay = 0, state}: AdamOptions): Adam {
  const names = Object.keys(weights);
  const zeros = (): Weights => Object.fromEntries(names.map((name) => [name, new Float32Array(weights[name].length)]));
  const {first, second} = state ?? {first: zeros(), second: zeros()};
  let steps = state?.steps ?? 0;
  let [fade1, fade2] = [1, 1];
  // as repeated products, so that a run that was resumed has the same bits
  for (let k = 0; k < steps; k++) {
    fade1 *= FIRST;
    fade2 *= SECOND;
  }
  const kept = 1 - learningRate * weightDecay;
  return {
    step(gradients) {
      steps++;
      fade1 *= FIRST;
      fade2 *= SECOND;
      for (const name of names) {
        const [w, g, m, v] = [weights[name], gradients[name], first[name], second[name]];
        for (let i = 0; i < w.length; i++) {
          m[i] = FIRST * m[i] + (1 - FIRST) * g[i];
          v[i] = SECOND * v[i] + (1 - SECOND) * g[i] * g[i];
          w[i] = kept * w[i] - (learningRate * (m[i] / (1 - fade1))) / (Math.sqrt(v[i] / (1 - fade2)) + EPSILON);
        }
      }
    },
    state: () => ({steps, first, second})
  };
}
