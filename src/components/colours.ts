import type {Outcome} from "../lib/claims/outcomes.js";

/**
 * The one map from meaning to colour. The values are custom properties of `src/style.css`, one set for light and one for dark, so
 * that figures follow the reader's theme without being drawn anew. Colour never carries a meaning alone: a verdict also has a
 * sign, a line also has a label or a dash.
 */
export const COLOURS = {
  view: "var(--cp-view)",
  addtocart: "var(--cp-addtocart)",
  removefromcart: "var(--cp-removefromcart)",
  transaction: "var(--cp-transaction)",
  train: "var(--cp-train)",
  validation: "var(--cp-validation)",
  test: "var(--cp-test)",
  published: "var(--cp-published)",
  recomputed: "var(--cp-recomputed)",
  baseline: "var(--cp-baseline)",
  truth: "var(--cp-truth)",
  generated: "var(--cp-generated)",
  chosen: "var(--cp-chosen)",
  browser: "var(--cp-browser)",
  researcher: "var(--cp-researcher)",
  buyer: "var(--cp-buyer)",
  reproduced: "var(--cp-reproduced)",
  better: "var(--cp-better)",
  consistent: "var(--cp-consistent)",
  possible: "var(--cp-possible)",
  undecided: "var(--cp-undecided)",
  notReached: "var(--cp-not-reached)",
  flaw: "var(--cp-flaw)",
  refuted: "var(--cp-refuted)",
  uninformative: "var(--cp-uninformative)",
  notTestable: "var(--cp-not-testable)",
  remark: "var(--cp-remark)",
  /** Lines and text of a figure that mean nothing by themselves. */
  ink: "var(--theme-foreground)",
  /** What the reader moves, and what moves with it. */
  accent: "var(--theme-foreground-focus)",
  page: "var(--theme-background)",
  muted: "var(--theme-foreground-muted)"
} as const;

/** Steps of a quantity from little to much, for heat maps and for the ordered bands of session length. */
export const STEPS = Array.from({length: 7}, (_, i) => `var(--cp-step-${i})`);

/** An outcome's colour and its sign, by its name in the claim ledger. */
export const OUTCOME_MARKS: Readonly<Record<Outcome, {readonly colour: string; readonly sign: string}>> = {
  reproduced: {colour: COLOURS.reproduced, sign: "✓"},
  "better than claimed": {colour: COLOURS.better, sign: "▲"},
  consistent: {colour: COLOURS.consistent, sign: "="},
  possible: {colour: COLOURS.possible, sign: "◇"},
  undecided: {colour: COLOURS.undecided, sign: "?"},
  "not reproduced": {colour: COLOURS.notReached, sign: "▼"},
  "only with a flaw": {colour: COLOURS.flaw, sign: "⚑"},
  refuted: {colour: COLOURS.refuted, sign: "✗"},
  uninformative: {colour: COLOURS.uninformative, sign: "≈"},
  "not tested here": {colour: COLOURS.notTestable, sign: "○"},
  remark: {colour: COLOURS.remark, sign: "¶"}
};
