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

/** A verdict's colour and its sign, by the verdict's name in the claim ledger. */
export const VERDICTS: Readonly<Record<string, {readonly colour: string; readonly sign: string}>> = {
  reproduced: {colour: COLOURS.reproduced, sign: "✓"},
  "better than claimed": {colour: COLOURS.better, sign: "▲"},
  "not reached": {colour: COLOURS.notReached, sign: "▼"},
  "only with a flaw": {colour: COLOURS.flaw, sign: "⚑"},
  "refuted by arithmetic": {colour: COLOURS.refuted, sign: "✗"},
  uninformative: {colour: COLOURS.uninformative, sign: "≈"},
  "not testable here": {colour: COLOURS.notTestable, sign: "○"},
  remark: {colour: COLOURS.remark, sign: "¶"}
};
