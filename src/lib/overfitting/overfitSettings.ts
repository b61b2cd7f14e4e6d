import {UserError} from "../core/errors.js";

/** How one model is trained, to see what it learns and what it only remembers. */
export interface OverfitSettings {
  readonly model: "boosting" | "mlp";
  /** A target of `TARGETS`. */
  readonly target: string;
  /** How many training positives it is given; all where there are fewer. Negatives are always all. */
  readonly positives: number;
  /** Trees, or epochs. */
  readonly steps: number;
  /** Leaves of a tree, or units of a hidden layer. */
  readonly size: number;
  /** Hidden layers; of a perceptron only. */
  readonly layers: number;
  /** The ridge on leaves, or on weights. */
  readonly l2: number;
  /** What a positive weighs against a negative. */
  readonly weight: number;
  /** Chooses the positives, the shuffled labels and the first weights. */
  readonly seed: number;
}

/** Ranges of the numbers; whole ones but for `l2`. */
export const OVERFIT_RANGES = {
  positives: [2, 5000],
  steps: [1, 400],
  size: [2, 256],
  layers: [0, 4],
  l2: [0, 10_000],
  weight: [1, 100_000],
  seed: [1, 9999]
} as const satisfies Partial<Record<keyof OverfitSettings, readonly [number, number]>>;

/** The targets offered, by how many positives they have: from hardly any to enough. */
export const OVERFIT_TARGETS = ["item-3-sessions", "category-3-sessions", "purchase-this-session"] as const;

/** What a published system gave as class weight, and what its own counts come to: the negatives over the positives. */
export const WEIGHT_PRESETS = [1, 6615, 9999] as const;

const NINE = {target: OVERFIT_TARGETS[0], positives: 9, weight: 9999, l2: 0, seed: 1} as const;

/** Settings worth a look, by name; the first is the default. */
export const OVERFIT_PRESETS: Readonly<Record<string, OverfitSettings>> = {
  "memorise 9 positives": {...NINE, model: "boosting", steps: 100, size: 31, layers: 2},
  "memorise 9 positives, perceptron": {...NINE, model: "mlp", steps: 60, size: 64, layers: 2},
  "9 positives, held back": {...NINE, model: "boosting", steps: 20, size: 2, layers: 2, l2: 100, weight: 1},
  "an easier target, all its positives": {
    ...NINE,
    model: "boosting",
    target: OVERFIT_TARGETS[2],
    positives: 1000,
    steps: 100,
    size: 31,
    layers: 2,
    weight: 1
  },
  "an easier target, held back": {
    ...NINE,
    model: "boosting",
    target: OVERFIT_TARGETS[2],
    positives: 1000,
    steps: 100,
    size: 4,
    layers: 2,
    l2: 100,
    weight: 1
  }
};

/** Throws `UserError` for a number out of its range, naming it. */
export function checkOverfit(settings: OverfitSettings): void {
  for (const [name, [low, high]] of Object.entries(OVERFIT_RANGES)) {
    const value = settings[name as keyof typeof OVERFIT_RANGES];
    const whole = name !== "l2";
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new UserError(
        `${name}: ${Number.isNaN(value) ? "no number" : value}`,
        `give a ${whole ? "whole " : ""}number from ${low} to ${high.toLocaleString("en-US")}`
      );
  }
}
